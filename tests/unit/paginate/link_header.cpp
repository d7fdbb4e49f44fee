// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/paginate/link_header.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

using namespace cogrant;

namespace {

/// The next link of these fields; "none", or "illegal".
std::string next_of(std::initializer_list<std::string_view> fields)
{
    http::headers h;
    h.add("Content-Type", "application/json");
    for (auto const field : fields) REQUIRE(h.add("link", field));
    auto const found = find_link(h, "next");
    if (!found) {
        CHECK(found.error().code() == page_errc::bad_link);
        CHECK(found.error() == condition::bad_data);
        return "illegal";
    }
    return found->value_or("none");
}

} // namespace

TEST_SUITE("paginate/link_header")
{
    TEST_CASE("the usual forms: quoted, bare, several relations, several links, several fields")
    {
        CHECK(next_of({}) == "none");
        CHECK(next_of({R"(<https://a.example/x?page=2>; rel="next")"}) == "https://a.example/x?page=2");
        CHECK(next_of({"</x>;rel=next"}) == "/x");
        CHECK(next_of({R"(</1>; rel="prev", </3>; rel="next", </9>; rel="last")"}) == "/3");
        CHECK(next_of({R"(</1>; rel="prev")", R"(</3>; rel="next")"}) == "/3");
        CHECK(next_of({R"(</3>; rel="last next")"}) == "/3");
        CHECK(next_of({R"(</3>; REL="NEXT")"}) == "/3");
        CHECK(
            next_of({R"(</3>; title="a, b; c>"; type=text/html; rel=next)"}) == "illegal"); // '/' is no token character
        CHECK(next_of({R"(</3>; title="a, b; c>"; type="text/html"; rel=next)"}) == "/3");
        CHECK(next_of({R"(<>; rel="next")"}) == "");
    }

    TEST_CASE("RFC 8288 section 3.5: the examples")
    {
        CHECK(
            next_of({R"(<http://example.com/TheBook/chapter2>; rel="previous"; title="previous chapter")"}) == "none");
        CHECK(next_of({R"(</>; rel="http://example.net/foo")"}) == "none");
        CHECK(next_of({R"(</terms>; rel="copyright"; anchor="#foo")"}) == "none");
        CHECK(
            next_of({R"(</TheBook/chapter2>; rel="previous"; title*=UTF-8'de'letztes%20Kapitel,)"
                     R"( </TheBook/chapter4>; rel="next"; title*=UTF-8'de'n%c3%a4chstes%20Kapitel)"}) ==
            "/TheBook/chapter4");
        CHECK(next_of({R"(<http://example.org/>; rel="start http://example.net/relation/other")"}) == "none");
        CHECK(next_of({R"(<https://example.org/>; rel="start", <https://example.org/index>; rel="index")"}) == "none");
    }

    TEST_CASE("the grammar's odd corners: white space, empty elements, empty parameters, no value, quoted pairs")
    {
        CHECK(next_of({" , ,\t</x> ; rel = \"next\" ,, "}) == "/x");
        CHECK(next_of({"</x>;;rel=next;"}) == "/x");
        CHECK(next_of({"</x>; crossorigin; rel=next"}) == "/x");
        CHECK(next_of({R"(</x>; rel="ne\xt")"}) == "/x");
        CHECK(next_of({R"(</x>; title="\"; rel=prev"; rel="next")"}) == "/x");
        CHECK(next_of({R"(</x>; rel="  next ")"}) == "/x");
    }

    TEST_CASE("a second rel has no meaning, and a link with an anchor speaks of another page")
    {
        CHECK(next_of({R"(</x>; rel="prev"; rel="next")"}) == "none");
        CHECK(next_of({R"(</x>; rel="next"; anchor="/other")"}) == "none");
        CHECK(next_of({R"(</x>; rel="next"; anchor="/other", </y>; rel=next)"}) == "/y");
        CHECK(next_of({"</x>"}) == "none");
        CHECK(next_of({R"(</x>; rev="next")"}) == "none");
        CHECK(next_of({R"(</x>; rel="nextpage next-archive xnext")"}) == "none");
    }

    TEST_CASE("what is not legal is an error, wherever it stands, since its end may have been cut off")
    {
        for (std::string_view const field :
             {"/x; rel=next", "<", "</x", "</x>; rel=\"next", "</x>; rel=\"next\\", "</x> rel=next", "</x>; =next",
              "</x>; rel=", "</x>; rel=,", "</x>; rel=ne xt", "</x>; rel=\"next\"x", "</x y>; rel=next",
              "<</x>>; rel=next", "</x>; rel=next </y>", "</x\">; rel=next", "next", "\"", ";", "</x>; rel=next, y"}) {
            CAPTURE(field);
            CHECK(next_of({field}) == "illegal");
        }
        CHECK(next_of({"</good>; rel=next", "bad"}) == "illegal");
    }

    TEST_CASE("two next links with one target are one; with two they are an error")
    {
        CHECK(next_of({"</x>; rel=next, </x>; rel=next; title=again"}) == "/x");
        CHECK(next_of({"</x>; rel=next, </y>; rel=next"}) == "illegal");
    }

    TEST_CASE("more links than any page has are refused")
    {
        std::string many;
        for (std::size_t i = 0; i != max_links; ++i) many += "</a>,";
        CHECK(next_of({many}) == "none");
        CHECK(next_of({many, "</b>"}) == "illegal");
    }

    TEST_CASE("every cut of a legal field is legal or an error, and never another target")
    {
        std::string_view const whole = R"(</prev>; rel="prev"; title="a\"b", </next?x=1>; rel="next last"; type="a")";
        for (std::size_t n = 0; n <= whole.size(); ++n) {
            auto const found = next_of({whole.substr(0, n)});
            CHECK((found == "none" || found == "illegal" || found == "/next?x=1"));
        }
    }
}
