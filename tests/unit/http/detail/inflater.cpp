// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/deflate.hpp"
#include <cogrant/http/detail/inflater.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <string>
#include <string_view>

namespace {

using namespace cogrant;
using http::detail::inflater;
using support::deflated;

constexpr auto no_limit = std::numeric_limits<std::size_t>::max();

struct outcome {
    error_code code;
    std::string text;
    bool complete = false;
};

outcome decode(std::string_view bytes, std::size_t piece, std::size_t limit = no_limit)
{
    outcome out;
    inflater i;
    for (; !bytes.empty() && !out.code; bytes.remove_prefix(std::min(piece, bytes.size())))
        out.code = i.append(bytes.substr(0, piece), out.text, limit);
    out.complete = i.complete();
    return out;
}

std::string sample()
{
    std::string text;
    std::minstd_rand random(1);
    for (int i = 0; i != 40'000; ++i) text += static_cast<char>('a' + random() % 20);
    return text + std::string(200'000, 'z');
}

TEST_SUITE("http/detail/inflater")
{
    TEST_CASE("every format in pieces of every size")
    {
        auto const text = sample();
        for (auto const format : {support::gzip, support::zlib, support::raw})
            for (std::size_t piece : {1U, 2U, 7U, 1000U, 1'000'000U})
                for (std::size_t limit : {no_limit, text.size()}) {
                    auto const got = decode(deflated(text, format), piece, limit);
                    CHECK_FALSE(got.code);
                    CHECK(got.complete);
                    CHECK((got.text == text));
                }
    }

    TEST_CASE("the limit is exact")
    {
        auto const text = sample();
        auto const bytes = deflated(text, support::gzip);
        for (std::size_t limit : {std::size_t{0}, std::size_t{1}, std::size_t{65'536}, text.size() - 1}) {
            auto const got = decode(bytes, 1000, limit);
            CHECK(got.code == http_errc::body_limit);
            CHECK(got.text.size() == limit + 1);
        }
        CHECK_FALSE(decode(bytes, 1000, text.size()).code);
        CHECK_FALSE(decode(deflated("", support::gzip), 1000, 0).code);
    }

    TEST_CASE("gzip members follow one another (RFC 1952 §2.2), padding is ignored")
    {
        auto const two = deflated("one", support::gzip) + deflated("two", support::gzip);
        for (std::size_t piece : {1U, 5U, 1000U}) {
            CHECK(decode(two, piece).text == "onetwo");
            CHECK(decode(two + std::string(9, '\0'), piece).text == "onetwo");
            CHECK(decode(deflated("one", support::zlib) + "trailing", piece).text == "one");
        }
        CHECK(decode(two, 1000, 5).code == http_errc::body_limit);
    }

    TEST_CASE("damaged and unfinished data are told apart from good ones")
    {
        auto const bytes = deflated(sample(), support::gzip);
        CHECK_FALSE(decode(bytes.substr(0, bytes.size() - 1), 1000).complete);
        auto broken = bytes;
        broken[broken.size() / 2] = static_cast<char>(broken[broken.size() / 2] ^ 0x55);
        CHECK(decode(broken, 1000).code == http_errc::bad_encoding);
        CHECK(decode("<html>not compressed</html>", 1000).code == http_errc::bad_encoding);
        CHECK(decode("", 1).complete);
    }

    TEST_CASE("the encodings that are known")
    {
        using enum inflater::encoding;
        CHECK(inflater::encoding_of("") == identity);
        CHECK(inflater::encoding_of("Identity") == identity);
        for (auto const* name : {"gzip", "GZip", "x-gzip", "deflate"}) CHECK(inflater::encoding_of(name) == compressed);
        for (auto const* name : {"br", "zstd", "gzip, gzip", "compress"}) CHECK(inflater::encoding_of(name) == unknown);
    }
}

} // namespace
