// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/jwks_endpoint.hpp>

#include <doctest/doctest.h>

#include <string>

using cogrant::oauth_errc;
using cogrant::oauth::jwks_endpoint;

TEST_SUITE("oauth/jwks_endpoint")
{
    TEST_CASE("S11: a key set is fetched over https, from a host on the Internet")
    {
        CHECK(jwks_endpoint("https://op.example/jwks?v=1")->target == "/jwks?v=1");
        CHECK(jwks_endpoint("https://8.8.8.8/jwks").has_value());
        CHECK(jwks_endpoint("https://172.32.0.1/jwks").has_value());
        CHECK(jwks_endpoint("https://[2001:db8::1]/jwks").has_value());
        CHECK(jwks_endpoint("https://face/jwks").has_value()); // a name, though all its letters are digits of base 16
        for (std::string const uri :
             {"http://op.example/jwks",
              "http://169.254.169.254/",
              "https://169.254.169.254/",
              "https://127.0.0.1/",
              "https://10.0.0.1/",
              "https://172.16.0.1/",
              "https://192.168.1.1/",
              "https://100.64.0.1/",
              "https://0.0.0.0/",
              "https://224.0.0.1/",
              "https://255.255.255.255/",
              "https://[::1]/",
              "https://[::]/",
              "https://[fe80::1]/",
              "https://[fd00::1]/",
              "https://[ff02::1]/",
              "https://[::ffff:127.0.0.1]/",
              "https://localhost/",
              "https://a.localhost/",
              "https://LOCALHOST./",
              "https://2130706433/",
              "https://0x7f000001/",
              "https://127.1/",
              "https://0177.0.0.1/",
              "https://127.0.0.1./",
              "file:///etc/passwd",
              "javascript:alert(1)",
              "https://op.example@evil.example/",
              "",
              "jwks",
              "//op.example/jwks",
              "https:///jwks"}) {
            CAPTURE(uri);
            auto const refused = jwks_endpoint(uri);
            REQUIRE(!refused);
            CHECK(refused.error().code() == make_error_code(oauth_errc::endpoint_refused));
            CHECK(refused.error().message().rfind("jwks_uri: ", 0) == 0);
        }
    }

    TEST_CASE("a test, or a server on the own machine, may be asked when that is said aloud")
    {
        CHECK(jwks_endpoint("http://127.0.0.1:8080/jwks", true)->origin.port == 8080);
        CHECK(jwks_endpoint("https://localhost/jwks", true).has_value());
        CHECK(!jwks_endpoint("file:///etc/passwd", true));
    }
}
