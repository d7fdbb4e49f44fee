// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "contract.hpp"
#include <cogrant/genesys/region.hpp>

#include <doctest/doctest.h>

#include <string>

namespace genesys = cogrant::genesys;
using cogrant::genesys_errc;

TEST_SUITE("genesys/region")
{
    static_assert(genesys::find_region("eu-central-1")->domain == "mypurecloud.de");
    static_assert(genesys::find_region("mypurecloud.com.au")->name == "ap-southeast-2");
    static_assert(genesys::find_region("eu-north-9") == nullptr);
    static_assert(genesys::find_region("") == nullptr);

    TEST_CASE("the table is the contract's")
    {
        auto const document = contract::text_of("genesys.md");
        if (!document) return;
        auto const begin = document->find("### 1.7 ");
        REQUIRE_NE(begin, std::string::npos);
        auto const section = document->substr(begin, document->find("\nNotes:", begin) - begin);
        std::size_t rows = 0;
        for (std::size_t at = section.find("\n| "); at != std::string::npos; at = section.find("\n| ", at + 1)) {
            auto const cells = contract::cells_of(section.substr(at + 1, section.find('\n', at + 1) - at - 1));
            REQUIRE_EQ(cells.size(), 5);
            if (cells[1] == "AWS region") continue;
            REQUIRE_LT(rows, genesys::regions.size());
            auto const& ours = genesys::regions[rows++];
            CHECK_EQ(ours.title, cells[0]);
            CHECK_EQ(ours.name, cells[1]);
            CHECK_EQ(ours.domain, cells[2]);
        }
        CHECK_EQ(rows, genesys::regions.size());
    }

    TEST_CASE("a region is found by its name, its domain or one of its hosts, in any case")
    {
        for (char const* text :
             {"eu-central-1", "EU-Central-1", "mypurecloud.de", "MyPureCloud.DE", "api.mypurecloud.de",
              "login.mypurecloud.de", "apps.mypurecloud.de"}) {
            CAPTURE(text);
            CHECK_EQ(genesys::domain_of(text).value(), "mypurecloud.de");
        }
    }

    TEST_CASE("any other domain is a region too")
    {
        CHECK_EQ(genesys::domain_of("xyz1.pure.cloud").value(), "xyz1.pure.cloud");
        CHECK_EQ(genesys::domain_of("genesys.internal.example").value(), "genesys.internal.example");
        CHECK_EQ(genesys::domain_of("api.example").value(), "api.example");
    }

    TEST_CASE("nonsense is refused with a reason that does not repeat it")
    {
        for (std::string const text :
             {"", " ", "eu-central-1 ", "eu central 1", "https://mypurecloud.de", "mypurecloud.de/",
              "mypurecloud.de:443", "eu-north-9", "frankfurt", "a..b", ".pure.cloud", "pure.cloud.", "-a.cloud",
              "a-.cloud", "192.168.0.1", "pure_cloud.de", "m\xc3\xbcnchen.de", "a\r\nb.de"}) {
            CAPTURE(text);
            auto const r = genesys::domain_of(text);
            REQUIRE_FALSE(r.has_value());
            CHECK(r.error() == make_error_code(genesys_errc::bad_region));
            CHECK_FALSE(r.error().info().detail.empty());
            if (text.size() > 3) CHECK_EQ(r.error().message().find(text), std::string::npos);
        }
        CHECK_FALSE(genesys::domain_of(std::string(64, 'a') + ".de").has_value());
        std::string overlong;
        while (overlong.size() < 250) overlong += "abcdefgh.";
        CHECK_FALSE(genesys::domain_of(overlong + "de").has_value());
    }
}
