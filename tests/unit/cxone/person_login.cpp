// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "../oauth/scripted_store.hpp"
#include "client_parts.hpp"
#include <cogrant/codec/form.hpp>
#include <cogrant/cxone/login.hpp>
#include <cogrant/jose/jwk.hpp>
#include <cogrant/oauth/code_login.hpp>
#include <cogrant/oauth/id_token.hpp>
#include <cogrant/oauth/memory_token_store.hpp>
#include <cogrant/oauth/session_fetcher.hpp>
#include <cogrant/testing/cxone_emulator.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <print_result.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace person_parts {

constexpr auto back = "http://127.0.0.1:7777/callback";
constexpr auto day = "contacts/completed?startDate=2025-03-01T00:00:00Z&endDate=2025-03-02T00:00:00Z&top=400";

// Both clocks go together.
struct both_clocks {
    static void go(duration by)
    {
        manual_clock::advance(by);
        manual_wall::current += std::chrono::duration_cast<std::chrono::milliseconds>(by);
    }
};

// The emulator, asked without a network.
struct tenant_peer {
    std::shared_ptr<cxone_emulator> emulator;

    http::response answer(http::request const& r) const
    {
        return emulator->handle(r, manual_clock::now(), manual_wall::now()).response;
    }
    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        result<http::response> answered = answer(x.request);
        x.bytes_written = true;
        co_return answered;
    }
    http::response browse(http::method method, std::string target, std::string body = {}) const
    {
        http::request r;
        r.method = method;
        r.origin = {false, "127.0.0.1", 8080};
        r.target = std::move(target);
        r.body = std::move(body);
        return answer(r);
    }
};

// The person reads the page, types the password and is sent back; gives the target that the browser then asks for.
inline std::string sign_in(tenant_peer const& peer, std::string const& url)
{
    auto const target = url.substr(url.find("/auth/authorize"));
    CHECK(peer.browse(http::method::get, target).status == 200);
    auto form = target.substr(target.find('?') + 1);
    form::add(form, "login", "user0@example.com");
    form::add(form, "password", "test-password");
    auto const sent = peer.browse(http::method::post, "/auth/authorize", form);
    REQUIRE(sent.status == 302);
    auto const location = std::string(sent.headers.find("Location").value());
    REQUIRE(location.starts_with(back));
    return location.substr(location.find("/callback"));
}

using login_store = oauth::basic_memory_token_store<manual_clock>;

struct person {
    explicit person(cxone_emulator_options o = cxone_emulator_options())
        : peer{std::make_shared<cxone_emulator>(std::move(o.redirect_uri(back)))}
    {
        manual_wall::reset();
    }
    static cxone::hosts hosts() { return cxone::hosts_of_url("http://127.0.0.1:8080").value(); }

    virtual_time time;
    tenant_peer peer;
    oauth::client_secret_basic app{"test-client", secret("test-secret")};
    login_store store;
    oauth::server_metadata server;
    oauth::finished_login finished;
};

inline asio::awaitable<void> log_in(person& p, std::string tenant = "11eb-0000-emulated")
{
    auto discovering =
        oauth::discover(p.peer, cxone::issuer_of(person::hosts()), cxone::metadata_rules(person::hosts()));
    auto found = co_await std::move(discovering);
    p.server = std::move(found).value();
    auto const ask = cxone::login_request("test-client", back, tenant);
    auto const begun = oauth::begin_login(ask, p.server).value();
    oauth::memory_pending_store pending;
    auto keeping = pending.put(begun.pending);
    auto const kept = co_await std::move(keeping);
    CHECK(kept);
    auto finishing = oauth::finish_login(p.peer, pending, p.server, sign_in(p.peer, begun.url), p.app);
    auto finished = co_await std::move(finishing);
    p.finished = std::move(finished).value();
    auto const now = std::chrono::floor<std::chrono::milliseconds>(manual_wall::now());
    auto saving = oauth::save_login(p.store, "user0", p.finished.tokens, now);
    auto const saved = co_await std::move(saving);
    CHECK(saved);
}

using session = oauth::session_fetcher<
    tenant_peer, oauth::client_secret_basic, login_store, oauth::no_fallback, manual_clock, manual_wall>;
using person_client = cxone::basic_client<tenant_peer, manual_clock>;

inline person_client client_of(person& p)
{
    auto const endpoint = http::parse_url(p.server.token_endpoint.value()).value();
    cxone::client_options options({}, secret());
    options.hosts(person::hosts());
    return {p.time.context.get_executor(), options, p.peer, session(p.peer, endpoint, p.app, p.store, "user0")};
}

} // namespace person_parts

using namespace person_parts;

TEST_SUITE("cxone/person_login")
{
    TEST_CASE("a person signs in by OpenID at the discovered page, and the contacts are read from the discovered host")
    {
        person p;
        p.time.run(log_in(p));
        REQUIRE(p.finished.tokens.refresh_token.has_value());
        auto org = client_of(p);
        tenant_parts::seen out;
        p.time.run(tenant_parts::consume(org.async_paginate_path(day), out));
        CHECK_FALSE(out.failed.has_value());
        REQUIRE(out.rows.size() == 1000);
        CHECK(out.rows[999] == p.peer.emulator->contact_json(999));
        auto const counted = p.peer.emulator->counters();
        CHECK(counted.requests_to("GET /.well-known/openid-configuration") == 1);
        CHECK(counted.requests_to("GET /.well-known/cxone-configuration") == 1); // by the tenant that the token names
        CHECK(counted.requests_to("POST /auth/token") == 1);
        CHECK(counted.requests_to("POST /authentication/v1/token/access-key") == 0);
    }

    TEST_CASE("who signed in is said by an id_token that keeps every rule")
    {
        person p;
        p.time.run(log_in(p));
        auto const keys = jose::jwk_set::parse(p.peer.browse(http::method::get, "/auth/jwks").body).value();
        auto rules = oauth::id_token_rules(p.server, "test-client").nonce(*p.finished.nonce);
        auto const now = std::chrono::floor<std::chrono::seconds>(manual_wall::now());
        auto const who = oauth::validate_id_token(p.finished.tokens.id_token.value(), keys, rules, now);
        REQUIRE(who);
        CHECK(who->issuer() == "http://127.0.0.1:8080");
        auto const stale = oauth::validate_id_token(p.finished.tokens.id_token.value(), keys, rules, now + 2h);
        REQUIRE_FALSE(stale);
        CHECK(stale.error().message().find("exp: has passed") != std::string::npos);
        rules.nonce(secret("of another login"));
        CHECK_FALSE(oauth::validate_id_token(p.finished.tokens.id_token.value(), keys, rules, now));
    }

    TEST_CASE("the login is renewed at the standard token endpoint until the platform ends it; no key is ever sent")
    {
        person p(cxone_emulator_options().refresh_life(3h));
        p.time.run(log_in(p, {}));
        auto org = client_of(p);
        auto const agents = [&] {
            tenant_parts::seen out;
            p.time.run(tenant_parts::consume(org.async_paginate_path("agents?top=100"), out));
            return out;
        };
        CHECK(agents().rows.size() == 30);
        both_clocks::go(2h);
        CHECK(agents().rows.size() == 30);
        CHECK(p.peer.emulator->counters().requests_to("POST /auth/token") == 2);
        both_clocks::go(4h);
        auto const out = agents();
        REQUIRE(out.failed.has_value());
        CHECK(*out.failed == condition::needs_login);
        CHECK(p.peer.emulator->counters().requests_to("POST /authentication/v1/token/access-key") == 0);
        CHECK(p.peer.emulator->counters().requests_to("POST /public/user/refresh") == 0);
    }

    TEST_CASE("metadata with an endpoint outside the platform are refused, unless its domain is trusted")
    {
        auto const na1 = cxone::hosts_of_area("na1").value();
        auto const read = [&](std::string_view token_endpoint, std::vector<std::string> trusted) {
            http::response answer;
            answer.status = 200;
            answer.body = R"({"issuer":"https://cxone.niceincontact.com","authorization_endpoint":)"
                          R"("https://cxone.niceincontact.com/auth/authorize","token_endpoint":")";
            answer.body.append(token_endpoint).append("\"}");
            auto const rules = cxone::metadata_rules(na1, std::move(trusted));
            return oauth::read_metadata(answer, cxone::issuer_of(na1), rules);
        };
        CHECK(read("https://cxone.niceincontact.com/auth/token", {}));
        CHECK(read("https://na1.nice-incontact.com/auth/token", {}));
        CHECK_FALSE(read("http://cxone.niceincontact.com/auth/token", {}));
        auto const foreign = read("https://login.corp.example/token", {});
        REQUIRE_FALSE(foreign);
        CHECK(foreign.error().code() == oauth_errc::endpoint_refused);
        CHECK(read("https://login.corp.example/token", {"corp.example"}));
        CHECK_FALSE(read("https://login.corp.example/token", {"orp.example"}));
    }
}
