// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/scope.hpp>

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <string_view>

using namespace cogrant;
using namespace cogrant::oauth;

namespace {

std::string joined(std::vector<std::string> const& words)
{
    std::string out;
    for (auto const& w : words) out += (out.empty() ? "" : " ") + w;
    return out;
}

} // namespace

TEST_SUITE("oauth/scope")
{
    TEST_CASE("S18: narrower, wider, other, missing and empty scopes are told apart; order and doubles mean nothing")
    {
        struct row {
            std::string_view asked;
            std::optional<std::string_view> granted;
            std::string_view narrowed;
            std::string_view widened;
        };
        row const table[] = {
            {"a b", std::nullopt, "", ""}, {"a b", "b a", "", ""}, {"a b", "a  b a", "", ""}, {"a b", "a", "b", ""},
            {"a b", "", "a b", ""},        {"a", "a b", "", "b"},  {"a b", "b c", "a", "c"},  {"a", "A", "a", "A"},
            {"", "a b", "", ""},           {"", "", "", ""},       {" a ", "a", "", ""},
        };
        for (auto const& r : table) {
            CAPTURE(r.asked);
            auto const got = compare_scopes(r.asked, r.granted);
            CHECK(joined(got.narrowed) == r.narrowed);
            CHECK(joined(got.widened) == r.widened);
            CHECK(got.same() == (r.narrowed.empty() && r.widened.empty()));
            CHECK(static_cast<bool>(check_scopes(r.asked, r.granted, scope_policy::refuse_wider)) != r.widened.empty());
            CHECK(!check_scopes(r.asked, r.granted, scope_policy::take_wider));
        }
    }

    TEST_CASE("S18: the error of a wider grant names what was not asked for, printable and bounded")
    {
        auto const e = check_scopes("a", "a admin \x1b[31m", scope_policy::refuse_wider);
        CHECK(e.code() == oauth_errc::scope_widened);
        CHECK(e.info().server_message == "[31m admin");
        std::string many;
        for (int i = 0; i != 100000; ++i) many += std::to_string(i) + " ";
        CHECK(check_scopes("a", many, scope_policy::refuse_wider).info().server_message.size() <= 500);
    }

    TEST_CASE("S36: a scope holds printable ASCII without quote and backslash")
    {
        for (int byte = 0; byte != 256; ++byte) {
            bool const legal = byte >= 0x20 && byte <= 0x7e && byte != '"' && byte != '\\';
            CHECK(legal_scope(std::string(1, static_cast<char>(byte))) == legal);
        }
    }
}
