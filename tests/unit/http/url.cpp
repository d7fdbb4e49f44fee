// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/print_result.hpp"
#include <cogrant/http/url.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace cogrant;
using http::parse_url;
using http::resolve_url;

TEST_SUITE("http/url")
{
    TEST_CASE("a URL is taken apart")
    {
        auto const u = parse_url("HTTPS://API.Example.com/a/b%20c?d=e%26#fragment");
        REQUIRE(u);
        CHECK((u->origin == http::origin{true, "api.example.com", 443}));
        CHECK(u->target == "/a/b%20c?d=e%26");
        CHECK(parse_url("http://host")->origin.port == 80);
        CHECK(parse_url("http://host")->target == "/");
        CHECK(parse_url("http://host?q")->target == "/?q");
        CHECK(parse_url("http://host:/")->origin.port == 80);
        CHECK(parse_url("https://host:8443/")->origin.port == 8443);
        CHECK(parse_url("http://127.0.0.1:1/")->origin.host == "127.0.0.1");
        CHECK(parse_url("http://[::1]:8080/")->origin.host == "::1");
    }

    TEST_CASE("an origin is written as it is read")
    {
        for (std::string const text : {"https://host", "http://host:8080", "http://[::1]:8080", "https://[fe80::1]"})
            CHECK(to_string(parse_url(text)->origin) == text);
        CHECK(to_string(parse_url("https://host:443")->origin) == "https://host");
    }

    TEST_CASE("what is not an absolute http URL is refused, and the error says why")
    {
        for (std::string const text :
             {"",
              "host",
              "//host/",
              "/path",
              "ftp://host/",
              "https://",
              "https:///path",
              "https://good@evil/",
              "https://user:pass@host/",
              "https://host:0/",
              "https://host:65536/",
              "https://host:99999999999999999999/",
              "https://host:80x/",
              "https://a b/",
              "https://host/a b",
              "https://host%2f.evil/",
              "https://host%0d%0ax/",
              "https://host%3a80/",
              "https://%c3%a4.example/",
              "https://host%40evil/"}) {
            auto const u = parse_url(text);
            INFO(text);
            REQUIRE_FALSE(u);
            CHECK(u.error() == make_error_code(http_errc::bad_url));
            CHECK(u.error().message().find("not a usable URL") != std::string::npos);
        }
    }

    TEST_CASE("a reference is resolved against the URL it was found at")
    {
        auto const base = *parse_url("https://host:8443/a/b?c=d");
        auto const target = [&](std::string_view reference) { return resolve_url(base, reference)->target; };
        CHECK(target("/x?y=1") == "/x?y=1");
        CHECK(target("x") == "/a/x");
        CHECK(target("?page=2") == "/a/b?page=2");
        CHECK(target("../x") == "/x");
        CHECK(target("") == "/a/b?c=d");
        CHECK((resolve_url(base, "x")->origin == base.origin));
        CHECK((resolve_url(base, "//other/x")->origin == http::origin{true, "other", 443}));
        CHECK((resolve_url(base, "http://other/x")->origin == http::origin{false, "other", 80}));
        CHECK_FALSE(resolve_url(base, "mailto:somebody"));
        CHECK_FALSE(resolve_url(base, "https://user@other/"));
        CHECK_FALSE(resolve_url(base, "a b"));
    }
}

} // namespace
