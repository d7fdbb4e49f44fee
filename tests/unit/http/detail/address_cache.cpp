// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/detail/address_cache.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>

namespace {

using namespace cogrant;
using namespace std::chrono_literals;
using cache = http::detail::address_cache;

boost::asio::ip::address ip(char const* text) { return boost::asio::ip::make_address(text); }

TEST_SUITE("http/address_cache")
{
    TEST_CASE("an answer is kept for its time and not a moment longer")
    {
        time_point const start{};
        cache known(30s);
        known.put("a.example", {ip("192.0.2.1")}, start);
        CHECK(known.find("a.example", start + 29s) != nullptr);
        CHECK(known.find("a.example", start + 30s) == nullptr);
        CHECK(known.find("b.example", start) == nullptr);
        known.put("a.example", {ip("192.0.2.2")}, start + 31s);
        REQUIRE(known.find("a.example", start + 60s) != nullptr);
        CHECK(*known.find("a.example", start + 60s) == cache::addresses{ip("192.0.2.2")});
        CHECK(known.size() == 1);
        known.forget("a.example");
        CHECK(known.find("a.example", start + 31s) == nullptr);
    }

    TEST_CASE("the number of answers is bounded, and the oldest goes first")
    {
        time_point const start{};
        cache known(30s);
        for (int i = 0; i != 1000; ++i) known.put(std::to_string(i), {ip("192.0.2.1")}, start);
        CHECK(known.size() == cache::max_entries);
        CHECK(known.find("999", start) != nullptr);
        CHECK(known.find("0", start) == nullptr);
        known.put("later", {ip("192.0.2.1")}, start + 1min);
        CHECK(known.size() == 1);
    }

    TEST_CASE("the address that works comes first")
    {
        cache known(30s);
        known.put("a.example", {ip("192.0.2.1"), ip("192.0.2.2"), ip("192.0.2.3")}, time_point{});
        known.prefer("a.example", ip("192.0.2.3"));
        known.prefer("a.example", ip("192.0.2.9"));
        known.prefer("b.example", ip("192.0.2.2"));
        cache::addresses const expected{ip("192.0.2.3"), ip("192.0.2.1"), ip("192.0.2.2")};
        CHECK(*known.find("a.example", time_point{}) == expected);
    }

    TEST_CASE("a time of zero keeps nothing")
    {
        cache known(0s);
        known.put("a.example", {ip("192.0.2.1")}, time_point{});
        CHECK(known.size() == 0);
    }
}

} // namespace
