// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/resource.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace cogrant;
using namespace cogrant::oauth;

TEST_SUITE("oauth/resource")
{
    TEST_CASE("S40: a resource is an absolute URI without a fragment")
    {
        for (std::string_view const good :
             {"https://api.example/", "https://api.example/a?b=c", "urn:example:cooperation-context", "custom:x",
              "https://api.example:8443", "http://api.example"})
            CHECK(legal_resource(good));
        for (std::string_view const wrong :
             {"", "/api", "api.example", "//api.example/", "https://api.example/#x", "https://api.example/#",
              "https://a b/", "https://api.example/\r\nX: y", "https://api.example/\xc3\xa4", ":x",
              "https://api.example/%zz"}) {
            CAPTURE(wrong);
            CHECK(!legal_resource(wrong));
        }
        CHECK(!legal_resource(std::string_view("https://a\0b", 11)));
    }

    TEST_CASE("S40: one wrong resource among many is an error that names the rule")
    {
        CHECK(!check_resources({}));
        CHECK(!check_resources({"https://a.example/", "https://b.example/"}));
        auto const e = check_resources({"https://a.example/", "b"});
        CHECK(e.code() == oauth_errc::invalid_target);
        CHECK(e.info().detail == "resource is not an absolute URI without a fragment");
    }
}
