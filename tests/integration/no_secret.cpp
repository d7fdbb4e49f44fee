// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A server that shows what it was sent, wherever a server can write something; whatever the library then says is searched.
#include "support/http_peer.hpp"
#include <cogrant/codec/base64.hpp>
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/oauth/introspection.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/oauth/userinfo.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/fetch.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

std::string const marker = "PLANTED";

/// What a thoughtless server knows of a request: its credentials and its body.
struct shown {
    std::string authorization;
    std::string body;
};

std::string quoted(std::string const& text)
{
    std::string out;
    for (char const c : text) out += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    return '"' + out + '"';
}

std::string answer(std::string const& status, std::string const& fields, std::string const& body)
{
    return "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
}

std::vector<std::function<std::string(shown const&)>> const& hostile_answers()
{
    static auto const all = [] {
        std::vector<std::function<std::string(shown const&)>> out = {
            [](shown const& s) { return answer("400 -", "", s.body + "\n" + s.authorization); },
            [](shown const& s) { return answer("200 -", "", s.body + "\n" + s.authorization); },
            [](shown const& s) { return answer("400 " + s.authorization, "", ""); },
            [](shown const& s) {
                return answer(
                    "400 -", "Content-Type: application/json\r\n",
                    "{\"error\":" + quoted(s.authorization) + ",\"error_description\":" +
                        quoted(s.body + s.authorization) + ",\"error_uri\":\"https://x.example/?" + s.body + "\"}");
            },
            [](shown const& s) {
                return answer(
                    "400 -", "Content-Type: application/json\r\n",
                    "{\"error\":\"invalid_client\",\"error_description\":" +
                        quoted("you sent " + s.authorization + s.body) + "}");
            },
            [](shown const& s) {
                return answer(
                    "401 -",
                    "WWW-Authenticate: Bearer realm=" + quoted(s.authorization) + ", error=\"invalid_token\"" +
                        ", error_description=" + quoted(s.authorization) + ", scope=" + quoted(s.authorization) +
                        "\r\n",
                    s.authorization);
            },
            [](shown const& s) {
                return answer(
                    "403 -", "WWW-Authenticate: Basic realm=" + quoted(s.authorization) + "\r\n", s.authorization);
            },
            [](shown const& s) {
                return answer("302 -", "Location: https://x.example/?" + s.authorization + "\r\n", "");
            },
            [](shown const& s) {
                return answer(
                    "503 -", "Retry-After: " + s.authorization + "\r\nX-Request-Id: " + s.authorization + "\r\n", "");
            },
            [](shown const& s) { return answer("429 -", "Retry-After: 4000\r\n", s.authorization + s.body); },
            [](shown const& s) { return s.authorization + "\r\n\r\n"; }, // no HTTP at all
            [](shown const& s) { return "HTTP/1.1 200 OK\r\n" + s.authorization + " no field\r\n\r\n"; },
            [](shown const& s) {
                return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + s.authorization + "\r\n";
            },
            [](shown const& s) {
                return answer("200 -", "Content-Encoding: " + s.authorization.substr(0, 40) + "\r\n", s.body);
            },
            [](shown const& s) { return answer("200 -", "", "{\"access_token\":" + quoted(s.authorization) + ",}"); },
            [](shown const& s) {
                return answer(
                    "200 -", "", R"({"access_token":"PLANTED-new","token_type":)" + quoted(s.authorization) + "}");
            },
            [](shown const& s) { return answer("200 -", "", "{\"number\":" + quoted(s.authorization) + "}"); },
        };
        // A secret at the place where a text is cut.
        for (std::size_t before = 150; before < 200; before += 7)
            out.push_back([before](shown const& s) {
                auto const all_sent = s.body + " " + s.authorization;
                auto const from = std::min(all_sent.find(marker), all_sent.size());
                return answer("400 -", "", std::string(before, '/') + all_sent.substr(from));
            });
        return out;
    }();
    return all;
}

struct number_page {
    int number = 0;
};

/// The answers one after the other, and everything that was said about them.
class hostile_world {
public:
    explicit hostile_world(std::size_t which)
        : server_(
              context_.get_executor(),
              [which](http::request r, http::server_connection& peer) {
                  auto const sent = r.headers.find("Authorization");
                  shown const s{sent ? std::string(*sent) : "none", r.body};
                  bool const good_token = r.target == "/good-token";
                  auto const bytes =
                      good_token ? ok(R"({"access_token":"PLANTED-token","token_type":"Bearer","expires_in":3600})")
                                 : hostile_answers()[which](s);
                  return say(&peer, bytes, good_token ? afterwards::keep : afterwards::close);
              }),
          pool_(context_.get_executor())
    {
    }

    template <class Work>
    void hear(Work work)
    {
        try {
            auto const outcome = run(context_, std::move(work));
            if (!outcome) hear(outcome.error());
        } catch (std::exception const& e) {
            said += std::string(e.what()) + "\n";
        }
    }
    void hear(error const& e) { said += all_texts(e) + "\n" + failure(e).what() + "\n"; }

    http::event_hook hook()
    {
        return {
            [](void* self, http::event const& e) {
                static_cast<hostile_world*>(self)->said += text_of(e) + "\n";
                sink(e);
            },
            this};
    }

    http::url at(std::string target) const { return {server_.origin(), std::move(target)}; }
    auto client() { return retry(twice()) | cogrant::send(pool_); }
    static retry_options twice() { return retry_options().max_attempts(2).schedule(backoff().base(0s)); }
    asio::any_io_executor executor() { return context_.get_executor(); }
    http::connection_pool& pool() { return pool_; }

    template <class Grant, class Auth>
    void exchange(Grant const& grant, Auth const& auth)
    {
        auto sender = client();
        hear(oauth::exchange(sender, at("/token"), grant, auth, in(30s), hook()));
    }

    std::string said;

private:
    asio::io_context context_;
    testing::loopback_server server_;
    http::connection_pool pool_;
};

template <class Client>
asio::awaitable<result<number_page>> fetch_number(Client* client, http::exchange* x)
{
    auto fetching = fetch<number_page>(*client, *x);
    auto got = co_await std::move(fetching);
    co_return got;
}

TEST_SUITE("no secret")
{
    TEST_CASE("no_secret_in_any_log: errors, exceptions and events of every grant, whatever the server shows")
    {
        using namespace oauth;
        secret const key("PLANTED-secret");
        for (std::size_t which = 0; which != hostile_answers().size(); ++which) {
            CAPTURE(which);
            hostile_world w(which);
            auto const basic = client_secret_basic("me", key);
            auto const form = client_secret_post("me", key);
            auto const each = [&](auto const& grant) {
                w.exchange(grant, basic);
                w.exchange(grant, form);
            };
            each(client_credentials());
            authorization_code const code{
                .code = secret("PLANTED-code"),
                .redirect_uri = "https://a.example/",
                .code_verifier = secret("PLANTED-v")};
            each(code);
            each(refresh_token_grant{.refresh_token = secret("PLANTED-refresh")});
            each(device_code_grant{.device_code = secret("PLANTED-device")});
            each(jwt_bearer{.assertion = secret("PLANTED.jwt.sig")});
            each(saml2_bearer{.assertion = secret("PLANTED-saml")});
            each(token_exchange{
                .subject_token = secret("PLANTED-subject"),
                .actor_token = secret("PLANTED-actor"),
                .actor_token_type = "urn:x"});
            each(legacy_password_grant{
                .option = allow_legacy_password, .username = "jane", .password = secret("PLANTED pass&word")});
            CHECK(w.said.find(marker) == std::string::npos);
            CHECK(w.said.find(base64::encode("me:PLANTED-secret")) == std::string::npos);
            CHECK(w.said.find(base64::encode("me:PLANTED-secret").substr(8, 8)) == std::string::npos);
            if (w.said.find(marker) != std::string::npos) MESSAGE(w.said);
        }
    }

    TEST_CASE("no_secret_in_any_log: errors, exceptions and events of an API that was sent a token")
    {
        using namespace oauth;
        for (std::size_t which = 0; which != hostile_answers().size(); ++which) {
            CAPTURE(which);
            hostile_world w(which);
            token_source tokens(
                w.executor(), grant_fetcher(
                                  w.pool(), w.at("/good-token"), client_credentials(),
                                  client_secret_basic("me", secret("PLANTED-s"))));
            std::vector<http::origin> const origins{w.at("/").origin};
            auto client = retry(hostile_world::twice()) | authorize(tokens, origins) | cogrant::send(w.pool());
            http::exchange x(ask_for(w.at("/").origin, "/api?key=PLANTED-query"), in(30s));
            x.hook = w.hook();
            w.hear(fetch_number(&client, &x));
            CHECK(w.said.size() > 20);
            CHECK(w.said.find(marker) == std::string::npos);
            if (w.said.find(marker) != std::string::npos) MESSAGE(w.said);
        }
    }
}

} // namespace
