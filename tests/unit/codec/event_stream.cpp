// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/event_stream.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace cogrant;
using namespace std::chrono_literals;
using namespace std::string_literals;

namespace {

struct outcome {
    std::vector<server_event> events;
    error_code code;
};

outcome parse(std::string_view text, std::size_t piece, std::size_t limit = line_splitter::default_limit)
{
    outcome out;
    event_stream_parser parser(limit);
    while (!text.empty() && !out.code) {
        std::string const copy(text.substr(0, piece));
        text.remove_prefix(copy.size());
        std::string_view input = copy;
        server_event e;
        while (parser.take(input, e, out.code)) out.events.push_back(e);
    }
    return out;
}

/// "type|data|id" of each event, the same for pieces of every size.
std::vector<std::string> seen(std::string_view text)
{
    std::vector<std::string> first;
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        std::vector<std::string> now;
        for (auto const& e : parse(text, piece).events) now.push_back(e.type + "|" + e.data + "|" + e.id);
        if (piece == 1) first = now;
        CHECK(now == first);
    }
    return first;
}

using list = std::vector<std::string>;

} // namespace

TEST_SUITE("codec/event_stream")
{
    TEST_CASE("the examples of WHATWG HTML §9.2.6")
    {
        CHECK(seen("data: YHOO\ndata: +2\ndata: 10\n\n") == list{"message|YHOO\n+2\n10|"});
        CHECK(
            seen(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n") ==
            list{"message|first event|1", "message|second event|", "message| third event|"});
        CHECK(seen("data\n\ndata\ndata\n\ndata:") == list{"message||", "message|\n|"});
        CHECK(seen("data:test\n\ndata: test\n\n") == list{"message|test|", "message|test|"});
        CHECK(
            seen("event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n") ==
            list{"add|73857293|", "remove|2153|"});
    }

    TEST_CASE("every line end, and a byte order mark")
    {
        CHECK(
            seen("\xef\xbb\xbf"
                 "data: a\r\rdata: b\r\n\r\ndata: c\n\n") == list{"message|a|", "message|b|", "message|c|"});
        CHECK(seen("data: a\r\ndata: b\r\n\r\n") == list{"message|a\nb|"});
    }

    TEST_CASE("an event that the stream ends in is none")
    {
        CHECK(seen("data: a\n\ndata: b\n") == list{"message|a|"});
        CHECK(seen("data: a").empty());
    }

    TEST_CASE("an event without data is none, and its type is forgotten, its id is not")
    {
        CHECK(seen("event: x\nid: 7\n\ndata: a\n\n") == list{"message|a|7"});
    }

    TEST_CASE("the id stays until another one comes; one with NUL is none")
    {
        CHECK(
            seen("id: 1\ndata: a\n\ndata: b\n\nid: 2\0x\ndata: c\n\n"s) ==
            list{"message|a|1", "message|b|1", "message|c|1"});
    }

    TEST_CASE("comments, unknown fields and names with blanks are ignored")
    {
        CHECK(seen(":data: no\nfoo: bar\nData: no\n data: no\ndata : no\ndata: yes\n\n") == list{"message|yes|"});
    }

    TEST_CASE("the time to wait is digits only, and at most a day")
    {
        auto const retry = [](std::string const& value) {
            return parse("retry: " + value + "\ndata: x\n\n", 100).events.at(0).retry;
        };
        CHECK(retry("1500") == 1500ms);
        CHECK(retry("0") == 0ms);
        CHECK_FALSE(retry("1.5"));
        CHECK_FALSE(retry("-1"));
        CHECK_FALSE(retry(""));
        CHECK_FALSE(retry("10s"));
        CHECK(retry("99999999999999999999999999") == std::chrono::hours(24));
        CHECK(parse("retry: 3\n\ndata: x\n\n", 1).events.at(0).retry == 3ms);
    }

    TEST_CASE("data beyond the limit are an error, in one line as in many")
    {
        CHECK(parse("data: 1234\n\n", 5, 100).events.size() == 1);
        CHECK(parse("data: " + std::string(95, 'x') + "\n", 5, 100).code == codec_errc::too_large);
        std::string many;
        for (int i = 0; i != 100; ++i) many += "data:\n";
        CHECK(parse(many, 6, 200).events.empty());
        CHECK_FALSE(parse(many, 6, 200).code);
        CHECK(parse(many, 6, 90).code == codec_errc::too_large);
        std::string endless;
        for (int i = 0; i != 100; ++i) endless += "data: 12345678\n";
        CHECK(parse(endless, 1000, 100).code == codec_errc::too_large);
    }
}
