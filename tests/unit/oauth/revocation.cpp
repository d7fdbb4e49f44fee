// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/memory_token_store.hpp>
#include <cogrant/oauth/revocation.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

using store = basic_memory_token_store<manual_clock>;

http::url endpoint() { return {{true, "as.example", 443}, "/revoke"}; }

asio::awaitable<void> ask(scripted_peer& peer, std::optional<result<void>>& out)
{
    auto asking = revoke(peer, endpoint(), secret("r-PLANTED"), token_hint::refresh_token, public_client("app"));
    auto got = co_await std::move(asking);
    out.emplace(std::move(got));
}

result<void> asked(scripted_peer peer)
{
    virtual_time time;
    std::optional<result<void>> out;
    time.run(ask(peer, out));
    return *out;
}

stored_token login(bool refresh)
{
    stored_token r;
    r.access_token = secret("a-1");
    if (refresh) r.refresh_token = secret("r-1");
    return r;
}

// What is left of the login after its end, and how the end went.
struct ended {
    std::optional<result<void>> outcome;
    bool kept = true;
};

asio::awaitable<void> end_session(store kept, scripted_peer& peer, stored_token record, time_point deadline, ended& out)
{
    auto saving = kept.save("key", record, 0);
    auto saved = co_await std::move(saving);
    CHECK(saved.has_value());
    auto ending = revoke_session(peer, endpoint(), kept, std::string("key"), public_client("app"), deadline);
    auto outcome = co_await std::move(ending);
    out.outcome.emplace(std::move(outcome));
    auto loading = kept.load("key");
    auto left = co_await std::move(loading);
    out.kept = left.value().has_value();
}

ended end_of(scripted_peer peer, bool refresh = true, time_point deadline = no_deadline)
{
    virtual_time time;
    ended out;
    time.run(end_session(store(), peer, login(refresh), deadline, out));
    CHECK(!out.kept);
    CHECK(peer.problems() == "");
    return out;
}

expected_request revoking(std::string_view token, std::string_view hint)
{
    return post("/revoke").with_body(
        std::string("token=").append(token).append("&token_type_hint=").append(hint).append("&client_id=app"));
}

} // namespace

TEST_SUITE("oauth/revocation")
{
    TEST_CASE("RFC 7009 2.1, S38: a token is revoked; the status says all, and unknown tokens are as good as revoked")
    {
        for (std::string_view const body : {"", "{}", R"({"error":"invalid_token"})", "<html>"}) {
            scripted_peer peer;
            peer.expect(revoking("r-PLANTED", "refresh_token").to("https://as.example")).reply(200, std::string(body));
            CHECK(asked(peer).has_value());
            CHECK(peer.problems() == "");
        }
    }

    TEST_CASE("S38: 503 carries the wait asked for, 400 the server's code, a time-out its condition")
    {
        scripted_peer busy;
        busy.expect(any_request()).reply(503, "", {{"Retry-After", "120"}});
        auto const later = asked(busy);
        CHECK(later.error().code() == http_errc::server_error);
        CHECK(later.error().info().retry_after == 120s);
        scripted_peer unable;
        unable.expect(any_request())
            .reply(400, R"({"error":"unsupported_token_type","error_description":"r-PLANTED"})");
        auto const never = asked(unable);
        CHECK(never.error().info().server_code == "unsupported_token_type");
        CHECK(never.error().message().find("PLANTED") == std::string::npos);
        scripted_peer dead;
        dead.expect(any_request()).fail_after_write(asio::error::connection_reset);
        CHECK(asked(dead).error() == condition::retryable);
    }

    TEST_CASE("S09: a redirect of the revocation endpoint is not followed")
    {
        for (unsigned const status : {301U, 302U, 303U, 307U, 308U}) {
            scripted_peer peer;
            peer.expect(any_request()).reply(status, "", {{"Location", "https://evil.example/"}});
            CHECK(asked(peer).error().code() == http_errc::unexpected_status);
            CHECK(peer.count() == 1);
        }
    }

    TEST_CASE("S38: the end of a login revokes the refresh token first, then the access token")
    {
        scripted_peer peer;
        peer.expect(revoking("r-1", "refresh_token")).reply(200);
        peer.expect(revoking("a-1", "access_token")).reply(200);
        CHECK(end_of(peer).outcome->has_value());
        scripted_peer short_lived;
        short_lived.expect(revoking("a-1", "access_token")).reply(200);
        CHECK(end_of(short_lived, false).outcome->has_value());
    }

    TEST_CASE("S38: the local copy is gone whatever the server says")
    {
        scripted_peer peer;
        peer.expect(revoking("r-1", "refresh_token")).reply(503, "", {{"Retry-After", "9"}});
        peer.expect(revoking("a-1", "access_token")).fail_after_write(asio::error::connection_reset);
        auto const got = end_of(peer);
        CHECK(got.outcome->error().info().retry_after == 9s);
        scripted_peer silent;
        silent.expect(any_request()).stay_silent().times(2);
        virtual_time time;
        ended out;
        time.run(end_session(store(), silent, login(true), manual_clock::now() + 5s, out));
        CHECK(!out.kept);
        CHECK(out.outcome->error() == condition::timeout);
    }

    TEST_CASE("S38: a server that revokes refresh tokens only has done enough")
    {
        constexpr auto unable = R"({"error":"unsupported_token_type"})";
        scripted_peer peer;
        peer.expect(revoking("r-1", "refresh_token")).reply(200);
        peer.expect(revoking("a-1", "access_token")).reply(400, unable);
        CHECK(end_of(peer).outcome->has_value());
        scripted_peer neither;
        neither.expect(revoking("a-1", "access_token")).reply(400, unable);
        CHECK(end_of(neither, false).outcome->has_error());
    }

    TEST_CASE("there is nothing to revoke where nothing is stored")
    {
        virtual_time time;
        scripted_peer peer;
        ended out;
        store const kept;
        time.run(end_session(kept, peer, stored_token(), no_deadline, out));
        CHECK(out.outcome->has_value());
        CHECK(peer.count() == 0);
    }
}
