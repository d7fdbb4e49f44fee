// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Redirects between real servers: what the second one gets to see.
#include "support/http_peer.hpp"
#include "support/mutual_tls_server.hpp"
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/redirect.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

struct fixed_token {
    asio::awaitable<result<oauth::token_set>> fetch(time_point)
    {
        oauth::token_set set;
        set.access_token = secret("the-secret-token");
        set.token_type = "Bearer";
        set.expires_in = std::chrono::hours(1);
        co_return set;
    }
};

using seen = std::shared_ptr<std::vector<http::request>>;

/// Redirects "/go" to a place, answers the rest; remembers what came.
handler leading(std::shared_ptr<std::string> place, unsigned status, seen requests)
{
    return [=](http::request r, http::server_connection& peer) {
        bool const go = r.target == "/go";
        requests->push_back(std::move(r));
        auto const line = "HTTP/1.1 " + std::to_string(status) + " -\r\nLocation: " + *place + "\r\n";
        return say(&peer, go ? line + "Content-Length: 0\r\n\r\n" : ok("there"));
    };
}

asio::awaitable<result<http::response>> send_any(any_client client, http::exchange* x)
{
    auto sending = client.send(*x);
    auto answer = co_await std::move(sending);
    co_return answer;
}

/// Everything of a request that a server can read.
std::string text_of(http::request const& r)
{
    auto out = std::string(to_string(r.method)) + " " + r.target + "\n";
    for (auto const f : r.headers) out.append(f.name).append(": ").append(f.value).append("\n");
    return out + r.body;
}

TEST_SUITE("http/redirects")
{
    TEST_CASE("redirect_never_leaks_authorization to another server: the bytes it received")
    {
        for (unsigned const status : {301U, 302U, 303U, 307U, 308U})
            for (auto const m : {http::method::get, http::method::post})
                for (bool const same : {true, false}) {
                    CAPTURE(status);
                    CAPTURE(same);
                    asio::io_context context;
                    auto const place = std::make_shared<std::string>("/there");
                    seen const first = std::make_shared<std::vector<http::request>>();
                    seen const second = std::make_shared<std::vector<http::request>>();
                    testing::loopback_server ours(context.get_executor(), leading(place, status, first));
                    testing::loopback_server others(context.get_executor(), leading(place, status, second));
                    if (!same) *place = to_string(others.origin()) + "/there";
                    http::connection_pool pool(context.get_executor());
                    oauth::basic_token_source<fixed_token> tokens(context.get_executor(), fixed_token());
                    auto const options = redirect_options(redirect_policy::any).send_body_elsewhere(true);
                    any_client client = redirect(options) | authorize(tokens, {ours.origin()}) | cogrant::send(pool);
                    http::exchange x(ask_for(ours.origin(), "/go", m));
                    x.request.headers = {
                        {"Cookie", "the-secret-cookie"},
                        {"Proxy-Authorization", "the-secret-proxy"},
                        {"DPoP", "the-secret-proof"},
                        {"X-Auth", "the-secret-key"}};
                    if (m == http::method::post) x.request.body = "the body";
                    auto const got = run(context, send_any(client, &x));
                    REQUIRE(got);
                    CHECK(got->body == "there");
                    REQUIRE(first->size() == (same ? 2 : 1));
                    REQUIRE(second->size() == (same ? 0 : 1));
                    auto const last = same ? first->back() : second->back();
                    auto const text = text_of(last);
                    CHECK((text.find("the-secret") != text.npos) == same);
                    CHECK(last.method == method_after(status, m));
                    CHECK(last.body == (last.method == m ? x.request.body : std::string()));
                    CHECK(text_of(first->front()).find("Bearer the-secret-token") != std::string::npos);
                }
    }

    TEST_CASE("redirect_never_leaks_authorization from https to http, nor the fact that there was a request")
    {
        asio::io_context context;
        auto const identity = testing::make_certificate();
        seen const first = std::make_shared<std::vector<http::request>>();
        seen const second = std::make_shared<std::vector<http::request>>();
        auto const place = std::make_shared<std::string>();
        testing::loopback_server ours(context.get_executor(), leading(place, 302, first), identity);
        testing::loopback_server plain(context.get_executor(), leading(place, 302, second));
        *place = to_string(plain.origin()) + "/there";
        http::connection_pool pool(
            context.get_executor(),
            http::pool_options().tls(http::tls_options().system_trust(false).add_ca_pem(identity.certificate_pem)));
        any_client client = redirect(redirect_policy::any) | cogrant::send(pool);
        http::exchange x(ask_for(ours.origin(), "/go"));
        auto const got = run(context, send_any(client, &x));
        REQUIRE(got);
        CHECK(got->status == 302);
        CHECK(x.verdict == redirect_errc::insecure);
        CHECK(plain.accepted() == 0);
    }

    TEST_CASE("redirect_never_leaks_authorization that stands in a client certificate, the pool's or the request's own")
    {
        for (bool const of_pool : {true, false}) {
            asio::io_context context;
            auto const identity = testing::make_certificate();
            auto const authority = testing::make_certificate("DNS:authority.example");
            auto const me = handle_of(testing::make_client_certificate("reporting", authority));
            mutual_tls_server other(context, {identity, authority.certificate_pem, false, TLS1_3_VERSION});
            seen const first = std::make_shared<std::vector<http::request>>();
            auto const place = std::make_shared<std::string>(to_string(other.origin()) + "/there");
            testing::loopback_server ours(context.get_executor(), leading(place, 302, first), identity);
            auto tls = http::tls_options().system_trust(false).add_ca_pem(identity.certificate_pem);
            if (of_pool) tls.certificate(me);
            http::connection_pool pool(context.get_executor(), http::pool_options().tls(tls));
            any_client client = redirect(redirect_policy::any) | cogrant::send(pool);
            http::exchange x(ask_for(ours.origin(), "/go"));
            if (!of_pool) x.request.certificate = me;
            auto const got = run(context, send_any(client, &x));
            REQUIRE(got);
            CHECK(got->body == "nobody");
            CHECK(x.request.identify);
            CHECK(static_cast<bool>(x.request.certificate) != of_pool);
        }
    }

    TEST_CASE("the connection of the first answer is used for the second")
    {
        asio::io_context context;
        seen const requests = std::make_shared<std::vector<http::request>>();
        testing::loopback_server server(
            context.get_executor(), leading(std::make_shared<std::string>("there?x=1#y"), 302, requests));
        any_client client = redirect() | cogrant::send(http::connection_pool(context.get_executor()));
        http::exchange x(ask_for(server.origin(), "/go"));
        REQUIRE(run(context, send_any(client, &x)));
        CHECK(server.accepted() == 1);
        CHECK(requests->back().target == "/there?x=1");
    }
}

} // namespace
