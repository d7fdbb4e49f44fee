// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/error.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

namespace {

using namespace cogrant;

TEST_SUITE("http/error")
{
    TEST_CASE("every code has a message of its own")
    {
        std::set<std::string> texts;
        int n = 0;
        for (int i = 1; i <= static_cast<int>(http_errc::proxy_unauthorized); ++i, ++n)
            texts.insert(make_error_code(static_cast<http_errc>(i)).message());
        CHECK(static_cast<int>(texts.size()) == n);
        CHECK(make_error_code(http_errc::truncated).category().name() == std::string("cogrant.http"));
        CHECK(make_error_code(static_cast<http_errc>(999)).message() == "unknown HTTP error");
    }

    TEST_CASE("a status becomes the code that says what to do")
    {
        CHECK_FALSE(status_error(204));
        CHECK(status_error(302) == http_errc::unexpected_status);
        CHECK(status_error(400) == http_errc::bad_request);
        CHECK(status_error(401) == condition::needs_login);
        CHECK(status_error(403) == condition::forbidden);
        CHECK(status_error(410) == http_errc::not_found);
        CHECK(status_error(429) == condition::rate_limited);
        CHECK(status_error(429) == condition::retryable);
        CHECK(status_error(503) == condition::retryable);
        CHECK_FALSE(status_error(501) == condition::timeout);
        CHECK(make_error_code(http_errc::deadline_exceeded) == condition::timeout);
        CHECK(make_error_code(http_errc::body_limit) == condition::bad_data);
        CHECK(make_error_code(http_errc::lookup_failed) == condition::retryable);
        CHECK_FALSE(make_error_code(http_errc::proxy_unauthorized) == condition::needs_login); // not the API's word
    }
}

} // namespace
