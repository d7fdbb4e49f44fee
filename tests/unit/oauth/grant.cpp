// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/request_token.hpp>

#include <doctest/doctest.h>

#include <functional>
#include <string>
#include <string_view>

using namespace cogrant;
using namespace cogrant::oauth;

namespace {

// Extensions: what a platform needs beyond the RFCs is a struct of its own.
struct genesys_saml2 {
    std::string grant_type = "urn:ietf:params:oauth:grant-type:saml2-bearer";
    required<std::string> orgName;
    required<secret> assertion;
};
struct access_key_login {
    static constexpr auto body = grant_body::json;
    static constexpr bool repeatable = true;
    required<std::string> accessKeyId;
    required<secret> accessKeySecret;
};

http::url endpoint() { return {{true, "as.example.com", 443}, "/token"}; }

template <class Grant, class Auth = no_client>
std::string body_of(Grant const& grant, Auth const& auth = {})
{
    auto const made = token_request(endpoint(), grant, auth);
    REQUIRE(made.has_value());
    CHECK(made->headers.find("Content-Type") == "application/x-www-form-urlencoded");
    return made->body;
}

} // namespace

template <>
struct cogrant::reflect::wire_case<genesys_saml2> {
    static constexpr auto value = letter_case::snake;
};
template <>
struct cogrant::reflect::wire_names<genesys_saml2> {
    static constexpr auto value = renames(rename(&genesys_saml2::orgName, "orgName"));
};

TEST_SUITE("oauth/grant")
{
    TEST_CASE("RFC 6749 4.1.3, RFC 7636 4.5: a code goes out with its redirect_uri and verifier")
    {
        authorization_code const grant{
            .code = secret("SplxlOBeZQQYbYS6WxSbIA"),
            .redirect_uri = "https://client.example.com/cb",
            .code_verifier = secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")};
        CHECK(
            body_of(grant) == "grant_type=authorization_code&code=SplxlOBeZQQYbYS6WxSbIA&redirect_uri="
                              "https%3A%2F%2Fclient.example.com%2Fcb&code_verifier="
                              "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        CHECK(!token_request(endpoint(), grant, no_client())->repeatable());
    }

    TEST_CASE("RFC 6749 6: a refresh token")
    {
        refresh_token_grant const grant{.refresh_token = secret("tGzv3JOkF0XG5Qx2TlKWIA")};
        CHECK(body_of(grant) == "grant_type=refresh_token&refresh_token=tGzv3JOkF0XG5Qx2TlKWIA");
        CHECK(!token_request(endpoint(), grant, no_client())->repeatable());
    }

    TEST_CASE("RFC 6749 4.3.2, S44: a password goes out only with the option that says so, which is not on the wire")
    {
        legacy_password_grant const grant{
            .option = allow_legacy_password, .username = "johndoe", .password = secret("A3ddj3w")};
        CHECK(body_of(grant) == "grant_type=password&username=johndoe&password=A3ddj3w");
    }

    TEST_CASE("RFC 8628 3.4: the poll of the device flow")
    {
        device_code_grant const grant{.device_code = secret("GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS")};
        CHECK(
            body_of(grant, public_client("1406020730")) ==
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code="
            "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS&client_id=1406020730");
    }

    TEST_CASE("RFC 7523 2.1, RFC 7522 2.1: assertions, and the form of Genesys Cloud with its organisation")
    {
        jwt_bearer const jwt{.assertion = secret("eyJ.eyJ.sig")};
        CHECK(body_of(jwt) == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=eyJ.eyJ.sig");
        saml2_bearer const saml{.assertion = secret("PHNhbWxw")};
        CHECK(body_of(saml) == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Asaml2-bearer&assertion=PHNhbWxw");
        genesys_saml2 const genesys{.orgName = "acme", .assertion = secret("PHNhbWxw")};
        CHECK(
            body_of(genesys) == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Asaml2-bearer&orgName=acme&"
                                "assertion=PHNhbWxw");
    }

    TEST_CASE("RFC 8693 2.3: the sample, byte for byte")
    {
        token_exchange const grant{
            .resource = {"https://backend.example.com/api"},
            .subject_token = secret("accVkjcJyb4BWCxGsndESCJQbdFMogUC5PbRDqceLTC")};
        client_secret_basic const client("rs08", secret("long-secure-random-secret"));
        auto const made = token_request(endpoint(), grant, client);
        REQUIRE(made.has_value());
        CHECK(made->headers.find("Authorization") == "Basic cnMwODpsb25nLXNlY3VyZS1yYW5kb20tc2VjcmV0");
        CHECK(
            made->body == "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange"
                          "&resource=https%3A%2F%2Fbackend.example.com%2Fapi"
                          "&subject_token=accVkjcJyb4BWCxGsndESCJQbdFMogUC5PbRDqceLTC"
                          "&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token");
    }

    TEST_CASE("RFC 8693 2.1: an actor token and its type come together")
    {
        token_exchange grant{.subject_token = secret("s")};
        grant.actor_token = secret("a");
        CHECK(token_request(endpoint(), grant, no_client()).error().code() == oauth_errc::invalid_request);
        grant.actor_token_type = "urn:ietf:params:oauth:token-type:jwt";
        CHECK(token_request(endpoint(), grant, no_client()).has_value());
        grant.actor_token.reset();
        CHECK(token_request(endpoint(), grant, no_client()).has_error());
    }

    TEST_CASE("CXone 2.1: a login of a platform's own is a struct, sent as JSON")
    {
        access_key_login const grant{.accessKeyId = "id-1", .accessKeySecret = secret("s\"1")};
        auto const made = token_request(endpoint(), grant, no_client());
        REQUIRE(made.has_value());
        CHECK(made->headers.find("Content-Type") == "application/json");
        CHECK(made->body == R"({"accessKeyId":"id-1","accessKeySecret":"s\"1"})");
        CHECK(made->repeatable());
        auto const refused = token_request(endpoint(), grant, public_client("x"));
        CHECK(refused.error().code() == oauth_errc::illegal_credential);
    }

    TEST_CASE("RFC 8707 2, S40: resources go out in their order; one that is no absolute URI stops the request")
    {
        client_credentials grant;
        grant.resource = {"https://b.example/", "urn:a"};
        CHECK(body_of(grant) == "grant_type=client_credentials&resource=https%3A%2F%2Fb.example%2F&resource=urn%3Aa");
        for (std::string_view const wrong : {"", "/x", "https://b.example/#f", "b.example"}) {
            grant.resource = {"urn:a", std::string(wrong)};
            auto const made = token_request(endpoint(), grant, no_client());
            REQUIRE(made.has_error());
            CHECK(made.error().code() == oauth_errc::invalid_target);
        }
    }

    TEST_CASE("S35, S36: a byte that may not be sent stops the request, in whatever input it is, and is named")
    {
        using made = result<http::request>;
        struct input {
            std::string_view name;
            std::function<made(std::string)> request;
            bool uri = false; // only bytes of a URI
        };
        auto const with = [](auto const& grant) { return token_request(endpoint(), grant, no_client()); };
        input const inputs[] = {
            {"code",
             [&](std::string t) {
                 return with(authorization_code{.code = secret(t), .redirect_uri = "u:", .code_verifier = secret("v")});
             }},
            {"redirect_uri",
             [&](std::string t) {
                 return with(authorization_code{.code = secret("c"), .redirect_uri = t, .code_verifier = secret("v")});
             }},
            {"code_verifier",
             [&](std::string t) {
                 return with(authorization_code{.code = secret("c"), .redirect_uri = "u:", .code_verifier = secret(t)});
             }},
            {"refresh_token", [&](std::string t) { return with(refresh_token_grant{.refresh_token = secret(t)}); }},
            {"device_code", [&](std::string t) { return with(device_code_grant{.device_code = secret(t)}); }},
            {"assertion", [&](std::string t) { return with(jwt_bearer{.assertion = secret(t)}); }},
            {"username",
             [&](std::string t) {
                 return with(
                     legacy_password_grant{.option = allow_legacy_password, .username = t, .password = secret("p")});
             }},
            {"password",
             [&](std::string t) {
                 return with(
                     legacy_password_grant{.option = allow_legacy_password, .username = "u", .password = secret(t)});
             }},
            {"accessKeySecret",
             [&](std::string t) { return with(access_key_login{.accessKeyId = "i", .accessKeySecret = secret(t)}); }},
            {"",
             [&](std::string t) {
                 return token_request(endpoint(), client_credentials(), client_secret_basic(t, secret("s")));
             }},
            {"",
             [&](std::string t) {
                 return token_request(endpoint(), client_credentials(), client_secret_basic("i", secret(t)));
             }},
            {"",
             [&](std::string t) {
                 return token_request(endpoint(), client_credentials(), client_secret_post(t, secret("s")));
             }},
            {"",
             [&](std::string t) {
                 return token_request(endpoint(), client_credentials(), client_secret_post("i", secret(t)));
             }},
            {"", [&](std::string t) { return token_request(endpoint(), client_credentials(), public_client(t)); }},
            {"",
             [&](std::string t) {
                 return token_request({{true, "as.example", 443}, "/" + t}, client_credentials(), no_client());
             },
             true},
            {"", [&](std::string t) { return token_request({{true, t, 443}, "/"}, client_credentials(), no_client()); },
             true},
        };
        for (auto const& in : inputs)
            for (int byte = 0; byte != 256; ++byte) {
                CAPTURE(byte);
                auto const c = static_cast<char>(byte);
                bool const legal = byte >= 0x20 && byte != 0x7f && (!in.uri || (byte > 0x20 && byte < 0x7f));
                auto const got = in.request(std::string("a") + c + "b");
                REQUIRE(got.has_value() == legal);
                if (got) {
                    CHECK(got->body.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
                } else {
                    CHECK(
                        got.error().code() ==
                        (in.uri ? error_code(http_errc::bad_url) : oauth_errc::illegal_credential));
                    CHECK(got.error().info().detail.starts_with(in.name));
                }
            }
    }

    TEST_CASE("what a grant needs may not be empty either")
    {
        CHECK(
            token_request(endpoint(), refresh_token_grant{.refresh_token = secret("")}, no_client())
                .error()
                .info()
                .detail == "refresh_token is empty");
    }
}
