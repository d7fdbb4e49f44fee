// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "contract_models.hpp"
#include <cogrant/codec/json.hpp>
#include <cogrant/genesys/queues.hpp>
#include <cogrant/genesys/recording.hpp>
#include <cogrant/genesys/recording_batch.hpp>
#include <cogrant/genesys/speech.hpp>
#include <cogrant/genesys/token_info.hpp>

#include <doctest/doctest.h>

#include <vector>

namespace genesys = cogrant::genesys;
using contract::check;

TEST_SUITE("genesys/record_models")
{
    TEST_CASE("every field of recordings, their metadata and batches is there, with its type and values")
    {
        auto const document = contract::text_of("genesys.md");
        if (!document) return;
        auto const t = contract::tables_of(*document, "### 3.8 ");
        REQUIRE_EQ(t.size(), 8);
        check<genesys::recording>(t[0]);
        check<genesys::media_result>(t[1]);
        check<genesys::recording_metadata>(t[2], {}, {"region"});
        check<genesys::batch_submission>(t[3]);
        check<genesys::batch_download>(t[4]);
        check<genesys::batch_ticket>(t[5]);
        check<genesys::batch_status>(t[6]);
        check<genesys::batch_result>(t[7]);
    }

    TEST_CASE("a recording of more than 2 GiB does not spoil the others")
    {
        auto const all = cogrant::json::decode<std::vector<genesys::recording>>(
            R"([{"id":"a","outputSizeInBytes":3000000000,"outputDurationMs":4e9},{"id":"b","outputSizeInBytes":7.0}])");
        REQUIRE(all.has_value());
        CHECK_EQ(all->at(0).output_size_in_bytes.value(), 3'000'000'000);
        CHECK_EQ(all->at(0).output_duration_ms.value(), 4'000'000'000);
        CHECK_EQ(all->at(1).output_size_in_bytes.value(), 7);
    }

    TEST_CASE("every field of transcripts, metrics and the search is there, with its type and values")
    {
        auto const document = contract::text_of("genesys.md");
        if (!document) return;
        auto const t = contract::tables_of(*document, "### 3.9 ");
        REQUIRE_EQ(t.size(), 8);
        check<genesys::transcript_url>(t[0]);
        check<genesys::transcript_urls>(t[1]);
        check<genesys::segment_url>(t[2]);
        check<genesys::conversation_metrics>(t[3]);
        check<genesys::empathy_score>(t[4]);
        check<genesys::participant_metrics>(t[5]);
        check<genesys::transcript_search>(t[6]);
        check<genesys::search_page>(t[7]);
    }

    TEST_CASE("every field of a queue and of the token's own description is there, with its type and values")
    {
        auto const document = contract::text_of("genesys.md");
        if (!document) return;
        auto const listings = contract::tables_of(*document, "### 3.10 ");
        REQUIRE_EQ(listings.size(), 4);
        check<genesys::queue>(listings[3]);
        auto const t = contract::tables_of(*document, "### 3.11 ");
        REQUIRE_EQ(t.size(), 2);
        check<genesys::token_info>(t[0]);
        check<genesys::oauth_client>(t[1]);
    }
}
