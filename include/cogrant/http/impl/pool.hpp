// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_IMPL_POOL_HPP
#define COGRANT_HTTP_IMPL_POOL_HPP

#include <cogrant/http/pool.hpp>

#include <algorithm>

namespace cogrant::http {

inline connection_pool::bucket& connection_pool::state::bucket_of(http::origin const& to)
{
    for (auto const& b : buckets)
        if (b->origin == to) return *b;
    buckets.push_back(std::make_unique<bucket>());
    buckets.back()->origin = to;
    return *buckets.back();
}

// With the mutex held: passes the place, and the connection if it is still good, to the first in the queue, or keeps it.
inline void connection_pool::state::release(bucket& b, std::shared_ptr<connection> link)
{
    if (link && (closed || !link->reusable())) {
        link->close();
        link.reset();
    }
    if (!b.queue.empty()) {
        auto const next = std::move(b.queue.front());
        b.queue.pop_front();
        next->granted = true;
        next->link = std::move(link);
        next->wake->notify();
    } else if (link) {
        b.idle.push_back({std::move(link), std::chrono::steady_clock::now()});
    } else {
        --b.open;
    }
}

class connection_pool::lease {
public:
    lease(state& pool, bucket& b) : pool_(pool), bucket_(b) {}
    lease(lease const&) = delete;
    lease& operator=(lease const&) = delete;
    ~lease()
    {
        std::lock_guard const lock(pool_.mutex);
        leave_queue();
        if (held_) pool_.release(bucket_, std::move(link));
    }

    /// Takes a place: at once, or by waiting in the queue. With `reuse`, an idle connection may come with it.
    asio::awaitable<error_code> acquire(time_point deadline, bool reuse)
    {
        if (try_acquire(reuse)) co_return error_code();
        auto const outcome = co_await waiting_->wake->wait(deadline);
        std::lock_guard const lock(pool_.mutex);
        leave_queue();
        if (held_) {
            if (!reuse && link) drop();
            co_return error_code();
        }
        if (pool_.closed) co_return make_error_code(http_errc::pool_closed);
        co_return outcome == wait_result::timeout ? make_error_code(http_errc::deadline_exceeded)
                                                  : error_code(asio::error::operation_aborted);
    }

    void drop()
    {
        if (link) link->close();
        link.reset();
    }

    std::shared_ptr<connection> link;

private:
    /// True when a place was taken; else this lease has joined the queue.
    bool try_acquire(bool reuse)
    {
        std::lock_guard const lock(pool_.mutex);
        auto const oldest_allowed = std::chrono::steady_clock::now() - pool_.options.idle_timeout();
        while (!pool_.closed && !bucket_.idle.empty() && (reuse || bucket_.open >= pool_.options.max_per_origin())) {
            // The one used last is the most likely to be alive; to make room, the oldest goes.
            auto const at = reuse ? bucket_.idle.end() - 1 : bucket_.idle.begin();
            auto candidate = std::move(*at);
            bucket_.idle.erase(at);
            if (reuse && candidate.since > oldest_allowed && candidate.link->alive()) {
                link = std::move(candidate.link);
                held_ = true;
                return true;
            }
            candidate.link->close();
            --bucket_.open;
        }
        if (!pool_.closed && bucket_.open < pool_.options.max_per_origin()) {
            ++bucket_.open;
            held_ = true;
            return true;
        }
        waiting_ = std::make_shared<slot_waiter>(pool_.executor);
        if (pool_.closed) waiting_->wake->notify();
        else bucket_.queue.push_back(waiting_);
        return false;
    }

    // With the mutex held. A place granted while its waiter was leaving is taken over here, so it cannot get lost.
    void leave_queue()
    {
        if (!waiting_) return;
        if (waiting_->granted) {
            held_ = true;
            link = std::move(waiting_->link);
        } else {
            std::erase(bucket_.queue, waiting_);
        }
        waiting_.reset();
    }

    state& pool_;
    bucket& bucket_;
    bool held_ = false;
    std::shared_ptr<slot_waiter> waiting_;
};

inline asio::awaitable<result<response>> connection_pool::run(std::shared_ptr<state> pool, exchange& x)
{
    auto const bucket_for = [](state& s, http::origin const& to) -> bucket& {
        std::lock_guard const lock(s.mutex);
        return s.bucket_of(to);
    };
    x.where = phase::pool;
    x.bytes_written = false;
    x.reused = false;
    if (!detail::legal_target(x.request.target)) co_return x.fail(make_error_code(http_errc::bad_url));
    lease held(*pool, bucket_for(*pool, x.request.origin));
    // A request that may not be repeated never meets a connection that may have gone stale.
    auto const refused = co_await held.acquire(x.deadline, x.request.repeatable());
    if (refused) co_return x.fail(refused);

    for (;;) {
        x.bytes_written = false;
        x.reused = held.link != nullptr;
        if (!held.link) {
            held.link = std::make_shared<connection>(pool->executor, x.request.origin);
            auto const failed = co_await held.link->open(x, pool->tls);
            if (failed) {
                auto why = failed.info().detail;
                if (why.empty()) why = to_string(x.request.origin) + ": " + failed.code().message();
                co_return x.fail(failed.code(), std::move(why));
            }
        }
        response answer;
        auto const code = co_await held.link->round_trip(x, answer);
        if (!code) co_return std::move(answer);

        // Only a kept connection can have been stale, so this happens once: the place stays ours, the connection is new.
        bool const stale = x.reused && !held.link->answer_begun() && code != asio::error::operation_aborted &&
                           code != make_error_code(http_errc::deadline_exceeded);
        held.drop();
        if (!stale) co_return x.fail(code);
    }
}

// Asio refuses the next step of a cancelled coroutine with an exception: the same answer as from a step under way.
inline asio::awaitable<result<response>> connection_pool::guarded(std::shared_ptr<state> pool, exchange& x)
{
    error_code code;
    try {
        result<response> answer = co_await run(std::move(pool), x);
        co_return std::move(answer);
    } catch (boost::system::system_error const& e) {
        code = e.code();
    }
    co_return x.fail(code);
}

inline void connection_pool::close()
{
    std::lock_guard const lock(state_->mutex);
    state_->closed = true;
    for (auto const& b : state_->buckets) {
        for (auto const& kept : b->idle) kept.link->close();
        b->open -= b->idle.size();
        b->idle.clear();
        for (auto const& queued : b->queue) queued->wake->notify();
        b->queue.clear();
    }
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_IMPL_POOL_HPP
