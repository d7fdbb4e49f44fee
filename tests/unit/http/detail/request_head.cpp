// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/detail/request_head.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

using namespace cogrant::http;

std::string head(request const& r)
{
    std::string out = "left over";
    detail::write_request_head(out, r, detail::host_field(r.origin));
    return out;
}

TEST_SUITE("http/detail/request_head")
{
    TEST_CASE("a GET has no length, and compression is asked for")
    {
        request r;
        r.origin = {true, "host", 443};
        r.target = "/a?b";
        CHECK(head(r) == "GET /a?b HTTP/1.1\r\nHost: host\r\nAccept-Encoding: gzip, deflate\r\n\r\n");
    }

    TEST_CASE("a POST has a length, also when it is empty")
    {
        request r;
        r.method = method::post;
        r.origin = {false, "::1", 8080};
        r.headers = {{"Accept-Encoding", "identity"}};
        CHECK(
            head(r) == "POST / HTTP/1.1\r\nHost: [::1]:8080\r\nAccept-Encoding: identity\r\nContent-Length: 0\r\n\r\n");
        r.body = "12345";
        CHECK(head(r).find("Content-Length: 5\r\n") != std::string::npos);
    }

    TEST_CASE("what belongs to the connection cannot be contradicted")
    {
        request r;
        r.origin = {true, "host", 443};
        r.headers = {
            {"host", "evil"}, {"content-length", "9"}, {"connection", "close"}, {"transfer-encoding", "chunked"}};
        CHECK(head(r) == "GET / HTTP/1.1\r\nHost: host\r\nAccept-Encoding: gzip, deflate\r\n\r\n");
    }

    TEST_CASE("a target is a path without white space")
    {
        CHECK(detail::legal_target("/a%20b?c=d"));
        for (std::string const target : {"", "a", "*", "/a b", "/a\r\nX: y", "/\t", "/\x7f", "http://host/"})
            CHECK_FALSE(detail::legal_target(target));
    }
}

} // namespace
