// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/cxone/hosts.hpp>
#include <cogrant/http/error.hpp>

#include <doctest/doctest.h>

#include <print_result.hpp>
#include <string>

using namespace cogrant;

TEST_SUITE("cxone/hosts")
{
    TEST_CASE("an area is a host of the identity platform, whatever the case, and new areas need no release")
    {
        auto const na = cxone::hosts_of_area("na1").value();
        CHECK(to_string(na.area) == "https://na1.nice-incontact.com");
        CHECK(to_string(na.issuer) == "https://cxone.niceincontact.com");
        CHECK(cxone::hosts_of_area("NA1").value() == na);
        CHECK(to_string(cxone::hosts_of_area("mars7").value().area) == "https://mars7.nice-incontact.com");
    }

    TEST_CASE("the government's platform is another issuer, named by the program")
    {
        auto hosts = cxone::hosts_of_area("na1").value();
        CHECK(to_string(hosts.issuer) == "https://cxone.niceincontact.com");
        hosts.issuer.host = cxone::government_issuer;
        CHECK(to_string(hosts.issuer) == "https://cxone-gov.niceincontact.com");
        CHECK(cxone::vendor_host(hosts.issuer.host));
    }

    TEST_CASE("what is no area is refused without repeating it: it may be a secret in the wrong place")
    {
        for (auto const* bad :
             {"", "na1.evil.example", "na 1", "na1/", "https://na1", "-na1", "na1-", "naé1", "na1\r\n"}) {
            CAPTURE(bad);
            auto const out = cxone::hosts_of_area(bad);
            REQUIRE_FALSE(out);
            CHECK(out.error().code() == cxone_errc::bad_host);
            if (*bad != '\0') CHECK(out.error().message().find(bad) == std::string::npos);
        }
    }

    TEST_CASE("one URL stands for all hosts: a gateway or an emulator")
    {
        auto const local = cxone::hosts_of_url("http://127.0.0.1:8080").value();
        CHECK(local.area == local.issuer);
        CHECK(to_string(local.area) == "http://127.0.0.1:8080");
        CHECK(cxone::hosts_of_url("https://gateway.example/cxone").error().code() == cxone_errc::bad_host);
        CHECK(cxone::hosts_of_url("ftp://gateway.example").error().code() == http_errc::bad_url);
    }

    TEST_CASE("the platform's hosts are known by their domain, not by how they begin")
    {
        for (auto const* good :
             {"api-c32.nice-incontact.com", "na1.niceincontact.com", "nice-incontact.com", "api-c7.incontact.com"})
            CHECK(cxone::vendor_host(good));
        for (auto const* bad :
             {"evilnice-incontact.com", "nice-incontact.com.evil.example", "nice-incontact.example", "",
              "incontact.co"})
            CHECK_FALSE(cxone::vendor_host(bad));
    }

    TEST_CASE("an API host that an answer names gets the token only if it is the platform's, by TLS")
    {
        auto const named_by = cxone::hosts_of_area("na1").value().area;
        auto const base = cxone::trusted_api_base("https://api-c32.nice-incontact.com/", named_by).value();
        CHECK(to_string(base.origin) == "https://api-c32.nice-incontact.com");
        CHECK(base.prefix.empty());
        for (auto const* bad :
             {"https://evil.example/", "http://api-c32.nice-incontact.com/", "https://nice-incontact.com.evil.example",
              "https://127.0.0.1:1"}) {
            CAPTURE(bad);
            auto const out = cxone::trusted_api_base(bad, named_by);
            REQUIRE_FALSE(out);
            CHECK(out.error().code() == cxone_errc::foreign_host);
        }
        CHECK(
            cxone::trusted_api_base("https://api-c32.nice-incontact.com@evil.example/", named_by).error().code() ==
            http_errc::bad_url);
    }

    TEST_CASE("the server that names itself is trusted, and so are domains that the program names")
    {
        auto const local = cxone::hosts_of_url("http://127.0.0.1:8080").value().area;
        CHECK(cxone::trusted_api_base("http://127.0.0.1:8080/api/", local).value().prefix == "/api");
        CHECK(cxone::trusted_api_base("http://127.0.0.1:8081/", local).error().code() == cxone_errc::foreign_host);
        CHECK(cxone::trusted_api_base("https://api.corp.example", local, {"corp.example"}));
        CHECK_FALSE(cxone::trusted_api_base("https://apicorp.example", local, {"corp.example"}));
        CHECK_FALSE(cxone::trusted_api_base("http://api.corp.example", local, {"corp.example"}));
        CHECK(
            cxone::trusted_api_base("https://api.corp.example/?a=1", local, {"corp.example"}).error().code() ==
            cxone_errc::bad_host);
    }
}
