// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/json/skip_blocks.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace json = cogrant::json;

namespace {

// Where the skipped value ends; nothing when it is refused. The copy lets the address sanitizer see its end.
std::optional<std::size_t> skipped(std::string const& text, json::limits const& l = {})
{
    std::vector<char> const exact(text.begin(), text.end());
    json::reader in(std::string_view(exact.data(), exact.size()), l);
    if (in.problem() || !in.skip()) return std::nullopt;
    return in.offset();
}

using way = char const* (*)(char const*, char const*, json::limits const&, std::size_t);

// What this processor can do; none without SIMD.
std::vector<way> ways()
{
    std::vector<way> out;
#if defined(COGRANT_JSON_SSE2)
    out.push_back(&json::detail::skip_by_sse2);
#endif
#if defined(COGRANT_JSON_WIDE)
    if (json::detail::has_avx2()) out.push_back(&json::detail::skip_by_avx2);
    if (json::detail::has_avx512()) out.push_back(&json::detail::skip_by_avx512);
#endif
    return out;
}

// The same verdict 64 bytes at a time, in each way, and, because of the space, byte by byte.
void compare(std::string const& text)
{
    std::string const whole = "[" + text + "]";
    auto const quick = skipped(whole);
    auto const sure = skipped("[ " + text + "]");
    if (quick.has_value() != sure.has_value()) FAIL("64 bytes at a time ", quick ? "accepts: " : "refuses: ", text);
    if (quick && *quick + 1 != *sure) FAIL("ends elsewhere: ", text);

    bool const spaced = whole.find_first_of(" \n") != std::string::npos; // may be refused
    std::vector<char> const exact(whole.begin(), whole.end());
    char const* const begin = exact.data();
    for (way const skip : ways()) {
        char const* const end = skip(begin, begin + exact.size(), json::limits(), 0);
        if (end == nullptr && sure && !spaced) FAIL("in blocks refused: ", text);
        if (end != nullptr && (!sure || end + 1 != begin + *sure)) FAIL("in blocks accepted: ", text);
    }
}

} // namespace

TEST_SUITE("codec/json skip")
{
    TEST_CASE("what is skipped in blocks is judged as what is skipped byte by byte")
    {
        std::string const seed =
            R"({"a":[1,-2.5e3,0.0,"x\u00e9\ud83d\ude00\\\"/",true,false,null,{"b":{},"c":[]}],"d":"é€😀","e":-0,)"
            R"("":"\\","g":12345678901234567890123,"h":[[[["deep"]],{}]],"i":"\b\f\n\r\t","j":[{"k":"v"},{"k":"w"}]})";
        REQUIRE(skipped(seed) == seed.size());
        std::mt19937 random(20250701);
        constexpr std::string_view alphabet = "{}[]\",:\\eE+-.01234 56789tfnul\n\x01\x80\xC3\xED\xFF/b";
        for (int round = 0; round != 20000; ++round) {
            std::string text = seed;
            for (auto n = random() % 3; n != 0; --n) {
                std::size_t const at = random() % text.size();
                char const c = alphabet[random() % alphabet.size()];
                switch (random() % 4) {
                case 0: text[at] = c; break;
                case 1: text.insert(at, 1, c); break;
                case 2: text.erase(at, 1 + random() % 3); break;
                default: text.insert(at, text.substr(random() % text.size(), random() % 9)); break;
                }
            }
            // Every place of the text comes to lie on every place of a block.
            compare("\"" + std::string(random() % 64, '-') + "\"," + text);
        }
    }

    TEST_CASE("every mistake of order is found, wherever it lies in a block")
    {
        for (std::string const text :
             {R"([1,])",
              R"([,1])",
              R"({"a":1,})",
              R"({,"a":1})",
              R"({"a"})",
              R"({"a":})",
              R"({"a":1:2})",
              R"(["a":1])",
              R"({"a","b"})",
              R"([1"a"])",
              R"(["a"1])",
              R"(["a""b"])",
              R"([[][]])",
              R"([{}{}])",
              R"([1}])",
              R"({"a":1])",
              R"({1:2})",
              R"({[]:2})",
              R"({"a":1 "b":2})",
              R"([01])",
              R"([1.])",
              R"([-])",
              R"([1e])",
              R"([truey])",
              R"([nul])",
              R"(["\x"])",
              R"(["\u12g4"])",
              R"(["\ud800"])",
              R"(["\ud800\u0041"])",
              R"(["\udc00"])",
              "[\"\x01\"]",
              "[\"\x80\"]",
              "[\"\xED\xA0\x80\"]",
              "[\"\xC0\x80\"]",
              "[\xC3\xA9]",
              R"([\"a"])",
              R"([::])",
              R"({"a"::1})",
              R"({"a":1,"b"})",
              R"({"a":{"b":1,}})"})
            for (std::size_t before = 0; before != 130; ++before) {
                std::string const whole =
                    "[\"" + std::string(before, 'x') + "\"," + text + ",\"" + std::string(70, 'y') + "\"]";
                CAPTURE(whole);
                CHECK_FALSE(skipped(whole).has_value());
            }
    }

    TEST_CASE("what is good is passed over to its very end, wherever it lies in a block")
    {
        for (std::string const text :
             {R"([1,2])", R"({"a":[],"b":{}})", R"(["\\\"",{"\\":"\ud83d\ude00"}])", R"({"é€😀":-0.5e+10})",
              R"([[[[[[1]]]]]])", R"([null,true,false,"",{"":""}])"})
            for (std::size_t before = 0; before != 130; ++before) {
                std::string const value = "[\"" + std::string(before, 'x') + "\"," + text + "]";
                CAPTURE(value);
                CHECK(skipped(value) == value.size());
                CHECK(skipped(value + ",}]garbage \"") == value.size());
                for (std::size_t cut = 0; cut != value.size(); ++cut)
                    if (skipped(value.substr(0, cut))) FAIL("cut: ", value.substr(0, cut));
            }
    }

    TEST_CASE("limits are kept in what is skipped")
    {
        auto const nested = [](std::size_t n) { return std::string(n, '[') + "1" + std::string(n, ']'); };
        CHECK(skipped(nested(5), json::limits().depth(5)).has_value());
        CHECK_FALSE(skipped(nested(6), json::limits().depth(5)).has_value());
        CHECK(skipped(nested(64)).has_value());
        CHECK_FALSE(skipped(nested(65)).has_value());
        CHECK(skipped(nested(300), json::limits().depth(300)).has_value());
        CHECK_FALSE(skipped("[1234567,8]", json::limits().number(6)).has_value());
        CHECK(skipped("[123456,8,9]", json::limits().number(6)).has_value());
        CHECK_FALSE(skipped(R"([{"a":1,"a":2}])", json::limits().unique_keys()).has_value());
    }

    TEST_CASE("a mistake in what is skipped has its place")
    {
        struct one {
            int a = 0;
        };
        one out;
        json::error problem;
        std::string const text = R"({"a":1,"z":{"y":[1,2,{"x":tru}]}})";
        CHECK_FALSE(json::decode_into(out, text, problem));
        CHECK(problem.pointer == "/z/y/2/x");
    }
}
