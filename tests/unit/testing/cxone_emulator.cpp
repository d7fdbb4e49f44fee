// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/testing/cxone_emulator.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <string_view>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto login_path = "/authentication/v1/token/access-key";
constexpr auto day = "startDate=2025-03-01T00:00:00Z&endDate=2025-03-02T00:00:00Z";

std::string word(boost::json::value const& v) { return boost::json::serialize(v); }

struct desk {
    explicit desk(cxone_emulator_options o = cxone_emulator_options()) : tenant(std::move(o)) {}

    http::response ask(http::method m, std::string target, std::string body = {}, std::string authorization = {})
    {
        http::request r;
        r.method = m;
        r.target = std::move(target);
        r.body = std::move(body);
        r.headers.add("Host", "127.0.0.1:8080");
        r.headers.add("Accept", "application/json");
        r.origin = {false, "127.0.0.1", 8080};
        if (!authorization.empty()) r.headers.add("Authorization", authorization);
        return tenant.handle(r, now, std::chrono::sys_days(std::chrono::year(2025) / 3 / 5)).response;
    }
    std::string log_in()
    {
        auto const answer =
            ask(http::method::post, login_path, R"({"accessKeyId":"test-key","accessKeySecret":"test-key-secret"})");
        REQUIRE(answer.status == 200);
        return "Bearer " + std::string(boost::json::parse(answer.body).at("access_token").as_string());
    }
    http::response report(std::string const& path)
    {
        if (token.empty()) token = log_in();
        return ask(http::method::get, "/inContactAPI/services/v30.0/" + path, {}, token);
    }

    cxone_emulator tenant;
    time_point now{1h};
    std::string token;
};

} // namespace

TEST_SUITE("testing/cxone_emulator")
{
    TEST_CASE("equal options give equal answers; another seed gives others")
    {
        CHECK(desk().tenant.contact_json(3) == desk().tenant.contact_json(3));
        CHECK(desk().tenant.contact_json(3) != desk(cxone_emulator_options().seed(2)).tenant.contact_json(3));
        for (std::uint64_t i = 0; i != 200; ++i) CHECK_NOTHROW(boost::json::parse(desk().tenant.contact_json(i)));
    }

    TEST_CASE("contacts come page by page, to a last page whose next link is empty or missing, and to 204 behind it")
    {
        desk d;
        std::string path = std::string("contacts/completed?") + day + "&top=300&skip=600";
        auto const third = boost::json::parse(d.report(path).body);
        CHECK(word(third.at("totalRecords")) == "1000");
        CHECK(third.at("completedContacts").as_array().size() == 300);
        auto const next = std::string(third.at("_links").at("next").as_string());
        CHECK(next.starts_with("http://127.0.0.1:8080/inContactAPI/services/v30.0/contacts/completed?startDate="));
        CHECK(next.ends_with("&skip=900&top=300"));
        auto const last = boost::json::parse(d.report(path.substr(0, path.size() - 3) + "900").body);
        CHECK(last.at("completedContacts").as_array().size() == 100);
        CHECK_FALSE(last.at("_links").as_object().contains("next"));
        auto const whole = boost::json::parse(d.report(std::string("contacts/completed?") + day).body);
        CHECK(word(whole.at("_links").at("next")) == R"("")");
        auto const beyond = d.report(path.substr(0, path.size() - 3) + "1000");
        CHECK(beyond.status == 204);
        CHECK(beyond.body.empty());
        CHECK(d.tenant.counters().requests_to("GET contacts/completed") == 4);
    }

    TEST_CASE("rows are the truth's, filters filter, and fields are those that were asked for")
    {
        desk d;
        auto const query = std::string(day) + "&skillId=4712&isLogged=true";
        auto const rows = d.tenant.rows_of_query(query).value();
        CHECK(rows.size() > 20);
        CHECK(rows.size() < 150);
        auto const page = boost::json::parse(d.report("contacts/completed?" + query).body);
        auto const& got = page.at("completedContacts").as_array();
        REQUIRE(got.size() == rows.size());
        for (std::size_t k = 0; k != rows.size(); ++k)
            CHECK(word(got[k]) == word(boost::json::parse(d.tenant.contact_json(rows[k]))));
        auto const slim =
            boost::json::parse(d.report("contacts/completed?" + query + "&fields=contactId,agentId").body);
        CHECK(slim.at("completedContacts").as_array().front().as_object().size() == 2);
    }

    TEST_CASE(
        "what the platform refuses is refused: no span, no Accept, a page too large, an unknown version or report")
    {
        desk d;
        CHECK(d.report("contacts/completed").status == 400);
        CHECK(d.report("contacts/completed?startDate=yesterday&endDate=today").status == 400);
        CHECK(d.report(std::string("contacts/completed?") + day + "&top=10001").status == 400);
        CHECK(d.report("contacts/incomplete").status == 404);
        CHECK(
            d.report("contacts/custom-data?startDate=2025-03-01T00:00:00Z&endDate=2025-03-17T00:00:00Z").status == 400);
        CHECK(d.ask(http::method::get, "/incontactapi/services/v99.0/agents", {}, d.token).status == 404);
        http::request r;
        r.target = "/incontactapi/services/v24.0/agents";
        r.headers.add("Authorization", d.token);
        auto const bare = d.tenant.handle(r, d.now, {}).response;
        CHECK(bare.status == 406);
        CHECK(bare.headers.contains("CorrelationId"));
        CHECK(d.ask(http::method::get, "/incontactapi/services/v24.0/agents").status == 401);
    }

    TEST_CASE("a refresh token is good for once, under the platform's own names, and tokens run out")
    {
        desk d;
        auto const login = boost::json::parse(
            d.ask(http::method::post, login_path, R"({"accessKeyId":"test-key","accessKeySecret":"test-key-secret"})")
                .body);
        CHECK(word(login.at("resource_server_base_uri")) == R"("http://127.0.0.1:8080/")");
        auto const body = R"({"token":")" + std::string(login.at("refresh_token").as_string()) + "\"}";
        auto const renewed = d.ask(http::method::post, "/public/user/refresh", body);
        REQUIRE(renewed.status == 200);
        auto const odd = boost::json::parse(renewed.body);
        CHECK(odd.as_object().contains("refreshToken"));
        CHECK(word(odd.at("refreshTokenExpirationTimeSec")) == "7200");
        auto const again = d.ask(http::method::post, "/public/user/refresh", body);
        CHECK(again.status == 401);
        CHECK(boost::json::parse(again.body).as_object().contains("errorDescription"));
        d.token = "Bearer " + std::string(odd.at("token").as_string());
        CHECK(d.report("agents").status == 200);
        d.now += 2h;
        CHECK(d.report("agents").status == 401);
        CHECK(
            d.ask(http::method::post, login_path, R"({"accessKeyId":"test-key","accessKeySecret":"no"})").status ==
            401);
        CHECK(
            d.ask(http::method::post, login_path, "accessKeyId=test-key&accessKeySecret=test-key-secret").status ==
            400);
    }

    TEST_CASE("people sign in only where the application was registered, and only with all that OpenID asks for")
    {
        constexpr auto page = "/auth/authorize?response_type=code&client_id=test-client&scope=openid&state=s1"
                              "&redirect_uri=http://127.0.0.1:7777/callback&code_challenge_method=S256"
                              "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        desk d(cxone_emulator_options().redirect_uri("http://127.0.0.1:7777/callback"));
        auto const ask = [&](std::string_view changed, std::string_view to) {
            std::string target = page;
            target.replace(target.find(changed), changed.size(), to);
            return d.ask(http::method::get, target);
        };
        auto const shown = d.ask(http::method::get, page);
        CHECK(shown.status == 200);
        CHECK(shown.body.find(R"(action="/auth/authorize")") != std::string::npos);
        CHECK(ask("test-client", "other").status == 400);
        CHECK(ask("7777/callback", "7778/callback").status == 400);
        CHECK(ask("state=s1", "state=s1&tenantId=other").status == 400);
        CHECK(ask("state=s1", "state=s1&state=s2").status == 400);
        CHECK(desk().ask(http::method::get, page).status == 400); // nobody registered anything
        auto const sent_back = [&](std::string_view changed, std::string_view to) {
            auto const answer = ask(changed, to);
            CHECK(answer.status == 302);
            return std::string(answer.headers.find("Location").value_or("")).substr(31);
        };
        CHECK(sent_back("=openid", "=profile") == "error=invalid_scope&state=s1");
        CHECK(sent_back("type=code", "type=token") == "error=unsupported_response_type&state=s1");
        CHECK(sent_back("S256", "plain") == "error=invalid_request&state=s1");
        CHECK(sent_back("state=s1", "state=s1&prompt=none") == "error=login_required&state=s1");
    }

    TEST_CASE("a code is good for one try, with its verifier and its redirect URI")
    {
        constexpr auto form = "response_type=code&client_id=test-client&scope=openid&nonce=n1&login=user0@example.com"
                              "&redirect_uri=http://127.0.0.1:7777/callback&code_challenge_method=S256"
                              "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"; // of RFC 7636 appendix B
        constexpr auto verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        desk d(cxone_emulator_options().redirect_uri("http://127.0.0.1:7777/callback"));
        auto const submit = [&](std::string const& more) {
            return d.ask(http::method::post, "/auth/authorize", form + more);
        };
        CHECK(submit("&password=wrong").status == 401);
        auto const cancelled = submit("&password=test-password&answer=cancel");
        CHECK(cancelled.headers.find("Location")->find("error=access_denied") != std::string_view::npos);
        auto const code = [&] {
            return std::string(submit("&password=test-password").headers.find("Location").value_or("")).substr(36);
        };
        auto const redeem = [&](std::string const& c, std::string const& v, std::string const& port = "7777") {
            return d.ask(
                http::method::post, "/auth/token",
                "grant_type=authorization_code&redirect_uri=http://127.0.0.1:" + port + "/callback&code=" + c +
                    "&code_verifier=" + v,
                "Basic dGVzdC1jbGllbnQ6dGVzdC1zZWNyZXQ=");
        };
        auto const first = code();
        auto const answer = redeem(first, verifier);
        REQUIRE(answer.status == 200);
        auto const tokens = boost::json::parse(answer.body).as_object();
        CHECK(tokens.contains("id_token"));
        CHECK_FALSE(tokens.contains("resource_server_base_uri")); // the tenant has to be discovered
        CHECK(redeem(first, verifier).status == 400);
        CHECK(redeem(code(), "another").status == 400);
        CHECK(redeem(code(), verifier, "7778").status == 400);
        auto const late = code();
        d.now += 61s;
        CHECK(redeem(late, verifier).status == 400);
        auto const bearer = "Bearer " + std::string(tokens.at("access_token").as_string());
        auto const who = boost::json::parse(d.ask(http::method::get, "/auth/userinfo", {}, bearer).body);
        CHECK(word(who.at("email")) == R"("user0@example.com")");
        CHECK(d.ask(http::method::get, "/auth/userinfo").status == 401);
        CHECK(d.ask(http::method::get, "/auth/authorize/logout").status == 200);
    }

    TEST_CASE("an extraction has no state at first, then runs, then has a file that refuses a token")
    {
        desk d;
        d.token = d.log_in();
        auto const id = d.ask(
            http::method::post, "/data-extraction/v1/jobs",
            R"({"entityName":"qm-workflows","version":"1","startDate":"2025-03-01","endDate":"2025-03-02"})", d.token);
        CHECK(id.status == 202);
        auto const name = std::string(boost::json::parse(id.body).as_string());
        auto const look = [&] {
            return boost::json::parse(d.ask(http::method::get, "/data-extraction/v1/jobs/" + name, {}, d.token).body)
                .at("jobStatus")
                .as_object();
        };
        CHECK_FALSE(look().contains("status"));
        CHECK(word(look().at("status")) == R"("RUNNING")");
        auto const done = look();
        CHECK(word(done.at("status")) == R"("SUCCEEDED")");
        auto const link = std::string(done.at("result").at("url").as_string()).substr(21);
        CHECK(d.ask(http::method::get, link, {}, d.token).status == 400);
        auto const file = d.ask(http::method::get, link);
        CHECK(file.status == 200);
        CHECK(file.body == d.tenant.extraction_csv("qm-workflows", "2025-03-01", "2025-03-02"));
        CHECK(d.ask(http::method::get, link.substr(0, link.find('?'))).status == 403);
    }

    TEST_CASE("faults strike before and after the platform's own answer")
    {
        desk d(cxone_emulator_options().faults(
            fault_plan().at("agents", 1, fault_kind::too_many_requests).at("agents", 2, fault_kind::token_death)));
        d.token = d.log_in();
        CHECK(d.report("agents").status == 429);
        CHECK(d.report("agents").status == 401);
        CHECK(d.tenant.counters().faults.at("429") == 1);
    }
}
