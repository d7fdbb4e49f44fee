// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_DETAIL_BODY_PIPE_HPP
#define COGRANT_PIPELINE_DETAIL_BODY_PIPE_HPP

#include <cogrant/async/waiter.hpp>
#include <cogrant/codec/error.hpp>
#include <cogrant/http/body_sink.hpp>
#include <cogrant/http/error.hpp>

#include <boost/asio/error.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::detail {

/// Carries a body from the coroutine that receives it to one that reads it, which may be on different threads. The one waits
/// while there is much to read, the other while there is nothing.
class body_pipe final : public http::body_sink {
public:
    /// @param media_type  what the answer has to be, unless it has no body; empty: anything
    body_pipe(asio::any_io_executor executor, std::string_view media_type)
        : executor_(std::move(executor)), media_type_(media_type)
    {
    }

    error_code begin(unsigned status, http::headers const& head) override
    {
        if (media_type_.empty() || status == 204 || status == 205) return {};
        auto const type = head.find("Content-Type").value_or("");
        auto name = type.substr(0, type.find(';'));
        while (!name.empty() && (name.back() == ' ' || name.back() == '\t')) name.remove_suffix(1);
        return http::equal_names(name, media_type_) ? error_code() : make_error_code(codec_errc::wrong_type);
    }
    std::string problem() const override
    {
        return std::string("the answer's Content-Type is not ").append(media_type_);
    }

    error_code write(std::string_view piece) override
    {
        std::lock_guard const lock(mutex_);
        waiting_.append(piece);
        wake(reader_);
        return {};
    }
    bool full() const noexcept override
    {
        std::lock_guard const lock(mutex_);
        return waiting_.size() >= enough;
    }
    asio::awaitable<error_code> room(time_point until) override
    {
        error_code ended;
        while (auto const taken = wait_for(writer_, [this] { return waiting_.size() < enough; })) {
            auto waiting = taken->wait(until);
            auto const outcome = co_await std::move(waiting);
            if (outcome == wait_result::timeout) ended = make_error_code(http_errc::deadline_exceeded);
            if (outcome == wait_result::cancelled) ended = asio::error::operation_aborted;
            if (ended) break;
        }
        co_return ended;
    }

    /// Nothing more will come: the body is whole, or this is why not.
    void end(error why)
    {
        std::lock_guard const lock(mutex_);
        why_ = std::move(why);
        ended_ = true;
        wake(reader_);
    }
    void end(std::exception_ptr thrown)
    {
        std::lock_guard const lock(mutex_);
        thrown_ = std::move(thrown);
        ended_ = true;
        wake(reader_);
    }

    /// All that has come; empty at the end of the body. What came before a failure is given out before the failure.
    asio::awaitable<result<std::string>> read()
    {
        std::string pieces;
        while (auto const come = wait_for(reader_, [this] { return ended_ || !waiting_.empty(); })) {
            auto waiting = come->wait(no_deadline);
            auto const outcome = co_await std::move(waiting);
            if (outcome == wait_result::cancelled) co_return error(asio::error::operation_aborted);
        }
        std::lock_guard const lock(mutex_);
        pieces.swap(waiting_);
        wake(writer_);
        if (pieces.empty() && thrown_) std::rethrow_exception(thrown_);
        if (pieces.empty() && why_) co_return why_;
        co_return std::move(pieces);
    }

private:
    static constexpr std::size_t enough = 64 * 1024;

    using place = std::shared_ptr<waiter>;

    // What to wait with until the other side has changed something; none when `ready`.
    template <class Ready>
    place wait_for(place& mine, Ready ready)
    {
        std::lock_guard const lock(mutex_);
        mine = ready() ? nullptr : std::make_shared<waiter>(executor_);
        return mine;
    }
    static void wake(place& other)
    {
        if (other) other->notify();
        other.reset();
    }

    asio::any_io_executor executor_;
    std::string_view media_type_;
    mutable std::mutex mutex_;
    std::string waiting_;
    place reader_;
    place writer_;
    bool ended_ = false;
    error why_;
    std::exception_ptr thrown_;
};

} // namespace cogrant::detail

#endif // COGRANT_PIPELINE_DETAIL_BODY_PIPE_HPP
