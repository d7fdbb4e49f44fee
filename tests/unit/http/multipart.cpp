// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/multipart.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace cogrant;
using namespace std::string_literals;

namespace {

int asked = 0;

std::string same() { return "frontier"; }

/// boundary-1, boundary-2, …
std::string counted() { return "boundary-" + std::to_string(++asked); }

std::string body_of(http::multipart_form const& form)
{
    http::request r;
    auto const failed = form.put_into(r);
    CHECK_FALSE(failed);
    return r.body;
}

std::string refusal(http::multipart_form const& form)
{
    http::request r;
    r.body = "as it was";
    auto const failed = form.put_into(r);
    CHECK(failed == make_error_code(http_errc::bad_header));
    CHECK(r.body == "as it was");
    CHECK(r.headers.empty());
    return failed.info().detail;
}

} // namespace

TEST_SUITE("http/multipart")
{
    TEST_CASE("fields and files, byte for byte")
    {
        http::multipart_form form(same);
        form.field("language", "en-GB").file("prompt", "hello.wav", "audio/wav", "RI\0FF\r\n"s);
        http::request r;
        r.headers = {{"Content-Type", "text/plain"}};
        REQUIRE_FALSE(form.put_into(r));
        CHECK(r.headers.find("Content-Type") == "multipart/form-data; boundary=frontier");
        CHECK(r.headers.count("Content-Type") == 1);
        CHECK(
            r.body == "--frontier\r\n"
                      "Content-Disposition: form-data; name=\"language\"\r\n"
                      "\r\n"
                      "en-GB\r\n"
                      "--frontier\r\n"
                      "Content-Disposition: form-data; name=\"prompt\"; filename=\"hello.wav\"\r\n"
                      "Content-Type: audio/wav\r\n"
                      "\r\n"
                      "RI\0FF\r\n\r\n"
                      "--frontier--\r\n"s);
    }

    TEST_CASE("no part at all, an empty value, the same name twice")
    {
        CHECK(body_of(http::multipart_form(same)) == "--frontier--\r\n");
        auto const body = body_of(http::multipart_form(same).field("a", "").field("a", "2"));
        CHECK(body.find("name=\"a\"\r\n\r\n\r\n--frontier\r\n") != body.npos);
    }

    TEST_CASE("names are escaped as browsers do: quotes only")
    {
        auto const body =
            body_of(http::multipart_form(same).file("a\"b", "\xe2\x82\xac \\ ' % \".txt", "text/plain", "x"));
        CHECK(body.find("name=\"a%22b\"; filename=\"\xe2\x82\xac \\ ' % %22.txt\"\r\n") != body.npos);
    }

    TEST_CASE("a name cannot begin a header or a part of its own")
    {
        for (auto const& evil : {"a\r\nX: 1"s, "a\n"s, "\r"s, "a\0b"s, "a\x7f"s, "a\x1b[2J"s}) {
            CHECK(refusal(http::multipart_form(same).field(evil, "x")).find("control character") != std::string::npos);
            CHECK(
                refusal(http::multipart_form(same).file("a", evil, "text/plain", "x")).find("control") !=
                std::string::npos);
            CHECK(
                refusal(http::multipart_form(same).file("a", "b", evil, "x")).find("media type") != std::string::npos);
        }
        CHECK(
            refusal(http::multipart_form(same).field("a\0b"s, "x")) ==
            "multipart form: a name or file name has a control character");
        CHECK(refusal(http::multipart_form(same).field("", "x")) == "multipart form: a field has no name");
        CHECK(refusal(http::multipart_form(same).file("a", "b", "", "x")).find("media type") != std::string::npos);
    }

    TEST_CASE("a boundary that a part contains is not used")
    {
        asked = 0;
        http::multipart_form form(counted);
        form.field("a", "--boundary-1--").file("boundary-2", "x", "text/plain", "boundary-3");
        http::request r;
        REQUIRE_FALSE(form.put_into(r));
        CHECK(r.headers.find("Content-Type") == "multipart/form-data; boundary=boundary-4");
        CHECK(refusal(http::multipart_form(same).field("a", "at the frontier")).find("boundary") != std::string::npos);
    }

    TEST_CASE("a boundary that is none is not used")
    {
        CHECK_FALSE(refusal(http::multipart_form([] { return std::string(); })).empty());
        CHECK_FALSE(refusal(http::multipart_form([] { return std::string(71, 'x'); })).empty());
        CHECK_FALSE(refusal(http::multipart_form([] { return std::string("a b"); })).empty());
        CHECK_FALSE(refusal(http::multipart_form([] { return std::string("a\r\nX: 1"); })).empty());
        http::request r;
        CHECK_FALSE(http::multipart_form([] { return std::string(70, 'x'); }).put_into(r));
    }

    TEST_CASE("by default each body has a boundary that nobody can guess")
    {
        std::set<std::string> seen;
        for (int i = 0; i != 100; ++i) {
            auto const text = http::random_boundary();
            CHECK(text.size() == 8 + 32);
            seen.insert(text);
        }
        CHECK(seen.size() == 100);
        http::multipart_form form;
        form.field("a", "b");
        CHECK(body_of(form) != body_of(form));
    }
}
