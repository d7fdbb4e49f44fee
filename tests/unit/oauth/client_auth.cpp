// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/client_auth.hpp>

#include <doctest/doctest.h>

#include <archetypes.hpp>
#include <string>
#include <string_view>

using namespace cogrant;
using namespace cogrant::oauth;

namespace {

std::string basic_value(std::string id, std::string_view text, client_secret_basic::encoding how)
{
    http::request r;
    std::string form;
    REQUIRE(!client_secret_basic(std::move(id), secret(text), how).apply(r, form));
    CHECK(form.empty());
    return std::string(r.headers.find("Authorization").value());
}

} // namespace

static_assert(client_authentication<client_secret_basic>);
static_assert(client_authentication<client_secret_post>);
static_assert(client_authentication<public_client>);

TEST_SUITE("oauth/client_auth")
{
    TEST_CASE("client_secret_basic gives the published values")
    {
        struct row {
            std::string_view source;
            std::string_view id;
            std::string_view secret;
            std::string_view value;
        };
        row const table[] = {
            {"RFC 6749 2.3.1", "s6BhdRkqt3", "7Fjfp0ZBr1KtDRbnfVdmIw", "czZCaGRSa3F0Mzo3RmpmcDBaQnIxS3REUmJuZlZkbUl3"},
            {"RFC 7662", "s6BhdRkqt3", "gX1fBat3bV", "czZCaGRSa3F0MzpnWDFmQmF0M2JW"},
            {"RFC 8693", "rs08", "long-secure-random-secret", "cnMwODpsb25nLXNlY3VyZS1yYW5kb20tc2VjcmV0"},
            {"AppAuth-Android 337", "1PpG/Q 1", "z/tZ9VwFZqApmIQ+ZH1I5pLk/uB4ud:X2/8bL+wfFTt1rFw=",
             "MVBwRyUyRlErMTp6JTJGdFo5VndGWnFBcG1JUSUyQlpIMUk1cExrJTJGdUI0dWQlM0FYMiUyRjhiTCUyQndmRlR0MXJGdyUzRA=="},
            {"oidctest 88", "796d8fae-a42f-4e4f-ab25-d6205b6d4fa2",
             "MKEM/A7Pkn7JuU0LAcxyHVKvwdczsugaPU0BieLb4CbQAgQj+ypcanFOCb0/FA5h",
             "Nzk2ZDhmYWUtYTQyZi00ZTRmLWFiMjUtZDYyMDViNmQ0ZmEyOk1LRU0lMkZBN1BrbjdKdVUwTEFjeHlIVkt2d2RjenN1Z2FQVTBCaWVMY"
             "jRDYlFBZ1FqJTJCeXBjYW5GT0NiMCUyRkZBNWg="},
        };
        for (auto const& r : table) {
            CAPTURE(r.source);
            CHECK(
                basic_value(std::string(r.id), r.secret, client_secret_basic::encoding::form) ==
                "Basic " + std::string(r.value));
        }
    }

    TEST_CASE("raw encoding gives the value of RFC 7617 2.1")
    {
        CHECK(basic_value("test", "123\xC2\xA3", client_secret_basic::encoding::raw) == "Basic dGVzdDoxMjPCow==");
    }

    TEST_CASE("the form encoding is the one of RFC 6749 appendix B")
    {
        http::request r;
        std::string form;
        REQUIRE(!client_secret_post(" %&+\xC2\xA3\xE2\x82\xAC", secret("s")).apply(r, form));
        CHECK(form == "client_id=+%25%26%2B%C2%A3%E2%82%AC&client_secret=s");
        CHECK(r.headers.empty());
    }

    TEST_CASE("a public client only names itself")
    {
        http::request r;
        std::string form = "grant_type=x";
        REQUIRE(!public_client("app 1").apply(r, form));
        CHECK(form == "grant_type=x&client_id=app+1");
        CHECK(r.headers.empty());
    }

    TEST_CASE("control bytes in id or secret are refused before anything is built, all others pass")
    {
        for (int byte = 0; byte != 256; ++byte) {
            CAPTURE(byte);
            std::string const text = std::string("a") + static_cast<char>(byte) + "b";
            bool const illegal = byte < 0x20 || byte == 0x7f;
            auto const check = [&](auto const& auth, bool expected) {
                http::request r;
                std::string form;
                auto const code = auth.apply(r, form);
                CHECK((code == oauth_errc::illegal_credential) == expected);
                if (!code) return;
                CHECK(r.headers.empty());
                CHECK(form.empty());
            };
            check(client_secret_basic(text, secret("s")), illegal);
            check(client_secret_basic("id", secret(text)), illegal);
            check(client_secret_basic(text, secret("s"), client_secret_basic::encoding::raw), illegal || byte == ':');
            check(client_secret_basic("id", secret(text), client_secret_basic::encoding::raw), illegal);
            check(client_secret_post(text, secret("s")), illegal);
            check(client_secret_post("id", secret(text)), illegal);
            check(public_client(text), illegal);
        }
    }

    TEST_CASE("a secret too long for a header is refused")
    {
        http::request r;
        std::string form;
        CHECK(
            client_secret_basic("id", secret(std::string(70000, 'x'))).apply(r, form) ==
            oauth_errc::illegal_credential);
        CHECK(r.headers.empty());
    }
}
