// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_GENESYS_CLIENT_PARTS_HPP
#define COGRANT_TESTS_GENESYS_CLIENT_PARTS_HPP

#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/client.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <vector>
#include <virtual_time.hpp>

/// An organisation behind a scripted peer, in virtual time.
namespace org_parts {

namespace asio = boost::asio;
using namespace cogrant;
using client = genesys::basic_client<scripted_peer, testing::manual_clock>;

inline constexpr auto planted = "PLANTED-c0ffee1234";

inline genesys::client_options options()
{
    genesys::client_options o("the-client-id", secret(planted));
    o.retry_policy(retry_options().schedule(backoff().base(duration(0))));
    return o;
}

struct organisation {
    virtual_time time;
    scripted_peer peer;
    client org{time.context.get_executor(), options(), peer};

    void expect_token(int n = 1)
    {
        peer.expect(testing::post("/oauth/token")
                        .to("https://login.mypurecloud.com")
                        .with_body("grant_type=client_credentials"))
            .reply(
                200, R"({"access_token":"PLANTED-token-)" + std::to_string(n) +
                         R"(","token_type":"bearer","expires_in":86399})");
    }
    testing::expected_request authorized(testing::expected_request r, int token = 1)
    {
        r.to("https://api.mypurecloud.com")
            .with_header("Authorization", "Bearer PLANTED-token-" + std::to_string(token));
        return r;
    }
};

/// What a consumer saw: the rows as text.
struct seen {
    std::vector<std::string> rows;
    std::optional<error> failed;
};

inline asio::awaitable<void> consume(async_generator<json::raw> rows, seen& out)
{
    auto source = std::move(rows);
    for (;;) {
        auto next = co_await source.try_next();
        if (!next) {
            out.failed = next.error();
            break;
        }
        if (*next == nullptr) break;
        out.rows.emplace_back((*next)->text());
    }
}

} // namespace org_parts

#endif // COGRANT_TESTS_GENESYS_CLIENT_PARTS_HPP
