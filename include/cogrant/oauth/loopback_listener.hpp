// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_LOOPBACK_LISTENER_HPP
#define COGRANT_OAUTH_LOOPBACK_LISTENER_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/async/completion.hpp>
#include <cogrant/oauth/answer_page.hpp>
#include <cogrant/oauth/callback.hpp>
#include <cogrant/oauth/loopback_options.hpp>
#include <cogrant/oauth/pending_login.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cogrant::oauth {

namespace detail {
struct loopback_state;
}

/** Receives the callback of a login on this machine: for programs that people run (RFC 8252 §7.3).

    @code
    auto listener = loopback_listener::bind(executor, loopback_options().program("My report"));
    authorization_request ask("my-client", listener->redirect_uri());
    auto begun = begin_login(ask, metadata);
    open_browser(begun->url);
    auto waiting = listener->wait(begun->pending, deadline);
    auto got = co_await std::move(waiting);
    // … finish_login(…, std::move(*got), …), and tell the person how it went:
    auto showing = listener->show(answer_page::signed_in("My report"));
    co_await std::move(showing);
    @endcode

    The browser is sent to an address without the parameters at once, and waits there for `show`: it is told that the
    login worked only when it did. A callback that does not answer the login (S03), another path, method or Host is
    answered and forgotten; the wait goes on.

    @par Source         RFC 8252 §7.3, §8.3; RFC 9700 §4.1 to §4.3; S06, S07, S08 of the security checklist
    @par Executor       any; its own work runs on a strand over the one given
    @par Thread safety  distinct objects: safe; shared object: unsafe
    @par Limits         see `loopback_options`; bodies at most 8 KiB
    @par Lifetime       destroying it ends listening and silent connections at once; a browser that waits for `show` gets a
                        page that says nothing */
class loopback_listener {
public:
    /** Listens from here on.

        @par Errors  the system's, e.g. `address_in_use`: `detail` names the address; oauth_errc::illegal_credential for a
                     path that is none */
    static result<loopback_listener> bind(asio::any_io_executor executor, loopback_options options = {});

    loopback_listener(loopback_listener&&) noexcept = default;
    loopback_listener& operator=(loopback_listener&& other) noexcept
    {
        loopback_listener moved(std::move(other));
        std::swap(state_, moved.state_);
        return *this;
    }
    ~loopback_listener();

    /// `http://127.0.0.1:49152/callback`
    std::string const& redirect_uri() const noexcept;
    std::uint16_t port() const noexcept;

    /** Waits for the callback of this login. One wait at a time.

        @par Errors         as `check_callback`, but never for a callback with another `state`;
                            http_errc::deadline_exceeded: nobody came; `operation_aborted`: the listener was destroyed
        @par Cancellation   terminal, partial and total; the listener can be used again */
    asio::awaitable<result<validated_callback>> wait(pending_login login, time_point deadline)
    {
        return wait_at(state_, std::move(login), deadline);
    }

    /** Shows a page to the person, and waits until the browser has it, at most `patience`.

        @par Cancellation   terminal, partial and total; the page is shown all the same */
    asio::awaitable<void> show(answer_page page, duration patience = std::chrono::seconds(2))
    {
        return show_at(state_, std::move(page), patience);
    }

    /** As `wait`, for any completion token: `void(error_code, std::optional<validated_callback>)`.

        @par Executor   the handler's associated executor, else that of the listener
        @par Lifetime   `diagnostics` gets the whole error and must live until completion */
    template <
        asio::completion_token_for<void(error_code, std::optional<validated_callback>)> CompletionToken =
            default_token_t<asio::any_io_executor>>
    auto async_wait(
        pending_login login, time_point deadline, error& diagnostics, CompletionToken&& token = CompletionToken{})
    {
        return async_run<validated_callback>(
            executor(), wait(std::move(login), deadline), &diagnostics, std::forward<CompletionToken>(token));
    }

private:
    using shared_state = std::shared_ptr<detail::loopback_state>;
    static asio::awaitable<result<validated_callback>>
    wait_at(shared_state s, pending_login login, time_point deadline);
    static asio::awaitable<void> show_at(shared_state s, answer_page page, duration patience);
    asio::any_io_executor executor() const noexcept;
    explicit loopback_listener(std::shared_ptr<detail::loopback_state> s) noexcept : state_(std::move(s)) {}

    std::shared_ptr<detail::loopback_state> state_;
};

} // namespace cogrant::oauth

#if !defined(COGRANT_SEPARATE_COMPILATION)
#include <cogrant/oauth/impl/loopback_listener.hpp>
#endif

#endif // COGRANT_OAUTH_LOOPBACK_LISTENER_HPP
