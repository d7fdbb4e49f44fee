// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "client_parts.hpp"
#include <cogrant/genesys/link.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <string>
#include <type_traits>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;
using org_parts::organisation;

namespace {

constexpr auto presigned =
    "https://store.example:8443/bucket/a%20b?X-Amz-Expires=600&X-Amz-Signature=PLANTED-signature-0123456789";
constexpr auto target = "/bucket/a%20b?X-Amz-Expires=600&X-Amz-Signature=PLANTED-signature-0123456789";

using answer = std::optional<result<http::response>>;

asio::awaitable<void> get_link(org_parts::client org, std::string address, genesys::link_options options, answer& out)
{
    auto fetching = genesys::fetch_link(std::move(org), std::move(address), options);
    auto got = co_await std::move(fetching);
    out.emplace(std::move(got));
}

result<http::response> fetched(organisation& o, std::string address, genesys::link_options options = {})
{
    answer out;
    o.time.run(get_link(o.org, std::move(address), options, out));
    REQUIRE(out.has_value());
    return *out;
}

struct text_sink : http::body_sink {
    error_code write(std::string_view piece) override { return text += piece, error_code(); }
    std::string text;
};

genesys::endpoints local(std::string host, bool tls = false)
{
    genesys::endpoints e;
    e.api.host = std::move(host);
    e.api.tls = tls;
    return e;
}

static_assert(!std::is_aggregate_v<genesys::link_options>);

} // namespace

TEST_SUITE("genesys/link")
{
    TEST_CASE("a presigned link is fetched without the token, and no token is asked for")
    {
        organisation o;
        o.peer
            .expect(
                get(target).to("https://store.example:8443").without_header("Authorization").without_header("Accept"))
            .reply(200, "RIFF");
        auto const got = fetched(o, presigned);
        REQUIRE(got.has_value());
        CHECK_EQ(got->body, "RIFF");
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("even a link to the API's own host does not get the token")
    {
        organisation o;
        o.peer.expect(get("/x?sig=1").to("https://api.mypurecloud.com").without_header("Authorization"))
            .reply(200, "x");
        CHECK(fetched(o, "https://api.mypurecloud.com/x?sig=1").has_value());
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a sink takes the body, and what failed is tried again")
    {
        organisation o;
        o.peer.expect(get(target)).reply(503, "<Error><Code>SlowDown</Code></Error>");
        o.peer.expect(get(target)).reply(200, "whole");
        text_sink sink;
        auto const got = fetched(o, presigned, genesys::link_options().sink(sink));
        REQUIRE(got.has_value());
        CHECK_EQ(sink.text, "whole");
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a link that is too old is an error of its own")
    {
        organisation o;
        http::headers head{{"x-amz-request-id", "REQ-7"}};
        o.peer.expect(get(target))
            .reply(
                403,
                "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message>"
                "<X-Amz-Expires>600</X-Amz-Expires></Error>",
                head);
        auto const got = fetched(o, presigned);
        REQUIRE(got.has_error());
        CHECK(got.error().code() == genesys_errc::link_expired);
        CHECK_EQ(
            got.error().message(), "GET presigned link: the presigned link has expired [body], HTTP 403, AccessDenied: "
                                   "Request has expired, correlation id REQ-7");
    }

    TEST_CASE("another refusal of the store is no refusal of the platform: it talks of no role and no scope")
    {
        organisation o;
        o.peer.expect(get(target)).reply(403, "<Error><Code>SignatureDoesNotMatch</Code><Message>No</Message></Error>");
        auto const got = fetched(o, presigned);
        REQUIRE(got.has_error());
        CHECK(got.error() == condition::forbidden);
        CHECK_EQ(got.error().info().server_code, "SignatureDoesNotMatch");
        CHECK(got.error().info().detail.empty());
    }

    TEST_CASE("a store that repeats the signature does not get it into an error")
    {
        for (auto const* body :
             {"<Error><Code>PLANTED-signature-0123456789</Code><Message>/"
              "bucket?X-Amz-Signature=PLANTED-signature-0123456789"
              "</Message></Error>",
              "PLANTED-signature-0123456789", "<Error><Code>", "<Error><Message>x<Code></Error>", ""}) {
            organisation o;
            o.peer.expect(get(target)).reply(400, body);
            auto const got = fetched(o, presigned);
            REQUIRE(got.has_error());
            CHECK(got.error().code() == http_errc::bad_request);
            CHECK(got.error().message().find("PLANTED") == std::string::npos);
            CHECK(got.error().info().body_snippet.find("PLANTED") == std::string::npos);
        }
    }

    TEST_CASE("a signature that has no name, or a fragment behind it, does not get into an error either")
    {
        for (auto const* link :
             {"https://store.example/x?PLANTED-signature-0123456789",
              "https://store.example/x?a=1&sig=PLANTED%2Dsignature-0123456789#there"}) {
            organisation o;
            o.peer.otherwise([](http::request const&) {
                return http::response{
                    400, {}, "<Error><Code>Bad</Code><Message>PLANTED-signature-0123456789</Message></Error>"};
            });
            auto const got = fetched(o, link);
            REQUIRE(got.has_error());
            CHECK(got.error().message().find("PLANTED") == std::string::npos);
            CHECK(got.error().message().find("Bad") != std::string::npos);
        }
    }

    TEST_CASE("a redirect of a store is not followed")
    {
        organisation o;
        o.peer.expect(get(target)).reply(302, "", {{"Location", "https://elsewhere.example/x"}});
        auto const got = fetched(o, presigned);
        REQUIRE(got.has_error());
        CHECK(got.error().code() == http_errc::unexpected_status);
        CHECK(o.peer.problems() == "");
    }

    TEST_CASE("a body beyond the limit is refused")
    {
        organisation o;
        o.peer.expect(get(target)).reply(200, std::string(100, 'x'));
        auto const got = fetched(o, presigned, genesys::link_options().body_limit(99));
        REQUIRE(got.has_error());
        CHECK(got.error().code() == http_errc::body_limit);
    }

    TEST_CASE("links without TLS are refused, but for a test server whose API has none either")
    {
        auto const live = local("api.mypurecloud.com", true);
        for (auto const* bad :
             {"http://store.example/x", "ftp://store.example/x", "/x", "", "https://user@store.example/x",
              "javascript:x"})
            CHECK(genesys::link_request(live, bad).has_error());
        auto const test = local("127.0.0.1");
        CHECK(genesys::link_request(test, "http://127.0.0.1:9/x").has_value());
        CHECK(genesys::link_request(test, "http://169.254.169.254/x").has_error());
        CHECK(genesys::link_request(local("127.0.0.1", true), "http://127.0.0.1:9/x").has_error());
        auto const good = genesys::link_request(live, "https://store.example/x?y");
        REQUIRE(good.has_value());
        CHECK_FALSE(good->authorize);
        CHECK_FALSE(good->identify);
        CHECK_FALSE(good->follow);
        CHECK_EQ(http::route_of(*good), "GET presigned link");
    }
}
