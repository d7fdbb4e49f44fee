// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/message.hpp>

#include <doctest/doctest.h>

namespace {

using namespace cogrant::http;

TEST_SUITE("http/message")
{
    TEST_CASE("POST and PATCH are the methods that may not be repeated")
    {
        for (auto m : {method::get, method::head, method::put, method::delete_, method::options}) CHECK(idempotent(m));
        CHECK_FALSE(idempotent(method::post));
        CHECK_FALSE(idempotent(method::patch));
        CHECK(to_string(method::delete_) == "DELETE");
    }

    TEST_CASE("a POST may be repeated when it is a query or carries an idempotency key")
    {
        request r;
        r.method = method::post;
        CHECK_FALSE(r.repeatable());
        r.query = true;
        CHECK(r.repeatable());
        r.query = false;
        r.headers.add("idempotency-key", "1");
        CHECK(r.repeatable());
    }

    TEST_CASE("2xx is a success")
    {
        response r;
        for (unsigned status : {200U, 204U, 299U}) {
            r.status = status;
            CHECK(r.ok());
        }
        for (unsigned status : {0U, 199U, 300U, 404U}) {
            r.status = status;
            CHECK_FALSE(r.ok());
        }
    }
}

} // namespace
