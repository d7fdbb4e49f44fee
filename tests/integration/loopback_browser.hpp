// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_INTEGRATION_LOOPBACK_BROWSER_HPP
#define COGRANT_TESTS_INTEGRATION_LOOPBACK_BROWSER_HPP

#include "support/coroutines.hpp"
#include "support/print_result.hpp"
#include <cogrant/oauth/loopback_listener.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>

/// A loopback listener under test, and what plays the browser: raw bytes over real sockets.
namespace loopback {

using namespace cogrant;
using namespace cogrant::oauth;
using namespace std::chrono_literals;
using tcp = asio::ip::tcp;
using address = loopback_options::address;

inline pending_login login()
{
    pending_login out;
    out.state = secret("good");
    out.code_verifier = secret("verifier");
    out.expires = wall_now() + 600s;
    return out;
}

/// Another program on this machine.
class client {
public:
    client(asio::io_context& context, std::uint16_t port, address where = address::ipv4)
        : socket_(std::make_shared<tcp::socket>(context))
    {
        asio::ip::address const at = where == address::ipv6 ? asio::ip::address(asio::ip::address_v6::loopback())
                                                            : asio::ip::address_v4::loopback();
        socket_->connect({at, port});
    }
    client(client const&) = delete;
    ~client() { socket_->close(); }

    /// Begins to write, also what is more than the other side will ever read.
    void say(std::string bytes)
    {
        auto const kept = std::make_shared<std::string>(std::move(bytes));
        asio::async_write(*socket_, asio::buffer(*kept), [kept, s = socket_](error_code, std::size_t) {});
    }
    /// Everything until the other side closes.
    asio::awaitable<std::string> hear()
    {
        std::string all;
        auto reading = asio::async_read(*socket_, asio::dynamic_buffer(all), asio::as_tuple(asio::use_awaitable));
        auto outcome = co_await std::move(reading);
        static_cast<void>(outcome);
        co_return all;
    }

private:
    std::shared_ptr<tcp::socket> socket_;
};

struct listening {
    explicit listening(loopback_options options = {})
        : listener(loopback_listener::bind(context.get_executor(), std::move(options)).value()),
          host(listener.redirect_uri().substr(7, listener.redirect_uri().find('/', 7) - 7))
    {
    }
    /// Begins to wait, beside what else goes on.
    void wait(time_point deadline = std::chrono::steady_clock::now() + 8s)
    {
        asio::co_spawn(context, keep(login(), deadline), asio::detached);
    }
    asio::awaitable<void> keep(pending_login pending, time_point deadline)
    {
        auto waiting = listener.wait(std::move(pending), deadline);
        auto got = co_await std::move(waiting);
        outcome.emplace(std::move(got));
    }
    std::string get(std::string const& target) const
    {
        return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
    }
    std::string answer(std::string const& bytes)
    {
        client c(context, listener.port(), host.front() == '[' ? address::ipv6 : address::ipv4);
        c.say(bytes);
        return support::run(context, c.hear());
    }
    unsigned status(std::string const& bytes)
    {
        auto const all = answer(bytes);
        return all.starts_with("HTTP/1.1 ") ? static_cast<unsigned>(std::stoi(all.substr(9, 3))) : 0;
    }
    void until_outcome()
    {
        for (int i = 0; i != 1000 && !outcome; ++i) context.run_one_for(10ms);
    }
    /// Whether the login still goes through.
    bool works()
    {
        CHECK_FALSE(outcome.has_value());
        CHECK(status(get("/callback?code=c&state=good")) == 303);
        until_outcome();
        return outcome && outcome->has_value();
    }

    asio::io_context context;
    loopback_listener listener;
    std::string host;
    std::optional<result<validated_callback>> outcome;
};

inline asio::awaitable<void> show(loopback_listener& listener, answer_page page, duration patience)
{
    auto showing = listener.show(std::move(page), patience);
    co_await std::move(showing);
}

} // namespace loopback

#endif // COGRANT_TESTS_INTEGRATION_LOOPBACK_BROWSER_HPP
