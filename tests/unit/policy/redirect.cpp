// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/redirect.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

using namespace cogrant;
using http::method;

namespace {

static_assert(!std::is_aggregate_v<redirect_options>);

http::request asked(method m = method::get)
{
    http::request r;
    r.method = m;
    r.origin = {true, "api.example", 443};
    r.target = "/a/b?q=1";
    if (m == method::post || m == method::put || m == method::patch) r.body = "body";
    return r;
}

http::response leads_to(std::string const& location, unsigned status = 302)
{
    http::response a;
    a.status = status;
    CHECK(a.headers.add("Location", location));
    return a;
}

/// The URL that a redirect of https://api.example/a/b?q=1 leads to, or the error.
std::string lead(std::string const& location, redirect_options const& options = redirect_policy::any)
{
    auto const step = decide_redirect(options, asked(), leads_to(location));
    return step.code ? step.code.message() : to_string(step.to.origin) + step.to.target;
}

std::string const bad = make_error_code(redirect_errc::bad_location).message();

} // namespace

TEST_SUITE("policy/redirect")
{
    TEST_CASE("the method after each status")
    {
        struct row {
            method before;
            method after_301, after_302, after_303, after_307, after_308;
        };
        auto const get = method::get, head = method::head, post = method::post, put = method::put,
                   patch = method::patch, del = method::delete_, options = method::options;
        for (auto const& r :
             {row{get, get, get, get, get, get}, row{head, head, head, head, head, head},
              row{post, get, get, get, post, post}, row{put, put, put, get, put, put},
              row{patch, patch, patch, get, patch, patch}, row{del, del, del, get, del, del},
              row{options, options, options, get, options, options}}) {
            CHECK(method_after(301, r.before) == r.after_301);
            CHECK(method_after(302, r.before) == r.after_302);
            CHECK(method_after(303, r.before) == r.after_303);
            CHECK(method_after(307, r.before) == r.after_307);
            CHECK(method_after(308, r.before) == r.after_308);
        }
    }

    TEST_CASE("which statuses are redirects")
    {
        for (unsigned const s : {301U, 302U, 303U, 307U, 308U}) CHECK(is_redirect(s));
        for (unsigned const s : {200U, 201U, 300U, 304U, 305U, 306U, 309U, 399U, 401U}) CHECK_FALSE(is_redirect(s));
    }

    TEST_CASE("a Location is absolute or relative; its fragment is dropped")
    {
        CHECK(lead("https://other.example/x?y=1#top") == "https://other.example/x?y=1");
        CHECK(lead("//other.example:8443") == "https://other.example:8443/");
        CHECK(lead("/c") == "https://api.example/c");
        CHECK(lead("c?d") == "https://api.example/a/c?d");
        CHECK(lead("../../../c") == "https://api.example/c");
        CHECK(lead("?z") == "https://api.example/a/b?z");
        CHECK(lead("#here") == "https://api.example/a/b?q=1");
        CHECK(lead("HTTPS://API.Example:443/c") == "https://api.example/c");
        CHECK(lead("/r\xc3\xa9sum\xc3\xa9") == "https://api.example/r%C3%A9sum%C3%A9");
    }

    TEST_CASE("a Location that is none is refused")
    {
        for (std::string const location :
             {"", "https://", "https:///x", "ftp://api.example/", "javascript:alert(1)", "file:///etc/passwd",
              "https://api.example@evil.example/", "https://user:pw@api.example/", "https://api.example:99999/",
              "https://api.example:80x/", "https://evil.example\\@api.example/", "http://[::1", "/a b", "/%zz",
              "https://\xc3\xa9vil.example/", "data:text/html,x"})
            CHECK_MESSAGE(lead(location) == bad, location);
        CHECK(lead("/" + std::string(9000, 'x')) == bad);
        http::response none;
        none.status = 302;
        CHECK(decide_redirect(redirect_policy::any, asked(), none).code == redirect_errc::bad_location);
        auto two = leads_to("/a");
        two.headers.add("Location", "/b");
        CHECK(decide_redirect(redirect_policy::any, asked(), two).code == redirect_errc::bad_location);
        CHECK(make_error_code(redirect_errc::bad_location) == condition::bad_data);
    }

    TEST_CASE("https is never left for http, other origins only when allowed")
    {
        auto const code = [](std::string const& to, redirect_options const& o) {
            return decide_redirect(o, asked(), leads_to(to)).code;
        };
        redirect_options const any = redirect_policy::any;
        redirect_options const same;
        CHECK(code("http://api.example/", any) == redirect_errc::insecure);
        CHECK(code("http://api.example:443/", any) == redirect_errc::insecure);
        CHECK(code("http://api.example/", same) == redirect_errc::insecure);
        CHECK(code("https://api.example:8443/", same) == redirect_errc::other_origin);
        CHECK(code("https://sub.api.example/", same) == redirect_errc::other_origin);
        CHECK(code("https://api.example./", same) == redirect_errc::other_origin);
        CHECK_FALSE(code("https://api.example:8443/", any));
        CHECK_FALSE(code("https://api.example/x", same));
        auto plain = asked();
        plain.origin = {false, "api.example", 80};
        auto const up = decide_redirect(any, plain, leads_to("https://api.example/"));
        CHECK_FALSE(up.code);
        CHECK_FALSE(up.same_origin);
        CHECK(decide_redirect(same, plain, leads_to("https://api.example/")).code == redirect_errc::other_origin);
    }

    TEST_CASE("a body goes to another origin only when allowed")
    {
        auto const step = [](method m, unsigned status, redirect_options const& o) {
            return decide_redirect(o, asked(m), leads_to("https://other.example/", status)).code;
        };
        redirect_options const any = redirect_policy::any;
        for (unsigned const status : {307U, 308U}) {
            CHECK(step(method::post, status, any) == redirect_errc::body_to_other_origin);
            CHECK_FALSE(step(method::post, status, redirect_options(any).send_body_elsewhere(true)));
            CHECK_FALSE(step(method::get, status, any));
        }
        CHECK(step(method::put, 302, any) == redirect_errc::body_to_other_origin);
        for (unsigned const status : {301U, 302U, 303U}) CHECK_FALSE(step(method::post, status, any));
    }

    TEST_CASE("what a request loses on its way")
    {
        auto const after = [](std::string const& to, unsigned status, redirect_options const& o) {
            auto r = asked(method::post);
            r.headers = {{"Authorization", "Bearer t"},
                         {"Cookie", "c"},
                         {"X-Api-Key", "k"},
                         {"DPoP", "p"},
                         {"Accept", "a/b"},
                         {"Content-Type", "text/plain"},
                         {"Content-MD5", "x"}};
            r.prove = true;
            auto const step = decide_redirect(o, r, leads_to(to, status));
            REQUIRE_FALSE(step.code);
            apply_redirect(o, step, r);
            return r;
        };
        redirect_options any = redirect_policy::any;
        auto const same = after("/c", 307, any);
        CHECK(same.headers.size() == 7);
        CHECK(same.body == "body");
        CHECK(same.authorize);
        CHECK(same.identify);
        auto const changed = after("/c", 303, any);
        CHECK(changed.method == method::get);
        CHECK(changed.body.empty());
        CHECK(changed.headers.size() == 5);
        CHECK_FALSE(changed.headers.contains("Content-Type"));
        CHECK(changed.headers.contains("Authorization"));
        any.send_body_elsewhere(true);
        auto const other = after("https://other.example/", 307, any);
        CHECK(other.headers.size() == 2);
        CHECK(other.headers.find("Accept") == "a/b");
        CHECK(other.headers.find("Content-Type") == "text/plain");
        CHECK(other.body == "body");
        CHECK_FALSE(other.authorize);
        CHECK_FALSE(other.identify);
        CHECK_FALSE(other.prove);
        any.same_owner({{true, "api.example", 443}, {true, "other.example", 443}});
        auto const ours = after("https://other.example/", 307, any);
        CHECK(ours.authorize);
        CHECK_FALSE(ours.headers.contains("Authorization")); // the authorize stage attaches its own
        CHECK_FALSE(after("https://third.example/", 307, any).authorize);
    }
}
