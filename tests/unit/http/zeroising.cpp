// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/freed_memory.hpp"
#include <cogrant/http/detail/request_head.hpp>
#include <cogrant/http/message.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace {

using namespace cogrant;
using http::headers;
using support::freed_memory;

constexpr std::string_view planted = "hush-0123456789-abcdefghij-hush";
constexpr std::string_view credentials[] = {"Authorization", "proxy-authorization", "Cookie", "DPoP"};

/// Does something with headers that hold the secret and counts what is left of it in freed memory.
template <class Use>
std::size_t left_behind(std::string_view name, Use use)
{
    freed_memory const memory(planted);
    {
        headers h;
        h.add("Accept", "application/json");
        h.add(name, planted);
        use(h);
    }
    CHECK(memory.seen() != 0);
    return memory.found();
}

TEST_SUITE("http/zeroising")
{
    TEST_CASE("the test itself sees what is left behind")
    {
        freed_memory const memory(planted);
        {
            std::string const careless(planted);
        }
        CHECK(memory.found() == 1);
        CHECK(left_behind("X-Public", [](headers&) {}) != 0);
    }

    TEST_CASE("S34: headers leave no credential behind, however they are used")
    {
        for (auto const name : credentials) {
            CAPTURE(name);
            CHECK(left_behind(name, [](headers&) {}) == 0);
            CHECK(left_behind(name, [&](headers& h) { h.erase(name); }) == 0);
            CHECK(left_behind(name, [&](headers& h) { h.set(name, "new"); }) == 0);
            CHECK(left_behind(name, [](headers& h) { h.clear(); }) == 0);
            CHECK(left_behind(name, [](headers& h) { h = headers(); }) == 0);
            CHECK(left_behind(name, [](headers& h) { h = {{"A", "b"}}; }) == 0);
            CHECK(left_behind(name, [](headers& h) { auto const copy = h; }) == 0);
            CHECK(left_behind(name, [](headers& h) { auto const moved = std::move(h); }) == 0);
            CHECK(left_behind(name, [](headers& h) {
                      headers other{{"A", "b"}};
                      other = h;
                      other = std::move(h);
                  }) == 0);
            CHECK(left_behind(name, [](headers& h) { // and the text is moved to larger memory several times
                      for (int i = 0; i != 200; ++i) h.add("X-Field-" + std::to_string(i), std::string(50, 'x'));
                  }) == 0);
            CHECK(left_behind(name, [&](headers& h) {
                      for (int i = 0; i != 200; ++i) h.set(name, planted); // a token for every page of a long report
                      h.erase(name);
                      headers const copy = h;
                  }) == 0);
        }
    }

    TEST_CASE("S34: an erased credential is gone from kept memory too")
    {
        headers h{{"Authorization", planted}, {"B", "b"}};
        auto const* const at = h.find("Authorization")->data();
        h.erase("authorization");
        CHECK(std::string_view(at, planted.size()) == std::string(planted.size(), '\0'));
        CHECK(h.set("Cookie", planted));
        auto const* const second = h.find("Cookie")->data();
        h.clear();
        CHECK(std::string_view(second, planted.size()) == std::string(planted.size(), '\0'));
    }

    TEST_CASE("S34: a short credential does not stay in the object's own bytes")
    {
        alignas(headers) unsigned char room[sizeof(headers)] = {};
        auto const contains = [&] {
            return std::string_view(reinterpret_cast<char const*>(room), sizeof room).find("p=7q") !=
                   std::string_view::npos;
        };
        auto* const h = ::new (room) headers;
        h->add("Cookie", "p=7q");
        CHECK_FALSE(contains());
        headers const moved = std::move(*h);
        CHECK(moved.find("cookie") == "p=7q");
        std::destroy_at(h);
        auto* const copy = ::new (room) headers(moved);
        CHECK_FALSE(contains());
        std::destroy_at(copy);
    }

    TEST_CASE("S34: a refused initializer list leaves nothing behind")
    {
        freed_memory const memory(planted);
        CHECK_THROWS((headers{{"Authorization", planted}, {"A", "b\n"}}));
        CHECK(memory.found() == 0);
    }

    TEST_CASE("S34: the head of a request is written without growing, and its buffer is wiped")
    {
        http::request r;
        r.headers.add("Authorization", planted);
        r.headers.add("X-Long", std::string(5000, 'x'));
        r.target = "/" + std::string(3000, 'y');
        freed_memory const memory(planted);
        {
            std::string buffer = "short";
            {
                http::detail::wiped_at_exit const wiping(buffer);
                http::detail::write_request_head(buffer, r, "host", 100);
                auto const* const before = buffer.data();
                buffer.append(100, 'b');
                CHECK(buffer.data() == before);
                CHECK(buffer.find(planted) != std::string::npos);
            }
            CHECK(buffer.empty());
            CHECK(buffer.capacity() > 8000);
        }
        CHECK(memory.found() == 0);
    }
}

} // namespace
