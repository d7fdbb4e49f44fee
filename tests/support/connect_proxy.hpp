// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SUPPORT_CONNECT_PROXY_HPP
#define COGRANT_TESTS_SUPPORT_CONNECT_PROXY_HPP

#include "support/http_peer.hpp"
#include <cogrant/http/proxy.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace support {

/// A proxy on 127.0.0.1: opens tunnels, to 127.0.0.1 whatever the name, and answers other requests itself with
/// `answer`. Keeps the head of every request.
class connect_proxy {
    using socket = asio::ip::tcp::socket;

public:
    struct settings {
        std::string connected = "HTTP/1.1 200 Connection established\r\nX-Proxy: yes\r\n\r\n";
        std::string authorization = {}; ///< wanted: the value of Proxy-Authorization
        std::string answer = ok("by proxy");
        bool silent = false;
    };

    connect_proxy(asio::io_context& context, settings s) : state_(std::make_shared<state>(context, std::move(s)))
    {
        asio::co_spawn(context, accept(state_), asio::detached);
    }
    connect_proxy(connect_proxy const&) = delete;
    ~connect_proxy()
    {
        cogrant::error_code ignored;
        state_->acceptor.close(ignored);
    }

    http::proxy where() const { return http::proxy("127.0.0.1", state_->acceptor.local_endpoint().port()); }
    std::vector<std::string> const& heads() const { return state_->heads; }
    std::size_t accepted() const { return state_->accepted; }

private:
    struct state {
        state(asio::io_context& context, settings s)
            : acceptor(context, {asio::ip::address_v4::loopback(), 0}), how(std::move(s))
        {
        }
        asio::ip::tcp::acceptor acceptor;
        settings how;
        std::vector<std::string> heads;
        std::size_t accepted = 0;
    };

    static asio::awaitable<void> accept(std::shared_ptr<state> s)
    {
        auto& acceptor = s->acceptor;
        for (;;) {
            auto outcome = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
            auto& [code, peer] = outcome;
            if (code) co_return;
            ++s->accepted;
            asio::co_spawn(
                acceptor.get_executor(), serve(s, std::make_shared<socket>(std::move(peer))), asio::detached);
        }
    }
    static asio::awaitable<void> serve(std::shared_ptr<state> s, std::shared_ptr<socket> client)
    {
        std::string bytes;
        for (;;) {
            auto const until = asio::dynamic_buffer(bytes);
            auto read =
                co_await asio::async_read_until(*client, until, "\r\n\r\n", asio::as_tuple(asio::use_awaitable));
            auto& [ended, n] = read;
            if (ended) co_return;
            auto const head = bytes.substr(0, n);
            bytes.erase(0, n);
            s->heads.push_back(head);
            if (s->how.silent) continue;
            bool const welcome = s->how.authorization.empty() ||
                                 head.find("Proxy-Authorization: " + s->how.authorization + "\r\n") != head.npos;
            bool const connect = head.starts_with("CONNECT ");
            std::string said = connect ? s->how.connected : s->how.answer;
            if (!welcome) said = "HTTP/1.1 407 Who are you\r\nContent-Length: 0\r\nProxy-Authenticate: Basic\r\n\r\n";
            auto written = co_await asio::async_write(*client, asio::buffer(said), asio::as_tuple(asio::use_awaitable));
            static_cast<void>(written);
            if (!connect || !welcome) continue;
            auto const colon = head.find(':');
            auto const port = static_cast<std::uint16_t>(std::stoi(head.substr(colon + 1)));
            auto origin = std::make_shared<socket>(client->get_executor());
            asio::ip::tcp::endpoint const to(asio::ip::address_v4::loopback(), port);
            auto reached = co_await origin->async_connect(to, asio::as_tuple(asio::use_awaitable));
            auto& [refused] = reached;
            if (refused) co_return;
            asio::co_spawn(client->get_executor(), relay(client, origin), asio::detached);
            asio::co_spawn(client->get_executor(), relay(origin, client), asio::detached);
            co_return;
        }
    }
    static asio::awaitable<void> relay(std::shared_ptr<socket> from, std::shared_ptr<socket> to)
    {
        std::string bytes(16 * 1024, '\0');
        for (;;) {
            auto read = co_await from->async_read_some(asio::buffer(bytes), asio::as_tuple(asio::use_awaitable));
            auto& [ended, n] = read;
            if (ended) break;
            auto written = co_await asio::async_write(*to, asio::buffer(bytes, n), asio::as_tuple(asio::use_awaitable));
            auto& [lost, m] = written;
            static_cast<void>(m);
            if (lost) break;
        }
        cogrant::error_code ignored;
        from->close(ignored);
        to->close(ignored);
    }

    std::shared_ptr<state> state_;
};

} // namespace support

#endif // COGRANT_TESTS_SUPPORT_CONNECT_PROXY_HPP
