// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/form.hpp>
#include <cogrant/codec/open_enum.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace form = cogrant::form;

namespace {

enum class kind { first_one };

struct body {
    static constexpr auto wire_letter_case = cogrant::reflect::letter_case::snake;
    std::string grant_type = "authorization_code";
    std::optional<std::string> redirect_uri;
    cogrant::secret client_secret;
    std::optional<int> max_age;
    std::vector<std::string> resource;
    bool offline_access = false;
    cogrant::open_enum<kind> prompt;
};

} // namespace

TEST_SUITE("codec/form")
{
    TEST_CASE("RFC 6749 appendix B: the example of the specification")
    {
        CHECK(form::escape(" %&+\xC2\xA3\xE2\x82\xAC") == "+%25%26%2B%C2%A3%E2%82%AC");
        CHECK(form::unescape("+%25%26%2B%C2%A3%E2%82%AC") == " %&+\xC2\xA3\xE2\x82\xAC");
    }

    TEST_CASE("letters, digits and *-._ stay, nothing else does")
    {
        for (int i = 0; i != 256; ++i) {
            std::string const one(1, static_cast<char>(static_cast<unsigned char>(i)));
            bool const stays =
                cogrant::detail::is_alphanumeric(one[0]) || std::string("*-._").find(one) != std::string::npos;
            CHECK((form::escape(one) == one) == stays);
            CHECK(form::unescape(form::escape(one)) == one);
        }
        CHECK(form::escape("~") == "%7E");
    }

    TEST_CASE("a struct becomes its pairs")
    {
        body b;
        b.redirect_uri = "https://a.example/cb?x=1";
        b.client_secret = cogrant::secret("p w");
        b.resource = {"urn:a", "urn:b"};
        CHECK(
            form::encode(b) ==
            "grant_type=authorization_code&redirect_uri=https%3A%2F%2Fa.example%2Fcb%3Fx%3D1&client_secret=p+w"
            "&resource=urn%3Aa&resource=urn%3Ab&offline_access=false");
        b.prompt = kind::first_one;
        b.max_age = 0;
        CHECK(form::encode(b).ends_with(
            "&max_age=0&resource=urn%3Aa&resource=urn%3Ab&offline_access=false&prompt=firstOne"));
    }

    TEST_CASE("pairs are written in order")
    {
        CHECK(form::encode({{"a", "1 2"}, {"b", ""}}) == "a=1+2&b=");
        std::string out;
        form::add(out, "x", "y");
        form::add(out, "z", "&");
        CHECK(out == "x=y&z=%26");
    }

    TEST_CASE("a form is taken apart again")
    {
        auto const pairs = form::parse("a=1+2&b=&&c&d=%26=");
        REQUIRE(pairs.has_value());
        REQUIRE(pairs->size() == 4);
        CHECK((*pairs)[0].second == "1 2");
        CHECK((*pairs)[2].first == "c");
        CHECK((*pairs)[3].second == "&=");
        CHECK(form::parse("")->empty());
        for (auto const* text : {"a=%", "a=%4", "%4g=1", "a=1&b=%zz"}) CHECK_FALSE(form::parse(text).has_value());
    }
}
