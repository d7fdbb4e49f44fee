// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/inject.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <string>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

std::string sent(scripted_peer const& peer, std::size_t n, std::string_view name)
{
    auto const all = peer.received();
    auto const value = all.at(n).request.headers.find(name);
    return value ? std::string(*value) : std::string();
}

} // namespace

TEST_SUITE("pipeline/inject")
{
    TEST_CASE("every try has a parent id of its own in one trace, those after a 401 too")
    {
        virtual_time time;
        scripted_peer peer;
        parts::numbered_tokens::state state;
        parts::token_source const tokens(time.context.get_executor(), parts::numbered_tokens{&state});
        peer.expect(get("/a")).reply(401);
        peer.expect(get("/a")).reply(503);
        peer.expect(get("/a")).reply(200);
        std::vector<http::origin> const origins{parts::api()};
        auto client = retry<manual_clock>() | authorize(tokens, origins) | inject(trace_headers()) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, x)->status == 200);
        std::set<std::uint64_t> traces;
        std::set<std::uint64_t> parents;
        for (std::size_t i = 0; i != 3; ++i) {
            auto const t = http::parse_trace_parent(sent(peer, i, "traceparent"));
            REQUIRE(t);
            CHECK(t->flags == 1);
            traces.insert(t->trace_low);
            parents.insert(t->parent);
        }
        CHECK(traces.size() == 1);
        CHECK(parents.size() == 3);
        CHECK(x.request.headers.count("traceparent") == 1);
        http::exchange other(parts::ask(http::method::get, "/a"));
        peer.expect(get("/a")).reply(200);
        CHECK(parts::send(time, client, other)->status == 200);
        CHECK(traces.count(http::parse_trace_parent(sent(peer, 3, "traceparent"))->trace_low) == 0);
    }

    TEST_CASE("the caller's trace goes on with its state; one that is not valid is replaced without it")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(200).times(2);
        std::uint64_t n = 100;
        auto const numbers = [&n] { return ++n; };
        auto client = inject(trace_headers(numbers).sampled(false)) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        x.request.headers.add("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        x.request.headers.add("tracestate", "vendor=1");
        CHECK(parts::send(time, client, x).has_value());
        CHECK(sent(peer, 0, "traceparent") == "00-0af7651916cd43dd8448eb211c80319c-0000000000000065-01");
        CHECK(sent(peer, 0, "tracestate") == "vendor=1");
        x.request.headers.set("traceparent", "00-00000000000000000000000000000000-b7ad6b7169203331-01");
        CHECK(parts::send(time, client, x).has_value());
        CHECK(sent(peer, 1, "traceparent") == "00-00000000000000660000000000000067-0000000000000068-00");
        CHECK(sent(peer, 1, "tracestate").empty());
    }

    TEST_CASE("any function may add headers before each try")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a").with_header("X-Try", "1")).reply(503);
        peer.expect(get("/a").with_header("X-Try", "2")).reply(200);
        auto const number = [](http::exchange& x) { x.request.headers.set("X-Try", std::to_string(x.attempts)); };
        auto client = retry<manual_clock>() | inject(number) | send(peer);
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, x)->status == 200);
        CHECK(peer.problems() == "");
    }
}
