// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A login that no RFC describes: a struct of your own is the grant, sent as JSON (here the access key of NICE CXone).
// Set TOKEN_URL, ACCESS_KEY_ID, ACCESS_KEY_SECRET.
#include "program.hpp"
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/exchange.hpp>

#include <string>

namespace asio = boost::asio;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;

struct access_key_login {
    static constexpr auto body = oauth::grant_body::json;
    static constexpr bool repeatable = true; // asking twice spends nothing

    cogrant::required<std::string> access_key_id;         // accessKeyId on the wire
    cogrant::required<cogrant::secret> access_key_secret; // accessKeySecret
};

asio::awaitable<void> ask()
{
    auto const executor = co_await asio::this_coro::executor;
    http::connection_pool pool(executor);
    auto const endpoint = program::url_setting("TOKEN_URL");

    access_key_login const grant{
        .access_key_id = program::setting("ACCESS_KEY_ID"),
        .access_key_secret = program::secret_setting("ACCESS_KEY_SECRET")};
    oauth::no_client const nobody;
    auto const tokens = co_await oauth::exchange(pool, endpoint, grant, nobody);
    program::show(tokens.value());
}

int main() { return program::run(ask()); }
