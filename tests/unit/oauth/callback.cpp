// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/coroutines.hpp"
#include "support/print_result.hpp"
#include <cogrant/oauth/callback.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <type_traits>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace std::chrono_literals;

// Only a check makes one, nothing else; and it cannot be copied to be used twice.
static_assert(!std::is_default_constructible_v<validated_callback>);
static_assert(!std::is_copy_constructible_v<validated_callback>);
static_assert(!std::is_constructible_v<validated_callback, callback>);
static_assert(!std::is_constructible_v<validated_callback, secret, pending_login>);
static_assert(!std::is_aggregate_v<callback>);

namespace {

constexpr std::chrono::sys_seconds begun_at(1'700'000'000s);

pending_login login()
{
    pending_login out;
    out.state = secret("ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI");
    out.code_verifier = secret("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    out.nonce = secret("n-1");
    out.issuer = "https://honest.as.example";
    out.client_id = "my-client";
    out.redirect_uri = "https://client.example/cb";
    out.resource = {"urn:b", "urn:a"};
    out.created = begun_at;
    out.expires = begun_at + 600s;
    return out;
}

std::string const state_of_it = "state=ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI";
std::string const issuer_of_it = "&iss=https%3A%2F%2Fhonest.as.example";

result<validated_callback>
checked(std::string const& query, pending_login pending = login(), std::chrono::sys_seconds now = begun_at + 60s)
{
    auto got = callback::from_query(query);
    if (!got) return got.error();
    return check_callback(std::move(*got), std::move(pending), now);
}

error refused(std::string const& query, pending_login pending = login())
{
    auto const got = checked(query, std::move(pending));
    REQUIRE_FALSE(got);
    CHECK(!got.error().message().empty());
    // Neither the code nor the state is told to anybody.
    CHECK(got.error().message().find("PLANTED") == std::string::npos);
    CHECK(got.error().message().find("ZWVl") == std::string::npos);
    return got.error();
}

} // namespace

TEST_SUITE("oauth/callback")
{
    TEST_CASE("RFC 9207 2.1: the callback of the specification becomes the grant of its code")
    {
        auto pending = login();
        pending.issuer_required = true;
        auto got = callback::from_target(
            "https://client.example/cb?code=x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58&"
            "state=ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI&iss=https%3A%2F%2Fhonest.as.example");
        REQUIRE(got);
        CHECK(got->answers(pending));
        auto valid = check_callback(std::move(*got), std::move(pending), begun_at);
        REQUIRE(valid);
        CHECK(valid->issuer() == "https://honest.as.example");
        CHECK(valid->client_id() == "my-client");
        CHECK(valid->nonce()->expose() == "n-1");
        auto const grant = code_grant(std::move(*valid));
        REQUIRE(grant);
        CHECK(
            form::encode(*grant) ==
            "grant_type=authorization_code&code=x1848ZT64p4IirMPT0R-X3141MFPTuBX-VFL_cvaplMH58&redirect_uri="
            "https%3A%2F%2Fclient.example%2Fcb&code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk&"
            "resource=urn%3Ab&resource=urn%3Aa");
    }

    TEST_CASE("S01: a validated callback gives its code and verifier once")
    {
        auto valid = checked(state_of_it + "&code=c");
        REQUIRE(valid);
        REQUIRE(code_grant(std::move(*valid)));
        auto const again = code_grant(std::move(*valid));
        REQUIRE_FALSE(again);
        CHECK(again.error().code() == oauth_errc::state_mismatch);
    }

    TEST_CASE("S03: a missing, empty, shorter, longer or other state is not believed, also with an error")
    {
        for (std::string const rest : {"&code=PLANTED", "&error=access_denied", "&error=access_denied&code=PLANTED"}) {
            for (std::string const state :
                 {"", "state=", "state", "state=x", "state=ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzJ",
                  "state=ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2Nz",
                  "STATE=ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI",
                  "state=ZWVlNDBlYzA1NjdkMDNhYjg3ZjUxZjAyNGQzMTM2NzI%00"}) {
                auto const e = refused(state + rest + issuer_of_it);
                CHECK_MESSAGE(e.code() == oauth_errc::state_mismatch, state);
                CHECK(e.info().server_code.empty());
            }
        }
        // A login without a state matches nothing either.
        auto stateless = login();
        stateless.state = secret();
        CHECK(refused("code=PLANTED&state=", stateless).code() == oauth_errc::state_mismatch);
    }

    TEST_CASE("S03: a login is too late when its time is over")
    {
        CHECK(checked(state_of_it + "&code=c", login(), begun_at + 599s));
        auto const late = checked(state_of_it + "&code=c", login(), begun_at + 600s);
        REQUIRE_FALSE(late);
        CHECK(late.error().code() == oauth_errc::state_mismatch);
    }

    TEST_CASE("S03: out of a store a state is good once")
    {
        asio::io_context context;
        memory_pending_store store;
        REQUIRE(support::run(context, store.put(login())));
        auto const come = [&](std::string const& query) {
            auto got = callback::from_query(query);
            REQUIRE(got);
            return support::run(context, validate_callback(store, std::move(*got), begun_at));
        };
        CHECK(come("code=a").error().code() == oauth_errc::state_mismatch);
        CHECK(come("code=a&state=other").error().code() == oauth_errc::state_mismatch);
        CHECK(come("error=access_denied&state=other").error().code() == oauth_errc::state_mismatch);
        CHECK(store.size() == 1);
        CHECK(come("code=a&" + state_of_it));
        CHECK(come("code=a&" + state_of_it).error().code() == oauth_errc::state_mismatch);
    }

    TEST_CASE("S04: iss is the issuer asked, byte for byte")
    {
        CHECK(checked(state_of_it + "&code=c" + issuer_of_it));
        CHECK(checked(state_of_it + "&code=c"));
        for (std::string const iss :
             {"https://evil.as.example", "https://honest.as.example/", "https://HONEST.as.example", "",
              "https://honest.as", "https://honest.as.example:443", "http://honest.as.example",
              "https://honest.as.example%20"})
            for (std::string const rest : {"&code=PLANTED", "&error=access_denied"})
                CHECK_MESSAGE(refused(state_of_it + rest + "&iss=" + iss).code() == oauth_errc::issuer_mismatch, iss);
    }

    TEST_CASE("S04: a server that promised iss has to send it, with an error, too")
    {
        auto pending = login();
        pending.issuer_required = true;
        CHECK(refused(state_of_it + "&code=PLANTED", pending).code() == oauth_errc::issuer_mismatch);
        CHECK(refused(state_of_it + "&error=access_denied", pending).code() == oauth_errc::issuer_mismatch);
        CHECK(checked(state_of_it + "&code=c" + issuer_of_it, pending));
    }

    TEST_CASE("S05: a repeated parameter is refused, also one that is spelled otherwise")
    {
        for (std::string const twice :
             {"&code=PLANTED1&code=PLANTED2", "&code=PLANTED1&%63ode=PLANTED2", "&%63%6F%64%65=x&code=PLANTED",
              "&code=x&code", "&code=x&iss=https://honest.as.example&iss=https://honest.as.example",
              "&code=x&other=1&other=1", "&error=a&error=b", "&error=a&%65rror=a"})
            CHECK_MESSAGE(refused(state_of_it + twice).code() == oauth_errc::malformed_callback, twice);
        CHECK(refused(state_of_it + "&code=x&" + state_of_it).code() == oauth_errc::malformed_callback);
        CHECK(refused(state_of_it + "&code=x&st%61te=evil").code() == oauth_errc::malformed_callback);
        // With another's state it is not even ours to complain about.
        CHECK(refused("state=evil&code=a&code=b").code() == oauth_errc::state_mismatch);
    }

    TEST_CASE("the server's error is typed, and its words are made printable")
    {
        auto const e = refused(
            state_of_it + "&error=access_denied&error_description=no%0D%0Away%1B%5B31m+%3Cb%3E&"
                          "error_uri=https%3A%2F%2Fas.example%2Fhelp");
        CHECK(e.code() == oauth_errc::access_denied);
        CHECK(e.info().server_code == "access_denied");
        CHECK(e.info().server_message == "no way [31m <b>");
        CHECK(e.info().server_uri == "https://as.example/help");
        CHECK(refused(state_of_it + "&error=interaction_required").code() == oauth_errc::other_refusal);
        CHECK(refused(state_of_it + "&error=").code() == oauth_errc::other_refusal);
        CHECK(refused(state_of_it + "&error=server_error&code=PLANTED").code() == oauth_errc::server_error);
    }

    TEST_CASE("S11: a page that the server names is kept only if it is https")
    {
        for (std::string const uri :
             {"javascript:alert(1)", "http://as.example/", "https://a.example/%22%3E", "file:///x"})
            CHECK_MESSAGE(refused(state_of_it + "&error=access_denied&error_uri=" + uri).info().server_uri == "", uri);
    }

    TEST_CASE("a code is there and holds legal bytes only")
    {
        CHECK(refused(state_of_it).code() == oauth_errc::malformed_callback);
        CHECK(refused(state_of_it + "&code=").code() == oauth_errc::malformed_callback);
        CHECK(refused(state_of_it + "&response=eyJh").code() == oauth_errc::malformed_callback);
        constexpr char const* digits = "0123456789ABCDEF";
        for (unsigned i = 0; i != 256; ++i) {
            std::string const escaped{'%', digits[i >> 4], digits[i & 15]};
            CHECK(checked(state_of_it + "&code=a" + escaped).has_value() == (i >= 0x20 && i <= 0x7e));
        }
    }

    TEST_CASE("what is no query of a URL is refused whole")
    {
        for (std::string const bad :
             {"", "code=%", "code=%4", "code=%zz", "state=%", "code=a b", "code=a\r\nX: y", "\xC3\xBC"})
            CHECK_MESSAGE(refused(bad).code() == oauth_errc::malformed_callback, bad);
        CHECK(refused(std::string("code=a\0b", 8)).code() == oauth_errc::malformed_callback);
        CHECK(checked(state_of_it + "&code=" + std::string(8000, 'c')));
        CHECK(refused(state_of_it + "&code=" + std::string(8192, 'c')).code() == oauth_errc::malformed_callback);
        std::string many = state_of_it + "&code=c";
        for (int i = 0; i != 70; ++i) many += "&p" + std::to_string(i) + "=1";
        CHECK(refused(many).code() == oauth_errc::malformed_callback);
        CHECK_FALSE(callback::from_target("/callback"));
        CHECK_FALSE(callback::from_target("/callback#code=x&state=y"));
        CHECK(callback::from_target("/callback?state=y#code=x")->state().expose() == "y");
    }
}
