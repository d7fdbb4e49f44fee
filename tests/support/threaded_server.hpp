// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SUPPORT_THREADED_SERVER_HPP
#define COGRANT_TESTS_SUPPORT_THREADED_SERVER_HPP

#include "support/http_peer.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <cstddef>
#include <optional>
#include <thread>
#include <utility>

namespace support {

/// A server on a thread of its own.
class threaded_server {
public:
    explicit threaded_server(handler answer, std::optional<cogrant::testing::certificate> identity = {})
        : work_(context_.get_executor()), server_(context_.get_executor(), std::move(answer), std::move(identity)),
          thread_([this] { context_.run(); })
    {
    }
    threaded_server(threaded_server const&) = delete;
    threaded_server& operator=(threaded_server const&) = delete;
    ~threaded_server() { stop(); }

    http::origin origin() const { return server_.origin(); }
    /// Gives how many connections there were.
    std::size_t stop()
    {
        if (thread_.joinable()) {
            work_.reset();
            asio::post(context_, [this] { server_.stop(); });
            thread_.join();
        }
        return server_.accepted();
    }

private:
    asio::io_context context_;
    asio::executor_work_guard<asio::io_context::executor_type> work_;
    cogrant::testing::loopback_server server_;
    std::thread thread_;
};

/// A token endpoint at /token that gives `token-1`, and an API that says who asked: the answers of one server.
inline handler token_and_api()
{
    return [](http::request r, http::server_connection& peer) {
        if (r.target == "/token")
            return say(&peer, ok(R"({"access_token":"token-1","token_type":"Bearer","expires_in":3600})"));
        auto const sent = r.headers.find("Authorization");
        return say(&peer, ok("\"" + (sent ? std::string(*sent) : std::string("nobody")) + "\""));
    };
}

} // namespace support

#endif // COGRANT_TESTS_SUPPORT_THREADED_SERVER_HPP
