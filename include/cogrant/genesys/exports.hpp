// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_EXPORTS_HPP
#define COGRANT_GENESYS_EXPORTS_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/types.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// Views of the web page as files, and how long data are kept. Members as in the vendor's JavaScript SDK; the contract
// names the paths (§3.1). The vendor advises queries instead of exports.

namespace cogrant::genesys {

/// Where an export is.
enum class export_state : std::uint8_t {
    submitted,
    running,
    cancelling,
    cancelled,
    completed,
    completed_with_partial_results,
    failed
};

struct export_job;

/// Makes an export. Needs the permission analytics:dataExport:add. Filter and columns are JSON text: what they hold
/// depends on the view.
struct export_request {
    using answer = export_job;
    static constexpr endpoint route = "POST /api/v2/analytics/reporting/exports";

    std::string name{}; ///< required
    std::string time_zone = "UTC"; ///< required
    std::string export_format = "CSV"; ///< required
    std::string interval{}; ///< required: begin/end, see `to_string(interval)`
    std::string period = "P1D"; ///< required
    std::string view_type{}; ///< required, e.g. QUEUE_PERFORMANCE_SUMMARY_VIEW
    json::raw filter{}; ///< required
    std::optional<bool> read{};
    std::string locale = "en-us"; ///< required
    std::optional<bool> has_format_durations{};
    std::optional<bool> has_split_filters{};
    std::optional<bool> exclude_empty_rows{};
    std::optional<bool> has_split_by_media{};
    std::optional<bool> has_summary_row{};
    std::optional<std::string> csv_delimiter{};
    std::optional<std::vector<json::raw>> selected_columns{};
    std::optional<bool> has_custom_participant_attributes{};
    std::optional<std::vector<std::string>> recipient_emails{};
    std::optional<bool> include_duration_format_in_header{};
    std::optional<std::string> duration_format{};
};

/// An export and, when it is done, where its file is.
struct export_job {
    std::string id{}; ///< empty when the server left it out
    std::optional<std::string> name{};
    std::optional<std::string> run_id{};
    open_enum<export_state> status{};
    std::optional<std::string> time_zone{};
    std::optional<std::string> export_format{};
    std::optional<std::string> interval{};
    std::optional<std::string> download_url{}; ///< where the file is, when it is done
    std::optional<std::string> view_type{};
    std::optional<std::string> export_error_messages_type{};
    std::optional<std::string> period{};
    std::optional<json::raw> filter{};
    std::optional<bool> read{};
    std::optional<timestamp> created_date_time{};
    std::optional<timestamp> modified_date_time{};
    std::optional<std::string> locale{};
    std::optional<double> percentage_complete{};
    std::optional<std::string> csv_delimiter{};
    std::vector<json::raw> selected_columns{};
    std::vector<std::string> recipient_emails{};
    std::map<std::string, std::string> email_statuses{};
    std::optional<std::string> email_error_description{};
    std::optional<bool> enabled{};
    std::optional<std::string> self_uri{};
};

/// Which of one's own exports to list.
struct exports_query {
    using row = export_job;
    static constexpr endpoint route = "GET /api/v2/analytics/reporting/exports";

    std::optional<std::int32_t> page_number{};
    std::optional<std::int32_t> page_size = 100;
};

/// How long analytics data are kept.
struct data_retention {
    std::optional<std::int32_t> retention_days{};
    std::optional<timestamp> date_created{};
    std::optional<timestamp> date_modified{};
};

/// How long? See @ref data_retention.
struct data_retention_query {
    using answer = data_retention;
    static constexpr endpoint route = "GET /api/v2/analytics/dataretention/settings";
};

} // namespace cogrant::genesys

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::export_state> {
    using E = cogrant::genesys::export_state;
    static constexpr auto value = enum_pairs<E>(
        {{E::submitted, "SUBMITTED"},
         {E::running, "RUNNING"},
         {E::cancelling, "CANCELLING"},
         {E::cancelled, "CANCELLED"},
         {E::completed, "COMPLETED"},
         {E::completed_with_partial_results, "COMPLETED_WITH_PARTIAL_RESULTS"},
         {E::failed, "FAILED"}});
};

#endif // COGRANT_GENESYS_EXPORTS_HPP
