// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_CXONE_CLIENT_PARTS_HPP
#define COGRANT_TESTS_CXONE_CLIENT_PARTS_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/cxone/client.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>
#include <virtual_time.hpp>

/// A tenant behind a scripted peer, in virtual time.
namespace tenant_parts {

namespace asio = boost::asio;
using namespace cogrant;
using client = cxone::basic_client<scripted_peer, testing::manual_clock>;

inline constexpr auto planted = "PLANTED-c0ffee1234";
inline constexpr auto key_login = "/authentication/v1/token/access-key";
inline constexpr auto area_host = "https://na1.nice-incontact.com";
inline constexpr auto issuer_host = "https://cxone.niceincontact.com";
inline constexpr auto api_host = "https://api-c32.nice-incontact.com";
inline constexpr auto names_host = R"(,"resource_server_base_uri":"https://api-c32.nice-incontact.com/")";

inline cxone::client_options options()
{
    cxone::client_options o("the-key-id", secret(planted));
    o.retry_policy(retry_options().schedule(backoff().base(duration(0))));
    return o;
}

/// The nth access token: a JWT that names the tenant.
inline std::string token(int n = 1, std::string const& payload = R"({"tenantId":"11eb","icClusterId":"c32"})")
{
    return "e30." + base64::encode_url(payload) + ".PLANTED-signature-" + std::to_string(n);
}

inline std::string token_answer(int n = 1, std::string const& more = names_host)
{
    return R"({"access_token":")" + token(n) + R"(","token_type":"Bearer","expires_in":3600)" + more + "}";
}

struct tenant {
    explicit tenant(cxone::client_options o = options()) : org(time.context.get_executor(), std::move(o), peer) {}

    virtual_time time;
    scripted_peer peer;
    client org;

    void expect_login(int n = 1, std::string const& more = names_host)
    {
        peer.expect(testing::post(key_login)
                        .to(area_host)
                        .with_header("Content-Type", "application/json")
                        .with_body(R"({"accessKeyId":"the-key-id","accessKeySecret":"PLANTED-c0ffee1234"})"))
            .reply(200, token_answer(n, more));
    }
    testing::expected_request authorized(testing::expected_request r, int n = 1, std::string const& host = api_host)
    {
        r.to(host).with_header("Authorization", "Bearer " + token(n)).with_header("Accept", "application/json");
        return r;
    }
    testing::expected_request report(std::string const& path, int n = 1)
    {
        return authorized(testing::get("/incontactapi/services/v24.0/" + path), n);
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

using words = std::vector<std::string>;

} // namespace tenant_parts

#endif // COGRANT_TESTS_CXONE_CLIENT_PARTS_HPP
