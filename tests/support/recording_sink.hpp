// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SUPPORT_RECORDING_SINK_HPP
#define COGRANT_TESTS_SUPPORT_RECORDING_SINK_HPP

#include <cogrant/http/body_sink.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace support {

/// Remembers what a sink is told, and refuses what it is told to refuse.
struct recording_sink : cogrant::http::body_sink {
    using error_code = cogrant::error_code;

    std::string text;
    unsigned status = 0;
    int begun = 0;
    int finished = 0;
    std::size_t largest = 0;
    error_code refuse_begin, refuse_write, refuse_finish;
    std::uint64_t most = no_limit;
    bool again = false;     // restartable
    bool fills = false;     // is full after every piece
    int rooms = 0;          // how often it was waited for
    std::size_t burst = 0;  // most bytes between two waits
    std::size_t since = 0;

    error_code begin(unsigned s, cogrant::http::headers const&) override
    {
        ++begun;
        status = s;
        text.clear();
        return refuse_begin;
    }
    error_code write(std::string_view piece) override
    {
        text += piece;
        largest = std::max(largest, piece.size());
        since += piece.size();
        burst = std::max(burst, since);
        return refuse_write;
    }
    error_code finish() override
    {
        ++finished;
        return refuse_finish;
    }
    std::uint64_t limit() const noexcept override { return most; }
    bool restartable() const noexcept override { return again; }
    bool full() const noexcept override { return fills && since != 0; }
    boost::asio::awaitable<error_code> room(cogrant::time_point) override
    {
        error_code done;
        ++rooms;
        since = 0;
        auto executor = co_await boost::asio::this_coro::executor;
        co_await boost::asio::post(executor, boost::asio::use_awaitable);
        co_return done;
    }
    std::string problem() const override { return "the recorder is tired"; }
};

} // namespace support

#endif // COGRANT_TESTS_SUPPORT_RECORDING_SINK_HPP
