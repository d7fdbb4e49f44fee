// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_IMPL_LOOPBACK_LISTENER_HPP
#define COGRANT_OAUTH_IMPL_LOOPBACK_LISTENER_HPP

#include <cogrant/async/waiter.hpp>
#include <cogrant/oauth/impl/login_parts.hpp>
#include <cogrant/oauth/impl/loopback_state.hpp>
#include <cogrant/oauth/loopback_listener.hpp>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace cogrant::oauth {

COGRANT_DECL result<loopback_listener> loopback_listener::bind(asio::any_io_executor executor, loopback_options options)
{
    auto const& path = options.path();
    if (!path.starts_with('/') || !detail::visible_ascii(path) || path.find_first_of("?#%\\") != std::string::npos)
        return detail::login_error(
            oauth_errc::illegal_credential, "the listener's path is not '/' and plain characters of a URL");
    auto s = std::make_shared<detail::loopback_state>(std::move(executor), std::move(options));
    if (auto const failed = s->listen()) {
        error e(failed, phase::connect);
        auto const where = s->options.bind_to() == loopback_options::address::ipv6 ? "[::1]:" : "127.0.0.1:";
        e.edit().detail = "cannot listen on " + (where + std::to_string(s->options.port())) + ": " + failed.message();
        return e;
    }
    return loopback_listener(std::move(s));
}

COGRANT_DECL loopback_listener::~loopback_listener()
{
    if (state_) asio::post(state_->strand, [s = state_] { s->stop(); });
}

COGRANT_DECL std::string const& loopback_listener::redirect_uri() const noexcept { return state_->redirect_uri; }
COGRANT_DECL std::uint16_t loopback_listener::port() const noexcept { return state_->port; }
COGRANT_DECL asio::any_io_executor loopback_listener::executor() const noexcept { return state_->strand; }

// A coroutine starts later than it is called, when the listener may be gone: it has the state, not the listener.
COGRANT_DECL asio::awaitable<result<validated_callback>>
loopback_listener::wait_at(shared_state s, pending_login login, time_point deadline)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const arrived = std::make_shared<waiter>(executor);
    asio::post(s->strand, [s, arrived, p = std::move(login)]() mutable { s->begin(std::move(p), arrived); });
    auto waiting = arrived->wait(deadline);
    auto const ended = co_await std::move(waiting);
    if (ended == wait_result::notified) {
        auto got = std::move(*s->outcome);
        co_return std::move(got);
    }
    asio::post(s->strand, [s] { s->forget(); });
    if (ended == wait_result::cancelled) co_return error(asio::error::operation_aborted, phase::token);
    error late(make_error_code(http_errc::deadline_exceeded), phase::token);
    late.edit().detail = "nobody finished the login in time";
    co_return late;
}

COGRANT_DECL asio::awaitable<void> loopback_listener::show_at(shared_state s, answer_page page, duration patience)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const delivered = std::make_shared<waiter>(executor);
    auto bytes = detail::to_wire(page_answer(200, page));
    asio::post(s->strand, [s, delivered, b = std::move(bytes)]() mutable { s->show(std::move(b), delivered); });
    auto waiting = delivered->wait(deadline_after(std::chrono::steady_clock::now(), patience));
    auto const ended = co_await std::move(waiting);
    static_cast<void>(ended);
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_IMPL_LOOPBACK_LISTENER_HPP
