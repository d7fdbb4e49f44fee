// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_DEVICE_LOGIN_HPP
#define COGRANT_OAUTH_DEVICE_LOGIN_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/oauth/exchange.hpp>
#include <cogrant/oauth/grant.hpp>
#include <cogrant/oauth/impl/device_answer.hpp>
#include <cogrant/oauth/impl/post_form.hpp>
#include <cogrant/oauth/resource.hpp>
#include <cogrant/oauth/scope.hpp>
#include <cogrant/oauth/server_metadata.hpp>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// Login for a program without a browser (RFC 8628): it shows a code and an address, the person types the code in at any
// other device, and the program asks until it is done.

namespace cogrant::oauth {

/// What a device login asks for.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class device_login_request {
public:
    device_login_request() = default;

    /// Space separated.
    device_login_request& scope(std::string words)
    {
        scope_ = std::move(words);
        return *this;
    }
    /// Adds a resource that the token is for (RFC 8707).
    device_login_request& resource(std::string uri)
    {
        resource_.push_back(std::move(uri));
        return *this;
    }
    /// Show an address on this machine, also without https: for tests.
    device_login_request& allow_loopback_address(bool yes = true) noexcept
    {
        allow_loopback_address_ = yes;
        return *this;
    }

    std::optional<std::string> const& scope() const noexcept { return scope_; }
    std::vector<std::string> const& resource() const noexcept { return resource_; }
    bool loopback_address_allowed() const noexcept { return allow_loopback_address_; }

private:
    std::optional<std::string> scope_;
    std::vector<std::string> resource_;
    bool allow_loopback_address_ = false;
};

/** When to ask the token endpoint again. Pure.

    Five seconds where the server names no interval or an impossible one, at most a minute where it names an absurd one;
    `slow_down` adds five seconds for good; each failure to reach the server doubles the wait until it answers again.

    @par Source  RFC 8628 §3.5; S30 of the security checklist
    @par Thread safety  distinct objects: safe; shared object: unsafe */
class poll_schedule {
public:
    static constexpr std::chrono::seconds default_interval{5};
    static constexpr std::chrono::seconds max_first_interval{60};
    static constexpr std::chrono::seconds max_backoff{300};

    explicit poll_schedule(std::optional<std::chrono::seconds> asked = {}) noexcept
        : interval_(!asked || asked->count() <= 0 ? default_interval : std::min(*asked, max_first_interval))
    {
    }

    /// The server answered `authorization_pending`.
    void pending() noexcept { failures_ = 0; }
    /// The server answered `slow_down`: this and all further waits are longer.
    void slow_down() noexcept
    {
        failures_ = 0;
        interval_ += default_interval;
    }
    /// The server could not be reached, did not answer in time, or failed. @param at_least  its Retry-After
    void unreachable(std::chrono::milliseconds at_least = {}) noexcept
    {
        failures_ = std::min(failures_ + 1, 16U);
        at_least_ = std::clamp(at_least, std::chrono::milliseconds(0), std::chrono::milliseconds(max_backoff));
    }

    std::chrono::seconds interval() const noexcept { return interval_; }

    /// The wait before the next question.
    std::chrono::milliseconds wait() const noexcept
    {
        if (failures_ == 0) return interval_;
        std::chrono::seconds const doubled =
            std::min<std::chrono::seconds>(interval_ * (1LL << failures_), max_backoff);
        return std::max({std::chrono::milliseconds(interval_), std::chrono::milliseconds(doubled), at_least_});
    }

private:
    std::chrono::seconds interval_;
    std::chrono::milliseconds at_least_{0};
    unsigned failures_ = 0;
};

/// What to do after the answer to a poll.
enum class poll_verdict { ask_again, stop };

/// Tells the schedule what became of a poll, and whether to go on. Pure.
inline poll_verdict after_poll(poll_schedule& schedule, error const& failed) noexcept
{
    auto const& code = failed.code();
    if (code == oauth_errc::authorization_pending) {
        schedule.pending();
    } else if (code == oauth_errc::slow_down) {
        schedule.slow_down();
    } else if (code == condition::timeout || code == condition::retryable || code == condition::rate_limited) {
        schedule.unreachable(failed.info().retry_after.value_or(std::chrono::milliseconds(0)));
    } else {
        return poll_verdict::stop;
    }
    return poll_verdict::ask_again;
}

/** Begins a device login: gets the code that the person has to type in.

    @par Source         RFC 8628 §3.1, §3.2
    @par Errors         oauth_errc::malformed_answer; oauth_errc::endpoint_refused: the address to show is not https;
                        oauth_errc::{endpoint_missing, illegal_credential, invalid_target}; the server's refusal; transport
                        errors
    @par Cancellation   terminal
    @par Lifetime       `transport` must live until completion
    @par Limits         answer at most 64 KiB; everything within `deadline` */
template <monotonic_clock Clock = std::chrono::steady_clock, http::transport Transport, client_authentication Auth>
asio::awaitable<result<device_authorization>> start_device_login(
    Transport& transport, device_login_request ask, server_metadata server, Auth auth,
    time_point deadline = no_deadline, http::event_hook hook = {})
{
    std::string form;
    auto where = detail::login_endpoint(server.device_authorization_endpoint, "device_authorization_endpoint");
    if (!where) co_return where.error();
    if (ask.scope() && !legal_scope(*ask.scope()))
        co_return detail::login_error(
            oauth_errc::illegal_credential, "scope holds a character that RFC 6749 section 3.3 forbids");
    if (ask.scope() && !ask.scope()->empty()) form::add(form, "scope", *ask.scope());
    if (auto const refused = check_resources(ask.resource())) co_return refused;
    for (auto const& uri : ask.resource()) form::add(form, "resource", uri);
    std::string no_id; // the authentication names the client, where that is needed (RFC 8628 §3.1)
    auto const asked_at = Clock::now();
    auto posting = detail::post_form(
        transport, std::move(*where), std::move(form), std::move(no_id), std::move(auth), deadline, hook);
    auto answer = co_await std::move(posting);
    if (!answer) co_return answer.error();
    auto read = read_device_answer(*answer, asked_at, ask.loopback_address_allowed());
    detail::wipe(answer->body);
    co_return std::move(read);
}

/** Asks for the tokens until the person is done. Waits first: nobody types that fast.

    @par Source         RFC 8628 §3.4, §3.5; S30 of the security checklist
    @par Errors         oauth_errc::access_denied: the person said no; oauth_errc::expired_token: they took too long;
                        http_errc::deadline_exceeded: the caller's deadline comes before the next question; others as
                        `exchange`. What may pass (the server cannot be reached, 429, 5xx) is tried again until then.
    @par Cancellation   terminal; throws or returns `operation_aborted`
    @par Lifetime       `transport` must live until completion
    @par Limits         each question at most 30 s, or the interval if that is longer */
template <monotonic_clock Clock = std::chrono::steady_clock, http::transport Transport, client_authentication Auth>
asio::awaitable<result<token_set>> finish_device_login(
    Transport& transport, device_authorization device, server_metadata server, Auth auth,
    time_point deadline = no_deadline, http::event_hook hook = {})
{
    poll_schedule schedule(device.interval);
    auto const where = detail::login_endpoint(server.token_endpoint, "token_endpoint");
    if (!where) co_return where.error();
    device_code_grant const grant{.device_code = device.device_code};
    auto const until = std::min(deadline, device.expires_at);
    for (;;) {
        auto const due = deadline_after(Clock::now(), schedule.wait());
        if (due >= until) {
            if (deadline >= device.expires_at)
                co_return detail::login_error(oauth_errc::expired_token, "the login was not finished in time");
            co_return error(make_error_code(http_errc::deadline_exceeded), phase::token);
        }
        auto waiting = wait_until<Clock>(due);
        auto const stopped = co_await std::move(waiting);
        if (stopped) co_return error(stopped, phase::token);
        auto const patience = std::max<duration>(std::chrono::seconds(30), schedule.interval());
        auto asking = exchange(transport, *where, grant, auth, std::min(until, Clock::now() + patience), hook);
        auto tokens = co_await std::move(asking);
        if (tokens) co_return std::move(tokens);
        if (after_poll(schedule, tokens.error()) == poll_verdict::stop) co_return tokens.error();
    }
}

/** As `start_device_login`, for any completion token: `void(error_code, device_authorization)`.

    @par Executor   the handler's associated executor, else `executor`; never inside this call
    @par Lifetime   `transport` and `diagnostics`, which gets the whole error, must live until completion */
template <
    monotonic_clock Clock = std::chrono::steady_clock, http::transport Transport, client_authentication Auth,
    asio::completion_token_for<void(error_code, device_authorization)> CompletionToken =
        default_token_t<asio::any_io_executor>>
auto async_start_device_login(
    asio::any_io_executor executor, Transport& transport, device_login_request ask, server_metadata server, Auth auth,
    time_point deadline, error& diagnostics, CompletionToken&& token = CompletionToken{})
{
    return async_run<device_authorization>(
        std::move(executor),
        start_device_login<Clock>(transport, std::move(ask), std::move(server), std::move(auth), deadline),
        &diagnostics, std::forward<CompletionToken>(token));
}

/** As `finish_device_login`, for any completion token: `void(error_code, token_set)`. Otherwise as
    `async_start_device_login`. */
template <
    monotonic_clock Clock = std::chrono::steady_clock, http::transport Transport, client_authentication Auth,
    asio::completion_token_for<void(error_code, token_set)> CompletionToken = default_token_t<asio::any_io_executor>>
auto async_finish_device_login(
    asio::any_io_executor executor, Transport& transport, device_authorization device, server_metadata server,
    Auth auth, time_point deadline, error& diagnostics, CompletionToken&& token = CompletionToken{})
{
    return async_run<token_set>(
        std::move(executor),
        finish_device_login<Clock>(transport, std::move(device), std::move(server), std::move(auth), deadline),
        &diagnostics, std::forward<CompletionToken>(token));
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_DEVICE_LOGIN_HPP
