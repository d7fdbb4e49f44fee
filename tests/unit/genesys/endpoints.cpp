// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/genesys/endpoints.hpp>

#include <doctest/doctest.h>

#include <string>

namespace genesys = cogrant::genesys;
using cogrant::genesys_errc;
using cogrant::http_errc;

namespace {

std::string both(cogrant::result<genesys::endpoints> const& e)
{
    return e ? to_string(e->login) + " " + to_string(e->api) : e.error().code().message();
}

} // namespace

TEST_SUITE("genesys/endpoints")
{
    TEST_CASE("a region gives a login host and an api host")
    {
        CHECK_EQ(both(genesys::endpoints_of("us-east-1")), "https://login.mypurecloud.com https://api.mypurecloud.com");
        CHECK_EQ(
            both(genesys::endpoints_of("usw2.pure.cloud")),
            "https://login.usw2.pure.cloud https://api.usw2.pure.cloud");
        CHECK(genesys::endpoints_of("nowhere").error() == make_error_code(genesys_errc::bad_region));
    }

    TEST_CASE("a base URL of either host gives both")
    {
        std::string const expected = "https://login.mypurecloud.de https://api.mypurecloud.de";
        for (char const* url :
             {"https://api.mypurecloud.de", "https://login.mypurecloud.de/", "https://mypurecloud.de",
              "HTTPS://API.MyPureCloud.de:443", "https://apps.mypurecloud.de", "mypurecloud.de", "api.mypurecloud.de",
              "eu-central-1"}) {
            CAPTURE(url);
            CHECK_EQ(both(genesys::endpoints_of_url(url)), expected);
        }
        CHECK_EQ(
            both(genesys::endpoints_of_url("https://api.calls.example")),
            "https://login.calls.example https://api.calls.example");
        CHECK_EQ(
            both(genesys::endpoints_of_url("https://new1.pure.cloud")),
            "https://login.new1.pure.cloud https://api.new1.pure.cloud");
    }

    TEST_CASE("a gateway or test server is asked for tokens and for data")
    {
        for (std::string const url :
             {"http://127.0.0.1:8080", "http://localhost:8080", "https://gateway.example",
              "https://gateway.example:8443", "https://api.gateway.example:8443", "http://[::1]:9000",
              "http://api.emulator.example"}) {
            CAPTURE(url);
            CHECK_EQ(both(genesys::endpoints_of_url(url)), url + " " + url);
        }
    }

    TEST_CASE("a credential never travels in the clear to a host of the vendor")
    {
        for (char const* url :
             {"http://api.mypurecloud.de", "http://login.euw2.pure.cloud", "http://mypurecloud.com:8080"})
            CHECK(genesys::endpoints_of_url(url).error() == make_error_code(genesys_errc::bad_url));
    }

    TEST_CASE("what is not a base URL is refused")
    {
        CHECK(genesys::endpoints_of_url("localhost:8080").error() == make_error_code(genesys_errc::bad_url));
        CHECK(
            genesys::endpoints_of_url("https://api.mypurecloud.de/api/v2").error() ==
            make_error_code(genesys_errc::bad_url));
        CHECK(
            genesys::endpoints_of_url("https://api.mypurecloud.de/?a=b").error() ==
            make_error_code(genesys_errc::bad_url));
        CHECK(genesys::endpoints_of_url("ftp://api.mypurecloud.de").error() == make_error_code(http_errc::bad_url));
        CHECK(
            genesys::endpoints_of_url("https://user:word@api.mypurecloud.de").error() ==
            make_error_code(http_errc::bad_url));
        CHECK_FALSE(genesys::endpoints_of_url("").has_value());
    }

    TEST_CASE("each host can be replaced by itself")
    {
        auto hosts = genesys::endpoints_of("eu-west-1").value();
        hosts.login = genesys::origin_of_url("https://sso.example:444").value();
        CHECK_EQ(both(hosts), "https://sso.example:444 https://api.mypurecloud.ie");
        CHECK_FALSE(genesys::origin_of_url("https://sso.example/oauth/token").has_value());
        CHECK_FALSE(genesys::origin_of_url("sso.example").has_value());
    }
}
