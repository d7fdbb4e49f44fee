// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/testing/emulator/routes.hpp>

#include <doctest/doctest.h>

namespace detail = cogrant::testing::detail;

TEST_SUITE("testing/genesys_emulator_routes")
{
    TEST_CASE("each star of a path stands for one segment that is there")
    {
        detail::path_words words{};
        CHECK(detail::match_path("/a/*/b/*", "/a/1/b/22", words));
        CHECK(words[0] == "1");
        CHECK(words[1] == "22");
        CHECK(detail::match_path("/a/*/b/*/c", "/a/x/b/y/c", words));
        CHECK(detail::match_path("/a", "/a", words));
        for (auto const* const path : {"/a//b/2", "/a/1/b/", "/a/1/b", "/a/1/b/2/", "/a/1/b/2/3", "/b/1/b/2", "", "/"})
            CHECK_FALSE_MESSAGE(detail::match_path("/a/*/b/*", path, words), path);
    }

    TEST_CASE("the emulator's own paths are found with what stood for the star")
    {
        auto const job = detail::match_route("/api/v2/analytics/conversations/details/jobs/j1/results");
        CHECK(job.where == detail::route::job_results);
        CHECK(job.id == "j1");
        CHECK(detail::match_route("/api/v2/analytics/conversations/c/details").where == detail::route::conversation);
        CHECK(detail::match_route("/api/v2/users/me").where == detail::route::me);
        CHECK(detail::match_route("/api/v2/nothing").entry == nullptr);
    }
}
