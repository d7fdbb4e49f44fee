// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/line_splitter.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

using namespace cogrant;

namespace {

struct outcome {
    std::vector<std::string> lines;
    std::string rest = "-"; // "-": none
    error_code code;
};

outcome split(std::string_view text, std::size_t piece, std::size_t limit = line_splitter::default_limit)
{
    outcome out;
    line_splitter lines(limit);
    while (!text.empty() && !out.code) {
        std::string const copy(text.substr(0, piece)); // so that the sanitizer sees a view kept too long
        text.remove_prefix(copy.size());
        std::string_view input = copy;
        while (!input.empty() && !out.code)
            if (auto const line = lines.take(input, out.code)) out.lines.emplace_back(*line);
    }
    if (!out.code)
        if (auto const last = lines.rest()) out.rest = *last;
    return out;
}

using list = std::vector<std::string>;

} // namespace

TEST_SUITE("codec/line_splitter")
{
    TEST_CASE("lines end with LF, CR or CRLF, in pieces of every size")
    {
        for (std::size_t piece = 1; piece != 24; ++piece) {
            auto const got = split("a\nb\rc\r\n\r\n\n\r\rd\n\re", piece);
            CHECK(got.lines == list{"a", "b", "c", "", "", "", "", "d", ""});
            CHECK(got.rest == "e");
        }
    }

    TEST_CASE("a line is there as soon as its CR is")
    {
        line_splitter lines;
        error_code code;
        std::string_view input = "one\r";
        CHECK(lines.take(input, code) == "one");
        input = "\ntwo\n";
        CHECK(lines.take(input, code) == "two");
        CHECK(input.empty());
        CHECK_FALSE(lines.rest());
    }

    TEST_CASE("a byte order mark at the beginning is not part of the text, elsewhere it is")
    {
        for (std::size_t piece = 1; piece != 9; ++piece) {
            CHECK(
                split(
                    "\xef\xbb\xbf"
                    "a\n",
                    piece)
                    .lines == list{"a"});
            CHECK(split("\xef\xbb\xbf\n", piece).lines == list{""});
            CHECK(split("\xef\xbb\xbf\xef\xbb\xbf\n", piece).lines == list{"\xef\xbb\xbf"});
            CHECK(
                split(
                    "a\n\xef\xbb\xbf"
                    "b\n",
                    piece)
                    .lines == list{
                                  "a", "\xef\xbb\xbf"
                                       "b"});
            CHECK(
                split(
                    "\xef\xbb"
                    "c\n",
                    piece)
                    .lines == list{"\xef\xbb"
                                   "c"});
            CHECK(split("\xef\xbb", piece).rest == "\xef\xbb");
            CHECK(split("\xef\n", piece).lines == list{"\xef"});
            CHECK(split("\xef\xbb\xbf", piece).rest == "-");
        }
        CHECK(split("", 1).lines.empty());
    }

    TEST_CASE("a line as long as the limit is one, a longer one is an error, also without its end")
    {
        for (std::size_t const piece : {1U, 3U, 100U}) {
            CHECK(split("12345\n12345\n", piece, 5).lines == list{"12345", "12345"});
            auto const got = split("12345\n123456\n", piece, 5);
            CHECK(got.code == codec_errc::too_large);
            CHECK(got.lines == list{"12345"});
            CHECK(split("123456", piece, 5).code == codec_errc::too_large);
        }
    }
}
