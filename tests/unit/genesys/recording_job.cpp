// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "emulated_parts.hpp"
#include <cogrant/genesys/recording_job.hpp>
#include <cogrant/genesys/users.hpp>

#include <cstddef>
#include <set>
#include <string>
#include <vector>

using namespace cogrant;
using emulated::organisation;

namespace {

/// Seven jobs that are ready: each second one deletes.
std::vector<std::string> fill(organisation& o)
{
    std::vector<std::string> ids;
    for (int n = 0; n != 7; ++n) {
        genesys::recording_job_query made;
        made.action = n % 2 == 0 ? genesys::recording_action::export_ : genesys::recording_action::delete_;
        auto const job = o.call(made);
        REQUIRE(job.has_value());
        genesys::recording_job_by_id const where{.job_id = job->id};
        for (int look = 0; look != 9; ++look) REQUIRE(o.call(where).has_value());
        ids.push_back(job->id);
    }
    o.asked();
    return ids;
}

std::vector<std::string> ids_of(std::vector<genesys::recording_job> const& jobs)
{
    std::vector<std::string> ids;
    for (auto const& j : jobs) ids.push_back(j.id);
    return ids;
}

} // namespace

TEST_SUITE("genesys/recording_job")
{
    TEST_CASE("jobs are listed by number and by cursor, the same ones in the same order")
    {
        organisation o;
        auto const ids = fill(o);
        genesys::recording_jobs_query by_number{.page_size = 3};
        CHECK(ids_of(o.all(by_number)) == ids);
        CHECK(o.asked() == 3);
        genesys::recording_jobs_query by_cursor{.page_size = 3, .include_total = false};
        CHECK(ids_of(o.all(by_cursor)) == ids);
        CHECK(o.asked() == 3);
    }

    TEST_CASE("the list can be of one state, of one type, one's own and by date")
    {
        organisation o;
        auto const ids = fill(o);
        genesys::recording_jobs_query wanted{.page_size = 2, .job_type = "DELETE", .include_total = false};
        CHECK(ids_of(o.all(wanted)) == std::vector<std::string>{ids[1], ids[3], ids[5]});
        genesys::run_recording_job const run{.job_id = ids[2]};
        REQUIRE(o.call(run).has_value());
        wanted = {.state = "PROCESSING"};
        CHECK(ids_of(o.all(wanted)) == std::vector<std::string>{ids[2]});
        wanted = {.page_size = 5, .sort_by = "dateCreated", .show_only_my_jobs = true, .job_type = ""};
        CHECK(ids_of(o.all(wanted)) == ids);
        wanted = {.state = "CANCELLED"};
        CHECK(o.all(wanted).empty());
    }

    TEST_CASE("what a job could not do is listed either way")
    {
        organisation o;
        auto const ids = fill(o);
        genesys::failed_recordings_query wanted{.job_id = ids[0]};
        CHECK(o.all(wanted).empty());
        wanted.include_total = false;
        CHECK(o.all(wanted).empty());
    }

    TEST_CASE("what the server does not know is its refusal, with its words")
    {
        organisation o;
        genesys::recording_jobs_query const wanted{.state = "ASLEEP"};
        try {
            o.all(wanted);
            FAIL("no refusal");
        } catch (failure const& f) {
            CHECK(f.error().info().status == 400);
            CHECK(f.error().info().server_code == "invalid.value");
        }
    }

    TEST_CASE("users who left are listed for those who ask for them")
    {
        organisation o(testing::genesys_emulator_options().users(60));
        genesys::users_query wanted{.page_size = 25};
        auto const active = o.all(wanted);
        wanted.state = "any";
        auto const all = o.all(wanted);
        CHECK(all.size() == 60);
        CHECK(active.size() < 60);
        for (auto const& u : active) CHECK(u.state == genesys::user_state::active);
    }
}
