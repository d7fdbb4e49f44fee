// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// An API that refuses whatever token it is given must not cost a renewal with every request.
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/fetch.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

struct setting {
    virtual_time time;
    scripted_peer peer;
    parts::numbered_tokens::state state;
    parts::token_source tokens{
        time.context.get_executor(), parts::numbered_tokens{&state}, oauth::token_source_options().jitter(0)};

    explicit setting(std::function<bool(http::request const&)> accepts, http::headers refusal = {})
    {
        peer.otherwise([accepts = std::move(accepts), refusal = std::move(refusal)](http::request const& r) {
            return accepts(r) ? http::response{200, {}, {}} : http::response{401, refusal, {}};
        });
    }
    auto client() { return authorize(tokens, std::vector<http::origin>{parts::api()}) | send(peer); }
    unsigned ask(std::string target = "/a")
    {
        auto c = client();
        http::exchange x(parts::ask(http::method::get, std::move(target)));
        return parts::send(time, c, x)->status;
    }
};

bool never(http::request const&) { return false; }

int number_of(http::request const& r)
{
    auto const value = r.headers.find("Authorization").value_or("Bearer token-0");
    return std::stoi(std::string(value.substr(value.rfind('-') + 1)));
}

} // namespace

TEST_SUITE("pipeline/authorize")
{
    TEST_CASE("S28: an API that refuses every token costs two renewals and a few in each hour, not one a request")
    {
        setting s(never);
        for (int i = 0; i != 3600; ++i) {
            CHECK(s.ask() == 401);
            manual_clock::advance(1s);
            if (i == 10) CHECK(s.state.fetches == 3);
        }
        CHECK(s.state.fetches >= 20);
        CHECK(s.state.fetches <= 30); // every 150 s in the end
        CHECK(s.peer.count() <= 3600U + 30U); // no replay with the same token
    }

    TEST_CASE("S28: meanwhile the refusal is handed up with the server's reason, and no new token is reported")
    {
        setting s(never, {{"WWW-Authenticate", "Bearer error=invalid_token"}});
        for (int i = 0; i != 3; ++i) CHECK(s.ask() == 401);
        auto client = s.client();
        parts::listener heard;
        http::exchange x(parts::ask(http::method::get, "/a"));
        x.hook = heard.hook();
        auto const got = parts::fetched<http::response>(s.time, client, x);
        REQUIRE(got.has_error());
        CHECK(got.error().code() == oauth_errc::invalid_token);
        CHECK(got.error() == condition::needs_login);
        CHECK(heard.events.empty());
        CHECK(s.state.fetches == 3);
        CHECK(!s.tokens.try_get_token());
    }

    TEST_CASE("S28: a token that is accepted after the replay shows that renewals help: each refusal is replayed")
    {
        int n = 0;
        setting s([&n](http::request const&) { return ++n % 2 == 0; }); // every other request, whatever its token
        for (int i = 0; i != 100; ++i) {
            CHECK(s.ask() == 200);
            manual_clock::advance(1s);
        }
        CHECK(s.state.fetches == 101);
    }

    TEST_CASE("S28: one endpoint that refuses everybody does not keep the others from being served")
    {
        setting s([](http::request const& r) { return r.target == "/good"; });
        for (int i = 0; i != 600; ++i) {
            CHECK(s.ask("/bad") == 401);
            CHECK(s.ask("/good") == 200);
            manual_clock::advance(1s);
        }
        CHECK(s.state.fetches <= 20);
    }

    TEST_CASE("S28: once new tokens are accepted again all is as before, within the pause or after a login")
    {
        for (bool const login : {false, true}) {
            int least = 1000;
            setting s([&least](http::request const& r) { return number_of(r) >= least; });
            for (int i = 0; i != 5; ++i) CHECK(s.ask() == 401);
            CHECK(s.state.fetches == 3);
            least = 4;
            CHECK(s.ask() == 401);
            if (login) s.tokens.forget_failures();
            else manual_clock::advance(30s);
            CHECK(s.ask() == 200);
            CHECK(static_cast<bool>(s.tokens.try_get_token()));
            manual_clock::advance(10min);
            least = 5; // revoked after a while: renewed at once
            CHECK(s.ask() == 200);
            CHECK(s.state.fetches == 5);
        }
    }

    TEST_CASE("S28: a hundred at once against such an API make two renewals, and those after them none")
    {
        setting s(never);
        auto client = s.client();
        for (int round = 0; round != 3; ++round) {
            std::vector<std::optional<result<http::response>>> out(100);
            std::vector<http::exchange> x(100, http::exchange(parts::ask(http::method::get, "/a")));
            for (std::size_t i = 0; i != 100; ++i) s.time.start(parts::send_into(client, x[i], out[i]));
            s.time.run();
            for (auto const& o : out) CHECK(o->value().status == 401);
        }
        CHECK(s.state.fetches <= 4);
    }

    TEST_CASE("a refused token that expires during the pause is not handed out; the error says how long")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise([](http::request const&) { return http::response{401, {}, {}}; });
        parts::numbered_tokens::state state;
        auto const options = oauth::token_source_options().jitter(0).pauses({}, backoff().base(4h).cap(4h));
        parts::token_source const tokens(time.context.get_executor(), parts::numbered_tokens{&state}, options);
        auto client = authorize(tokens, std::vector<http::origin>{parts::api()}) | send(peer);
        for (int i = 0; i != 4; ++i) {
            http::exchange x(parts::ask(http::method::get, "/a"));
            CHECK(parts::send(time, client, x)->status == 401);
        }
        manual_clock::advance(1h);
        http::exchange x(parts::ask(http::method::get, "/a"));
        auto const got = parts::send(time, client, x);
        REQUIRE(got.has_error());
        CHECK(got.error().code() == oauth_errc::invalid_token);
        CHECK(got.error().info().where == phase::token);
        CHECK(got.error().info().retry_after == 1h);
        CHECK(state.fetches == 3);
    }
}
