// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

http::url endpoint() { return {{true, "login.example", 443}, "/token"}; }

constexpr auto tokens_json = R"({"access_token":"a1","token_type":"bearer","scope":"read admin"})";

// A proof that a server takes once: numbered, as a header or as a parameter.
class numbered_proof {
public:
    static constexpr bool single_use = true;
    explicit numbered_proof(bool as_header = false) : header_(as_header) {}
    error_code apply(http::request& r, std::string& form) const
    {
        auto const text = std::to_string(++*count_);
        if (header_) r.headers.set("Proof", text);
        else form::add(form, "client_assertion", text);
        return {};
    }

private:
    bool header_;
    std::shared_ptr<int> count_ = std::make_shared<int>(0);
};

struct json_login {
    static constexpr auto body = grant_body::json;
    required<secret> key;
};

struct proving_peer {
    static constexpr bool proves_possession = true;
    scripted_peer peer;
    asio::awaitable<result<http::response>> send(http::exchange& x) { return peer.send(x); }
};

template <class Fetcher>
asio::awaitable<void> fetch_into(Fetcher& fetcher, std::optional<result<token_set>>& out)
{
    auto got = co_await fetcher.fetch(no_deadline);
    out.emplace(std::move(got));
}

template <class Fetcher>
result<token_set> fetched(Fetcher fetcher)
{
    virtual_time time;
    std::optional<result<token_set>> out;
    time.run(fetch_into(fetcher, out));
    return *out;
}

asio::awaitable<void> await_exchange(scripted_peer& peer, std::string& out)
{
    auto const executor = co_await asio::this_coro::executor;
    refresh_token_grant const grant{.refresh_token = secret("r-1")};
    auto asking = async_exchange(executor, peer, endpoint(), grant, no_client(), no_deadline, asio::use_awaitable);
    auto tokens = co_await std::move(asking);
    out = tokens.access_token.expose();
}

} // namespace

TEST_SUITE("oauth/exchange")
{
    TEST_CASE("S09: a redirect of the token endpoint is not followed, and 307 does not send the secret again")
    {
        for (unsigned const status : {301U, 302U, 303U, 307U, 308U}) {
            scripted_peer peer;
            peer.expect(any_request()).reply(status, tokens_json, {{"Location", "https://evil.example/token"}});
            auto over_retry = retry_stage<manual_clock>{retry_options(), {}}.bind(peer);
            grant_fetcher fetcher(std::move(over_retry), endpoint(), client_credentials(), no_client());
            auto const got = fetched(std::move(fetcher));
            REQUIRE(got.has_error());
            CHECK(got.error().code() == http_errc::unexpected_status);
            CHECK(peer.count() == 1);
        }
    }

    TEST_CASE("S26: a transport that proves possession takes no Bearer token")
    {
        scripted_peer peer;
        peer.expect(any_request()).reply(200, tokens_json);
        peer.expect(any_request()).reply(200, R"({"access_token":"a1","token_type":"DPoP"})");
        grant_fetcher fetcher(proving_peer{peer}, endpoint(), client_credentials(), no_client());
        CHECK(fetched(fetcher).error().code() == oauth_errc::unsupported_token_type);
        CHECK(fetched(fetcher)->token_type == "DPoP");
    }

    TEST_CASE("S18: more scopes than asked for are taken or refused, as the options say")
    {
        for (auto const policy : {scope_policy::take_wider, scope_policy::refuse_wider}) {
            scripted_peer peer;
            peer.expect(any_request()).reply(200, tokens_json);
            client_credentials grant;
            grant.scope = "read";
            grant_fetcher fetcher(peer, endpoint(), grant, no_client());
            fetcher.scopes(policy);
            auto const got = fetched(fetcher);
            CHECK(got.has_value() == (policy == scope_policy::take_wider));
            if (got) {
                CHECK(compare_scopes("read", got->scope).widened == std::vector<std::string>{"admin"});
            } else {
                CHECK(got.error().code() == oauth_errc::scope_widened);
                CHECK(got.error().info().server_message == "admin");
            }
        }
    }

    TEST_CASE("S33: no secret of the grant or of the client shows in an error")
    {
        scripted_peer peer;
        peer.expect(any_request())
            .reply(
                400,
                R"({"error":"invalid_grant","error_description":"PLANTED-r PLANTED-s is spent","error_uri":"https://x.example/?t=PLANTED-r"})");
        auto const grant = [] { return refresh_token_grant{.refresh_token = secret("PLANTED-r")}; };
        grant_fetcher fetcher(peer, endpoint(), grant, client_secret_post("id", secret("PLANTED-s")));
        auto const got = fetched(fetcher);
        CHECK(got.error().code() == oauth_errc::invalid_grant);
        CHECK(got.error().info().server_message == "[redacted] [redacted] is spent");
        CHECK(got.error().info().server_uri == "https://x.example/?t=[redacted]");
    }

    TEST_CASE("S25: a proof that counts once is made anew for each try, in a form and beside JSON")
    {
        {
            scripted_peer peer;
            peer.expect(post("/token").with_body("grant_type=client_credentials&client_assertion=1"))
                .fail_before_write(asio::error::connection_refused);
            peer.expect(post("/token").with_body("grant_type=client_credentials&client_assertion=2"))
                .reply(200, tokens_json);
            auto over_retry = retry_stage<manual_clock>{retry_options(), {}}.bind(peer);
            grant_fetcher fetcher(std::move(over_retry), endpoint(), client_credentials(), numbered_proof());
            CHECK(fetched(std::move(fetcher)).has_value());
            CHECK(peer.problems() == "");
        }
        scripted_peer peer;
        json_login const grant{.key = secret("k-1")};
        peer.expect(post("/token").with_header("Proof", "1").with_body(R"({"key":"k-1"})"))
            .fail_before_write(asio::error::connection_refused);
        peer.expect(post("/token").with_header("Proof", "2").with_body(R"({"key":"k-1"})")).reply(200, tokens_json);
        auto over_retry = retry_stage<manual_clock>{retry_options(), {}}.bind(peer);
        grant_fetcher fetcher(std::move(over_retry), endpoint(), grant, numbered_proof(true));
        CHECK(fetched(std::move(fetcher)).has_value());
        CHECK(peer.problems() == "");
    }

    TEST_CASE("a function makes the grant anew for each request, and may fail")
    {
        scripted_peer peer;
        peer.expect(post("/token").with_body(
                        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=j1"))
            .reply(200, tokens_json);
        int made = 0;
        auto const make = [&made]() -> result<jwt_bearer> {
            if (++made == 2) return error(make_error_code(oauth_errc::login_required));
            return jwt_bearer{.assertion = secret("j" + std::to_string(made))};
        };
        grant_fetcher fetcher(peer, endpoint(), make, no_client());
        CHECK(fetched(fetcher).has_value());
        CHECK(fetched(fetcher).error().code() == oauth_errc::login_required);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("an exchange can be awaited, or told to a callback with all that is known of a failure")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(post("/token").with_body("grant_type=refresh_token&refresh_token=r-1")).reply(200, tokens_json);
        std::string token;
        time.run(await_exchange(peer, token));
        CHECK(token == "a1");

        peer.expect(any_request()).reply(400, R"({"error":"invalid_grant","error_description":"spent"})");
        std::optional<error_code> code;
        error diagnostics;
        client_credentials const grant;
        async_exchange(
            time.context.get_executor(), peer, endpoint(), grant, no_client(), no_deadline, diagnostics,
            [&code](error_code ec, token_set got) {
                code = ec;
                CHECK(got.access_token.empty());
            });
        CHECK(!code.has_value()); // never within the call
        time.run();
        CHECK(code == error_code(oauth_errc::invalid_grant));
        CHECK(diagnostics.info().server_message == "spent");
    }

    TEST_CASE("an exchange can be cancelled and obeys its deadline")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(any_request()).stay_silent().times(2);
        std::optional<error_code> cancelled;
        std::optional<error_code> late;
        asio::cancellation_signal signal;
        client_credentials const grant;
        auto const executor = time.context.get_executor();
        async_exchange(
            executor, peer, endpoint(), grant, no_client(), no_deadline,
            asio::bind_cancellation_slot(signal.slot(), [&](error_code ec, token_set) { cancelled = ec; }));
        async_exchange(
            executor, peer, endpoint(), grant, no_client(), manual_clock::now() + 3s,
            [&](error_code ec, token_set) { late = ec; });
        time.run_for(1s);
        signal.emit(asio::cancellation_type::terminal);
        time.run();
        CHECK(*cancelled == condition::cancelled);
        CHECK(*late == condition::timeout);
        CHECK(time.elapsed() == 3s);
    }
}
