// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_IMPL_LOOPBACK_STATE_HPP
#define COGRANT_OAUTH_IMPL_LOOPBACK_STATE_HPP

#include <cogrant/async/waiter.hpp>
#include <cogrant/http/server_connection.hpp>
#include <cogrant/oauth/callback.hpp>
#include <cogrant/oauth/impl/login_parts.hpp>
#include <cogrant/oauth/impl/loopback_route.hpp>
#include <cogrant/oauth/loopback_options.hpp>
#include <cogrant/oauth/pending_login.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/ip/address_v6.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/strand.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace cogrant::oauth::detail {

/// One connection. It serves one request.
struct loopback_peer {
    enum class stage { reading, waiting, answering, draining };

    loopback_peer(asio::ip::tcp::socket socket, std::size_t head_limit)
        : watch(socket.get_executor()), connection(std::move(socket), 8192, head_limit)
    {
    }

    /// Closes the connection when the time is up.
    static void watch_over(std::shared_ptr<loopback_peer> const& p, duration limit)
    {
        p->watch.expires_at(deadline_after(std::chrono::steady_clock::now(), limit));
        p->watch.async_wait([weak = std::weak_ptr<loopback_peer>(p)](error_code stopped) {
            auto const late = weak.lock();
            if (late && !stopped && late->watch.expiry() <= std::chrono::steady_clock::now()) late->connection.close();
        });
    }

    timer<std::chrono::steady_clock> watch;
    http::server_connection connection;
    stage now = stage::reading;
    std::shared_ptr<waiter> page_ready; // while waiting
};

/// All of it is touched on the strand only, but for what a waiter hands over.
struct loopback_state : std::enable_shared_from_this<loopback_state> {
    loopback_state(asio::any_io_executor on, loopback_options o)
        : strand(asio::make_strand(std::move(on))), options(std::move(o)), acceptor(strand),
          done(done_path(options.path()))
    {
    }

    error_code listen()
    {
        bool const v6 = options.bind_to() == loopback_options::address::ipv6;
        asio::ip::address const address =
            v6 ? asio::ip::address(asio::ip::address_v6::loopback()) : asio::ip::address_v4::loopback();
        asio::ip::tcp::endpoint const wanted(address, options.port());
        error_code failed;
        acceptor.open(wanted.protocol(), failed);
        if (!failed && v6) acceptor.set_option(asio::ip::v6_only(true), failed);
#ifndef _WIN32 // there it would let another program listen on the same port
        if (!failed && options.port() != 0) acceptor.set_option(asio::socket_base::reuse_address(true), failed);
#endif
        if (!failed) acceptor.bind(wanted, failed);
        if (!failed) acceptor.listen(asio::socket_base::max_listen_connections, failed);
        if (!failed) port = acceptor.local_endpoint(failed).port();
        authority = (v6 ? "[::1]:" : "127.0.0.1:") + std::to_string(port);
        redirect_uri = "http://" + authority + options.path();
        return failed;
    }

    void begin(pending_login login, std::shared_ptr<waiter> tell)
    {
        pending = std::move(login);
        arrived = std::move(tell);
        outcome.reset();
        page.reset();
        over = false;
        if (stopped) return stop(); // the listener went before its wait began
        if (std::exchange(accepting, true)) return;
        asio::co_spawn(strand, accept(shared_from_this()), asio::detached);
    }

    /// Nobody waits for a callback any more.
    void forget()
    {
        pending.reset();
        arrived.reset();
    }

    void show(std::string bytes, std::shared_ptr<waiter> tell)
    {
        page = std::move(bytes);
        delivered = std::move(tell);
        if (stopped) delivered->notify();
        wake_browsers();
    }

    void wake_browsers()
    {
        for (auto const& p : peers)
            if (p->page_ready) p->page_ready->notify();
    }

    void stop()
    {
        error_code ignored;
        acceptor.close(ignored);
        stopped = true;
        if (auto const tell = std::exchange(arrived, nullptr)) {
            outcome = error(asio::error::operation_aborted, phase::token);
            tell->notify();
        }
        forget();
        wake_browsers();
        for (auto const& p : peers)
            if (p->now == loopback_peer::stage::reading || p->now == loopback_peer::stage::draining)
                p->connection.close();
    }

    /// Room for one more connection; false when every other is being answered.
    bool make_room()
    {
        if (peers.size() < options.connection_limit()) return true;
        // Oldest first: a browser that comes speaks at once, one that only holds a place does not.
        for (auto at = peers.begin(); at != peers.end(); ++at) {
            auto const p = *at;
            if (p->now != loopback_peer::stage::reading && p->now != loopback_peer::stage::draining) continue;
            p->connection.close();
            peers.erase(at);
            return true;
        }
        return false;
    }

    void take_in(asio::ip::tcp::socket socket)
    {
        error_code failed;
        auto const from = socket.remote_endpoint(failed);
        if (failed || !from.address().is_loopback() || !make_room()) return; // which closes it
        auto const p = std::make_shared<loopback_peer>(std::move(socket), options.head_limit());
        peers.push_back(p);
        asio::co_spawn(strand, serve(shared_from_this(), p), asio::detached);
    }

    std::string neutral_page() const
    {
        return to_wire(notice(
            200, "Go back to the program", "It will tell how the sign-in went. You can close this window.",
            options.program()));
    }

    /// The answer to a callback. Whether it ends the wait is decided here.
    http::response answer_callback(http::request& r)
    {
        auto got = callback::from_target(r.target);
        wipe(r.target);
        if (!pending || !got || !got->answers(*pending))
            return notice(
                400, "Not the sign-in under way",
                "This address does not belong to a sign-in that waits here. Nothing was done.", options.program());
        outcome = check_callback(std::move(*got), std::move(*pending), wall_now());
        over = true;
        auto const tell = std::move(arrived);
        forget();
        tell->notify();
        return clean_redirect(done);
    }

    static asio::awaitable<void> accept(std::shared_ptr<loopback_state> s)
    {
        auto& acceptor = s->acceptor;
        while (acceptor.is_open()) {
            auto accepting = acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
            auto taken = co_await std::move(accepting);
            auto& [failed, socket] = taken;
            if (!failed && acceptor.is_open()) s->take_in(std::move(socket));
            if (!failed || !acceptor.is_open()) continue;
            // No descriptor is free, say: that passes.
            auto pausing = wait_until(std::chrono::steady_clock::now() + std::chrono::milliseconds(50));
            auto const cancelled = co_await std::move(pausing);
            if (cancelled) break;
        }
    }

    static asio::awaitable<void> serve(std::shared_ptr<loopback_state> s, std::shared_ptr<loopback_peer> p);
    static asio::awaitable<void> drain(std::shared_ptr<loopback_peer> p);

    asio::any_io_executor strand;
    loopback_options options;
    asio::ip::tcp::acceptor acceptor;
    std::uint16_t port = 0;
    std::string authority;
    std::string redirect_uri;
    std::string done;
    bool accepting = false;
    bool over = false;    // the callback has come
    bool stopped = false; // the listener is gone
    std::optional<pending_login> pending;
    std::optional<result<validated_callback>> outcome;
    std::shared_ptr<waiter> arrived;
    std::shared_ptr<waiter> delivered;
    std::optional<std::string> page;
    std::list<std::shared_ptr<loopback_peer>> peers; // the oldest first
};

inline asio::awaitable<void> loopback_state::serve(std::shared_ptr<loopback_state> s, std::shared_ptr<loopback_peer> p)
{
    struct presence {
        presence(std::shared_ptr<loopback_state> st, std::shared_ptr<loopback_peer> me)
            : within(std::move(st)), who(std::move(me))
        {
        }
        presence(presence const&) = delete;
        ~presence()
        {
            who->watch.cancel();
            who->connection.close();
            within->peers.remove(who);
        }
        std::shared_ptr<loopback_state> within;
        std::shared_ptr<loopback_peer> who;
    } const here(s, p);

    loopback_peer::watch_over(p, s->options.request_time());
    auto reading = p->connection.read_request();
    auto request = co_await std::move(reading);
    std::string bytes;
    bool last_page = false;
    if (request) {
        auto const route = route_of(*request, s->authority, s->options.path(), s->done);
        if (route == loopback_route::callback) {
            bytes = to_wire(s->answer_callback(*request));
        } else if (route == loopback_route::done && s->over) {
            last_page = true;
        } else {
            bytes = to_wire(refusal_of(route, s->options.program()));
        }
        wipe(request->target);
    } else {
        auto const refused = refusal_of(request.error().code(), s->options.program());
        if (refused.status == 0) co_return;
        bytes = to_wire(refused);
    }

    if (last_page && !s->page && !s->stopped) {
        p->now = loopback_peer::stage::waiting;
        p->watch.cancel();
        p->page_ready = std::make_shared<waiter>(s->strand);
        auto waiting = p->page_ready->wait(deadline_after(std::chrono::steady_clock::now(), s->options.page_time()));
        auto const outcome = co_await std::move(waiting);
        p->page_ready.reset();
        if (outcome == wait_result::cancelled) co_return;
    }
    if (last_page) bytes = s->page ? *s->page : s->neutral_page();

    p->now = loopback_peer::stage::answering;
    loopback_peer::watch_over(p, s->options.request_time());
    auto writing = p->connection.write_raw(std::move(bytes));
    auto const failed = co_await std::move(writing);
    if (failed) co_return;
    if (last_page && s->delivered) s->delivered->notify();
    if (s->stopped) co_return;
    p->now = loopback_peer::stage::draining;
    loopback_peer::watch_over(p, std::min<duration>(s->options.request_time(), std::chrono::seconds(1)));
    auto draining = drain(p);
    co_await std::move(draining);
}

// Reads on until the browser closes, too: closing with bytes unread would reset the connection and could cost it the answer.
inline asio::awaitable<void> loopback_state::drain(std::shared_ptr<loopback_peer> p)
{
    std::array<char, 4096> rest;
    auto& socket = p->connection.socket();
    error_code ignored;
    socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    for (int left = 64; left != 0; --left) {
        auto reading = socket.async_read_some(asio::buffer(rest), asio::as_tuple(asio::use_awaitable));
        auto outcome = co_await std::move(reading);
        auto& [failed, n] = outcome;
        if (failed || n == 0) co_return;
    }
}

} // namespace cogrant::oauth::detail

#endif // COGRANT_OAUTH_IMPL_LOOPBACK_STATE_HPP
