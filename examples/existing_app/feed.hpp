// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef EXISTING_APP_FEED_HPP
#define EXISTING_APP_FEED_HPP

#include "wallboard.hpp"
#include <cogrant/genesys.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>

#include <chrono>
#include <cstdint>
#include <exception>
#include <utility>

// What was added.

namespace existing_app {

namespace genesys = cogrant::genesys;

inline asio::awaitable<std::uint64_t> conversations_of_a_day(genesys::client org)
{
    genesys::conversation_details_query query{.interval = cogrant::last(std::chrono::hours(24))};
    auto rows = org.async_paginate(query);
    std::uint64_t n = 0;
    for (;;) {
        auto coming = rows.next();
        auto const* row = co_await std::move(coming);
        if (row == nullptr) break;
        ++n;
    }
    co_return n;
}

/// Asks Genesys Cloud, and tells the program by a callback, as everything else here does.
class feed {
public:
    feed(asio::io_context& context, board& shown)
        : org_(genesys::client::from_environment(context.get_executor())), board_(shown)
    {
    }
    void update()
    {
        if (busy_) return; // the last one still waits, for the rate limit perhaps
        busy_ = true;
        asio::co_spawn(
            org_.get_executor(), conversations_of_a_day(org_),
            asio::bind_cancellation_slot(stop_.slot(), [this](std::exception_ptr failed, std::uint64_t n) {
                busy_ = false;
                board_.trouble.clear();
                try {
                    if (failed) std::rethrow_exception(failed);
                    board_.conversations = n;
                    ++board_.updates;
                } catch (std::exception const& e) {
                    board_.trouble = e.what();
                }
            }));
    }
    void stop() { stop_.emit(asio::cancellation_type::terminal); }

private:
    genesys::client org_;
    board& board_;
    asio::cancellation_signal stop_;
    bool busy_ = false;
};

} // namespace existing_app

#endif // EXISTING_APP_FEED_HPP
