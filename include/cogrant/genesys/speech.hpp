// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_SPEECH_HPP
#define COGRANT_GENESYS_SPEECH_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/detail/request_list.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/entity_ref.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Transcripts, sentiment and their search (contract §3.9).

namespace cogrant::genesys {

/// Where the transcript of one communication is: a presigned link to JSON, see @ref fetch_link.
struct transcript_url {
    std::optional<std::string> url{};
};

/// The same for one recording of a communication.
struct segment_url {
    std::optional<entity_ref> recording{};
    std::optional<std::string> url{}; ///< presigned
};

/// All transcripts of one communication.
struct transcript_urls {
    std::optional<entity_ref> conversation{};
    std::optional<std::string> communication_id{};
    std::vector<segment_url> urls{};
};

/// How the sentiment moved.
enum class sentiment_trend : std::uint8_t {
    not_calculated,
    declining,
    slightly_declining,
    no_change,
    slightly_improving,
    improving
};

/// How much empathy one agent showed.
struct empathy_score {
    std::optional<double> score{};
    std::optional<std::string> user_id{};
};

/// Who spoke how much, in per cent.
struct participant_metrics {
    std::optional<double> agent_duration_percentage{};
    std::optional<double> customer_duration_percentage{};
    std::optional<double> silence_duration_percentage{};
    std::optional<double> ivr_duration_percentage{};
    std::optional<double> acd_duration_percentage{};
    std::optional<double> overtalk_duration_percentage{};
    std::optional<double> other_duration_percentage{};
    std::optional<std::int32_t> overtalk_count{};
};

/// What speech and text analytics makes of a conversation.
struct conversation_metrics {
    std::optional<entity_ref> conversation{};
    std::optional<double> sentiment_score{};
    std::optional<double> sentiment_trend{};
    open_enum<genesys::sentiment_trend> sentiment_trend_class{};
    std::vector<empathy_score> empathy_scores{};
    std::optional<genesys::participant_metrics> participant_metrics{};
};

struct search_sort;
struct transcript_criteria;

namespace detail {

template <>
inline constexpr bool request_item<search_sort> = true;
template <>
inline constexpr bool request_item<transcript_criteria> = true;

} // namespace detail

/// How rows of a search are sorted.
enum class search_order : std::uint8_t { ascending, descending, score };

/// What rows of a search are sorted by.
struct search_sort {
    open_enum<search_order> sort_order{};
    std::optional<std::string> sort_by{};
};

/// One condition of a search, or a group of them.
struct transcript_criteria {
    std::optional<std::string> end_value{};
    std::optional<std::vector<std::string>> values{};
    std::optional<std::string> start_value{};
    std::optional<std::string> value{};
    std::optional<std::string> operator_{}; ///< AND, OR, NOT
    std::vector<transcript_criteria> group{};
    std::optional<std::string> date_format{};
    std::optional<std::string> type{}; ///< e.g. EXACT, CONTAINS, DATE_RANGE
    std::optional<std::vector<std::string>> fields{};
};

struct search_page;

/// Searches transcripts. @ref search goes through the pages.
struct transcript_search {
    using answer = search_page;
    static constexpr auto route = endpoint("POST /api/v2/speechandtextanalytics/transcripts/search").changes_nothing();

    open_enum<search_order> sort_order{};
    std::optional<std::string> sort_by{};
    std::optional<std::int32_t> page_size{};
    std::optional<std::int32_t> page_number{};
    std::vector<search_sort> sort{};
    std::optional<std::vector<std::string>> return_fields{};
    std::vector<std::string> types{"transcripts"}; ///< required
    std::vector<transcript_criteria> query{};
};

/// One page of what a search found. Its rows are as the server wrote them: their members depend on what was asked for.
struct search_page {
    std::optional<std::int64_t> total{};
    std::optional<std::int32_t> page_count{};
    std::optional<std::int32_t> page_size{};
    std::optional<std::int32_t> page_number{};
    std::vector<std::string> types{};
    json::raw results{};
    json::raw aggregations{};
};

/** Where the transcript of a communication is. Transcripts are made some minutes after the call: 404 first is normal.

    Needs the permission speechAndTextAnalytics:data:view. */
struct transcript_url_of {
    using answer = transcript_url;
    static constexpr endpoint route =
        "GET "
        "/api/v2/speechandtextanalytics/conversations/{conversationId}/communications/{communicationId}/transcripturl";

    std::string conversation_id{};
    std::string communication_id{}; ///< the `session_id` of the session of a customer or an agent
};

/// The same for all recordings of a communication.
struct transcript_urls_of {
    using answer = transcript_urls;
    static constexpr endpoint route =
        "GET "
        "/api/v2/speechandtextanalytics/conversations/{conversationId}/communications/{communicationId}/transcripturls";

    std::string conversation_id{};
    std::string communication_id{};
};

/// Sentiment, empathy and who spoke how much.
struct speech_metrics_of {
    using answer = conversation_metrics;
    static constexpr endpoint route = "GET /api/v2/speechandtextanalytics/conversations/{conversationId}";

    std::string conversation_id{};
};

} // namespace cogrant::genesys

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::sentiment_trend> {
    using E = cogrant::genesys::sentiment_trend;
    static constexpr auto value = enum_pairs<E>(
        {{E::not_calculated, "NotCalculated"},
         {E::declining, "Declining"},
         {E::slightly_declining, "SlightlyDeclining"},
         {E::no_change, "NoChange"},
         {E::slightly_improving, "SlightlyImproving"},
         {E::improving, "Improving"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::search_order> {
    using E = cogrant::genesys::search_order;
    static constexpr auto value = enum_pairs<E>({{E::ascending, "ASC"}, {E::descending, "DESC"}, {E::score, "SCORE"}});
};

#endif // COGRANT_GENESYS_SPEECH_HPP
