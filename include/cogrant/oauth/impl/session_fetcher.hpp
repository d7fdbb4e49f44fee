// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_IMPL_SESSION_FETCHER_HPP
#define COGRANT_OAUTH_IMPL_SESSION_FETCHER_HPP

#include <cogrant/oauth/session_fetcher.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

// The member functions are coroutines of one `fetch`, during which the fetcher stays where it is.

namespace cogrant::oauth {

template <
    http::transport Transport, client_authentication Auth, token_store Store, class Fallback, monotonic_clock Clock,
    wall_clock Wall>
asio::awaitable<result<token_set>>
session_fetcher<Transport, Auth, Store, Fallback, Clock, Wall>::fetch(time_point deadline)
{
    auto const executor = co_await asio::this_coro::executor;
    auto leasing = store_.lease(key_, deadline);
    auto const held = co_await std::move(leasing);
    if (!held) co_return held.error();
    if (unsaved_) {
        auto saving = save_unsaved();
        auto const failed = co_await std::move(saving);
        if (failed) co_return failed;
    }
    for (int tries = 1;; ++tries) {
        auto loading = store_.load(key_);
        auto found = co_await std::move(loading);
        if (!found) co_return found.error();
        // Without a cancellation slot: what is begun is seen through, whoever leaves.
        auto step = asio::co_spawn(
            executor, take_step(std::move(*found), deadline),
            asio::bind_cancellation_slot(asio::cancellation_slot(), asio::use_awaitable));
        auto taken = co_await std::move(step);
        if (!taken.again || tries == 3) co_return std::move(taken.tokens);
    }
}

template <
    http::transport Transport, client_authentication Auth, token_store Store, class Fallback, monotonic_clock Clock,
    wall_clock Wall>
asio::awaitable<error> session_fetcher<Transport, Auth, Store, Fallback, Clock, Wall>::save_unsaved()
{
    auto saving = store_.save(key_, *unsaved_, unsaved_->version);
    auto const saved = co_await std::move(saving);
    // Somebody else has stored something newer: a new login. Ours is of the past.
    if (saved || saved.error().code() == oauth_errc::store_conflict) {
        unsaved_.reset();
        co_return error();
    }
    co_return saved.error();
}

template <
    http::transport Transport, client_authentication Auth, token_store Store, class Fallback, monotonic_clock Clock,
    wall_clock Wall>
auto session_fetcher<Transport, Auth, Store, Fallback, Clock, Wall>::take_step(
    std::optional<stored_token> found, time_point deadline) -> asio::awaitable<outcome>
{
    session_facts facts;
    facts.now = wall_now<Wall>();
    if (!given_.empty()) facts.given = &given_;
    facts.may_present_again = options_.present_again();
    facts.may_run_again = has_fallback;
    facts.least_life = options_.least_life();
    std::uint64_t const version = found ? found->version : 0;
    switch (decide_session(found, facts)) {
    case session_step::use_stored: given_ = found->access_token; co_return tokens_of(*found, facts.now);
    case session_step::present: {
        auto presenting = present(std::move(*found), deadline);
        auto presented = co_await std::move(presenting);
        co_return std::move(presented);
    }
    case session_step::run_again: {
        auto running = run_again(version, deadline);
        auto ran = co_await std::move(running);
        co_return std::move(ran);
    }
    case session_step::refused:
        co_return detail::store_error(
            oauth_errc::invalid_grant, "the server has refused the stored refresh token before: log in again");
    case session_step::fate_unknown:
        co_return detail::store_error(
            oauth_errc::refresh_fate_unknown,
            "the stored refresh token was sent before and its answer was lost: log in again");
    case session_step::log_in: break;
    }
    co_return detail::store_error(
        oauth_errc::login_required,
        found ? "there is no refresh token: log in again" : "nobody has logged in yet: there are no stored tokens");
}

template <
    http::transport Transport, client_authentication Auth, token_store Store, class Fallback, monotonic_clock Clock,
    wall_clock Wall>
auto session_fetcher<Transport, Auth, Store, Fallback, Clock, Wall>::present(stored_token record, time_point deadline)
    -> asio::awaitable<outcome>
{
    record.presented = true;
    auto marking = store_.save(key_, record, record.version);
    auto const marked = co_await std::move(marking);
    if (!marked) {
        outcome failed(marked.error());
        failed.again = marked.error().code() == oauth_errc::store_conflict;
        co_return std::move(failed);
    }
    record.version = *marked;

    auto const asked_at = wall_now<Wall>();
    auto const until = std::max(deadline, deadline_after(Clock::now(), options_.exchange_time()));
    refresh_token_grant grant{.refresh_token = *record.refresh_token};
    grant.scope = options_.scope();
    grant.resource = options_.resource();
    watched link(transport_);
    auto asking = exchange(link, endpoint_, grant, auth_, until, hook_, options_.scopes());
    auto answer = co_await std::move(asking);
    if (answer) {
        if (auto const no = options_.accept() ? options_.accept()(*answer, record) : error()) co_return no;
        auto keeping = keep(renewed(record, *answer, asked_at), std::move(answer->answer));
        auto kept = co_await std::move(keeping);
        co_return std::move(kept);
    }

    auto const why = answer.error();
    auto const fate = fate_of(why, link.written);
    if (fate == refresh_fate::refused) {
        auto refusing = refused(std::move(record), why);
        auto settled = co_await std::move(refusing);
        co_return std::move(settled);
    }
    if (fate == refresh_fate::untouched || record.rotates == false || options_.present_again()) {
        auto clearing = unmark(std::move(record), why);
        auto settled = co_await std::move(clearing);
        co_return std::move(settled);
    }
    error lost(make_error_code(oauth_errc::refresh_fate_unknown));
    lost.edit() = why.info();
    lost.edit().detail = "the refresh token was sent and no usable answer came: " +
                         (why.info().detail.empty() ? why.code().message() : why.info().detail);
    co_return lost;
}

// Stores the new tokens, then hands them out; never the other way round.
template <
    http::transport Transport, client_authentication Auth, token_store Store, class Fallback, monotonic_clock Clock,
    wall_clock Wall>
auto session_fetcher<Transport, Auth, Store, Fallback, Clock, Wall>::keep(stored_token next, secret answer)
    -> asio::awaitable<outcome>
{
    auto saving = store_.save(key_, next, next.version);
    auto const saved = co_await std::move(saving);
    if (!saved) {
        outcome failed(saved.error());
        failed.again = saved.error().code() == oauth_errc::store_conflict;
        if (!failed.again) unsaved_ = std::move(next);
        co_return std::move(failed);
    }
    given_ = next.access_token;
    auto tokens = tokens_of(next, wall_now<Wall>());
    tokens.answer = std::move(answer);
    co_return std::move(tokens);
}

// The server says invalid_grant: perhaps because somebody has logged in anew meanwhile.
template <
    http::transport Transport, client_authentication Auth, token_store Store, class Fallback, monotonic_clock Clock,
    wall_clock Wall>
auto session_fetcher<Transport, Auth, Store, Fallback, Clock, Wall>::refused(stored_token record, error why)
    -> asio::awaitable<outcome>
{
    outcome told(why);
    auto loading = store_.load(key_);
    auto const found = co_await std::move(loading);
    if (found && found->has_value() && (**found).version != record.version) {
        told.again = true;
        co_return std::move(told);
    }
    record.presented = false;
    record.refused = true;
    auto saving = save_or_remember(std::move(record));
    co_await std::move(saving);
    told.again = has_fallback;
    co_return std::move(told);
}

template <
    http::transport Transport, client_authentication Auth, token_store Store, class Fallback, monotonic_clock Clock,
    wall_clock Wall>
auto session_fetcher<Transport, Auth, Store, Fallback, Clock, Wall>::unmark(stored_token record, error why)
    -> asio::awaitable<outcome>
{
    outcome told(why);
    record.presented = false;
    auto saving = save_or_remember(std::move(record));
    co_await std::move(saving);
    co_return std::move(told);
}

// What cannot be stored now is stored at the next fetch; it matters less than the error that is on its way.
template <
    http::transport Transport, client_authentication Auth, token_store Store, class Fallback, monotonic_clock Clock,
    wall_clock Wall>
asio::awaitable<void>
session_fetcher<Transport, Auth, Store, Fallback, Clock, Wall>::save_or_remember(stored_token record)
{
    auto saving = store_.save(key_, record, record.version);
    auto const saved = co_await std::move(saving);
    if (!saved && saved.error().code() != oauth_errc::store_conflict) unsaved_ = std::move(record);
}

template <
    http::transport Transport, client_authentication Auth, token_store Store, class Fallback, monotonic_clock Clock,
    wall_clock Wall>
auto session_fetcher<Transport, Auth, Store, Fallback, Clock, Wall>::run_again(
    std::uint64_t version, time_point deadline) -> asio::awaitable<outcome>
{
    outcome const none;
    if constexpr (!has_fallback) {
        co_return none;
    } else {
        auto made = detail::make_grant(fallback_);
        if (!made) co_return made.error();
        auto const asked_at = wall_now<Wall>();
        auto asking = exchange(transport_, endpoint_, *made, auth_, deadline, hook_, options_.scopes());
        auto answer = co_await std::move(asking);
        if (!answer) co_return answer.error();
        auto next = record_of(*answer, asked_at);
        next.version = version;
        auto keeping = keep(std::move(next), std::move(answer->answer));
        auto kept = co_await std::move(keeping);
        co_return std::move(kept);
    }
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_IMPL_SESSION_FETCHER_HPP
