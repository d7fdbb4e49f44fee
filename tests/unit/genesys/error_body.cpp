// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "contract.hpp"
#include <cogrant/codec/json.hpp>
#include <cogrant/genesys/error_body.hpp>

#include <doctest/doctest.h>

namespace genesys = cogrant::genesys;
namespace json = cogrant::json;

TEST_SUITE("genesys/error_body")
{
    TEST_CASE("the contract's body is read whole")
    {
        auto const text = contract::sample("genesys-429.json");
        if (!text) return;
        auto const body = json::decode<genesys::error_body>(*text);
        if (!body) FAIL(body.error().message());
        CHECK_EQ(body->status.value(), 429);
        CHECK_EQ(body->message_params.at("retryAfterSeconds"), "17");
        REQUIRE(body->limit.has_value());
        CHECK_EQ(body->limit->key.value(), "client.credentials.token.rate.per.minute");
        CHECK_EQ(body->limit->namespace_.value(), "platform.api");
        CHECK_EQ(body->limit->value.value(), 300);
    }

    TEST_CASE("errors nest")
    {
        auto const body =
            json::decode<genesys::error_body>(R"({"errors":[{"code":"a","errors":[{"code":"b"}]},{"code":"c"}]})");
        REQUIRE(body.has_value());
        CHECK_EQ(body->errors.at(0).errors.at(0).code.value(), "b");
        CHECK_EQ(body->errors.at(1).code.value(), "c");
    }

    TEST_CASE("the contract's token error is read")
    {
        auto const text = contract::sample("genesys-token-error.json");
        if (!text) return;
        auto const body = json::decode<genesys::token_error_body>(*text);
        REQUIRE(body.has_value());
        CHECK_EQ(body->error.value(), "invalid_client");
        CHECK_EQ(body->error_description.value(), body->description.value());
    }
}
