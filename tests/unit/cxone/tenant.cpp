// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/cxone/tenant.hpp>
#include <cogrant/testing/scripted_transport.hpp>

#include <doctest/doctest.h>

#include <print_result.hpp>
#include <string>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::testing;

namespace {

std::string jwt(std::string const& payload) { return "eyJhbGciOiJub25lIn0." + base64::encode_url(payload) + ".sig"; }

http::response ok(std::string body) { return {200, {}, std::move(body)}; }

oauth::token_set answered(std::string const& body) { return oauth::read_token_answer(ok(body)).value(); }

asio::awaitable<void> ask(scripted_peer peer, result<cxone::tenant_configuration>& out)
{
    http::origin issuer;
    issuer.host = "cxone.niceincontact.com";
    auto asking = cxone::discover_tenant(peer, issuer, "11eb a&b");
    out = co_await std::move(asking);
}

http::origin area() { return cxone::hosts_of_area("na1").value().area; }

} // namespace

TEST_SUITE("cxone/tenant")
{
    TEST_CASE("a token tells its tenant, business unit and cluster, whichever of them it has")
    {
        auto const claims = cxone::claims_of(jwt(
            R"({"tenant":"acme","tenantId":"11eb-x","icBUId":4599999,"icClusterId":"c32","role":{"id":1},"exp":1})"));
        CHECK(claims.tenant == "acme");
        CHECK(claims.tenant_id == "11eb-x");
        CHECK(claims.ic_bu_id == "4599999");
        CHECK(claims.ic_cluster_id == "c32");
        REQUIRE(claims.role.has_value());
        CHECK(claims.role->text() == R"({"id":1})");
    }

    TEST_CASE("a token that is no JWT tells nothing and breaks nothing")
    {
        for (auto const& text :
             {std::string("opaque"), std::string("a.b"), std::string("a.!!.c"), jwt("[1]"), jwt("{"), jwt(""),
              jwt(R"({"tenantId":[1]})"), "a." + std::string(100'000, 'A') + ".c"})
            CHECK(cxone::claims_of(text).tenant_id.empty());
    }

    TEST_CASE("discovery asks the issuer without a token and reads what it may")
    {
        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/.well-known/cxone-configuration?tenantId=11eb%20a%26b")
                        .to("https://cxone.niceincontact.com")
                        .without_header("Authorization"))
            .reply(
                200, R"({"private":false,"ui_endpoint":"https://u","auth_endpoint":"https://a",)"
                     R"("api_endpoint":"https://api-c32.nice-incontact.com","area":"na1","cluster":"c32","domain":"d",)"
                     R"("acdDomain":"e","uhDomain":"f","tenantId":"11eb","globaldomain":"g","more":1})");
        result<cxone::tenant_configuration> out = error();
        time.run(ask(peer, out));
        REQUIRE(out);
        CHECK(out->private_->text() == "false");
        CHECK(out->ui_endpoint == "https://u");
        CHECK(out->auth_endpoint == "https://a");
        CHECK(out->acd_domain == "e");
        CHECK(out->uh_domain == "f");
        CHECK(out->tenant_id == "11eb");
        CHECK(out->globaldomain == "g");
        CHECK(peer.problems() == "");
        auto const base = cxone::base_in_configuration(*out, area()).value();
        CHECK(to_string(base.origin) == "https://api-c32.nice-incontact.com");
    }

    TEST_CASE("a refused or unreadable discovery says so and names the request")
    {
        for (auto const& [status, body, code] :
             {std::tuple(404U, std::string(R"({"message":"no tenant"})"), make_error_code(http_errc::not_found)),
              std::tuple(200U, std::string("<html>"), make_error_code(oauth_errc::malformed_metadata)),
              std::tuple(204U, std::string(), make_error_code(oauth_errc::malformed_metadata)),
              std::tuple(302U, std::string(), make_error_code(http_errc::unexpected_status))}) {
            virtual_time time;
            scripted_peer peer;
            peer.expect(any_request()).reply(status, body);
            result<cxone::tenant_configuration> out = error();
            time.run(ask(peer, out));
            REQUIRE_FALSE(out);
            CHECK(out.error().code() == code);
            CHECK(out.error().message().starts_with("GET /.well-known/cxone-configuration: "));
        }
    }

    TEST_CASE("the token answer may name the API host itself")
    {
        auto const named = cxone::base_in_answer(
            answered(R"({"access_token":"a","resource_server_base_uri":"https://api-c32.nice-incontact.com/"})"),
            area());
        REQUIRE(named);
        REQUIRE(named->has_value());
        CHECK(to_string((*named)->origin) == "https://api-c32.nice-incontact.com");
        for (auto const* silent :
             {R"({"access_token":"a"})", R"({"access_token":"a","resource_server_base_uri":""})",
              R"({"access_token":"a","resource_server_base_uri":null})",
              R"({"access_token":"a","resource_server_base_uri":7})"})
            CHECK_FALSE(cxone::base_in_answer(answered(silent), area()).value().has_value());
        auto const evil = cxone::base_in_answer(
            answered(R"({"access_token":"a","resource_server_base_uri":"https://evil.example/"})"), area());
        REQUIRE_FALSE(evil);
        CHECK(evil.error().code() == cxone_errc::foreign_host);
    }

    TEST_CASE("without an API host in the configuration the cluster names it, and without a cluster nothing does")
    {
        cxone::tenant_configuration found;
        CHECK(cxone::base_in_configuration(found, area()).error().code() == cxone_errc::no_api_host);
        auto const by_token = cxone::base_in_configuration(found, area(), "C14").value();
        CHECK(to_string(by_token.origin) == "https://api-c14.nice-incontact.com");
        found.cluster = "c53";
        auto const by_configuration = cxone::base_in_configuration(found, area(), "c14").value();
        CHECK(to_string(by_configuration.origin) == "https://api-c53.nice-incontact.com");
        found.cluster = "c53.evil.example/";
        CHECK(cxone::base_in_configuration(found, area()).error().code() == cxone_errc::no_api_host);
        found.api_endpoint = "https://evil.example";
        CHECK(cxone::base_in_configuration(found, area()).error().code() == cxone_errc::foreign_host);
    }
}
