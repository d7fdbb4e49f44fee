// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/userinfo.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;

namespace {

constexpr auto alice = R"({"sub":"248289761001","name":"Jane Doe","email_verified":true,"group":"x"})";

struct own_claims {
    std::string sub;
    std::string group;
};

struct proving_peer {
    static constexpr bool proves_possession = true;
    scripted_peer peer;
    asio::awaitable<result<http::response>> send(http::exchange& x) { return peer.send(x); }
};

template <class Transport>
asio::awaitable<void> ask(Transport& peer, std::string subject, std::optional<result<userinfo_claims>>& out)
{
    http::url const endpoint{{true, "as.example", 443}, "/userinfo"};
    auto asking = fetch_userinfo(peer, endpoint, secret("PLANTED-token-1"), std::move(subject));
    auto got = co_await std::move(asking);
    out.emplace(std::move(got));
}

template <class Transport>
result<userinfo_claims> asked(Transport peer, std::string subject = "248289761001")
{
    virtual_time time;
    std::optional<result<userinfo_claims>> out;
    time.run(ask(peer, std::move(subject), out));
    return *out;
}

} // namespace

TEST_SUITE("oauth/userinfo")
{
    TEST_CASE("userinfo-bearer-header: the token goes into the header, the claims come back")
    {
        scripted_peer peer;
        peer.expect(get("/userinfo").to("https://as.example").with_header("Authorization", "Bearer PLANTED-token-1"))
            .reply(200, alice, {{"Content-Type", "application/json"}});
        auto const got = asked(peer);
        REQUIRE(got.has_value());
        CHECK(got->name == "Jane Doe");
        CHECK(got->email_verified == true);
        CHECK(!peer.received()[0].request.authorize);
        proving_peer proving{peer};
        peer.expect(get("/userinfo").with_header("Authorization", "DPoP PLANTED-token-1")).reply(200, alice);
        CHECK(asked(proving).has_value());
        CHECK(peer.problems() == "");
    }

    TEST_CASE("S24: another sub, or none, is refused, and nothing of the answer is handed out")
    {
        struct row {
            std::string_view body;
            std::string_view subject;
            oauth_errc code;
        };
        row const table[] = {
            {alice, "other", oauth_errc::subject_mismatch},
            {alice, "", oauth_errc::subject_mismatch},
            {alice, "248289761001 ", oauth_errc::subject_mismatch},
            {R"({"name":"x"})", "1", oauth_errc::malformed_answer},
            {R"({"sub":null})", "1", oauth_errc::malformed_answer},
            {R"({"sub":""})", "", oauth_errc::malformed_answer},
            {R"({"sub":1})", "1", oauth_errc::malformed_answer},
            {R"({"sub":"1","sub":"2"})", "1", oauth_errc::malformed_answer},
            {R"(["1"])", "1", oauth_errc::malformed_answer},
            {R"({"sub":"1","name":7})", "1", oauth_errc::malformed_answer},
            {"", "1", oauth_errc::malformed_answer},
        };
        for (auto const& r : table) {
            CAPTURE(r.body);
            auto const got = read_userinfo({200, {}, std::string(r.body)}, r.subject);
            REQUIRE(got.has_error());
            CHECK(got.error().code() == r.code);
            CHECK(got.error().message().find("Jane") == std::string::npos);
        }
        auto const signed_answer = read_userinfo({200, {{"Content-Type", "application/jwt"}}, alice}, "248289761001");
        CHECK(signed_answer.error().code() == oauth_errc::malformed_answer);
        CHECK(read_userinfo({204, {}, ""}, "1").has_error());
    }

    TEST_CASE("claims of one's own are a struct of one's own")
    {
        auto const got = read_userinfo<own_claims>({200, {}, alice}, "248289761001");
        REQUIRE(got.has_value());
        CHECK(got->group == "x");
    }

    TEST_CASE("S28, S33: a refused token is typed by its challenge and never shown")
    {
        scripted_peer peer;
        peer.expect(any_request())
            .reply(
                401, "<html>PLANTED-token-1",
                {{"WWW-Authenticate", R"(Bearer error="invalid_token", error_description="PLANTED-token-1 expired")"}});
        auto const got = asked(peer);
        REQUIRE(got.has_error());
        CHECK(got.error().code() == oauth_errc::invalid_token);
        CHECK(got.error().info().server_message == "[redacted] expired");
        CHECK(got.error().info().body_snippet.find("PLANTED") == std::string::npos);
        CHECK(
            read_userinfo(
                {403, {{"WWW-Authenticate", R"(Bearer error="insufficient_scope", scope="openid")"}}, ""}, "1")
                .error()
                .info()
                .needed_scope == "openid");
    }

    TEST_CASE("S09: a redirect of the UserInfo endpoint is not followed")
    {
        for (unsigned const status : {301U, 302U, 303U, 307U, 308U}) {
            scripted_peer peer;
            peer.expect(any_request()).reply(status, alice, {{"Location", "https://evil.example/"}});
            CHECK(asked(peer).error().code() == http_errc::unexpected_status);
            CHECK(peer.count() == 1);
        }
    }
}
