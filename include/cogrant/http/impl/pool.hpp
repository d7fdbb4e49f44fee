// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_IMPL_POOL_HPP
#define COGRANT_HTTP_IMPL_POOL_HPP

#include <cogrant/http/pool.hpp>

#include <algorithm>

namespace cogrant::http {

// Without TLS nobody could ask for a certificate: there the pool's own has no meaning.
COGRANT_DECL client_certificate const& connection_pool::state::certificate_for(http::request const& r) const noexcept
{
    return r.certificate || !r.origin.tls ? r.certificate : tls.certificate();
}

COGRANT_DECL connection_pool::bucket&
connection_pool::state::bucket_of(http::origin const& to, client_certificate const& own)
{
    for (auto const& b : buckets)
        if (b->own == own && b->origin == to) return *b;
    forget_unused();
    buckets.push_back(std::make_unique<bucket>());
    buckets.back()->origin = to;
    buckets.back()->own = own;
    return *buckets.back();
}

// Certificates are renewed: what belongs to an old one must not be kept for ever. A bucket that somebody uses or waits
// for has open connections or a queue; those who wait in a closed pool do not, so there all are kept.
COGRANT_DECL void connection_pool::state::forget_unused()
{
    if (closed) return;
    auto const oldest_allowed = std::chrono::steady_clock::now() - options.idle_timeout();
    for (auto const& b : buckets)
        b->open -= std::erase_if(b->idle, [&](idle_connection const& kept) {
            if (kept.since > oldest_allowed) return false;
            kept.link->close();
            return true;
        });
    std::erase_if(buckets, [](auto const& b) { return b->open == 0 && b->queue.empty(); });
}

// With the mutex held: passes the place, and the connection if it is still good, to the first in the queue, or keeps it.
COGRANT_DECL void connection_pool::state::release(bucket& b, std::shared_ptr<connection> link)
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
    lease(state& pool, http::request const& r) : pool_(pool), request_(r) {}
    lease(lease const&) = delete;
    lease& operator=(lease const&) = delete;
    ~lease()
    {
        std::lock_guard const lock(pool_.mutex);
        leave_queue();
        if (held_) pool_.release(*bucket_, std::move(link));
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
        bucket_ = &pool_.bucket_of(request_.origin, pool_.certificate_for(request_));
        auto const oldest_allowed = std::chrono::steady_clock::now() - pool_.options.idle_timeout();
        while (!pool_.closed && !bucket_->idle.empty() && (reuse || bucket_->open >= pool_.options.max_per_origin())) {
            // The one used last is the most likely to be alive; to make room, the oldest goes.
            auto const at = reuse ? bucket_->idle.end() - 1 : bucket_->idle.begin();
            auto candidate = std::move(*at);
            bucket_->idle.erase(at);
            if (reuse && candidate.since > oldest_allowed && candidate.link->alive()) {
                link = std::move(candidate.link);
                held_ = true;
                return true;
            }
            candidate.link->close();
            --bucket_->open;
        }
        if (!pool_.closed && bucket_->open < pool_.options.max_per_origin()) {
            ++bucket_->open;
            held_ = true;
            return true;
        }
        waiting_ = std::make_shared<slot_waiter>(pool_.executor);
        if (pool_.closed) waiting_->wake->notify();
        else bucket_->queue.push_back(waiting_);
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
            std::erase(bucket_->queue, waiting_);
        }
        waiting_.reset();
    }

    state& pool_;
    http::request const& request_;
    bucket* bucket_ = nullptr;
    bool held_ = false;
    std::shared_ptr<slot_waiter> waiting_;
};

COGRANT_DECL asio::awaitable<result<response>> connection_pool::run(std::shared_ptr<state> pool, exchange& x)
{
    x.where = phase::pool;
    x.bytes_written = false;
    x.reused = false;
    if (!detail::legal_target(x.request.target)) co_return x.fail(make_error_code(http_errc::bad_url));
    if (x.request.certificate && !x.request.origin.tls)
        co_return x.fail(make_error_code(http_errc::bad_url), "a client certificate needs an https origin");
    lease held(*pool, x.request);
    // A request that may not be repeated never meets a connection that may have gone stale.
    auto const refused = co_await held.acquire(x.deadline, x.request.repeatable());
    if (refused) co_return x.fail(refused);

    for (;;) {
        x.bytes_written = false;
        x.reused = held.link != nullptr;
        if (!held.link) {
            held.link = std::make_shared<connection>(pool->executor, x.request.origin);
            auto const failed = co_await held.link->open(x, pool->tls, pool->certificate_for(x.request));
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
COGRANT_DECL asio::awaitable<result<response>> connection_pool::guarded(std::shared_ptr<state> pool, exchange& x)
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

COGRANT_DECL void connection_pool::close()
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
