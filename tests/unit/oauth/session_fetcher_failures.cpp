// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Everything that can go wrong in a renewal goes wrong, at every step, against a server that rotates and ends the session
// when a refresh token comes twice.
#include "scripted_store.hpp"
#include <cogrant/oauth/session_fetcher.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

/// What happens to one token request.
enum class fault {
    none,
    unreachable, // nothing was written
    lost_before, // written, not acted on, no answer
    lost_after, // acted on, the answer lost
    html_500_after, // acted on, a gateway's error page
    malformed_after, // acted on, the answer cut
    illegal_after, // acted on, an access token with CR LF
    empty_after, // acted on, an empty 200
    busy_429,
    down_503, // in OAuth's words
    invalid_client,
    redirected,
    invalid_grant, // although the token is good
    killed_before, // the process dies before the request is written
    killed_after, // acted on; the process dies before it has the answer
    count
};

struct server {
    int session = 0;
    int issued = 0;
    bool ended = false; // the session, for reuse
    int reuses = 0;
    int presented = 0;
    std::string current; // refresh token
    std::set<std::string> spent;
    std::set<std::string> access; // all access tokens that were ever issued
    fault next = fault::none;

    void log_in()
    {
        ended = false;
        current = "r" + std::to_string(++issued);
    }
};

/// The way to the server.
struct faulty_transport {
    server* s;

    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        auto const f = std::exchange(s->next, fault::none);
        auto const stopped = co_await wait_until<manual_clock>(manual_clock::now() + 1ms);
        if (stopped) co_return x.fail(stopped);
        x.bytes_written = false;
        x.where = phase::connect;
        if (f == fault::killed_before) throw killed();
        if (f == fault::unreachable) co_return x.fail(asio::error::connection_refused);
        x.bytes_written = true;
        x.where = phase::first_byte;
        ++s->presented;
        if (f == fault::lost_before) co_return x.fail(asio::error::connection_reset);
        http::response answer;
        answer.status = 400;
        if (f == fault::busy_429) answer.status = 429;
        if (f == fault::down_503) answer = {503, {}, R"({"error":"temporarily_unavailable"})"};
        if (f == fault::invalid_client) answer.body = R"({"error":"invalid_client"})";
        if (f == fault::invalid_grant) answer.body = R"({"error":"invalid_grant"})";
        if (f == fault::redirected) answer.status = 307;
        bool const untouched = f == fault::busy_429 || f == fault::down_503 || f == fault::invalid_client ||
                               f == fault::redirected || f == fault::invalid_grant;
        if (untouched) co_return answer;
        act(x.request, answer);
        if (f == fault::killed_after) throw killed();
        if (f == fault::lost_after) co_return x.fail(make_error_code(http_errc::deadline_exceeded));
        if (f == fault::html_500_after) answer = {500, {}, "<html>oops</html>"};
        if (f == fault::malformed_after) answer.body.resize(answer.body.size() / 2);
        if (f == fault::illegal_after) answer.body.insert(answer.body.find("access-") + 3, "\\r\\nX: y");
        if (f == fault::empty_after) answer.body.clear();
        co_return answer;
    }

    void act(http::request const& r, http::response& answer) const
    {
        auto const parameters = form::parse(r.body);
        std::string token;
        for (auto const& [name, value] : *parameters)
            if (name == "refresh_token") token = value;
        if (s->spent.count(token) != 0) {
            ++s->reuses;
            s->ended = true;
        }
        if (s->ended || token != s->current) {
            answer.body = R"({"error":"invalid_grant"})";
            return;
        }
        s->spent.insert(token);
        auto const n = std::to_string(++s->issued);
        s->current = "r" + n;
        s->access.insert("access-" + n);
        answer.status = 200;
        answer.body = R"({"access_token":"access-)" + n +
                      R"(","token_type":"Bearer","expires_in":3600,"refresh_token":"r)" + n + "\"}";
    }
};

using fetcher =
    session_fetcher<faulty_transport, public_client, scripted_store, no_fallback, manual_clock, manual_wall>;

struct outcome {
    bool died = false;
    std::optional<error> failed;
    std::string access;
};

asio::awaitable<void> ask(fetcher& f, outcome& out)
{
    auto fetching = f.fetch(no_deadline);
    try {
        auto got = co_await std::move(fetching);
        if (got) out.access = got->access_token.expose();
        else out.failed = got.error();
    } catch (killed const&) {
        out.died = true;
    }
}

asio::awaitable<void> look(scripted_store s, std::optional<stored_token>& out)
{
    auto found = co_await s.load("me");
    out = *found;
}

asio::awaitable<void> log_in(scripted_store s, server& who)
{
    who.log_in();
    token_set t;
    t.access_token = secret("login-" + who.current);
    t.refresh_token = secret(who.current);
    t.token_type = "Bearer";
    t.expires_in = 3600s;
    auto saved = co_await save_login(s, "me", t, manual_wall::now());
    CHECK(saved.has_value());
}

/// One process after another renews one login, until all troubles are over. What must hold is looked at after each step.
struct story {
    virtual_time time;
    server peer;
    store_script script;
    scripted_store store{script};
    http::url endpoint = *http::parse_url("https://login.example/token");
    std::optional<fetcher> process;
    int logins = 0;

    void start() { process.emplace(faulty_transport{&peer}, endpoint, public_client("app"), store, "me"); }
    std::optional<stored_token> stored()
    {
        auto const at = std::exchange(script.at, -1);
        auto const done = script.operations;
        std::optional<stored_token> out;
        time.run(look(store, out));
        script.at = at;
        script.operations = done;
        return out;
    }

    void fetch()
    {
        auto const before = stored();
        auto const acted = peer.spent.size();
        outcome got;
        time.run(ask(*process, got));
        auto const after = stored();
        REQUIRE(after.has_value());
        // Never twice, whatever happened.
        CHECK(peer.reuses == 0);
        bool const renewed = acted != peer.spent.size();
        // What fails leaves the stored tokens as they were; unless those of an earlier renewal could be stored only now.
        if (!renewed && after->access_token.expose() != before->access_token.expose()) {
            CHECK(peer.access.count(std::string(after->access_token.expose())) == 1);
            CHECK(after->refresh_token->expose() == peer.current);
        } else if (!renewed) {
            CHECK(after->refresh_token->expose() == before->refresh_token->expose());
        }
        if (!got.access.empty()) {
            // Stored before used, with the refresh token that belongs to it.
            CHECK(after->access_token.expose() == got.access);
            if (renewed) CHECK(after->refresh_token->expose() == peer.current);
            if (renewed) CHECK(!after->presented);
            CHECK((peer.access.count(got.access) == 1 || got.access.substr(0, 6) == "login-"));
        }
        if (got.died) start();
        if (got.failed && *got.failed == condition::needs_login && got.failed->code() != oauth_errc::invalid_client) {
            ++logins;
            script.at = -1;
            time.run(log_in(store, peer));
        }
    }

    void play(fault f, store_script::trouble t, int at)
    {
        manual_wall::reset();
        time.run(log_in(store, peer));
        start();
        manual_wall::current += 2h;
        script.operations = 0;
        script.what = t;
        script.at = at;
        peer.next = f;
        for (int i = 0; i != 4; ++i) fetch();
        script.at = -1;
        // All is well again: two times the token has ended, and a request or a login brings the next.
        for (int i = 0; i != 2; ++i) {
            manual_wall::current += 2h;
            auto const before = peer.presented + logins;
            fetch();
            fetch();
            CHECK(peer.presented + logins >= before + 1);
            CHECK(peer.presented + logins <= before + 2);
        }
        CHECK(logins <= 2);
    }
};

} // namespace

TEST_SUITE("oauth/session_fetcher_failures")
{
    TEST_CASE(
        "S19: whatever fails, and wherever the process dies, no refresh token is presented twice after it was rotated")
    {
        for (int f = 0; f != static_cast<int>(fault::count); ++f)
            for (auto const t :
                 {store_script::trouble::refuse, store_script::trouble::fail_after,
                  store_script::trouble::killed_before, store_script::trouble::killed_after})
                for (int at = -1; at != 12; ++at) {
                    CAPTURE(f);
                    CAPTURE(static_cast<int>(t));
                    CAPTURE(at);
                    story().play(static_cast<fault>(f), t, at);
                }
    }

    TEST_CASE("only a fate that is unknown, and a refusal, cost a login")
    {
        for (int f = 0; f != static_cast<int>(fault::count); ++f) {
            CAPTURE(f);
            story s;
            s.play(static_cast<fault>(f), store_script::trouble::refuse, -1);
            auto const what = static_cast<fault>(f);
            bool const harmless = what == fault::none || what == fault::unreachable || what == fault::busy_429 ||
                                  what == fault::down_503 || what == fault::invalid_client || what == fault::redirected;
            CHECK(s.logins == (harmless ? 0 : 1));
        }
    }

    TEST_CASE("a renewed set that could not be stored is stored first at the next fetch, and costs no login")
    {
        for (auto const t : {store_script::trouble::refuse, store_script::trouble::fail_after}) {
            story s;
            s.play(fault::none, t, 3); // lease, load, mark, this
            CHECK(s.logins == 0);
            CHECK(s.peer.presented == 7); // of 8 fetches: the second used what the first had got
        }
    }
}
