// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/testing/emulator/fault_injector.hpp>

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <string_view>
#include <vector>

using namespace cogrant;
using testing::fault_decision;
using testing::fault_injector;
using testing::fault_kind;
using testing::fault_plan;
using testing::fault_subject;

namespace {

fault_subject about(std::string_view label, std::string_view body = "")
{
    fault_subject s;
    s.label = label;
    s.body = body;
    s.token_served = 1000;
    return s;
}

std::string summary(fault_decision const& d)
{
    std::string text = d.failure ? std::string(to_string(*d.failure)) : "-";
    if (d.gzip) text += " gzip";
    if (d.chunked) text += " chunked";
    if (d.drip) text += " drip";
    if (d.delay) text += " delay";
    return text;
}

} // namespace

TEST_SUITE("testing/genesys_emulator_faults")
{
    TEST_CASE("a plan made from nothing spoils nothing")
    {
        CHECK(fault_plan().empty());
        CHECK(fault_plan::parse("").value().empty());
        fault_injector injector{fault_plan()};
        for (int i = 0; i != 100; ++i) CHECK(summary(injector.next(about("GET /"))) == "-");
    }

    TEST_CASE("the same plan meets the same requests in the same way, whatever their order")
    {
        auto const plan = fault_plan().seed(5).rate(
            0.1, fault_kind::reset, fault_kind::truncate, fault_kind::unavailable, fault_kind::gzip,
            fault_kind::chunked, fault_kind::delay);
        auto const run = [&](bool backwards) {
            fault_injector injector(plan);
            std::map<std::string, std::vector<std::string>> seen;
            for (int round = 0; round != 5; ++round)
                for (int i = 0; i != 50; ++i) {
                    auto const label = "GET /" + std::to_string(backwards ? 49 - i : i);
                    seen[label].push_back(summary(injector.next(about(label))));
                }
            return seen;
        };
        auto const forwards = run(false);
        CHECK(forwards == run(true));
        auto other = plan;
        fault_injector different(other.seed(6));
        std::string a;
        std::string b;
        for (int i = 0; i != 50; ++i) {
            auto const label = "GET /" + std::to_string(i);
            a += forwards.at(label)[0];
            b += summary(different.next(about(label)));
        }
        CHECK(a != b);
    }

    TEST_CASE("rates are met over many requests")
    {
        fault_injector injector(fault_plan()
                                    .rate(fault_kind::reset, 0.1)
                                    .rate(fault_kind::internal_error, 0.2)
                                    .rate(fault_kind::gzip, 0.5));
        for (int i = 0; i != 10'000; ++i) injector.next(about("GET /" + std::to_string(i)));
        CHECK(injector.given(fault_kind::reset) == doctest::Approx(1000).epsilon(0.1));
        CHECK(injector.given(fault_kind::internal_error) == doctest::Approx(2000).epsilon(0.1));
        CHECK(injector.given(fault_kind::gzip) == doctest::Approx(5000).epsilon(0.1));
        CHECK(injector.given(fault_kind::stale) == 0);
    }

    TEST_CASE("the same request fails at most three times in a row, so that the fourth try gets through")
    {
        fault_injector injector(fault_plan().rate(fault_kind::reset, 1));
        std::string trace;
        for (int i = 0; i != 8; ++i) trace += summary(injector.next(about("GET /a", "body"))) + " ";
        CHECK(trace == "reset reset reset - reset reset reset - ");
    }

    TEST_CASE("compression, chunks and delays are not failures and are not bounded")
    {
        fault_injector injector(
            fault_plan().rate(1, fault_kind::gzip, fault_kind::chunked, fault_kind::drip, fault_kind::delay));
        for (int i = 0; i != 10; ++i) CHECK(summary(injector.next(about("GET /a"))) == "- gzip chunked drip delay");
    }

    TEST_CASE("a submission meets only what certainly kept it from being handled")
    {
        fault_plan plan;
        plan.rate(
            0.09, fault_kind::too_many_requests, fault_kind::internal_error, fault_kind::bad_gateway,
            fault_kind::unavailable, fault_kind::gateway_timeout, fault_kind::reset, fault_kind::reset_in_body,
            fault_kind::truncate, fault_kind::stale, fault_kind::token_death);
        auto const kinds = [](fault_plan const& p) {
            fault_injector injector(p);
            std::map<std::string, int> seen;
            for (int i = 0; i != 2000; ++i) {
                auto const body = std::to_string(i);
                auto subject = about("POST /jobs", body);
                subject.submission = true;
                ++seen[summary(injector.next(subject))];
            }
            return seen;
        };
        auto const spared = kinds(plan);
        CHECK(spared.size() == 4);
        CHECK(spared.contains("429"));
        CHECK(spared.contains("503"));
        CHECK(spared.contains("token-death"));
        CHECK(kinds(plan.spare_submissions(false)).size() == 11);
    }

    TEST_CASE("a token dies by chance only after it served for a while, and not twice running for one request")
    {
        fault_injector injector(fault_plan().rate(fault_kind::token_death, 1));
        auto young = about("GET /a");
        young.token_served = 5;
        CHECK(summary(injector.next(young)) == "-");
        CHECK(summary(injector.next(about("GET /a"))) == "token-death");
        CHECK(summary(injector.next(about("GET /a"))) == "-");
        CHECK(summary(injector.next(about("GET /a"))) == "token-death");
    }

    TEST_CASE("two connections in a row do not go stale, and none where it would hurt a submission")
    {
        fault_injector injector(fault_plan().rate(fault_kind::stale, 1));
        CHECK(summary(injector.next(about("GET /a"))) == "stale");
        CHECK(summary(injector.next(about("GET /b"))) == "-");
        CHECK(summary(injector.next(about("GET /c"))) == "stale");
        auto before_submission = about("POST /oauth/token");
        before_submission.stale_allowed = false;
        CHECK(summary(injector.next(about("GET /d"))) == "-");
        CHECK(summary(injector.next(before_submission)) == "-");
    }

    TEST_CASE("a script names the request to spoil")
    {
        fault_injector injector(fault_plan()
                                    .at("", 3, fault_kind::reset)
                                    .at("/users?page=2", 1, fault_kind::truncate)
                                    .at("POST", 2, fault_kind::gzip));
        std::string trace;
        for (auto const* label :
             {"POST /token", "GET /users?page=1", "GET /users?page=1", "GET /users?page=2", "POST /q"})
            trace += summary(injector.next(about(label))) + ", ";
        CHECK(trace == "-, -, reset, truncate, - gzip, ");
        CHECK(injector.given(fault_kind::truncate) == 1);
    }
}
