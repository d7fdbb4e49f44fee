// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "print_result.hpp"
#include <cogrant/codec/json.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace json = cogrant::json;
using namespace std::chrono_literals;

namespace {

// With more behind it, so that it may be read in a hurry, and as the last thing in the document.
template <class Time>
void check_as_text(std::string const& text)
{
    auto const wanted = cogrant::parse_iso8601(text);
    std::string const value = '"' + text + '"';
    for (std::string const& behind : {std::string("]"), ",null" + std::string(100, ' ') + "]"}) {
        INFO(value, behind);
        auto const read = json::decode<std::vector<std::optional<Time>>>("[" + value + behind);
        REQUIRE(read.has_value() == wanted.has_value());
        if (wanted) CHECK(read->front() == std::chrono::floor<typename Time::duration>(*wanted));
        else CHECK(read.error().info().detail.find("byte 1") != std::string::npos);
    }
}

} // namespace

TEST_SUITE("codec/json time")
{
    TEST_CASE("a time is what its text is, whichever way it is read")
    {
        std::mt19937 random(20261122);
        auto const below = [&random](unsigned n) { return static_cast<unsigned>(random() % n); };
        for (int round = 0; round != 4000; ++round) {
            auto text = cogrant::format_iso8601(cogrant::timestamp(
                std::chrono::milliseconds(static_cast<std::int64_t>(random()) * 15000 - 20'000'000'000'000)));
            for (unsigned changes = below(3); changes != 0; --changes)
                text[below(static_cast<unsigned>(text.size()))] = "0123456789-:.TtZz+ /;"[below(21)];
            check_as_text<cogrant::timestamp>(text);
        }
        check_as_text<std::chrono::sys_seconds>("2025-03-01T08:15:30.999Z");
        check_as_text<std::chrono::sys_seconds>("1969-12-31T23:59:59.001Z");
        check_as_text<std::chrono::sys_days>("2024-02-29T23:59:59.999Z");
    }

    TEST_CASE("every digit of it is looked at")
    {
        std::string const good = "2026-11-22T16:08:24.357Z";
        for (std::size_t i = 0; i != good.size(); ++i) {
            for (int c = 0x20; c != 0x7F; ++c) {
                if (c == '"' || c == '\\') continue;
                std::string text = good;
                text[i] = static_cast<char>(c);
                check_as_text<cogrant::timestamp>(text);
            }
        }
    }
}
