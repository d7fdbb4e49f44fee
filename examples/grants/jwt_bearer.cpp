// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A signed statement about who asks (RFC 7523): a new one for each token, so the grant is made by a function.
// Set TOKEN_URL, ISSUER, SUBJECT, KEY_FILE (PEM).
#include "program.hpp"
#include <cogrant/codec/json.hpp>
#include <cogrant/http/pool.hpp>
#include <cogrant/jose/digest.hpp>
#include <cogrant/jose/jws.hpp>
#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/oauth/token_source.hpp>

#include <chrono>
#include <fstream>
#include <sstream>

namespace asio = boost::asio;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;

// The claims of the assertion (RFC 7523 §3), named as on the wire.
struct claims {
    std::string iss, sub, aud, jti;
    std::int64_t iat = 0, exp = 0;
};

/// Makes the grant anew for each request.
struct assertion_maker {
    cogrant::jose::private_key key;
    std::string issuer, subject, audience;

    cogrant::result<oauth::jwt_bearer> operator()() const
    {
        auto const now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
        claims const said{issuer, subject, audience, cogrant::jose::random_text(16), now, now + 60};
        auto const token = cogrant::jose::sign(
            R"({"alg":"ES256","typ":"JWT"})", cogrant::json::encode(said), key, cogrant::jose::algorithm::es256);
        if (!token) return token.error();
        return oauth::jwt_bearer{.assertion = *token};
    }
};

asio::awaitable<void> ask()
{
    auto const executor = co_await asio::this_coro::executor;
    http::connection_pool pool(executor);
    std::ifstream file(program::setting("KEY_FILE"));
    std::stringstream pem;
    pem << file.rdbuf();
    auto const key = cogrant::jose::private_key::from_pem(cogrant::secret(pem.str())).value();
    assertion_maker const maker{
        key, program::setting("ISSUER"), program::setting("SUBJECT"), program::setting("TOKEN_URL")};

    oauth::token_source tokens(
        executor, oauth::grant_fetcher(pool, program::url_setting("TOKEN_URL"), maker, oauth::no_client()));
    auto const token = co_await tokens.get_token();
    std::cout << "a token of " << token->expose().size() << " characters\n";
}

int main() { return program::run(ask()); }
