// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/json.hpp>
#include <cogrant/oauth/tls_client_auth.hpp>
#include <cogrant/testing/certificate.hpp>

#include <doctest/doctest.h>

#include <string>

using namespace cogrant;
using namespace cogrant::oauth;

namespace {

http::client_certificate handle()
{
    auto const made = testing::make_certificate();
    return http::client_certificate::from_pem(made.certificate_pem, secret(made.key_pem)).value();
}

server_metadata metadata(std::string_view json) { return json::decode<server_metadata>(json).value(); }

} // namespace

static_assert(client_authentication<tls_client_auth>);
static_assert(client_authentication<self_signed_tls_client_auth>);

TEST_SUITE("oauth/tls_client_auth")
{
    TEST_CASE("RFC 8705 2: the client names itself in the form and gives the connection its certificate")
    {
        auto const own = handle();
        auto const check = [&own](auto const& auth) {
            http::request r;
            std::string form = "grant_type=client_credentials";
            REQUIRE_FALSE(auth.apply(r, form));
            CHECK(form == "grant_type=client_credentials&client_id=client+1");
            CHECK(r.certificate == own);
            CHECK(r.headers.empty());
        };
        check(tls_client_auth("client 1", own));
        check(self_signed_tls_client_auth("client 1", own));
    }

    TEST_CASE("S35: each byte value in the client id; no id and no certificate are refused")
    {
        auto const own = handle();
        http::request r;
        std::string form;
        for (int byte = 0; byte != 256; ++byte) {
            CAPTURE(byte);
            bool const illegal = byte < 0x20 || byte == 0x7f;
            auto const code = tls_client_auth(std::string("a") + static_cast<char>(byte), own).apply(r, form);
            CHECK((code == oauth_errc::illegal_credential) == illegal);
        }
        http::request untouched;
        form.clear();
        CHECK(tls_client_auth("", own).apply(untouched, form) == oauth_errc::illegal_credential);
        CHECK(tls_client_auth("client", {}).apply(untouched, form) == http_errc::client_certificate_unusable);
        CHECK(form.empty());
        CHECK_FALSE(untouched.certificate);
    }

    TEST_CASE("S27: oidcc mtls-endpoint-aliases: the alias is used, on whatever host it is")
    {
        auto const both =
            metadata(R"({"issuer":"https://as.example","token_endpoint":"https://as.example/token",)"
                     R"("revocation_endpoint":"https://as.example/revoke",)"
                     R"("mtls_endpoint_aliases":{"token_endpoint":"https://mtls.as.example:8443/token"}})");
        auto const where = mtls_token_endpoint(both);
        REQUIRE(where.has_value());
        CHECK(to_string(where->origin) == "https://mtls.as.example:8443");
        CHECK(where->target == "/token");
        // one without an alias is asked at its usual place
        auto const revocation = mtls_endpoint(
            both, &server_metadata::revocation_endpoint, &mtls_endpoints::revocation_endpoint, "revocation_endpoint");
        CHECK(to_string(revocation->origin) == "https://as.example");
    }

    TEST_CASE("S13, S27: without an alias the usual endpoint; none, or one that is not https, is refused")
    {
        CHECK(
            mtls_token_endpoint(metadata(R"({"issuer":"i","token_endpoint":"https://as.example/token"})")).has_value());
        CHECK(mtls_token_endpoint(metadata(R"({"issuer":"i"})")).error().code() == oauth_errc::endpoint_missing);
        for (std::string const bad :
             {"http://mtls.as.example/token", "http://127.0.0.1/token", "ftp://as.example/", "token",
              "https://good.example@evil.example/token", "https://as.example/token#x"}) {
            CAPTURE(bad);
            auto const got = mtls_token_endpoint(metadata(
                R"({"issuer":"i","token_endpoint":"https://as.example/token","mtls_endpoint_aliases":{"token_endpoint":")" +
                bad + "\"}}"));
            REQUIRE(got.has_error());
            CHECK(got.error().code() == oauth_errc::endpoint_refused);
            CHECK(got.error().message().find("token_endpoint") != std::string::npos);
        }
        CHECK(
            mtls_token_endpoint(metadata(R"({"issuer":"i","token_endpoint":"http://127.0.0.1/token"})"))
                .error()
                .code() == oauth_errc::endpoint_refused);
    }

    TEST_CASE("RFC 8705 appendix A: x5t#S256 of the published certificate")
    {
        auto const* const pem = "-----BEGIN CERTIFICATE-----\n"
                                "MIIBBjCBrAIBAjAKBggqhkjOPQQDAjAPMQ0wCwYDVQQDDARtdGxzMB4XDTE4MTAx\n"
                                "ODEyMzcwOVoXDTIyMDUwMjEyMzcwOVowDzENMAsGA1UEAwwEbXRsczBZMBMGByqG\n"
                                "SM49AgEGCCqGSM49AwEHA0IABNcnyxwqV6hY8QnhxxzFQ03C7HKW9OylMbnQZjjJ\n"
                                "/Au08/coZwxS7LfA4vOLS9WuneIXhbGGWvsDSb0tH6IxLm8wCgYIKoZIzj0EAwID\n"
                                "SQAwRgIhAP0RC1E+vwJD/D1AGHGzuri+hlV/PpQEKTWUVeORWz83AiEA5x2eXZOV\n"
                                "bUlJSGQgjwD5vaUaKlLR50Q2DmFfQj1L+SY=\n"
                                "-----END CERTIFICATE-----\n";
        // Its key is not published: the octets are hashed as the library hashes those of a client's own.
        std::unique_ptr<BIO, decltype(&BIO_free)> const in(BIO_new_mem_buf(pem, -1), &BIO_free);
        std::unique_ptr<X509, decltype(&X509_free)> const published(
            PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), &X509_free);
        CHECK(certificate_thumbprint(published.get()) == "A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0");
        auto const own = handle();
        CHECK(certificate_thumbprint(own) == certificate_thumbprint(own.leaf()));
        CHECK(certificate_thumbprint(own).size() == 43);
        CHECK(certificate_thumbprint(http::client_certificate()) == "");
    }
}
