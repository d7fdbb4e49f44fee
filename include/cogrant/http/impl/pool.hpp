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
    return r.certificate || !r.origin.tls || !r.identify ? r.certificate : tls.certificate();
}

COGRANT_DECL connection_pool::bucket&
connection_pool::state::bucket_of(http::origin const& to, client_certificate const& own)
{
    for (auto const& b : buckets)
        if (b->own == own && b->origin == to) return *b;
    if (!closed) forget_unused(std::chrono::steady_clock::now());
    auto made = std::make_unique<bucket>();
    made->origin = to;
    made->own = own;
    made->via = options.proxy_to(to).value(); // looked at when the pool was made
    if (to.tls && options.tls().resumes_sessions()) made->sessions = std::make_shared<detail::tls_sessions>();
    buckets.push_back(std::move(made));
    return *buckets.back();
}

// Certificates are renewed, and many origins are asked once: what belongs to them must not be kept for ever. A bucket that somebody uses or waits
// for has open connections or a queue. Without them it is kept for its sessions' sake, for an hour, if there are not too
// many, and not those of an identity that only requests name.
// Not in a closed pool: those who wait there are in no queue.
COGRANT_DECL void connection_pool::state::forget_unused(time_point now)
{
    bool const many = buckets.size() > 64;
    std::erase_if(buckets, [&](auto const& b) {
        if (b->open != 0 || !b->queue.empty()) return false;
        bool const passing = b->own && !(b->own == tls.certificate());
        bool const useful = b->sessions && !b->sessions->empty() && now - b->last_used < std::chrono::hours(1);
        return passing || many || !useful;
    });
}

COGRANT_DECL void connection_pool::state::evict_idle(time_point now)
{
    if (closed || now < next_eviction) return;
    auto const oldest_allowed = now - options.idle_timeout();
    next_eviction = no_deadline;
    for (auto const& b : buckets) {
        b->open -= std::erase_if(b->idle, [&](idle_connection const& kept) {
            if (kept.since > oldest_allowed) return false;
            kept.link->close();
            return true;
        });
        // in the order in which they came
        if (!b->idle.empty())
            next_eviction = std::min(next_eviction, deadline_after(b->idle.front().since, options.idle_timeout()));
    }
    forget_unused(now);
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
        auto const now = std::chrono::steady_clock::now();
        b.idle.push_back({std::move(link), now});
        next_eviction = std::min(next_eviction, deadline_after(now, options.idle_timeout()));
    } else {
        --b.open;
    }
}

COGRANT_DECL std::shared_ptr<connection> connection_pool::state::connection_of(bucket const& b) const
{
    connection_settings settings(options.resolver());
    settings.via = b.via;
    settings.sessions = b.sessions;
    settings.connect_limit = options.connect_timeout();
    settings.handshake_limit = options.handshake_timeout();
    settings.answer_limit = options.answer_timeout();
    return std::make_shared<connection>(executor, b.origin, std::move(settings));
}

namespace detail {

/// When it was not the deadline of the request that passed: which option to set.
COGRANT_DECL std::string_view limit_passed(exchange const& x, error_code code) noexcept
{
    if (code != make_error_code(http_errc::deadline_exceeded)) return {};
    if (x.where == phase::pool || x.deadline <= std::chrono::steady_clock::now()) return {};
    switch (x.where) {
    case phase::resolve: return "the name lookup took longer than pool_options::connect_timeout";
    case phase::connect: return "connecting took longer than pool_options::connect_timeout";
    case phase::tls: return "the TLS handshake took longer than pool_options::handshake_timeout";
    case phase::write: return "the server took no byte for longer than answer_timeout allows";
    default: return "the server sent no byte for longer than answer_timeout allows";
    }
}

} // namespace detail

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

    bucket const& place() const noexcept { return *bucket_; } // once acquired

    std::shared_ptr<connection> link;

private:
    /// True when a place was taken; else this lease has joined the queue.
    bool try_acquire(bool reuse)
    {
        std::lock_guard const lock(pool_.mutex);
        auto const now = std::chrono::steady_clock::now();
        pool_.evict_idle(now);
        bucket_ = &pool_.bucket_of(request_.origin, pool_.certificate_for(request_));
        bucket_->last_used = now;
        auto const oldest_allowed = now - pool_.options.idle_timeout();
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
            held.link = pool->connection_of(held.place());
            auto const failed = co_await held.link->open(x, pool->tls, pool->certificate_for(x.request));
            if (failed) {
                auto why = failed.info().detail;
                if (why.empty()) why = detail::limit_passed(x, failed.code());
                if (why.empty()) {
                    auto const& via = held.place().via;
                    bool const at_proxy = via && x.where != phase::tls;
                    why = at_proxy ? "proxy " + via.host() + ":" + std::to_string(via.port())
                                   : to_string(x.request.origin);
                    why += ": " + failed.code().message();
                }
                auto told = x.fail(failed.code(), std::move(why));
                told.edit().status = failed.info().status;
                co_return told;
            }
        }
        if (x.hook) x.hook(event_of(x, event::kind::connection));
        response answer;
        auto const code = co_await held.link->round_trip(x, answer);
        if (!code && answer.status == 407 && held.link->asks_proxy()) {
            auto told = x.fail(make_error_code(http_errc::proxy_unauthorized));
            told.edit().status = answer.status;
            co_return told;
        }
        if (!code) co_return std::move(answer);

        // Only a kept connection can have been stale, so this happens once: the place stays ours, the connection is new.
        bool const stale = x.reused && !held.link->answer_begun() && code != asio::error::operation_aborted &&
                           code != make_error_code(http_errc::deadline_exceeded);
        held.drop();
        if (!stale) co_return x.fail(code, std::string(detail::limit_passed(x, code)));
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

COGRANT_DECL void connection_pool::close_idle()
{
    std::lock_guard const lock(state_->mutex);
    for (auto const& b : state_->buckets) {
        for (auto const& kept : b->idle) kept.link->close();
        b->open -= b->idle.size();
        b->idle.clear();
    }
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
