// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/printable.hpp>

#include <doctest/doctest.h>

#include <string>

using cogrant::http::printable;
using cogrant::http::printable_ascii;
using cogrant::http::without_credentials;

TEST_SUITE("http/printable")
{
    TEST_CASE("what a terminal would obey becomes a blank")
    {
        CHECK(printable("a\r\nb\tc\x1b[31md", 100) == "a b c [31md");
        CHECK(
            printable(
                "a\xc2\x9b"
                "31mb",
                100) == "a 31mb"); // C1: CSI in one character
        CHECK(printable("user\xe2\x80\xaetxt.exe", 100) == "user txt.exe"); // right-to-left override
        CHECK(
            printable(
                "a\xe2\x80\xa8"
                "b\xe2\x81\xa6"
                "c\xe2\x80\x8f"
                "d",
                100) == "a b c d"); // line separator, isolate, right-to-left mark
    }
    TEST_CASE("other characters stay, also those of three bytes that begin alike")
    {
        CHECK(
            printable("Gr\xc3\xbc\xc3\x9f\x65 \xe2\x80\x9cquoted\xe2\x80\x9d \xe2\x82\xac 5", 100) ==
            "Gr\xc3\xbc\xc3\x9f\x65 \xe2\x80\x9cquoted\xe2\x80\x9d \xe2\x82\xac 5");
    }
    TEST_CASE("a long text is cut between characters")
    {
        CHECK(printable("ab\xe2\x82\xac", 4) == "ab");
        CHECK(printable("ab\xe2\x82\xac", 5) == "ab\xe2\x82\xac");
        CHECK(printable(std::string(1000, 'x'), 10) == "xxxxxxxxxx");
    }
    TEST_CASE("credentials are struck out, prose is not")
    {
        CHECK(without_credentials("token Bearer kJ9fO2vQeX1mB7sT4zR0 refused") == "token Bearer [redacted] refused");
        CHECK(without_credentials("client_secret=abcDEF123456&x=1") == "client_secret=[redacted]&x=1");
        CHECK(without_credentials("Basic authentication is required") == "Basic authentication is required");
    }
    TEST_CASE("bytes that may be anything come out as ASCII on one line")
    {
        CHECK(printable_ascii("<html>\n  \xff\x01 ok", 100) == "<html> .. ok");
    }
}
