// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/genesys/call.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

using namespace cogrant;
using namespace cogrant::testing;
using org_parts::consume;
using org_parts::organisation;
using org_parts::seen;

namespace call_test {

struct thing {
    std::string id;
    std::optional<std::string> name;
};

struct thing_by_id {
    using answer = thing;
    static constexpr genesys::endpoint route = "GET /api/v2/boxes/{boxId}/things/{id}";

    std::string box_id{};
    std::string id{};
    std::vector<std::string> expand{};
    std::optional<int> depth{};
};

struct things_query {
    using answer = thing;
    static constexpr auto route = genesys::endpoint("POST /api/v2/things/query").changes_nothing();

    std::string name{};
};

struct counted_body {
    int count = 0;
};

struct store_call {
    using answer = http::response;
    static constexpr genesys::endpoint route = "PUT /api/v2/boxes/{boxId}";

    std::string box_id{};
    std::optional<int> page_number{};
    counted_body body{};
};

struct remove_call {
    using answer = http::response;
    static constexpr genesys::endpoint route = "DELETE /api/v2/boxes/{boxId}";

    std::string box_id{};
};

struct everything {
    using answer = thing;
    static constexpr genesys::endpoint route = "GET /api/v2/everything";
};

struct things_listing {
    using row = thing;
    static constexpr genesys::endpoint route = "GET /api/v2/boxes/{boxId}/things";

    std::string box_id{};
    std::optional<std::int32_t> page_size{};
};

template <class T>
asio::awaitable<void> keep(asio::awaitable<result<T>> calling, std::optional<result<T>>& out)
{
    auto doing = std::move(calling);
    auto answer = co_await std::move(doing);
    out.emplace(std::move(answer));
}

template <class As = void, class R>
auto make(organisation& o, R const& wanted)
{
    using answer = genesys::detail::chosen_or<As, typename R::answer>;
    std::optional<result<answer>> out;
    o.time.run(keep<answer>(genesys::call<As>(o.org, wanted), out));
    return std::move(*out);
}

// A temporary would be destroyed twice by g++ 12.
template <class R>
concept callable_with = requires(org_parts::client c, R r) { genesys::call(c, std::forward<R>(r)); };
static_assert(callable_with<thing_by_id const&> && callable_with<thing_by_id&> && !callable_with<thing_by_id>);

} // namespace call_test

using namespace call_test;

TEST_SUITE("genesys/call")
{
    TEST_CASE("parts of the path are taken from the struct and escaped; the rest is asked for in the query")
    {
        thing_by_id wanted{.box_id = "a/b ?", .id = "7", .expand = {"x", "y,z"}};
        CHECK(genesys::target_of(wanted).value() == "/api/v2/boxes/a%2Fb%20%3F/things/7?expand=x,y%2Cz");
        wanted.depth = 3;
        wanted.expand.clear();
        CHECK(genesys::target_of(wanted).value() == "/api/v2/boxes/a%2Fb%20%3F/things/7?depth=3");
        CHECK(genesys::body_of(wanted).empty());
        CHECK(genesys::target_of(everything()).value() == "/api/v2/everything");
    }

    TEST_CASE("a part that would lead to another path is refused before anything is sent")
    {
        for (auto const* const id : {"", ".", ".."}) {
            CAPTURE(id);
            organisation o;
            thing_by_id const wanted{.box_id = "b", .id = id};
            auto const found = make(o, wanted);
            REQUIRE(found.has_error());
            CHECK(found.error().code() == genesys_errc::bad_request);
            CHECK(found.error().info().detail == "the path needs a value for id, and dots are none");
            CHECK(o.peer.received().empty());
        }
        thing_by_id const sly{.box_id = "{id}", .id = "../x"};
        CHECK(genesys::target_of(sly).value() == "/api/v2/boxes/%7Bid%7D/things/..%2Fx");
    }

    TEST_CASE("a call is sent with the token and its answer decoded, or kept as it came")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(o.authorized(get("/api/v2/boxes/b/things/1"))).reply(200, R"({"id":"1","name":"one"})");
        o.peer.expect(get("/api/v2/boxes/b/things/1")).reply(200, R"({"id":"1","later":true})");
        thing_by_id const wanted{.box_id = "b", .id = "1"};
        auto const found = make(o, wanted);
        REQUIRE(found.has_value());
        CHECK(found->name == "one");
        auto const bytes = make<json::raw>(o, wanted);
        REQUIRE(bytes.has_value());
        CHECK(bytes->text() == R"({"id":"1","later":true})");
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a query in a POST is its whole struct and is sent again when its fate is unknown")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(post("/api/v2/things/query")).fail_after_write(asio::error::connection_reset);
        o.peer.expect(post("/api/v2/things/query").with_body(R"({"name":"x"})")).reply(200, R"({"id":"9"})");
        things_query const wanted{.name = "x"};
        CHECK(make(o, wanted).value().id == "9");
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a member named body is the body; the others are path and query")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(put("/api/v2/boxes/b?pageNumber=2").with_body(R"({"count":5})")).reply(200, "kept");
        o.peer.expect(delete_("/api/v2/boxes/b")).reply(204);
        store_call const store{.box_id = "b", .page_number = 2, .body = {.count = 5}};
        CHECK(make(o, store).value().body == "kept");
        remove_call const remove{.box_id = "b"};
        CHECK(make(o, remove).value().status == 204);
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a refusal carries the server's words, its trace id and the route without ids")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(get("/api/v2/boxes/b/things/1"))
            .reply(404, R"({"message":"no such thing","code":"not.found","contextId":"c-1"})");
        thing_by_id const wanted{.box_id = "b", .id = "1"};
        auto const found = make(o, wanted);
        REQUIRE(found.has_error());
        CHECK(found.error().info().correlation_id == "c-1");
        CHECK(found.error().info().server_code == "not.found");
        CHECK(found.error().message().find("{boxId}") != std::string::npos);
    }

    TEST_CASE("the rows of a listing come as one sequence, along its links")
    {
        organisation o;
        o.expect_token();
        o.peer.expect(get("/api/v2/boxes/b/things?pageSize=2"))
            .reply(
                200,
                R"({"entities":[{"id":"1"},{"id":"2"}],"nextUri":"/api/v2/boxes/b/things?pageSize=2&pageNumber=2"})");
        o.peer.expect(get("/api/v2/boxes/b/things?pageSize=2&pageNumber=2")).reply(200, R"({"entities":[{"id":"3"}]})");
        seen out;
        things_listing const all{.box_id = "b", .page_size = 2};
        o.time.run(consume(genesys::list<json::raw>(o.org, all), out));
        CHECK(out.rows == std::vector<std::string>{R"({"id":"1"})", R"({"id":"2"})", R"({"id":"3"})"});
        CHECK(o.peer.problems() == "");
        CHECK_THROWS_AS(static_cast<void>(genesys::list(o.org, things_listing{})), failure);
    }
}
