// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/http_peer.hpp"
#include <cogrant/jose/jwt.hpp>
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/dpop.hpp>
#include <cogrant/pipeline/fetch.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace cogrant;
using namespace support;

struct proof_header {
    std::string typ{};
    std::string alg{};
    json::raw jwk{};
};
struct proof_claims {
    static constexpr auto wire_letter_case = reflect::letter_case::snake;
    std::string jti{};
    std::string htm{};
    std::string htu{};
    long long iat = 0;
    std::optional<std::string> ath{};
    std::optional<std::string> nonce{};
};

/// A server that looks at proofs as RFC 9449 §4.3 tells it to: /token and /api, each with nonces of its own.
class strict_server {
public:
    explicit strict_server(asio::io_context& context)
        : server_(context.get_executor(), [this](http::request r, http::server_connection& peer) {
              return say(&peer, testing::to_bytes(answer(r)));
          })
    {
    }

    http::origin origin() const { return server_.origin(); }
    std::vector<std::string> const& faults() const { return faults_; }
    int requests() const { return requests_; }
    /// From now on the nonces that were given out count no more.
    void change_nonces() { ++epoch_; }

private:
    http::response answer(http::request const& r)
    {
        ++requests_;
        bool const token = r.target == "/token";
        std::string const nonce = (token ? "as-" : "rs-") + std::to_string(epoch_);
        http::headers fields{{"DPoP-Nonce", nonce}};
        auto const claims = checked(r, token);
        if (!claims) return {400, {}, ""};
        if (claims->nonce != nonce) {
            if (token) return {400, fields, R"({"error":"use_dpop_nonce"})"};
            fields.add("WWW-Authenticate", R"(DPoP error="use_dpop_nonce", algs="ES256")");
            return {401, fields, ""};
        }
        if (!token) return {200, fields, "\"hello\""};
        auto const access = "token-of-" + bound_to_;
        return {200, fields, R"({"access_token":")" + access + R"(","token_type":"DPoP","expires_in":3600})"};
    }

    std::optional<proof_claims> checked(http::request const& r, bool token)
    {
        auto const fault = [this](std::string what) {
            faults_.push_back(std::move(what));
            return std::nullopt;
        };
        if (r.headers.count("DPoP") != 1) return fault("not one proof");
        auto const proof = *r.headers.find("DPoP");
        auto const header =
            json::decode<proof_header>(base64::decode_url(proof.substr(0, proof.find('.'))).value_or(""));
        if (!header || header->typ != "dpop+jwt") return fault("header");
        auto const key = jose::public_key::from_jwk(header->jwk.text());
        if (!key) return fault("key");
        auto const good = jose::verify(proof, *key, {jose::algorithm::es256});
        if (!good) return fault("signature");
        auto claims = jose::claims_of<proof_claims>(*good);
        if (!claims) return fault("claims");
        auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
        if (!seen_.insert(claims->jti).second) return fault("jti seen before");
        if (claims->htm != to_string(r.method)) return fault("htm");
        if (claims->htu != to_string(server_.origin()) + r.target.substr(0, r.target.find('?'))) return fault("htu");
        if (claims->iat < now - 60 || claims->iat > now + 5) return fault("iat");
        if (token) {
            bound_to_ = jose::thumbprint(*key);
            if (claims->ath) return fault("ath at the token endpoint");
        } else {
            auto const access = "token-of-" + jose::thumbprint(*key);
            if (r.headers.find("Authorization") != "DPoP " + access) return fault("authorization");
            if (claims->ath != base64::encode_url(jose::sha256(access))) return fault("ath");
        }
        return std::move(*claims);
    }

    testing::loopback_server server_;
    std::set<std::string> seen_;
    std::vector<std::string> faults_;
    std::string bound_to_;
    int requests_ = 0;
    int epoch_ = 1;
};

template <class Client>
asio::awaitable<result<std::string>> greeting(Client* client, http::exchange* x)
{
    auto asking = fetch<std::string>(*client, *x);
    auto got = co_await std::move(asking);
    co_return got;
}

TEST_SUITE("dpop")
{
    TEST_CASE("S26: token and API with nonces that change, on one key, as a strict server wants it")
    {
        asio::io_context context;
        strict_server server(context);
        http::connection_pool pool(context.get_executor());
        auto const key = oauth::dpop_key::generate().value();
        http::url const endpoint{server.origin(), "/token"};
        oauth::grant_fetcher fetcher(
            retry() | dpop(key) | send(pool), endpoint, oauth::client_credentials(), oauth::public_client("client"));
        oauth::token_source tokens(context.get_executor(), std::move(fetcher));
        std::vector<http::origin> const origins{server.origin()};
        auto client = retry() | authorize(tokens, origins) | dpop(key) | send(pool);

        for (int i = 0; i != 3; ++i) {
            http::exchange x(ask_for(server.origin(), "/api?page=" + std::to_string(i)));
            auto const got = run(context, greeting(&client, &x));
            REQUIRE(got.has_value());
            CHECK(*got == "hello");
        }
        CHECK(server.requests() == 2 + 2 + 2); // each of the two asks for its nonce once
        server.change_nonces();
        http::exchange x(ask_for(server.origin(), "/api", http::method::post));
        x.request.body = "{}";
        CHECK(run(context, greeting(&client, &x)).has_value());
        CHECK(server.requests() == 8);
        for (auto const& fault : server.faults()) MESSAGE(fault);
        CHECK(server.faults().empty());
    }
}

} // namespace
