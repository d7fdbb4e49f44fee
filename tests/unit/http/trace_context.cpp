// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/trace_context.hpp>

#include <doctest/doctest.h>

#include <string>

using cogrant::http::next_trace_parent;
using cogrant::http::parse_trace_parent;
using cogrant::http::trace_parent;

namespace {

std::string const good = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

struct counting {
    std::uint64_t value = 0;
    std::uint64_t operator()() { return ++value; }
};
struct stuck {
    std::uint64_t value;
    std::uint64_t operator()() const { return value; }
};

} // namespace

TEST_SUITE("http/trace_context")
{
    TEST_CASE("W3C Trace Context 3.2: what is valid is read and written back")
    {
        auto const t = parse_trace_parent(good);
        REQUIRE(t);
        CHECK(*t == trace_parent{0x0af7651916cd43dd, 0x8448eb211c80319c, 0xb7ad6b7169203331, 1});
        CHECK(to_string(*t) == good);
        CHECK(parse_trace_parent("00-00000000000000000000000000000001-0000000000000001-ff")->flags == 0xff);
        CHECK(to_string(trace_parent{0, 1, 1, 0xff}) == "00-00000000000000000000000000000001-0000000000000001-01");
        CHECK(parse_trace_parent("cc" + good.substr(2)));
        CHECK(parse_trace_parent("cc" + good.substr(2) + "-what-the-future-holds"));
    }

    TEST_CASE("what is not valid is none")
    {
        for (auto const& odd :
             {std::string(), std::string("00"), good.substr(1), good + "-", good + "0", "ff" + good.substr(2),
              "cc" + good.substr(2) + ".x", "0x" + good.substr(2),
              std::string("00-00000000000000000000000000000000-b7ad6b7169203331-01"),
              std::string("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01"),
              std::string("00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
              std::string("00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
              std::string("00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-101"), std::string(55, '-'),
              std::string(55, '\0'), std::string(55, 'g')}) {
            CAPTURE(odd);
            CHECK(!parse_trace_parent(odd));
        }
    }

    TEST_CASE("a next request stays in its trace with a parent of its own; without one a trace begins")
    {
        counting random;
        auto const first = next_trace_parent({}, true, random);
        CHECK(first == trace_parent{1, 2, 3, 1});
        CHECK(next_trace_parent(first, false, random) == trace_parent{1, 2, 4, 1});
        CHECK(next_trace_parent({}, false, random).flags == 0);
    }

    TEST_CASE("randomness that is stuck never makes an invalid or an unchanged one")
    {
        for (std::uint64_t const value : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
            stuck random{value};
            auto const first = next_trace_parent({}, true, random);
            CHECK(parse_trace_parent(to_string(first)) == first);
            auto const second = next_trace_parent(first, true, random);
            CHECK(parse_trace_parent(to_string(second)) == second);
            CHECK(second.parent != first.parent);
        }
    }
}
