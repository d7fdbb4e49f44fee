// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "contract_models.hpp"
#include <cogrant/genesys/details.hpp>
#include <cogrant/genesys/details_job.hpp>
#include <cogrant/genesys/error_body.hpp>
#include <cogrant/genesys/users.hpp>

#include <doctest/doctest.h>

namespace genesys = cogrant::genesys;
using contract::check;
using contract::row_model;

TEST_SUITE("genesys/models")
{
    TEST_CASE("every field of the details query and its answer is there, with its type and values")
    {
        auto const document = contract::text_of("genesys.md");
        if (!document) return;
        auto const t = contract::tables_of(*document, "### 3.2 ");
        REQUIRE_EQ(t.size(), 27);
        check<genesys::conversation_details_query>(t[0]);
        check<genesys::conversation_filter>(t[1]);
        check<genesys::segment_filter>(t[1]);
        check<genesys::evaluation_filter>(t[1]);
        check<genesys::conversation_clause>(t[2]);
        check<genesys::segment_clause>(t[2]);
        check<genesys::conversation_predicate>(t[3]);
        check<genesys::segment_predicate>(t[4]);
        check<genesys::numeric_range>(t[5]);
        check<genesys::paging_spec>(t[6]);
        check<genesys::query_aggregation>(t[7]);
        check<genesys::aggregation_range>(t[8]);
        check<genesys::basic_details_page<row_model>>(t[9]);
        check<genesys::aggregation_result>(t[10]);
        check<genesys::aggregation_result_entry>(t[11]);
        check<genesys::conversation>(t[12]);
        check<genesys::participant>(t[13], {"attributes"});
        check<genesys::session>(t[14]);
        check<genesys::segment>(t[15]);
        check<genesys::session_metric>(t[16]);
        check<genesys::flow>(t[17]);
        check<genesys::outcome>(t[18]);
        check<genesys::media_endpoint_stat>(t[19]);
        check<genesys::agent_group>(t[20]);
        check<genesys::proposed_agent>(t[21]);
        check<genesys::scored_agent>(t[22]);
        check<genesys::custom_property>(t[23]);
        check<genesys::evaluation>(t[24]);
        check<genesys::survey>(t[25]);
        check<genesys::resolution>(t[26]);
    }

    TEST_CASE("every field of the details job and its answers is there, with its type and values")
    {
        auto const document = contract::text_of("genesys.md");
        if (!document) return;
        auto const t = contract::tables_of(*document, "### 3.3 ");
        REQUIRE_EQ(t.size(), 5);
        check<genesys::details_job_query>(t[0]);
        check<genesys::details_job_ticket>(t[1]);
        check<genesys::details_job_status>(t[2]);
        check<genesys::basic_details_job_results<row_model>>(t[3]);
        check<genesys::data_availability>(t[4]);
    }

    TEST_CASE("every field of the users listing is there, with its type and values")
    {
        auto const document = contract::text_of("genesys.md");
        if (!document) return;
        auto const t = contract::tables_of(*document, "### 3.10 ");
        REQUIRE_EQ(t.size(), 4);
        check<genesys::entity_listing<row_model>>(t[0]);
        check<genesys::user>(t[1]);
        check<genesys::entity_listing<row_model>>(t[2]);
    }

    TEST_CASE("every field of the error body is there, with its type")
    {
        auto const document = contract::text_of("genesys.md");
        if (!document) return;
        auto const t = contract::tables_of(*document, "### 2.3 ");
        REQUIRE_EQ(t.size(), 3);
        check<genesys::error_body>(t[0]);
        check<genesys::error_detail>(t[1]);
        check<genesys::exceeded_limit>(t[2]);
    }

    TEST_CASE("evaluations, surveys and resolutions take dimensions by name")
    {
        CHECK_EQ(
            cogrant::reflect::wire_name_list<genesys::named_predicate>,
            cogrant::reflect::wire_name_list<genesys::conversation_predicate>);
    }
}
