// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/print_result.hpp"
#include <cogrant/oauth/device_login.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <type_traits>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

static_assert(!std::is_aggregate_v<device_login_request>);

namespace {

// RFC 8628 §3.2
constexpr auto rfc_answer =
    R"({"device_code":"GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS","user_code":"WDJB-MJHT",
        "verification_uri":"https://example.com/device",
        "verification_uri_complete":"https://example.com/device?user_code=WDJB-MJHT","expires_in":1800,"interval":5})";

constexpr auto tokens = R"({"access_token":"a1","token_type":"bearer"})";
constexpr auto pending = R"({"error":"authorization_pending"})";
constexpr auto slow_down = R"({"error":"slow_down"})";

server_metadata server()
{
    server_metadata out;
    out.device_authorization_endpoint = "https://as.example/device_authorization";
    out.token_endpoint = "https://as.example/token";
    return out;
}

asio::awaitable<void> start_into(
    scripted_peer& peer, device_login_request ask, server_metadata by, std::optional<result<device_authorization>>& out)
{
    auto starting = start_device_login<manual_clock>(peer, std::move(ask), std::move(by), public_client("id"));
    auto got = co_await std::move(starting);
    out.emplace(std::move(got));
}

asio::awaitable<void> finish_into(
    scripted_peer& peer, device_authorization device, time_point deadline, std::optional<result<token_set>>& out)
{
    auto by = server();
    auto finishing =
        finish_device_login<manual_clock>(peer, std::move(device), std::move(by), public_client("id"), deadline);
    auto got = co_await std::move(finishing);
    out.emplace(std::move(got));
}

device_authorization device(std::optional<std::chrono::seconds> interval = {}, std::chrono::seconds life = 1800s)
{
    device_authorization out;
    out.device_code = secret("PLANTED-DEVICE-CODE");
    out.interval = interval;
    out.expires_at = manual_clock::now() + life;
    return out;
}

/// A login in virtual time: what became of it, and how long it took.
struct login {
    virtual_time time;
    scripted_peer peer;

    result<token_set> run(device_authorization d, time_point deadline = no_deadline)
    {
        std::optional<result<token_set>> out;
        time.run(finish_into(peer, std::move(d), deadline, out));
        CHECK(peer.problems() == "");
        REQUIRE(out.has_value());
        return *out;
    }
};

result<device_authorization> read(std::string body, bool loopback = false, unsigned status = 200)
{
    return read_device_answer({status, {}, std::move(body)}, {}, loopback);
}

std::string with(std::string const& members) { return R"({"device_code":"d","user_code":"AB-CD",)" + members + "}"; }

} // namespace

TEST_SUITE("oauth/device_login")
{
    TEST_CASE("RFC 8628 3.1 and 3.2: the code to type in and where")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/device_authorization")
                        .to("https://as.example")
                        .with_body("scope=a+b&resource=urn%3Ax&client_id=id"))
            .reply(200, rfc_answer);
        device_login_request ask;
        ask.scope("a b").resource("urn:x");
        std::optional<result<device_authorization>> out;
        auto const asked_at = manual_clock::now();
        time.run(start_into(peer, ask, server(), out));
        CHECK(peer.problems() == "");
        REQUIRE(out.has_value());
        REQUIRE(*out);
        auto const& got = **out;
        CHECK(got.device_code.expose() == "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS");
        CHECK(got.user_code == "WDJB-MJHT");
        CHECK(got.verification_uri == "https://example.com/device");
        CHECK(got.verification_uri_complete == "https://example.com/device?user_code=WDJB-MJHT");
        CHECK(got.interval == 5s);
        CHECK(got.expires_at == asked_at + 1800s);
    }

    TEST_CASE("nothing is sent with an illegal scope or resource, or to an endpoint that is missing or not https")
    {
        auto const refused = [](device_login_request ask, server_metadata by = server()) {
            virtual_time time;
            scripted_peer peer;
            std::optional<result<device_authorization>> out;
            time.run(start_into(peer, std::move(ask), std::move(by), out));
            CHECK(peer.count() == 0);
            return out.value().error().code();
        };
        CHECK(refused(device_login_request().scope("a\"b")) == oauth_errc::illegal_credential);
        CHECK(refused(device_login_request().resource("/x")) == oauth_errc::invalid_target);
        auto by = server();
        by.device_authorization_endpoint = "http://as.example/";
        CHECK(refused({}, by) == oauth_errc::endpoint_refused);
        by.device_authorization_endpoint.reset();
        CHECK(refused({}, by) == oauth_errc::endpoint_missing);
    }

    TEST_CASE("S30, S11: an address is shown only if it is https, or on this machine on demand")
    {
        for (auto const* bad :
             {"http://as.example/device", "javascript:alert(1)", "file:///x", "", "as.example/device",
              "https://a.example/\\u001b[2J", "https://good@evil.example/", "http://127.0.0.1/"}) {
            auto const uri = "\"verification_uri\":\"" + std::string(bad) + "\",\"expires_in\":9";
            CHECK_MESSAGE(read(with(uri)).error().code() == oauth_errc::endpoint_refused, bad);
            auto const complete = "\"verification_uri\":\"https://a.example/\",\"expires_in\":9,"
                                  "\"verification_uri_complete\":\"" +
                                  std::string(bad) + "\"";
            CHECK_MESSAGE(read(with(complete)).error().code() == oauth_errc::endpoint_refused, bad);
        }
        CHECK(read(with(R"("verification_uri":"http://127.0.0.1:8/d","expires_in":9)"), true));
        CHECK(read(with(R"("verification_uri":"http://evil.example/","expires_in":9)"), true).has_error());
        CHECK(read(with(R"("verification_url":"https://a.example/d","expires_in":"9")"))->expires_in == 9s);
    }

    TEST_CASE("an answer that lacks something or is not fit to be shown is refused")
    {
        for (auto const* body :
             {"", "[]", "<html>", "{}", R"({"user_code":"A","verification_uri":"https://a.example","expires_in":9})",
              R"({"device_code":"","user_code":"A","verification_uri":"https://a.example","expires_in":9})",
              R"({"device_code":"d","verification_uri":"https://a.example","expires_in":9})",
              R"({"device_code":"d","user_code":"","verification_uri":"https://a.example","expires_in":9})",
              R"({"device_code":"d","user_code":"A\u001b[2J","verification_uri":"https://a.example","expires_in":9})",
              R"({"device_code":"d","user_code":"A","expires_in":9})",
              R"({"device_code":"d","user_code":"A","verification_uri":"https://a.example","expires_in":0})",
              R"({"device_code":"d","user_code":"A","verification_uri":"https://a.example","expires_in":-5})",
              R"({"device_code":"d","user_code":"A","verification_uri":"https://a.example","expires_in":"soon"})",
              R"({"device_code":"d","device_code":"e","user_code":"A","verification_uri":"https://a.example"})"})
            CHECK_MESSAGE(read(body).error().code() == oauth_errc::malformed_answer, body);
        CHECK(read(R"({"error":"unauthorized_client"})", false, 400).error().code() == oauth_errc::unauthorized_client);
        CHECK(read("", false, 302).error().code() == http_errc::unexpected_status);
    }

    TEST_CASE("S30: intervals that are absent, zero, negative or absurd are clamped")
    {
        CHECK(poll_schedule().wait() == 5s);
        CHECK(poll_schedule(0s).wait() == 5s);
        CHECK(poll_schedule(-1s).wait() == 5s);
        CHECK(poll_schedule(1s).wait() == 1s);
        CHECK(poll_schedule(1'000'000'000s).wait() == 60s);
        for (auto const* text : {"1e9", "1000000000", "1e300", "\"1000000000\""})
            CHECK(
                poll_schedule(read(with(
                                       R"("verification_uri":"https://a.example","expires_in":9,"interval":)" +
                                       std::string(text)))
                                  ->interval)
                    .wait() == 60s);
        CHECK_FALSE(read(with(R"("verification_uri":"https://a.example","expires_in":9,"interval":"x")"))->interval);
    }

    TEST_CASE(
        "S30: slow_down adds five seconds for good; what cannot be reached is asked ever more rarely until it answers")
    {
        poll_schedule s(5s);
        s.slow_down();
        s.pending();
        CHECK(s.wait() == 10s);
        for (auto const expected : {20s, 40s, 80s, 160s, 300s, 300s}) {
            s.unreachable();
            CHECK(s.wait() == expected);
        }
        for (int i = 0; i != 1000; ++i) s.unreachable(24h);
        CHECK(s.wait() == 300s);
        s.pending();
        CHECK(s.wait() == 10s);
        s.unreachable(70s);
        CHECK(s.wait() == 70s);
        for (int i = 0; i != 1000; ++i) s.slow_down();
        CHECK(s.wait() == 5010s);
    }

    TEST_CASE("S30: a person who takes their time is waited for: 1000 times pending")
    {
        login l;
        l.peer
            .expect(post("/token").with_body("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&"
                                             "device_code=PLANTED-DEVICE-CODE&client_id=id"))
            .reply(400, pending)
            .times(1000);
        l.peer.expect(post("/token")).reply(200, tokens);
        auto const got = l.run(device({}, 24h));
        REQUIRE(got);
        CHECK(got->access_token.expose() == "a1");
        CHECK(l.time.elapsed() == 5005s);
    }

    TEST_CASE("S30: a server that says slow_down for ever is asked ever more rarely, until the code expires")
    {
        login l;
        l.peer.otherwise([](http::request const&) { return http::response{400, {}, slow_down}; });
        auto const got = l.run(device(5s, 1800s));
        REQUIRE_FALSE(got);
        CHECK(got.error().code() == oauth_errc::expired_token);
        CHECK(l.peer.count() == 26); // 5 + 10 + 15 + … + 130 s
        CHECK(l.time.elapsed() < 1800s);
    }

    TEST_CASE("S30: time-outs, lost connections, 503 and 429 pass")
    {
        login l;
        l.peer.expect(post("/token")).stay_silent();                                           // at 5 s, for 30 s
        l.peer.expect(post("/token")).fail_before_write(make_error_code(http_errc::connection_closed)); // 10 s later
        l.peer.expect(post("/token")).reply(503, "", {{"Retry-After", "100"}});                // 20 s later
        l.peer.expect(post("/token")).reply(400, pending);                                     // 100 s later
        l.peer.expect(post("/token")).reply(200, tokens);                                      // 5 s later
        CHECK(l.run(device()));
        CHECK(l.time.elapsed() == 170s);
    }

    TEST_CASE("S30: a no is a no, and so is every other verdict; the device code is not told")
    {
        for (auto const& [text, code] :
             {std::pair("access_denied", oauth_errc::access_denied),
              std::pair("expired_token", oauth_errc::expired_token),
              std::pair("invalid_grant", oauth_errc::invalid_grant),
              std::pair("invalid_client", oauth_errc::invalid_client),
              std::pair("made_up", oauth_errc::other_refusal)}) {
            login l;
            l.peer.expect(post("/token"))
                .reply(400, R"({"error_description":"PLANTED-DEVICE-CODE","error":")" + std::string(text) + "\"}");
            auto const got = l.run(device());
            REQUIRE_FALSE(got);
            CHECK(got.error().code() == code);
            CHECK(got.error().message().find("PLANTED") == std::string::npos);
        }
        login odd;
        odd.peer.expect(post("/token")).reply(200, "<html>");
        CHECK(odd.run(device()).error().code() == oauth_errc::malformed_answer);
    }

    TEST_CASE("S30: it ends at expiry and at the caller's deadline, whichever is first, and waits past neither")
    {
        login expiring;
        expiring.peer.expect(post("/token")).reply(400, pending).times(3);
        CHECK(expiring.run(device(5s, 17s)).error().code() == oauth_errc::expired_token);
        CHECK(expiring.time.elapsed() <= 17s);
        login impatient;
        impatient.peer.expect(post("/token")).reply(400, pending).times(2);
        auto const deadline = manual_clock::now() + 12s;
        CHECK(impatient.run(device(), deadline).error().code() == http_errc::deadline_exceeded);
        CHECK(impatient.time.elapsed() <= 12s);
        login silent;
        silent.peer.expect(post("/token")).stay_silent();
        auto const soon = manual_clock::now() + 8s;
        CHECK(silent.run(device(), soon).error().code() == http_errc::deadline_exceeded);
        CHECK(silent.time.elapsed() == 8s);
    }
}
