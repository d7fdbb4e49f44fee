// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/form.hpp>
#include <cogrant/genesys/login.hpp>
#include <cogrant/genesys/region.hpp>

#include <doctest/doctest.h>

#include <type_traits>

namespace genesys = cogrant::genesys;

TEST_SUITE("genesys/login")
{
    TEST_CASE("the login host of a region gives the endpoints of a person's login, with S256 only")
    {
        auto const hosts = genesys::endpoints_of("eu-central-1").value();
        auto const metadata = genesys::login_metadata(hosts);
        CHECK(metadata.issuer == "https://login.mypurecloud.de");
        CHECK(metadata.authorization_endpoint == "https://login.mypurecloud.de/oauth/authorize");
        CHECK(metadata.token_endpoint == "https://login.mypurecloud.de/oauth/token");
        CHECK(metadata.code_challenge_methods_supported == std::vector<std::string>{"S256"});
        auto const endpoint = genesys::token_endpoint(hosts);
        CHECK(endpoint.origin.host == "login.mypurecloud.de");
        CHECK(endpoint.target == "/oauth/token");
    }

    TEST_CASE("a SAML login names the organisation as the platform spells it")
    {
        static_assert(!std::is_default_constructible_v<genesys::saml2_bearer>);
        genesys::saml2_bearer const grant{.org_name = "acme", .assertion = "PHNhbWw+"};
        CHECK(
            cogrant::form::encode(grant) ==
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Asaml2-bearer&orgName=acme&assertion=PHNhbWw%2B");
    }
}
