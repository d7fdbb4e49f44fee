// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/answer_page.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

using namespace cogrant;
using namespace cogrant::oauth;

static_assert(!std::is_aggregate_v<answer_page>);

TEST_SUITE("oauth/answer_page")
{
    TEST_CASE("a person reads that it worked and what to do")
    {
        auto const html = answer_page::signed_in("My report").html();
        CHECK(html.starts_with("<!doctype html>"));
        CHECK(html.find("<title>You are signed in \xC2\xB7 My report</title>") != html.npos);
        CHECK(html.find("<h1>You are signed in</h1>") != html.npos);
        CHECK(html.find("You can close this window") != html.npos);
        CHECK(html.find("class=\"success\"") != html.npos);
        CHECK(html.find("prefers-color-scheme:dark") != html.npos);
        CHECK(html.find("class=\"reason\"") == html.npos);
    }

    TEST_CASE("a person reads why it did not work")
    {
        auto const html = answer_page::failed("", "access denied").html();
        CHECK(html.find("<p class=\"reason\">access denied</p>") != html.npos);
        CHECK(html.find("class=\"failure\"") != html.npos);
        CHECK(html.find("class=\"program\"") == html.npos);
    }

    TEST_CASE("S08: whatever is echoed is escaped and holds no control character")
    {
        std::string const evil = "<script>alert('1')</script>\" onload=\"x\" & \r\nSet-Cookie: a\x1B[2J\xE2\x80\xAE";
        auto const html = answer_page(answer_page::kind::failure, evil, evil).program(evil).reason(evil).html();
        for (auto const* bad : {"<script", "onload=\"", "'1'", "\r", "\x1B", "\xE2\x80\xAE", "& "})
            CHECK_MESSAGE(html.find(bad) == html.npos, bad);
        CHECK(
            html.find("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot; onload=&quot;x&quot; &amp;") != html.npos);
        CHECK(escape_html("a<b>&\"'c") == "a&lt;b&gt;&amp;&quot;&#39;c");
        for (int i = 0; i != 256; ++i) {
            auto const c = static_cast<char>(static_cast<unsigned char>(i));
            CHECK((escape_html(std::string(1, c)).size() > 1) == (std::string("<>&\"'").find(c) != std::string::npos));
        }
    }

    TEST_CASE("S08: the page loads nothing, is kept nowhere, and tells no other site where it came from")
    {
        auto const answer = page_answer(200, answer_page::signed_in("x"));
        CHECK(answer.status == 200);
        CHECK(answer.headers.find("Referrer-Policy") == "no-referrer");
        CHECK(answer.headers.find("Cache-Control") == "no-store");
        CHECK(answer.headers.find("X-Content-Type-Options") == "nosniff");
        auto const policy = std::string(answer.headers.find("Content-Security-Policy").value_or(""));
        CHECK(policy.starts_with("default-src 'none'; style-src 'unsafe-inline';"));
        for (auto const* loads : {"http:", "https:", "src=", "href=", "@import", "url(", "<script", "<link", "<img"})
            CHECK_MESSAGE(answer.body.find(loads) == std::string::npos, loads);
    }

    TEST_CASE("a secret that slipped into a reason is not shown")
    {
        auto const html = answer_page::failed("x", "refused: client_secret=PLANTED-99aa88bb-PLANTED").html();
        CHECK(html.find("99aa88bb") == html.npos);
    }
}
