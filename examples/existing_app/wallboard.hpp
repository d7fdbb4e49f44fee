// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef EXISTING_APP_WALLBOARD_HPP
#define EXISTING_APP_WALLBOARD_HPP

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

// What was there before: an Asio program written with callbacks. Nothing here knows of cogrant.

namespace existing_app {

namespace asio = boost::asio;
using asio::ip::tcp;

/// What the wall shows.
struct board {
    std::uint64_t beats = 0;
    std::uint64_t conversations = 0;
    std::uint64_t updates = 0;
    std::string trouble;

    std::string text() const
    {
        return "beats " + std::to_string(beats) + "\nconversations " + std::to_string(conversations) + "\nupdates " +
               std::to_string(updates) + "\ntrouble " + (trouble.empty() ? "none" : trouble) + "\n";
    }
};

/// Calls a function again and again.
class ticker {
public:
    ticker(asio::io_context& context, std::chrono::milliseconds every, std::function<void()> work)
        : timer_(context), every_(every), work_(std::move(work))
    {
    }
    void start()
    {
        work_();
        timer_.expires_after(every_);
        timer_.async_wait([this](boost::system::error_code code) {
            if (!code && !stopped_) start();
        });
    }
    void stop()
    {
        stopped_ = true;
        timer_.cancel();
    }

private:
    asio::steady_timer timer_;
    std::chrono::milliseconds every_;
    std::function<void()> work_;
    bool stopped_ = false;
};

/// Shows the board to whoever connects.
class wall {
public:
    wall(asio::io_context& context, unsigned short port, board const& shown)
        : acceptor_(context, tcp::endpoint(asio::ip::address_v4::loopback(), port)), board_(shown)
    {
    }
    unsigned short port() const { return acceptor_.local_endpoint().port(); }
    void start()
    {
        acceptor_.async_accept([this](boost::system::error_code code, tcp::socket peer) {
            if (!acceptor_.is_open()) return;
            if (!code) show(std::make_shared<tcp::socket>(std::move(peer)));
            start();
        });
    }
    void stop() { acceptor_.close(); }

private:
    void show(std::shared_ptr<tcp::socket> peer)
    {
        auto const body = board_.text();
        auto const answer = std::make_shared<std::string>(
            "HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body.size()) +
            "\r\n\r\n" + body);
        asio::async_write(*peer, asio::buffer(*answer), [peer, answer](boost::system::error_code, std::size_t) {
            boost::system::error_code ignored;
            peer->shutdown(tcp::socket::shutdown_send, ignored);
        });
    }

    tcp::acceptor acceptor_;
    board const& board_;
};

} // namespace existing_app

#endif // EXISTING_APP_WALLBOARD_HPP
