// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_LOOPBACK_OPTIONS_HPP
#define COGRANT_OAUTH_LOOPBACK_OPTIONS_HPP

#include <cogrant/config.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace cogrant::oauth {

/// Where a loopback listener listens, and what it puts up with.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class loopback_options {
public:
    /// A literal address: names are never looked up (RFC 8252 §8.3).
    enum class address : std::uint8_t { ipv4, ipv6 };

    loopback_options() = default;

    /// 127.0.0.1 if nothing is said, or ::1.
    loopback_options& bind_to(address where) noexcept
    {
        address_ = where;
        return *this;
    }
    /// Zero lets the system choose. For servers that compare redirect URIs with the port, give a fixed one.
    loopback_options& port(std::uint16_t number) noexcept
    {
        port_ = number;
        return *this;
    }
    /// Of the redirect URI; `/callback` if nothing is said.
    loopback_options& path(std::string text)
    {
        path_ = std::move(text);
        return *this;
    }
    /// Who the person signs in to, for the pages shown.
    loopback_options& program(std::string name)
    {
        program_ = std::move(name);
        return *this;
    }
    /// The head of a request is at most so large.
    loopback_options& head_limit(std::size_t bytes) noexcept
    {
        head_limit_ = bytes;
        return *this;
    }
    /// So many connections at once; beyond them, the one that has been silent longest is closed.
    loopback_options& connection_limit(std::size_t n) noexcept
    {
        connection_limit_ = std::max<std::size_t>(n, 1);
        return *this;
    }
    /// A whole request, and the answer to it, take at most so long each.
    loopback_options& request_time(duration limit) noexcept
    {
        request_time_ = limit;
        return *this;
    }
    /// The browser waits so long for `show` before it gets a page that says nothing.
    loopback_options& page_time(duration limit) noexcept
    {
        page_time_ = limit;
        return *this;
    }

    address bind_to() const noexcept { return address_; }
    std::uint16_t port() const noexcept { return port_; }
    std::string const& path() const noexcept { return path_; }
    std::string const& program() const noexcept { return program_; }
    std::size_t head_limit() const noexcept { return head_limit_; }
    std::size_t connection_limit() const noexcept { return connection_limit_; }
    duration request_time() const noexcept { return request_time_; }
    duration page_time() const noexcept { return page_time_; }

private:
    address address_ = address::ipv4;
    std::uint16_t port_ = 0;
    std::string path_ = "/callback";
    std::string program_;
    std::size_t head_limit_ = 8192;
    std::size_t connection_limit_ = 16;
    duration request_time_ = std::chrono::seconds(10);
    duration page_time_ = std::chrono::seconds(60);
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_LOOPBACK_OPTIONS_HPP
