// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/genesys/detail/env_file.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

using cogrant::genesys::detail::env_parser;

namespace {

using pairs = std::vector<std::pair<std::string, std::string>>;

cogrant::result<pairs> parse(std::string text)
{
    pairs out;
    env_parser parser(text);
    auto const done =
        parser.run([&out](std::string_view key, std::string_view value) { out.emplace_back(key, value); });
    if (!done) return done.error();
    return out;
}

std::string fault(std::string text)
{
    auto const r = parse(std::move(text));
    if (r) return "none";
    CHECK(r.error() == make_error_code(cogrant::genesys_errc::bad_env_file));
    return r.error().info().detail;
}

} // namespace

TEST_SUITE("genesys/detail/env_file")
{
    TEST_CASE("lines are KEY=VALUE, with blanks, comments and export")
    {
        auto const r = parse(
            "\n# a comment\nA=1\nexport B = two words  \n\t C=x#y # note\r\nK=\nE= # nothing\nF=#7\nexport=9\nG=a=b");
        CHECK_EQ(
            r.value(), pairs{
                           {"A", "1"},
                           {"B", "two words"},
                           {"C", "x#y"},
                           {"K", ""},
                           {"E", ""},
                           {"F", "#7"},
                           {"export", "9"},
                           {"G", "a=b"}});
    }

    TEST_CASE("quotes keep blanks and hashes; double quotes know escapes; nothing is interpolated")
    {
        auto const r =
            parse("A='a #b\\n$HOME'\nB=\"x\\ty\\\"z\\\\\\$Q\\q $HOME ${X}\" # note\nC=\"two\nlines\"\nK=''\nE='it'\n");
        CHECK_EQ(
            r.value(), pairs{
                           {"A", "a #b\\n$HOME"},
                           {"B", "x\ty\"z\\$Q\\q $HOME ${X}"},
                           {"C", "two\nlines"},
                           {"K", ""},
                           {"E", "it"}});
    }

    TEST_CASE("a byte order mark, CRLF and a missing last newline are fine")
    {
        CHECK_EQ(
            parse("\xef\xbb\xbf"
                  "A=1\r\n\r\nB='2'\r\nC=3\r")
                .value(),
            pairs{{"A", "1"}, {"B", "2"}, {"C", "3"}});
        CHECK(parse("").value().empty());
        CHECK(parse("\n \n#x").value().empty());
        CHECK_EQ(parse("A=").value(), pairs{{"A", ""}});
    }

    TEST_CASE("an error gives the number of the line and never its text")
    {
        CHECK_EQ(fault("A=1\n\nhunter2-the-secret\n"), "line 3 of the .env file is not KEY=VALUE");
        CHECK_EQ(fault("=x"), "line 1 of the .env file is not KEY=VALUE");
        CHECK_EQ(fault("export\n"), "line 1 of the .env file is not KEY=VALUE");
        CHECK_EQ(fault("A B=1"), "line 1 of the .env file is not KEY=VALUE");
        CHECK_EQ(fault("A=\"a\nb\"\nB='open\nC=2\n"), "line 3 of the .env file opens a quote that is not closed");
        CHECK_EQ(fault("A=\"a\\n\\n\nb\" rest\n"), "line 2 of the .env file has text after the closing quote");
        CHECK_EQ(fault("A=\"a\\"), "line 1 of the .env file opens a quote that is not closed");
        CHECK_EQ(fault(std::string("A=a\0b", 5)), "line 1 of the .env file has a NUL byte");
        CHECK_EQ(fault(std::string("\0", 1)), "line 1 of the .env file is not KEY=VALUE");
    }
}
