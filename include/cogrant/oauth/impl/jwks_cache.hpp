// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_IMPL_JWKS_CACHE_HPP
#define COGRANT_OAUTH_IMPL_JWKS_CACHE_HPP

#include <cogrant/oauth/jwks_cache.hpp>

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/errc.hpp>

#include <cstdint>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <utility>

namespace cogrant::oauth {

namespace detail {

inline http::request key_set_request(http::url const& endpoint)
{
    http::request r;
    r.origin = endpoint.origin;
    r.target = endpoint.target;
    r.headers.add("Accept", "application/jwk-set+json, application/json");
    r.authorize = false;
    r.follow = false;
    r.body_limit = jose::jwk_limits().document();
    return r;
}

/// A key set out of an answer.
inline result<jose::jwk_set> read_key_set(http::response const& answer, http::exchange const& x)
{
    if (answer.status != 200) {
        bool const redirect = answer.status >= 300 && answer.status < 400;
        auto e = x.fail(
            answer.status < 300 ? make_error_code(http_errc::unexpected_status) : status_error(answer.status),
            redirect ? "jwks_uri: redirects, which is not followed" : "");
        e.edit().status = answer.status;
        return e;
    }
    auto keys = jose::jwk_set::parse(answer.body);
    if (!keys) return x.fail(make_error_code(oauth_errc::malformed_metadata), "jwks_uri: " + keys.error().message());
    return keys;
}

/// Whether newer keys could verify what these did not: a token without `kid` does not say which key it means.
inline bool newer_keys_may_help(error const& refused) noexcept
{
    return refused.code() == make_error_code(jose_errc::no_key) ||
           refused.code() == make_error_code(jose_errc::bad_signature);
}

} // namespace detail

// The caller has set `fetching`.
template <http::transport Transport, monotonic_clock Clock>
void basic_jwks_cache<Transport, Clock>::start_fetch(std::uint64_t flight) const
{
    try {
        task<void> started(owner_->shared->executor, fetch(owner_->shared));
        std::lock_guard const lock(owner_->mutex);
        // On another thread this fetch may have ended, and the next one begun, before we come here.
        if (flight < owner_->fetch_number) return;
        owner_->fetch = std::move(started);
        owner_->fetch_number = flight;
    } catch (std::bad_alloc const&) {
        finish(*owner_->shared, Clock::now(), error(make_error_code(boost::system::errc::not_enough_memory)));
    }
}

template <http::transport Transport, monotonic_clock Clock>
asio::awaitable<void> basic_jwks_cache<Transport, Clock>::fetch(std::shared_ptr<state> s)
{
    auto const asked_at = Clock::now();
    std::optional<result<jose::jwk_set>> outcome;
    // Whatever happens, those who wait must hear of it.
    try {
        http::exchange x(detail::key_set_request(*s->endpoint), deadline_after(asked_at, s->options.fetch_timeout()));
        auto sending = s->transport.send(x);
        auto answer = co_await std::move(sending);
        if (answer) outcome.emplace(detail::read_key_set(*answer, x));
        else outcome.emplace(answer.error());
    } catch (failure const& f) {
        outcome.emplace(f.error());
    } catch (boost::system::system_error const& e) {
        outcome.emplace(error(e.code(), phase::token));
    } catch (...) {
        outcome.emplace(error(make_error_code(boost::system::errc::state_not_recoverable), phase::token));
    }
    finish(*s, asked_at, std::move(*outcome));
}

template <http::transport Transport, monotonic_clock Clock>
void basic_jwks_cache<Transport, Clock>::finish(state& s, time_point asked_at, result<jose::jwk_set> outcome)
{
    std::vector<std::shared_ptr<basic_waiter<Clock>>> waiting;
    {
        std::lock_guard const lock(s.mutex);
        s.situation.tried_at = Clock::now();
        if (outcome) {
            auto fresh = std::make_shared<jose::jwk_set const>(std::move(*outcome));
            s.current = jwks_snapshot(std::move(fresh), ++s.situation.generation);
            s.situation.fetched_at = asked_at;
            s.failed = error();
        } else {
            s.failed = outcome.error();
        }
        waiting.swap(s.waiting);
        s.fetching = false;
    }
    for (auto const& w : waiting) w->notify();
}

template <http::transport Transport, monotonic_clock Clock>
asio::awaitable<result<jwks_snapshot>>
basic_jwks_cache<Transport, Clock>::await_keys(basic_jwks_cache self, time_point deadline, std::uint64_t seen)
{
    auto& s = *self.owner_->shared;
    if (!s.endpoint) co_return s.endpoint.error();
    auto const executor = co_await asio::this_coro::executor;
    auto const waiting = std::make_shared<basic_waiter<Clock>>(executor);
    auto step = jwks_step::use;
    std::uint64_t start = 0;
    {
        std::lock_guard const lock(s.mutex);
        step = decide_jwks(s.situation, seen, Clock::now(), s.options);
        if (step == jwks_step::refuse) co_return s.failed;
        if (step != jwks_step::use && !std::exchange(s.fetching, true)) start = ++s.flight;
        if (step == jwks_step::fetch) s.waiting.push_back(waiting);
    }
    if (start != 0) self.start_fetch(start);
    if (step == jwks_step::fetch) {
        auto awaited = waiting->wait(deadline);
        auto const outcome = co_await std::move(awaited);
        std::lock_guard const lock(s.mutex);
        std::erase(s.waiting, waiting);
        if (outcome == wait_result::timeout)
            co_return error(make_error_code(http_errc::deadline_exceeded), phase::token);
        if (outcome == wait_result::cancelled) co_return error(asio::error::operation_aborted, phase::token);
    }
    std::lock_guard const lock(s.mutex);
    // Old keys outlive a fetch that failed, though not for ever. Who needs newer ones has to hear why there are none.
    bool const enough = s.situation.usable(Clock::now(), s.options) && seen < s.situation.generation;
    if (!enough && s.failed) co_return s.failed;
    co_return s.current;
}

template <http::transport Transport, monotonic_clock Clock>
asio::awaitable<result<jose::verified_jws>> basic_jwks_cache<Transport, Clock>::verify_with_newest(
    basic_jwks_cache self, secret token, jose::algorithm_set allowed, time_point deadline)
{
    // What no key can mend is refused before anything is asked for.
    auto const looked_at = jose::detail::take_apart(token.expose(), allowed);
    if (!looked_at) co_return looked_at.error();
    auto known = self.keys(deadline);
    auto held = co_await std::move(known);
    if (!held) co_return held.error();
    auto verified = jose::verify(token.expose(), held->keys(), allowed);
    if (verified || !detail::newer_keys_may_help(verified.error())) co_return std::move(verified);
    bool const names_key = looked_at->header.kid.has_value();
    if (names_key && verified.error().code() == make_error_code(jose_errc::bad_signature))
        co_return std::move(verified);
    auto asking = self.keys(deadline, held->generation());
    auto newer = co_await std::move(asking);
    if (!newer) co_return newer.error();
    if (newer->generation() == held->generation()) co_return std::move(verified);
    co_return jose::verify(token.expose(), newer->keys(), allowed);
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_IMPL_JWKS_CACHE_HPP
