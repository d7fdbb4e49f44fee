// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/testing/emulator/conversation_writer.hpp>
#include <cogrant/testing/emulator/details_query.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <set>
#include <string>
#include <type_traits>

using namespace cogrant;
using namespace cogrant::testing::detail;
using testing::genesys_emulator_options;

static_assert(!std::is_aggregate_v<genesys_emulator_options>);

namespace {

std::string row(data_set const& data, std::uint64_t i, bool attributes = false)
{
    std::string out;
    write_conversation(out, data, i, attributes);
    return out;
}

} // namespace

TEST_SUITE("testing/genesys_emulator_data")
{
    TEST_CASE("every row is JSON of the size and variety that real ones have")
    {
        data_set const data(genesys_emulator_options().conversations(3000).days(7));
        std::size_t bytes = 0;
        std::size_t live = 0, evaluated = 0, surveyed = 0, unknown_field = 0, null_end = 0, bytes_beyond_ascii = 0;
        std::set<std::string> media, purposes, dispositions;
        for (std::uint64_t i = 0; i != data.conversations(); ++i) {
            auto const text = row(data, i, i % 2 == 0);
            bytes += text.size();
            REQUIRE(text.size() > 1200);
            REQUIRE(text.size() < 9000);
            auto const value = boost::json::parse(text);
            auto const& o = value.as_object();
            live += !o.contains("conversationEnd") || o.at("conversationEnd").is_null() ? 1U : 0U;
            null_end += o.contains("conversationEnd") && o.at("conversationEnd").is_null() ? 1U : 0U;
            evaluated += o.contains("evaluations") && o.at("evaluations").is_array() ? 1U : 0U;
            surveyed += o.contains("surveys") ? 1U : 0U;
            unknown_field += o.contains("xPreviewNewFeature") ? 1U : 0U;
            for (char const c : text) bytes_beyond_ascii += static_cast<unsigned char>(c) > 0x7f ? 1U : 0U;
            for (auto const& p : o.at("participants").as_array()) {
                purposes.emplace(p.at("purpose").as_string());
                CHECK(p.as_object().contains("attributes") == (i % 2 == 0));
                for (auto const& s : p.at("sessions").as_array()) {
                    media.emplace(s.at("mediaType").as_string());
                    CHECK(s.at("metrics").is_array());
                    for (auto const& g : s.at("segments").as_array()) {
                        if (g.as_object().contains("wrapUpNote")) dispositions.emplace(g.at("wrapUpNote").as_string());
                        if (g.as_object().contains("segmentEnd"))
                            CHECK(g.at("segmentStart").as_string() <= g.at("segmentEnd").as_string());
                    }
                }
            }
        }
        CHECK(bytes / data.conversations() > 3000);
        CHECK(bytes / data.conversations() < 6000);
        CHECK(live > 10);
        CHECK(null_end > 0);
        CHECK(null_end < live);
        CHECK(evaluated > 50);
        CHECK(surveyed > 50);
        CHECK(unknown_field > 10);
        CHECK(bytes_beyond_ascii > 1000);
        CHECK(media == std::set<std::string>{"voice", "message", "email", "callback", "chat", "holographic"});
        CHECK(purposes == std::set<std::string>{"customer", "ivr", "botflow", "acd", "agent", "campaign"});
        CHECK(dispositions.size() == notes.size());
        CHECK(dispositions.contains("Said: \"never again\", then laughed"));
        CHECK(dispositions.contains("Path C:\\temp\\log.txt attached"));
        CHECK(dispositions.contains("Zeile 1\r\nZeile 2\r\n\r\nZeile 4"));
    }

    TEST_CASE("rows depend on the seed and their number only")
    {
        data_set const one(genesys_emulator_options().conversations(100));
        data_set const same(genesys_emulator_options().conversations(100));
        data_set const other(genesys_emulator_options().conversations(100).seed(2));
        for (std::uint64_t i = 0; i != 100; ++i) {
            CHECK(row(one, i) == row(same, i));
            CHECK(row(one, i) != row(other, i));
        }
    }

    TEST_CASE("conversations start in strict order, first to last across the span")
    {
        for (std::uint64_t const n : {1U, 7U, 1000U, 86'400U}) {
            data_set const data(genesys_emulator_options().conversations(n));
            CHECK(data.start_of(0) == parse_iso("2025-03-01T00:00:00Z"));
            for (std::uint64_t i = 1; i < n; ++i) REQUIRE(data.start_of(i - 1) < data.start_of(i));
            CHECK(data.start_of(n - 1) < *parse_iso("2025-03-02T00:00:00Z"));
        }
        data_set const crowded(genesys_emulator_options().conversations(5000).span(std::chrono::milliseconds(10)));
        CHECK(crowded.start_of(4999) == crowded.start_of(0) + 4999);
        data_set const huge(genesys_emulator_options().conversations(2'000'000'000).days(31));
        CHECK(huge.start_of(1'999'999'999) > huge.start_of(1'999'999'998));
        CHECK(huge.start_of(1'999'999'999) < huge.start_of(0) + 31 * ms_per_day);
    }

    TEST_CASE("an empty organisation has no rows")
    {
        data_set const data(genesys_emulator_options().conversations(0).users(0));
        CHECK(data.first_from(0) == 0);
        CHECK_FALSE(data.find_conversation(to_string(data.conversation_id(0))));
    }

    TEST_CASE("ids are unique, look like UUIDs and lead back to their row")
    {
        data_set const data(genesys_emulator_options().conversations(2000).users(500));
        std::set<std::string> ids;
        for (std::uint64_t i = 0; i != 2000; ++i) {
            auto const id = to_string(data.conversation_id(i));
            REQUIRE(id.size() == 36);
            CHECK(id[14] == '4');
            CHECK(std::string("89ab").find(id[19]) != std::string::npos);
            CHECK(data.find_conversation(id) == i);
            ids.insert(id);
        }
        CHECK(ids.size() == 2000);
        CHECK(data.find_user(to_string(data.user_id(499))) == 499);
        CHECK_FALSE(data.find_user(to_string(data.user_id(500))));
        CHECK_FALSE(data.find_user(to_string(data.conversation_id(3))));
        for (auto const* text :
             {"", "x", "00000000-0000-4000-8000-000000000000", "zzzzzzzz-zzzz-4zzz-8zzz-zzzzzzzzzzzz"})
            CHECK_FALSE(data.find_conversation(text));
    }

    TEST_CASE("users are JSON too")
    {
        data_set const data(genesys_emulator_options().users(300));
        std::size_t inactive = 0;
        for (std::uint64_t i = 0; i != 300; ++i) {
            std::string text;
            write_user(text, data, i);
            auto const value = boost::json::parse(text);
            CHECK(value.at("id").as_string() == to_string(data.user_id(i)));
            CHECK(value.at("version").is_int64());
            inactive += value.at("state").as_string() == "inactive" ? 1U : 0U;
        }
        CHECK(inactive > 5);
    }

    TEST_CASE("dates are read and written")
    {
        auto const text = [](std::int64_t ms, bool terse = false) {
            std::string out;
            append_iso(out, ms, terse);
            return out;
        };
        CHECK(text(0) == "1970-01-01T00:00:00.000Z");
        CHECK(text(0, true) == "1970-01-01T00:00:00Z");
        CHECK(text(951'782'400'000 - 1) == "2000-02-28T23:59:59.999Z");
        CHECK(text(951'782'400'000) == "2000-02-29T00:00:00.000Z");
        CHECK(text(-1) == "1969-12-31T23:59:59.999Z");
        for (std::int64_t const ms : {std::int64_t{-86'400'001}, std::int64_t{1}, std::int64_t{1'740'787'200'123}})
            CHECK(parse_iso(text(ms)) == ms);
        CHECK(parse_iso("2025-03-01T08:15Z") == parse_iso("2025-03-01T08:15:00.000Z"));
        CHECK(parse_iso("2025-03-01T08:15:00.5Z") == *parse_iso("2025-03-01T08:15:00Z") + 500);
        CHECK(parse_iso("2025-03-01T08:15:00.123456789Z") == *parse_iso("2025-03-01T08:15:00Z") + 123);
        CHECK(parse_iso("2025-03-01T09:15:00+01:00") == parse_iso("2025-03-01T08:15:00Z"));
        CHECK(parse_iso("2025-03-01T02:45:00-0530") == parse_iso("2025-03-01T08:15:00Z"));
        for (auto const* bad :
             {"", "2025-03-01", "2025-03-01T08:15:00", "2025-02-29T00:00:00Z", "2025-13-01T00:00:00Z",
              "2025-03-01T24:00:00Z", "2025-03-01T08:60:00Z", "2025-03-01T08:15:00ZZ", "2025-03-01 08:15:00Z",
              "2025-03-01T08:15:00.Z", "2025-3-1T00:00:00Z"})
            CHECK_FALSE(parse_iso(bad));
    }

    TEST_CASE("an interval may have a duration on one side and must go forward")
    {
        auto const day = parse_interval("2025-03-01T00:00:00Z/2025-03-02T00:00:00Z");
        REQUIRE(day);
        CHECK(day->end - day->begin == ms_per_day);
        CHECK(parse_interval("2025-03-01T00:00:00Z/P1D")->end == day->end);
        CHECK(parse_interval("PT24H/2025-03-02T00:00:00Z")->begin == day->begin);
        CHECK(parse_interval("2025-03-01T00:00:00Z/P1DT1H1M1S")->end == day->end + 3'661'000);
        for (auto const* bad :
             {"", "/", "2025-03-01T00:00:00Z", "P1D/P1D", "2025-03-01T00:00:00Z/P", "2025-03-01T00:00:00Z/PT",
              "2025-03-01T00:00:00Z/P1M", "2025-03-01T00:00:00Z/1D", "2025-03-02T00:00:00Z/2025-03-01T00:00:00Z",
              "2025-03-01T00:00:00Z/2025-03-01T00:00:00Z", "2025-03-01T00:00:00Z/PT0S"})
            CHECK_FALSE(parse_interval(bad));
    }

    TEST_CASE("percent-encoding and base64 are undone, broken ones refused")
    {
        CHECK(percent_decode("a%20b+c%2B") == "a b c+");
        CHECK_FALSE(percent_decode("%"));
        CHECK_FALSE(percent_decode("%4"));
        CHECK_FALSE(percent_decode("%zz"));
        CHECK(parse_parameters("a=1&&b&c=%3D")->size() == 3);
        for (auto const* text :
             {"", "a", "ab", "abc",
              "client:s\xc3\xa9"
              "cret"})
            CHECK(base64_decode(base64_encode(text)) == text);
        CHECK(base64_encode("ab") == "YWI=");
        CHECK_FALSE(base64_decode("a"));
        CHECK_FALSE(base64_decode("a*bc"));
    }

    TEST_CASE("fractions are written with the digits asked for")
    {
        std::string out;
        json_text j(out);
        j.open('{');
        j.real("a", 1234, 2);
        j.real("b", 5, 3);
        j.real("c", -5, 2);
        j.text("d", "q\" \\ \n \x01");
        j.close('}');
        CHECK(out == R"({"a":12.34,"b":0.005,"c":-0.05,"d":"q\" \\ \u000a \u0001"})");
    }
}
