// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_CONTACT_HPP
#define COGRANT_CXONE_CONTACT_HPP

#include <cogrant/codec/raw.hpp>
#include <cogrant/codec/time.hpp>
#include <cogrant/cxone/links.hpp>
#include <cogrant/cxone/values.hpp>
#include <cogrant/reflect/names.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::cxone {

/// A contact that is over: a row of `contacts/completed` (contract §3.1). Times are seconds with a fraction.
struct completed_contact {
    number<std::int64_t> contact_id{};
    number<std::int64_t> master_contact_id{};
    std::optional<timestamp> contact_start_date{};
    std::optional<timestamp> last_update_time{};
    id agent_id{};
    std::optional<std::string> first_name{}; ///< of the agent
    std::optional<std::string> last_name{};
    id team_id{};
    std::optional<std::string> team_name{};
    id skill_id{};
    std::optional<std::string> skill_name{};
    id campaign_id{};
    std::optional<std::string> campaign_name{};
    id media_type_id{};
    std::optional<std::string> media_type_name{};
    id media_sub_type_id{};
    std::optional<std::string> media_sub_type_name{};
    id point_of_contact_id{};
    std::optional<std::string> point_of_contact_name{};
    std::optional<std::string> from_address{};
    std::optional<std::string> to_address{};
    std::optional<std::string> end_reason{};
    number<double> agent_seconds{};
    number<double> acw_seconds{}; ///< after-call work; see also @ref after_call_work
    number<double> hold_seconds{};
    number<double> in_queue_seconds{};
    number<double> pre_queue_seconds{};
    number<double> post_queue_seconds{};
    number<double> release_seconds{};
    number<double> conference_seconds{};
    number<double> total_duration_seconds{};
    number<double> routing_time{};
    number<double> callback_time{};
    number<double> refuse_time{};
    number<std::int64_t> hold_count{};
    std::optional<bool> abandoned{};
    std::optional<bool> is_short_abandon{};
    number<double> abandon_seconds{};
    std::optional<bool> is_outbound{};
    std::optional<bool> is_logged{};
    std::optional<bool> is_refused{};
    std::optional<bool> is_takeover{};
    std::optional<std::string> refuse_reason{};
    number<std::int64_t> primary_disposition_id{};
    number<std::int64_t> secondary_disposition_id{};
    std::optional<std::string> disposition_notes{};
    number<std::int64_t> service_level_flag{}; ///< coded
    id transfer_indicator_id{};
    std::optional<std::string> transfer_indicator_name{};
    std::optional<bool> is_analytics_processed{};
    std::optional<timestamp> analytics_processed_date{};
    std::optional<timestamp> date_acw_warehoused{};     ///< dateACWWarehoused: rows change until then
    std::optional<timestamp> date_contact_warehoused{};
    number<std::int64_t> high_proficiency{};
    std::vector<json::raw> tags{}; ///< texts or objects
    id division_no{};
    number<double> acw_seconds_capitals{}; ///< ACWSeconds, as some answers spell it
};

/// After-call work in seconds, by either spelling of the wire.
inline number<double> after_call_work(completed_contact const& c) noexcept
{
    return c.acw_seconds ? c.acw_seconds : c.acw_seconds_capitals;
}

/// One page of completed contacts. `Row` may be @ref json::raw to keep the bytes of the server.
template <class Row>
struct basic_completed_contacts_page {
    number<std::int64_t> business_unit_id{};
    number<std::int64_t> total_records{};         ///< all matches of the query; may be missing
    std::optional<timestamp> last_poll_time{};    ///< the next `updated_since`, see @ref next_poll
    std::optional<page_links> links{};
    std::vector<Row> completed_contacts{};
};

using completed_contacts_page = basic_completed_contacts_page<completed_contact>;

/// Which completed contacts: `GET contacts/completed`. A span, or what changed since a moment of the last 30 days.
struct completed_contacts_query {
    static constexpr std::string_view path = "contacts/completed";
    static constexpr std::uint32_t largest_page = 10'000;
    static constexpr std::chrono::milliseconds usual_window = std::chrono::hours(24);
    using row = completed_contact;
    template <class Row>
    using page = basic_completed_contacts_page<Row>;
    template <class Row>
    static constexpr auto rows = &page<Row>::completed_contacts;

    std::optional<timestamp> start_date{}; ///< needed unless there is `updated_since`
    std::optional<timestamp> end_date{};
    std::optional<timestamp> updated_since{};
    std::vector<std::string> fields{}; ///< members to give, all when empty
    std::optional<std::uint64_t> skip{};
    std::optional<std::uint32_t> top = 1000; ///< rows of a page, at most 10 000
    std::optional<std::string> order_by{};   ///< a member and a direction
    std::optional<std::int64_t> media_type_id{};
    std::optional<std::int64_t> media_sub_type_id{};
    std::optional<std::int64_t> skill_id{};
    std::optional<std::int64_t> campaign_id{};
    std::optional<std::int64_t> agent_id{};
    std::optional<std::int64_t> team_id{};
    std::optional<std::string> to_address{};
    std::optional<std::string> from_address{};
    std::optional<bool> is_logged{};
    std::optional<bool> is_refused{};
    std::optional<bool> is_takeover{};
    std::optional<bool> analytics_processed{};
    std::optional<std::string> tags{};
};

/** The query that goes on where a poll ended: what has changed since the page's `last_poll_time`, with the same
    filters. Nothing when the page does not say (204, or a report without it): ask again with the old one then.

    @par Source  contract of CXone §4, style 3 */
template <class Row>
std::optional<completed_contacts_query>
next_poll(completed_contacts_query query, basic_completed_contacts_page<Row> const& last_page)
{
    if (!last_page.last_poll_time) return std::nullopt;
    query.start_date.reset();
    query.end_date.reset();
    query.skip.reset();
    query.updated_since = last_page.last_poll_time;
    return query;
}

} // namespace cogrant::cxone

template <>
struct cogrant::reflect::wire_names<cogrant::cxone::completed_contact> {
    using type = cogrant::cxone::completed_contact;
    static constexpr auto value = renames(
        rename(&type::date_acw_warehoused, "dateACWWarehoused"), rename(&type::acw_seconds_capitals, "ACWSeconds"));
};

template <class Row>
struct cogrant::reflect::wire_names<cogrant::cxone::basic_completed_contacts_page<Row>> {
    static constexpr auto value = renames(rename(&cogrant::cxone::basic_completed_contacts_page<Row>::links, "_links"));
};

#endif // COGRANT_CXONE_CONTACT_HPP
