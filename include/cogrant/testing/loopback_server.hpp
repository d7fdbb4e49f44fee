// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_LOOPBACK_SERVER_HPP
#define COGRANT_TESTING_LOOPBACK_SERVER_HPP

#include <cogrant/http/origin.hpp>
#include <cogrant/http/server_connection.hpp>
#include <cogrant/testing/certificate.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace cogrant::testing {

/// An answer as bytes: status line, headers, Content-Length, body.
inline std::string to_bytes(http::response const& answer, bool keep_alive = true)
{
    std::string out = "HTTP/1.1 " + std::to_string(answer.status) + " -\r\n";
    for (auto const f : answer.headers) out.append(f.name).append(": ").append(f.value).append("\r\n");
    if (!keep_alive) out += "Connection: close\r\n";
    if (answer.status != 204 && answer.status != 304)
        out += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
    return out + "\r\n" + answer.body;
}

/** An HTTP/1.1 server on 127.0.0.1 whose behaviour is a coroutine: it is handed each request and writes what it likes.

    @code
    asio::awaitable<void> hello(http::request request, http::server_connection& peer)
    {
        auto writing = peer.write_raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        co_await std::move(writing);
    }
    testing::loopback_server server(context.get_executor(), hello);
    auto where = server.origin();
    @endcode

    The connection goes on while the handler leaves it open and the client wants it.

    @par Thread safety  distinct objects: safe; shared object: unsafe. Runs on the executor given, which must be serial. */
class loopback_server {
public:
    using handler = std::function<asio::awaitable<void>(http::request, http::server_connection&)>;

    /// Listens at once, on a port of the system's choice unless one is given; with `identity`, speaks TLS.
    loopback_server(
        asio::any_io_executor executor, handler answer, std::optional<certificate> identity = {},
        std::uint16_t port = 0)
        : state_(std::make_shared<state>(std::move(executor), std::move(answer), port))
    {
        if (identity) {
            state_->tls.emplace(asio::ssl::context::tls_server);
            state_->tls->use_certificate_chain(asio::buffer(identity->certificate_pem));
            state_->tls->use_private_key(asio::buffer(identity->key_pem), asio::ssl::context::pem);
        }
        asio::co_spawn(state_->executor, accept(state_), asio::detached);
    }
    loopback_server(loopback_server&&) noexcept = default;
    ~loopback_server()
    {
        if (state_) stop();
    }

    /// Where it listens. For TLS the host is `localhost`, else `127.0.0.1`.
    http::origin origin() const
    {
        return {state_->tls.has_value(), state_->tls ? "localhost" : "127.0.0.1", state_->port};
    }

    /// Connections accepted so far.
    std::size_t accepted() const noexcept { return state_->accepted; }

    /// Stops listening and closes every connection.
    void stop() noexcept
    {
        error_code ignored;
        state_->acceptor.close(ignored);
        for (auto* peer : state_->open) peer->socket().close(ignored);
    }

private:
    struct state {
        state(asio::any_io_executor e, handler h, std::uint16_t wanted)
            : executor(std::move(e)), answer(std::move(h)),
              acceptor(executor, {asio::ip::address_v4::loopback(), wanted}), port(acceptor.local_endpoint().port())
        {
        }
        asio::any_io_executor executor;
        handler answer;
        asio::ip::tcp::acceptor acceptor;
        std::uint16_t port;
        std::optional<asio::ssl::context> tls;
        std::size_t accepted = 0;
        std::set<http::server_connection*> open;
    };

    static asio::awaitable<void> accept(std::shared_ptr<state> s)
    {
        auto& acceptor = s->acceptor;
        for (;;) {
            auto outcome = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
            auto& [code, socket] = outcome;
            if (code) co_return;
            ++s->accepted;
            asio::co_spawn(s->executor, serve(s, std::move(socket)), asio::detached);
        }
    }

    static asio::awaitable<void> serve(std::shared_ptr<state> s, asio::ip::tcp::socket socket)
    {
        http::server_connection peer(std::move(socket));
        struct registered {
            registered(std::set<http::server_connection*>& all, http::server_connection* one) : set(all), me(one)
            {
                set.insert(me);
            }
            registered(registered const&) = delete;
            ~registered() { set.erase(me); }
            std::set<http::server_connection*>& set;
            http::server_connection* me;
        } const entry(s->open, &peer);
        if (s->tls) {
            auto const refused = co_await peer.handshake(*s->tls);
            if (refused) co_return;
        }
        while (peer.socket().is_open()) {
            auto request = co_await peer.read_request();
            if (!request) break;
            request->origin = {s->tls.has_value(), "127.0.0.1", s->port};
            auto answering = s->answer(std::move(*request), peer);
            co_await std::move(answering);
            if (!peer.keep_alive()) break;
        }
        peer.close();
    }

    std::shared_ptr<state> state_;
};

} // namespace cogrant::testing

#endif // COGRANT_TESTING_LOOPBACK_SERVER_HPP
