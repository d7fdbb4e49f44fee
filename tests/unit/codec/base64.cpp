// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/base64.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace base64 = cogrant::base64;

TEST_SUITE("codec/base64")
{
    TEST_CASE("RFC 4648 section 10: test vectors")
    {
        std::pair<std::string_view, std::string_view> const vectors[] = {
            {"", ""},
            {"f", "Zg=="},
            {"fo", "Zm8="},
            {"foo", "Zm9v"},
            {"foob", "Zm9vYg=="},
            {"fooba", "Zm9vYmE="},
            {"foobar", "Zm9vYmFy"}};
        for (auto const& [bytes, text] : vectors) {
            CHECK(base64::encode(bytes) == text);
            CHECK(base64::decode(text) == bytes);
            auto const bare = text.substr(0, text.find('='));
            CHECK(base64::encode_url(bytes) == bare);
            CHECK(base64::decode_url(bare) == bytes);
        }
        CHECK(base64::encode("\xFB\xFF\xFE") == "+//+");
        CHECK(base64::encode_url("\xFB\xFF\xFE") == "-__-");
    }

    TEST_CASE("RFC 7636 appendix A: octets of the code verifier")
    {
        unsigned char const octets[] = {116, 24,  223, 180, 151, 153, 224, 37,  79, 250, 96, 125, 216, 173, 187, 186,
                                        22,  212, 37,  77,  105, 214, 191, 240, 91, 88,  5,  88,  83,  132, 141, 121};
        std::string bytes;
        for (unsigned char const o : octets) bytes += static_cast<char>(o);
        CHECK(base64::encode_url(bytes) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    }

    TEST_CASE("every byte comes back")
    {
        std::string all;
        for (int i = 0; i != 256; ++i) {
            all += static_cast<char>(static_cast<unsigned char>(i));
            CHECK(base64::decode(base64::encode(all)) == all);
            CHECK(base64::decode_url(base64::encode_url(all)) == all);
        }
    }

    TEST_CASE("only the one right spelling is accepted")
    {
        for (auto const* text :
             {"Zg", "Zg=", "Zg===", "Zh==", "Z", "Zm9=", "Zm9v\n", "Zm 9", "====", "Zg==Zg==", "-_-_", "Z=g="})
            CHECK_FALSE(base64::decode(text).has_value());
        for (auto const* text : {"Zg==", "Zh", "Z", "Zm9v+", "+/+/", "Zm9vYmFyZ"})
            CHECK_FALSE(base64::decode_url(text).has_value());
    }
}
