// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/testing/fault_plan.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <type_traits>

using namespace cogrant;
using testing::fault_kind;
using testing::fault_plan;

static_assert(!std::is_aggregate_v<fault_plan>);

namespace {

std::string why(std::string_view spec)
{
    auto const plan = fault_plan::parse(spec);
    return plan ? "accepted" : plan.error().info().detail;
}

} // namespace

TEST_SUITE("testing/fault_plan")
{
    TEST_CASE("a plan is read from text")
    {
        auto const plan =
            fault_plan::parse("seed=7, 429=0.05,503=0.25,reset=0.02,token-death=1e-2,gzip=1,retry-after=0,"
                              "delay-ms=5,max-in-a-row=2,submit=all,#3=reset,/users?a=b#2=truncate")
                .value();
        CHECK(plan.seed() == 7);
        CHECK(plan.rate(fault_kind::too_many_requests) == doctest::Approx(0.05));
        CHECK(plan.rate(fault_kind::unavailable) == doctest::Approx(0.25));
        CHECK(plan.rate(fault_kind::token_death) == doctest::Approx(0.01));
        CHECK(plan.rate(fault_kind::gzip) == doctest::Approx(1));
        CHECK(plan.rate(fault_kind::stale) == doctest::Approx(0));
        CHECK(plan.retry_after().count() == 0);
        CHECK(plan.delay().count() == 5);
        CHECK(plan.max_in_a_row() == 2);
        CHECK_FALSE(plan.spare_submissions());
        REQUIRE(plan.script().size() == 2);
        CHECK(plan.script()[0].match.empty());
        CHECK(plan.script()[0].nth == 3);
        CHECK(plan.script()[1].match == "/users?a=b");
        CHECK(plan.script()[1].kind == fault_kind::truncate);
    }

    TEST_CASE("every kind has a name that reads back")
    {
        for (std::size_t i = 0; i != testing::fault_kind_count; ++i) {
            auto const kind = static_cast<fault_kind>(i);
            CHECK(testing::fault_kind_from(to_string(kind)) == kind);
        }
        CHECK_FALSE(testing::fault_kind_from("418"));
    }

    TEST_CASE("a text that is no plan is refused with the item and the reason")
    {
        CHECK(why("429") == "fault plan: '429': expected name=value");
        CHECK(why("gzip=0.5,429=2") == "fault plan: '429=2': expected a probability from 0 to 1");
        CHECK(why("429=-0.1") == "fault plan: '429=-0.1': expected a probability from 0 to 1");
        CHECK(why("429=nan").find("expected a probability") != std::string::npos);
        CHECK(why("429=0.1x").find("expected a probability") != std::string::npos);
        CHECK(why("429=").find("expected a probability") != std::string::npos);
        CHECK(why("seed=x") == "fault plan: 'seed=x': expected a whole number");
        CHECK(why("delay-ms=99999999999").find("expected a whole number") != std::string::npos);
        CHECK(why("submit=maybe").find("submit=all or submit=safe") != std::string::npos);
        CHECK(why("teapot=1").find("'teapot=1': unknown name; known are seed") != std::string::npos);
        CHECK(why("teapot=1").find("token-death") != std::string::npos);
        CHECK(why("#0=reset").find("n from 1") != std::string::npos);
        CHECK(why("#x=reset").find("n from 1") != std::string::npos);
        CHECK(why("#1=teapot").find("unknown kind") != std::string::npos);
        CHECK(fault_plan::parse("x").error().code() == boost::system::errc::invalid_argument);
    }
}
