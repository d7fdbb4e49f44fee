// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/report/words.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

using namespace cogrant::report;

namespace {

auto at(char const* text) { return *cogrant::parse_iso8601(text); }

// The thin space is a plain one here, and the dash a hyphen.
std::string plain(std::string text)
{
    for (std::size_t i = 0; (i = text.find("\xE2\x80\xAF", i)) != std::string::npos;) text.replace(i, 3, " ");
    for (std::size_t i = 0; (i = text.find("\xE2\x80\x93", i)) != std::string::npos;) text.replace(i, 3, "-");
    return text;
}

} // namespace

TEST_SUITE("report/words")
{
    TEST_CASE("a text of the server cannot become a tag, an attribute or an entity")
    {
        CHECK(escaped("<script>alert('1')</script>") == "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;");
        CHECK(escaped("\" onload=\"x") == "&quot; onload=&quot;x");
        CHECK(escaped("&lt;") == "&amp;lt;");
        CHECK(escaped(std::string_view("a\r\n\0\x1B", 5)) == "a    ");
        CHECK(
            escaped("\xC2\x9B"
                    "1m") == " 1m");
        CHECK(escaped("") == "");
    }

    TEST_CASE("letters of all languages stay, bytes that are none are replaced")
    {
        CHECK(escaped("Kündigung 取消 🙂") == "Kündigung 取消 🙂");
        std::string const bad = "\xEF\xBF\xBD";
        CHECK(escaped("\xFF") == bad);
        CHECK(escaped("a\xC3") == "a" + bad); // cut off
        CHECK(escaped("\xC0\xBC") == bad + bad); // an overlong <
        CHECK(escaped("\xE0\x80\xBC") == bad + bad + bad);
        CHECK(escaped("\xED\xA0\x80") == bad + bad + bad); // a surrogate
        CHECK(escaped("\xF4\x90\x80\x80") == bad + bad + bad + bad); // beyond U+10FFFF
        CHECK(escaped("\xE2\x28<") == bad + "(&lt;"); // what follows a broken sequence is read on its own
    }

    TEST_CASE("numbers are grouped by thousands")
    {
        CHECK(plain(grouped(0)) == "0");
        CHECK(plain(grouped(999)) == "999");
        CHECK(plain(grouped(1000)) == "1 000");
        CHECK(plain(grouped(-1234567)) == "-1 234 567");
        CHECK(plain(grouped(std::numeric_limits<std::int64_t>::max())) == "9 223 372 036 854 775 807");
    }

    TEST_CASE("numbers have the digits that are asked for")
    {
        CHECK(fixed(1.005, 1) == "1.0");
        CHECK(fixed(0.05, 1) == "0.1");
        CHECK(fixed(-0.001, 2) == "0.00");
        CHECK(fixed(-2.5, 1) == "-2.5");
        CHECK(fixed(12, 0) == "12");
        CHECK(fixed(std::numeric_limits<double>::quiet_NaN(), 2) == "0.00");
        CHECK(fixed(std::numeric_limits<double>::infinity(), 2) == "0.00");
        CHECK(fixed(1e300, 2) == "0.00");
        CHECK(plain(percent(0.0749)) == "7.5 %");
    }

    TEST_CASE("spans of time are read at a glance")
    {
        CHECK(plain(span_of(0)) == "0 s");
        CHECK(plain(span_of(-1)) == "0 s");
        CHECK(plain(span_of(58400)) == "58 s");
        CHECK(plain(span_of(59600)) == "1 min");
        CHECK(plain(span_of(272000)) == "4 min 32 s");
        CHECK(plain(span_of(3900000)) == "1 h 05 min");
        CHECK(plain(span_of(7200000)) == "2 h");
        CHECK_FALSE(span_of(1.8e19).empty());
        CHECK(plain(span_of(std::numeric_limits<double>::quiet_NaN())) == "0 s");
    }

    TEST_CASE("times are days and clock, without what does not matter")
    {
        CHECK(plain(span_between(at("2026-03-08T08:30:00Z"), at("2026-03-08T09:00:00Z"))) == "8 Mar, 08:30-09:00");
        CHECK(plain(span_between(at("2026-03-08T23:00:00Z"), at("2026-03-09T00:00:00Z"))) == "8 Mar, 23:00-00:00");
        CHECK(plain(span_between(at("2026-03-08T00:00:00Z"), at("2026-03-09T00:00:00Z"))) == "8 Mar");
        CHECK(plain(span_between(at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z"))) == "2-8 Mar");
        CHECK(plain(span_between(at("2026-02-26T00:00:00Z"), at("2026-03-02T00:00:00Z"))) == "26 Feb - 1 Mar");
        CHECK(
            plain(span_between(at("2026-02-26T12:00:00Z"), at("2026-03-02T00:00:00Z"))) ==
            "26 Feb, 12:00 - 2 Mar, 00:00");
        CHECK(plain(period(at("2026-03-02T00:00:00Z"), at("2026-03-09T00:00:00Z"))) == "2-8 Mar 2026");
        CHECK(plain(period(at("2026-03-02T00:00:00Z"), at("2026-03-03T00:00:00Z"))) == "2 Mar 2026");
        CHECK(plain(period(at("2025-12-29T00:00:00Z"), at("2026-01-05T00:00:00Z"))) == "29 Dec 2025 - 4 Jan 2026");
        CHECK(
            plain(period(at("2026-03-02T08:00:00Z"), at("2026-03-03T00:00:00Z"))) == "2 Mar 2026, 08:00 - 2 Mar 2026");
    }
}
