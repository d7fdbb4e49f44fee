// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/genesys/error.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

TEST_SUITE("genesys/error")
{
    TEST_CASE("every code has its own words")
    {
        std::set<std::string> texts;
        for (int i = 1; i <= static_cast<int>(cogrant::genesys_errc::not_ready); ++i)
            texts.insert(cogrant::error_code(i, cogrant::genesys_category()).message());
        CHECK_EQ(texts.size(), static_cast<std::size_t>(cogrant::genesys_errc::not_ready));
        CHECK_FALSE(texts.contains("unknown Genesys Cloud error"));
        CHECK_EQ(std::string(cogrant::genesys_category().name()), "cogrant.genesys");
    }

    TEST_CASE("codes answer the coarse questions")
    {
        cogrant::error_code const missing = cogrant::genesys_errc::missing_setting;
        CHECK(missing == make_error_condition(cogrant::condition::needs_login));
        CHECK_FALSE(missing == make_error_condition(cogrant::condition::retryable));
        cogrant::error_code const nameless = cogrant::genesys_errc::no_job;
        CHECK(nameless == make_error_condition(cogrant::condition::bad_data));
        cogrant::error_code const failed = cogrant::genesys_errc::job_failed;
        CHECK_FALSE(failed == make_error_condition(cogrant::condition::retryable));
    }
}
