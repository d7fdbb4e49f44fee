// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/print_result.hpp"
#include <cogrant/http/proxy.hpp>

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <type_traits>

namespace {

using namespace cogrant;
using http::bypasses_proxy;
using http::origin;
using http::proxy;
using http::proxy_environment;

static_assert(!std::is_aggregate_v<proxy_environment>);

struct variables {
    std::map<std::string, std::string> set;
    char const* operator()(char const* name) const
    {
        auto const at = set.find(name);
        return at == set.end() ? nullptr : at->second.c_str();
    }
};

origin https(std::string host, std::uint16_t port = 443) { return {true, std::move(host), port}; }

/// Host and port of the proxy for an origin, "direct" for none.
std::string way(origin const& to, variables const& v)
{
    auto const found = http::proxy_for(to, proxy_environment::read(v)).value();
    return found ? found.host() + ":" + std::to_string(found.port()) : "direct";
}

TEST_SUITE("http/proxy")
{
    TEST_CASE("a proxy is a URL or host and port, with or without credentials")
    {
        auto const plain = proxy::parse("proxy.example:3128").value();
        CHECK(plain.host() == "proxy.example");
        CHECK(plain.port() == 3128);
        CHECK(plain.authorization().empty());
        CHECK(proxy::parse("http://PROXY.example/").value().port() == 80);
        CHECK(proxy::parse("http://PROXY.example").value().host() == "proxy.example");
        CHECK(proxy::parse("[::1]:8080").value().host() == "::1");
        // RFC 7617 §2
        auto const known = proxy::parse("http://Aladdin:open%20sesame@proxy.example:8080").value();
        CHECK(known.authorization().expose() == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        CHECK(known.host() == "proxy.example");
        CHECK(
            proxy("p", 1).credentials("Aladdin", secret("open sesame")).authorization().expose() ==
            known.authorization().expose());
        CHECK(proxy::parse("Aladdin:open%20sesame@proxy.example").value().port() == 80);
        // as people write it: an @ in the password; no password
        CHECK(proxy::parse("http://joe:p@ss@proxy.example:1").value().host() == "proxy.example");
        CHECK(proxy::parse("http://joe@proxy.example:1").value().authorization().expose() == "Basic am9lOg==");
    }

    TEST_CASE("what is no usable proxy is refused, and its text, which may hold a password, is not repeated")
    {
        for (std::string const text :
             {"", "http://", "https://joe:hunter2@proxy.example", "socks5://joe:hunter2@proxy.example",
              "http://joe:hunter2@proxy.example:0", "http://joe:hunter2@proxy.example:66000",
              "http://joe:hunter2@proxy.example:x", "http://joe:hunter2@proxy.example/path", "joe hunter2",
              "http://joe:hunter2@", "http://joe:hunter2%0d%0aX@proxy.example", "http://j%3Aoe:hunter2@proxy.example",
              "http://a%0ab.example", "http://joe:hunter2%4@proxy.example", "http://joe:hunter2%zz@proxy.example",
              "//joe:hunter2@proxy.example", "http://proxy.example?hunter2"}) {
            CAPTURE(text);
            auto const got = proxy::parse(text);
            REQUIRE_FALSE(got);
            CHECK(got.error() == http_errc::bad_url);
            CHECK(got.error().message().find("hunter2") == std::string::npos);
        }
        CHECK_THROWS_AS(proxy("p", 1).credentials("a:b", secret("x")), failure);
        CHECK_THROWS_AS(proxy("p", 1).credentials("a", secret("x\r\ny")), failure);
    }

    TEST_CASE("copies are one proxy, and the empty one is none")
    {
        CHECK_FALSE(proxy());
        CHECK(proxy() == proxy());
        proxy const one("p", 1);
        auto const copy = one;
        CHECK(copy == one);
        CHECK_FALSE(one == proxy("p", 1));
    }

    TEST_CASE("each scheme has its variable, in either case, the lower one first")
    {
        variables v{{{"HTTPS_PROXY", "secure:1"}, {"HTTP_PROXY", "plain:2"}}};
        CHECK(way(https("api.example"), v) == "secure:1");
        CHECK(way({false, "api.example", 80}, v) == "plain:2");
        v.set["https_proxy"] = "lower:3";
        CHECK(way(https("api.example"), v) == "lower:3");
        CHECK(way(https("api.example"), {}) == "direct");
        CHECK(way(https("api.example"), {{{"HTTPS_PROXY", ""}}}) == "direct");
        v.set["http_proxy"] = ""; // set and empty: none
        CHECK(way({false, "api.example", 80}, v) == "direct");
    }

    TEST_CASE("in a CGI program HTTP_PROXY is what a visitor sent, and is not believed (httpoxy)")
    {
        variables v{{{"HTTP_PROXY", "evil:1"}, {"REQUEST_METHOD", "GET"}, {"HTTPS_PROXY", "good:2"}}};
        CHECK(way({false, "api.example", 80}, v) == "direct");
        CHECK(way(https("api.example"), v) == "good:2");
        v.set["http_proxy"] = "ours:3";
        CHECK(way({false, "api.example", 80}, v) == "ours:3");
    }

    TEST_CASE("a variable that is no proxy is an error that names it")
    {
        variables const v{{{"HTTPS_PROXY", "socks5://joe:hunter2@p"}, {"HTTP_PROXY", "http://p"}}};
        auto const e = http::proxy_for(https("api.example"), proxy_environment::read(v));
        REQUIRE_FALSE(e);
        CHECK(e.error().message().find("HTTPS_PROXY") != std::string::npos);
        CHECK(e.error().message().find("hunter2") == std::string::npos);
        CHECK(http::proxy_for({false, "api.example", 80}, proxy_environment::read(v)));
    }

    TEST_CASE("NO_PROXY names hosts and what ends in them, ports, addresses, networks")
    {
        struct {
            char const* no_proxy;
            origin to;
            bool direct;
        } const table[] = {
            {"", https("api.example"), false},
            {"*", https("api.example"), true},
            {"api.example", https("api.example"), true},
            {"API.Example", https("api.example"), true},
            {"api.example", https("eu.api.example"), true},
            {"api.example", https("myapi.example"), false},
            {"api.example", https("example"), false},
            {".example", https("api.example"), true},
            {".api.example", https("api.example"), true},
            {".", https("api.example"), false},
            {"api.example.", https("api.example"), true},
            {"api.example", https("api.example."), true},
            {"a.example,api.example", https("api.example"), true},
            {" a.example , api.example ", https("api.example"), true},
            {"a.example api.example", https("api.example"), true},
            {",,", https("api.example"), false},
            {"api.example:443", https("api.example"), true},
            {"api.example:8443", https("api.example"), false},
            {"api.example:x", https("api.example"), false},
            {"api.example:", https("api.example"), false},
            {"10.1.2.3", https("10.1.2.3"), true},
            {"0.1.2.3", https("10.1.2.3"), false},
            {"2.3", https("10.1.2.3"), false},
            {"10.0.0.0/8", https("10.1.2.3"), true},
            {"10.0.0.0/8", https("11.1.2.3"), false},
            {"10.0.0.0/99", https("10.1.2.3"), false},
            {"10.0.0.0/8", https("10.example"), false},
            {"::1", https("::1"), true},
            {"[::1]", https("0:0:0:0:0:0:0:1"), true},
            {"[::1]:443", https("::1"), true},
            {"[::1]:8443", https("::1"), false},
            {"[::1", https("::1"), false},
            {"2001:db8::/32", https("2001:db8::5"), true},
            {"2001:db8::/32", https("2001:db9::5"), false},
            {"10.0.0.0/8", https("2001:db8::5"), false},
        };
        for (auto const& row : table) {
            CAPTURE(row.no_proxy);
            CAPTURE(row.to.host);
            CHECK(bypasses_proxy(row.to, row.no_proxy) == row.direct);
            variables const v{{{"HTTPS_PROXY", "p:1"}, {"NO_PROXY", row.no_proxy}}};
            CHECK(way(row.to, v) == (row.direct ? "direct" : "p:1"));
        }
    }
}

} // namespace
