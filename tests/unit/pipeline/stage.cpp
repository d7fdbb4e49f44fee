// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "pipeline_parts.hpp"
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/retry.hpp>
#include <cogrant/pipeline/stage.hpp>

#include <doctest/doctest.h>

#include <archetypes.hpp>
#include <chrono>
#include <type_traits>
#include <utility>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

template <stage_rank Rank>
using stage_of = archetypes::stage<Rank>;

} // namespace

TEST_SUITE("pipeline/stage")
{
    TEST_CASE("stages joined in order own each other, the outermost first")
    {
        auto pipeline = stage_of<stage_rank::deadline>() | stage_of<stage_rank::retry>() |
                        stage_of<stage_rank::limit>() | stage_of<stage_rank::authorize>() |
                        send(archetypes::transport());
        using p = archetypes::passing_transport<archetypes::passing_transport<
            archetypes::passing_transport<archetypes::passing_transport<archetypes::transport>>>>;
        static_assert(std::is_same_v<decltype(pipeline), p>);
        static_assert(http::transport<p>);
    }

    TEST_CASE("any stage may be left out, and transports may be move-only")
    {
        auto one = stage_of<stage_rank::retry>() | send(archetypes::move_only_transport());
        static_assert(http::transport<decltype(one)>);
        auto chain = stage_of<stage_rank::deadline>() | stage_of<stage_rank::authorize>();
        auto two = std::move(chain) | send(std::move(one));
        static_assert(http::transport<decltype(two)>);
    }

    TEST_CASE("a pipeline may carry another one")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(200, "x");
        auto inner = retry<manual_clock>() | send(peer);
        auto outer = deadline<manual_clock>(1min) | send(std::move(inner));
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, outer, x)->body == "x");
    }

    TEST_CASE("any_client hides the type; copies share the pipeline, and what it does stays the same")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/a")).reply(503);
        peer.expect(get("/a")).reply(200, "x");
        any_client client = retry<manual_clock>() | send(peer);
        any_client copy = client;
        static_assert(http::transport<any_client>);
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, copy, x)->body == "x");
        CHECK(x.attempts == 2);
        CHECK(peer.problems() == "");
    }

    TEST_CASE("any_client takes a transport that can only be moved")
    {
        virtual_time time;
        any_client client = archetypes::move_only_transport();
        http::exchange x(parts::ask(http::method::get, "/a"));
        CHECK(parts::send(time, client, x).error().code() == http_errc::connection_closed);
    }
}
