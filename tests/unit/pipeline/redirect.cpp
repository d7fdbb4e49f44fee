// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "pipeline_parts.hpp"
#include "support/print_result.hpp"
#include "support/recording_sink.hpp"
#include <cogrant/oauth/exchange.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/redirect.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <archetypes.hpp>
#include <string>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using http::method;

namespace {

static_assert(http::transport<decltype(redirect() | send(archetypes::move_only_transport()))>);

http::headers to(std::string const& location) { return {{"Location", location}}; }

/// redirect | retry | authorize | send, with the tokens of api.example.
struct world {
    explicit world(redirect_options o = redirect_policy::any) : options(std::move(o)) {}

    result<http::response> send(http::exchange& x)
    {
        parts::token_source tokens(time.context.get_executor(), parts::numbered_tokens{&issued});
        auto client =
            redirect(options) | retry<manual_clock>() | authorize(tokens, {parts::api()}) | cogrant::send(peer);
        return parts::send(time, client, x);
    }

    redirect_options options;
    virtual_time time;
    scripted_peer peer;
    parts::numbered_tokens::state issued;
};

} // namespace

TEST_SUITE("pipeline/redirect")
{
    TEST_CASE("redirect_never_leaks_authorization: each status, each place, with and without a body")
    {
        struct place {
            std::string location;
            std::string origin;
            bool ours;
        };
        for (unsigned const status : {301U, 302U, 303U, 307U, 308U})
            for (auto const m : {method::get, method::post, method::head, method::put})
                for (auto const& p :
                     {place{"/b", "https://api.example", true},
                      place{"https://api.example:8443/b", "https://api.example:8443", false},
                      place{"https://evil.example/b", "https://evil.example", false},
                      place{"//api.example.evil.example/b", "https://api.example.evil.example", false}}) {
                    CAPTURE(status);
                    CAPTURE(p.location);
                    world w(redirect_options(redirect_policy::any).send_body_elsewhere(true));
                    auto ask = parts::ask(m, "/a");
                    ask.headers = {
                        {"Cookie", "c=1"},
                        {"Proxy-Authorization", "Basic x"},
                        {"DPoP", "proof"},
                        {"X-Api-Key", "k"},
                        {"Authorization", "Basic mine"}};
                    if (m == method::post || m == method::put) ask.body = "grant";
                    w.peer.expect({m, "/a"}).reply(status, "", to(p.location));
                    w.peer.expect({method_after(status, m), "/b"}).reply(200, "there");
                    http::exchange x(std::move(ask));
                    auto const got = w.send(x);
                    REQUIRE(got);
                    CHECK(got->status == 200);
                    CHECK(w.peer.problems() == "");
                    auto const last = w.peer.received().back().request;
                    CHECK(to_string(last.origin) == p.origin);
                    CHECK(last.headers.find("Authorization").value_or("none") == (p.ours ? "Bearer token-1" : "none"));
                    for (auto const* const name : {"Cookie", "Proxy-Authorization", "DPoP", "X-Api-Key"})
                        CHECK(last.headers.contains(name) == p.ours);
                    CHECK(last.body == (method_after(status, m) == m ? x.request.body : std::string()));
                }
    }

    TEST_CASE("a way back to the token's origin does not bring the token back")
    {
        world w;
        w.peer.expect(get("/a").with_header("Authorization", "Bearer token-1"))
            .reply(302, "", to("https://evil.example/x"));
        w.peer.expect(get("/x").without_header("Authorization")).reply(302, "", to("https://api.example/delete-all"));
        w.peer.expect(get("/delete-all").without_header("Authorization")).reply(401);
        http::exchange x(parts::ask(method::get, "/a"));
        CHECK(w.send(x)->status == 401);
        CHECK(w.peer.problems() == "");
    }

    TEST_CASE("what was asked for stands in the exchange again")
    {
        world w;
        w.peer.expect(post("/a")).reply(303, "", to("https://other.example/x"));
        w.peer.expect(get("/x")).reply(200, "x");
        http::exchange x(parts::ask(method::post, "/a"));
        x.request.body = "body";
        REQUIRE(w.send(x));
        CHECK(x.request.method == method::post);
        CHECK(x.request.origin == parts::api());
        CHECK(x.request.target == "/a");
        CHECK(x.request.body == "body");
        CHECK(x.request.authorize);
        CHECK(x.request.headers.find("Authorization") == "Bearer token-1"); // for striking it out of texts
    }

    TEST_CASE("one that is not followed is handed up, and fetch says why")
    {
        struct row {
            std::string location;
            redirect_errc why;
        };
        for (auto const& r :
             {row{"https://other.example/", redirect_errc::other_origin},
              row{"http://api.example/a", redirect_errc::insecure}, row{"javascript:x", redirect_errc::bad_location},
              row{"/a", redirect_errc::loop}}) {
            scripted_peer peer;
            virtual_time time;
            peer.expect(get("/a")).reply(302, "moved", to(r.location)).times(2);
            auto client = redirect() | send(peer);
            http::exchange x(parts::ask(method::get, "/a"));
            auto const got = parts::send(time, client, x);
            REQUIRE(got);
            CHECK(got->status == 302);
            CHECK(got->body == "moved");
            CHECK(x.verdict == r.why);
            auto const read = parts::fetched<http::response>(time, client, x);
            REQUIRE_FALSE(read);
            CHECK(read.error() == make_error_code(r.why));
            CHECK(read.error().info().status == 302);
            CHECK(peer.count() == 2);
        }
    }

    TEST_CASE("a circle and a chain without an end are stopped")
    {
        virtual_time time;
        scripted_peer peer;
        peer.otherwise([](http::request const& r) {
            bool const circle = r.target.starts_with("/ping") || r.target.starts_with("/pong");
            auto const next = circle ? (r.target == "/ping" ? "/pong" : "/ping") : r.target + "x";
            return http::response{302, to(next), ""};
        });
        auto client = redirect() | send(peer);
        http::exchange circle(parts::ask(method::get, "/ping"));
        CHECK(parts::send(time, client, circle));
        CHECK(circle.verdict == redirect_errc::loop);
        CHECK(peer.count() == 2);
        http::exchange endless(parts::ask(method::get, "/a"));
        CHECK(parts::send(time, client, endless));
        CHECK(endless.verdict == redirect_errc::too_many);
        CHECK(peer.count() == 2 + 6);
        auto none = redirect(redirect_options().max_redirects(0)) | send(peer);
        http::exchange first(parts::ask(method::get, "/a"));
        CHECK(parts::send(time, none, first));
        CHECK(first.verdict == redirect_errc::too_many);
    }

    TEST_CASE("a POST whose answer stands elsewhere, at the same address too, is no circle")
    {
        world w;
        w.peer.expect(post("/jobs")).reply(303, "", to("/jobs"));
        w.peer.expect(get("/jobs")).reply(200, "list");
        http::exchange x(parts::ask(method::post, "/jobs"));
        CHECK(w.send(x)->body == "list");
    }

    TEST_CASE("each hop has tries of its own, and one deadline spans all")
    {
        world w;
        w.peer.expect(get("/a")).reply(503);
        w.peer.expect(get("/a")).reply(302, "", to("/b"));
        w.peer.expect(get("/b")).reply(503);
        w.peer.expect(get("/b")).reply(200, "b");
        http::exchange x(parts::ask(method::get, "/a"));
        CHECK(w.send(x)->body == "b");
        CHECK(x.attempts == 2);
        CHECK(w.peer.problems() == "");
        auto slow = deadline<manual_clock>(10s) | redirect() | send(w.peer);
        w.peer.expect(get("/a")).reply(302, "", to("/b")).after(6s);
        w.peer.expect(get("/b")).reply(200).after(6s);
        http::exchange late(parts::ask(method::get, "/a"));
        CHECK(parts::send(w.time, slow, late).error() == http_errc::deadline_exceeded);
    }

    TEST_CASE("only the last answer goes to a sink")
    {
        world w;
        w.peer.expect(get("/a")).reply(302, "moved", to("/b"));
        w.peer.expect(get("/b")).reply(200, "report");
        support::recording_sink sink;
        http::exchange x(parts::ask(method::get, "/a"));
        x.request.sink = &sink;
        REQUIRE(w.send(x));
        CHECK(sink.text == "report");
        CHECK(sink.begun == 1);
    }

    TEST_CASE("S09: a request that is not to be redirected is not")
    {
        world w;
        w.peer.expect(post("/token")).reply(307, "", to("/b"));
        http::exchange x(parts::ask(method::post, "/token"));
        x.request.follow = false;
        CHECK(w.send(x)->status == 307);
        auto const url = http::parse_url("https://login.example/token").value();
        CHECK_FALSE(oauth::detail::endpoint_request(method::post, url, 1000).follow);
    }
}
