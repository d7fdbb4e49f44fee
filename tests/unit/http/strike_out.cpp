// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/printable.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace cogrant;

std::string struck(std::string text, std::string_view secret)
{
    error e(make_error_code(boost::system::errc::protocol_error));
    e.edit().server_message = std::move(text);
    http::strike_out(e, secret);
    return e.info().server_message;
}

TEST_SUITE("http/printable")
{
    TEST_CASE("a secret is struck out wherever it stands, also when the text was cut within it")
    {
        CHECK(struck("you sent open sesame, open sesame", "open sesame") == "you sent [redacted], [redacted]");
        std::string const words(60, 'x'); // as long as a text that was cut
        CHECK(struck(words + "open sesa", "open sesame") == words + "[redacted]");
        CHECK(struck(words + "open", "open sesame") == words + "[redacted]");
        CHECK(struck(words + "ope", "open sesame") == words + "ope"); // too little to tell it from a word
        CHECK(struck("invalid_token", "token-1") == "invalid_token"); // short: nothing was cut off
        CHECK(struck("open the door", "open sesame") == "open the door");
        CHECK(struck("", "open sesame").empty());
        CHECK(struck("abc", "abc") == "abc");
    }
}

} // namespace
