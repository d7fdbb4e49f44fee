// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/error.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

TEST_SUITE("codec/error")
{
    TEST_CASE("every code has its own message and is bad data")
    {
        std::set<std::string> messages;
        for (int i = 1; i <= static_cast<int>(cogrant::codec_errc::unknown_tag); ++i) {
            auto const code = make_error_code(static_cast<cogrant::codec_errc>(i));
            CHECK(messages.insert(code.message()).second);
            CHECK(code == cogrant::condition::bad_data);
            CHECK(code != cogrant::condition::retryable);
            CHECK(code.failed());
        }
        CHECK(std::string(cogrant::codec_category().name()) == "cogrant.codec");
    }

    TEST_CASE("the message has the pointer and the byte, without keys of the server")
    {
        cogrant::json::error e;
        CHECK_FALSE(e);
        e.code = cogrant::codec_errc::wrong_type;
        e.pointer = "/a/0/theirs";
        e.ours = 4;
        e.offset = 12;
        e.expected = "an integer";
        e.found = "null";
        CHECK(e.message() == "expected an integer, found null at /a/0/…, byte 12");
        e.ours = 0;
        e.found = {};
        CHECK(e.message() == "a value of another type than expected at /…, byte 12");
        cogrant::error const converted = e;
        CHECK(converted.info().where == cogrant::phase::decode);
        CHECK(converted.code() == cogrant::codec_errc::wrong_type);
    }
}
