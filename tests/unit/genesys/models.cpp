// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "contract.hpp"
#include <cogrant/genesys/details.hpp>
#include <cogrant/genesys/details_job.hpp>
#include <cogrant/genesys/error_body.hpp>
#include <cogrant/genesys/users.hpp>
#include <cogrant/reflect/enums.hpp>
#include <cogrant/reflect/names.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <vector>

namespace genesys = cogrant::genesys;

namespace {

/// The contract's word for a C++ type, and the values of an enumeration.
template <class T>
struct model {
    static std::string type() { return "model"; }
    static std::set<std::string> values() { return {}; }
};

#define COGRANT_PLAIN_TYPE(cpp, word)                                                                                  \
    template <>                                                                                                        \
    struct model<cpp> {                                                                                                \
        static std::string type() { return word; }                                                                     \
        static std::set<std::string> values() { return {}; }                                                           \
    }
COGRANT_PLAIN_TYPE(std::string, "string");
COGRANT_PLAIN_TYPE(cogrant::interval, "string");
COGRANT_PLAIN_TYPE(bool, "boolean");
COGRANT_PLAIN_TYPE(double, "number double");
COGRANT_PLAIN_TYPE(std::int32_t, "integer int32");
COGRANT_PLAIN_TYPE(std::int64_t, "integer int64");
COGRANT_PLAIN_TYPE(genesys::timestamp, "string date-time");
#undef COGRANT_PLAIN_TYPE

template <>
struct model<std::map<std::string, std::string>> {
    static std::string type() { return "map string → string"; }
    static std::set<std::string> values() { return {}; }
};

template <class E>
struct model<cogrant::open_enum<E>> {
    static std::string type() { return "string enum"; }
    static std::set<std::string> values()
    {
        std::set<std::string> out;
        for (unsigned i = 0; i != 128; ++i)
            if (auto const name = cogrant::reflect::enum_name(static_cast<E>(i)); !name.empty()) out.emplace(name);
        return out;
    }
};

template <class T>
struct model<std::optional<T>> : model<T> {};

template <class T>
struct model<std::vector<T>> {
    static std::string type() { return "array of " + model<T>::type(); }
    static std::set<std::string> values() { return model<T>::values(); }
};

std::set<std::string> documented_values(std::string const& notes)
{
    std::set<std::string> out;
    auto begin = notes.find("one of: ");
    if (begin == notes.npos) return out;
    begin += 8;
    std::string const separator = " · ";
    for (;;) {
        auto const end = notes.find(separator, begin);
        out.insert(notes.substr(begin, end - begin));
        if (end == notes.npos) return out;
        begin = end + separator.size();
    }
}

/// "array of AnalyticsSession" → "array of model"; plain types stay.
std::string documented_type(std::string type)
{
    std::string prefix;
    if (type.starts_with("array of ")) {
        prefix = "array of ";
        type.erase(0, prefix.size());
    }
    bool const named = !type.empty() && type[0] >= 'A' && type[0] <= 'Z';
    return prefix + (named ? "model" : type);
}

template <class T>
void check(contract::table const& table, std::set<std::string> const& extra = {})
{
    std::map<std::string, contract::row> documented;
    for (auto const& row : table) documented.emplace(row.name, row);
    std::set<std::string> ours;
    T value{};
    cogrant::reflect::for_each_field(value, [&]<class M>(std::string_view wire, M&) {
        std::string const name(wire);
        ours.insert(name);
        CAPTURE(name);
        auto const found = documented.find(name);
        if (found == documented.end()) {
            CHECK_MESSAGE(extra.contains(name), "not in the contract");
            return;
        }
        auto const type = documented_type(found->second.type);
        auto const values = documented_values(found->second.notes);
        // Long or one-valued lists are kept as text on purpose.
        bool const open = type == "string enum" && model<M>::type() == "string" && values.size() < 2;
        if (!open) CHECK_EQ(model<M>::type(), type);
        if (model<M>::type().ends_with("string enum")) CHECK_EQ(model<M>::values(), values);
    });
    for (auto const& [name, row] : documented) CHECK_MESSAGE(ours.contains(name), "missing: ", name);
}

struct row_model {}; // stands for the row type of a page

} // namespace

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
