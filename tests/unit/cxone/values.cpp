// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/csv.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/cxone/values.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <print_result.hpp>
#include <string>

using namespace cogrant;
using namespace std::chrono_literals;

namespace {

struct numbers {
    cxone::number<double> seconds{};
    cxone::number<std::int64_t> count{};
    cxone::id who{};
};

struct hours {
    cxone::id agent_id{};
    cxone::iso_duration login_time{};
};

numbers read(std::string const& text) { return json::decode<numbers>(text).value(); }

} // namespace

TEST_SUITE("cxone/values")
{
    TEST_CASE("a number is the same with quotes and without, and an empty text is no number")
    {
        CHECK(read(R"({"seconds":12.5})").seconds == 12.5);
        CHECK(read(R"({"seconds":"12.5"})").seconds == 12.5);
        CHECK(read(R"({"seconds":" -0.25 "})").seconds == -0.25);
        CHECK(read(R"({"count":"9007199254740993"})").count == 9007199254740993);
        CHECK(read(R"({"count":9007199254740993})").count == 9007199254740993);
        CHECK(read(R"({"count":"3.0"})").count == 3);
        for (auto const* none : {R"({})", R"({"count":null})", R"({"count":""})", R"({"count":"  "})"})
            CHECK_FALSE(read(none).count.has_value());
        CHECK(read(R"({"seconds":""})").seconds.value_or(7) == 7);
    }

    TEST_CASE("a text that is no number is an error that says where, never a nought")
    {
        for (auto const* bad :
             {R"({"count":"many"})", R"({"count":"1 2"})", R"({"count":"0x1F"})", R"({"count":"1,5"})",
              R"({"count":"null"})", R"({"count":"1e999"})", R"({"count":"99999999999999999999"})",
              R"({"count":"3.5"})", R"({"count":"NaN"})", R"({"count":"\u0031\u0000"})", R"({"count":true})",
              R"({"count":[1]})"}) {
            CAPTURE(bad);
            auto const out = json::decode<numbers>(bad);
            REQUIRE_FALSE(out);
            CHECK(out.error() == condition::bad_data);
            CHECK(out.error().info().detail.find("/count") != std::string::npos);
        }
    }

    TEST_CASE("an id is a number or a text and stays as it was written")
    {
        CHECK(read(R"({"who":1234567})").who == "1234567");
        CHECK(read(R"({"who":"0"})").who == "0");
        CHECK(read(R"({"who":"Zoë"})").who == "Zoë");
        CHECK(read(R"({"who":null})").who.empty());
        CHECK_FALSE(json::decode<numbers>(R"({"who":{}})"));
    }

    TEST_CASE("written again, numbers are numbers and what is missing is left out")
    {
        CHECK(json::encode(read(R"({"seconds":"12.5","who":7})")) == R"({"seconds":12.5,"who":"7"})");
        std::string line;
        csv::row(read(R"({"count":"4"})"), line);
        CHECK(line == ",4,\r\n");
    }

    TEST_CASE("durations are ISO-8601 texts")
    {
        auto const length = [](std::string_view text) { return cxone::parse_iso_duration(text).value().length(); };
        CHECK(length("PT1H2M3S") == 3723s);
        CHECK(length("PT0S") == 0s);
        CHECK(length("P1DT2H") == 26h);
        CHECK(length("P2W") == 336h);
        CHECK(length("PT3.5S") == 3500ms);
        CHECK(length("PT0.0019S") == 1ms);
        CHECK(length("-PT90S") == -90s);
        for (auto const* bad :
             {"", "P", "PT", "PT1", "1H", "PT1H2", "PT1Y", "P1M", "PT1.5H", "PT.5S", "PT5.S", "P1DT", "PTS", "PT1H 2M",
              "PT99999999999999999999S", "P999999999999D", "PT1S\n"}) {
            CAPTURE(bad);
            CHECK_FALSE(cxone::parse_iso_duration(bad).has_value());
        }
        auto const h = json::decode<hours>(R"({"agentId":5,"loginTime":"PT7H59M59.250S"})").value();
        CHECK(h.login_time.seconds() == 28799.25);
        CHECK(json::encode(h) == R"({"agentId":"5","loginTime":"PT7H59M59.250S"})");
        for (auto const* same : {"PT0S", "PT26H", "PT1M", "-PT1H0.001S", "PT1H5S"})
            CHECK(cxone::format_iso_duration(cxone::parse_iso_duration(same).value()) == same);
        CHECK(json::decode<hours>(R"({"loginTime":"soon"})").error().code() == codec_errc::bad_time);
    }
}
