// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_RECORDING_HPP
#define COGRANT_GENESYS_RECORDING_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/types.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// What the platform keeps of a conversation's sound, screen and text (contract §3.8).

namespace cogrant::genesys {

/// Whether the file can be had. Only `available` is downloadable.
enum class recording_file_state : std::uint8_t { archived, available, deleted, restored, restoring, uploading, error };

/// What was recorded.
enum class recording_subtype : std::uint8_t { trunk, station, consult, screen, snippet };

/// Why there is a recording.
enum class recording_file_role : std::uint8_t { customer_experience, adhoc };

/// Where one medium of a recording can be fetched: a presigned link that lives for a short time, see @ref fetch_link.
struct media_result {
    std::optional<std::string> media_uri{};
    std::vector<double> waveform_data{};
};

/// One recording with its media. Times of begin and end are texts, as the server has them.
struct recording {
    std::string id{}; ///< empty when the server left it out
    std::optional<std::string> name{};
    std::optional<std::string> conversation_id{};
    std::optional<std::string> path{};
    std::optional<std::string> start_time{};
    std::optional<std::string> end_time{};
    std::optional<std::string> media{};
    open_enum<recording_subtype> media_subtype{};
    std::optional<std::string> media_subject{};
    std::vector<json::raw> annotations{};
    std::vector<json::raw> transcript{};           ///< of a chat
    std::vector<json::raw> email_transcript{};     ///< of an e-mail
    std::vector<json::raw> messaging_transcript{}; ///< of a message
    open_enum<recording_file_state> file_state{};
    std::optional<timestamp> restore_expiration_time{};
    std::map<std::string, media_result> media_uris{};        ///< by media key, "0", "1" or "S"
    std::optional<std::int64_t> estimated_transcode_time_ms{}; ///< given while not ready
    std::optional<std::int64_t> actual_transcode_time_ms{};
    std::optional<timestamp> archive_date{};
    std::optional<std::string> archive_medium{};
    std::optional<timestamp> delete_date{};
    std::optional<timestamp> export_date{};
    std::optional<timestamp> exported_date{};
    std::optional<std::int64_t> output_duration_ms{};
    std::optional<std::int64_t> output_size_in_bytes{}; ///< of a screen may pass 2 GiB, whatever the SDKs say
    std::optional<std::int32_t> max_allowed_restorations_for_org{};
    std::optional<std::int32_t> remaining_restorations_allowed_for_org{};
    std::optional<std::string> session_id{};
    std::vector<json::raw> users{};
    open_enum<genesys::recording_file_role> recording_file_role{};
    std::optional<std::string> recording_error_status{};
    std::optional<timestamp> original_recording_start_time{};
    std::optional<timestamp> creation_time{};
    std::optional<std::string> self_uri{};
};

/// The same without media: asking for it starts no transcoding.
struct recording_metadata {
    std::string id{}; ///< empty when the server left it out
    std::optional<std::string> name{};
    std::optional<std::string> conversation_id{};
    std::optional<std::string> path{};
    std::optional<std::string> start_time{};
    std::optional<std::string> end_time{};
    std::optional<std::string> media{};
    open_enum<recording_subtype> media_subtype{};
    std::optional<std::string> media_subject{};
    std::vector<json::raw> annotations{};
    open_enum<recording_file_state> file_state{};
    std::optional<timestamp> restore_expiration_time{};
    std::optional<timestamp> archive_date{};
    std::optional<std::string> archive_medium{};
    std::optional<timestamp> delete_date{};
    std::optional<timestamp> export_date{};
    std::optional<timestamp> exported_date{};
    std::optional<std::int32_t> max_allowed_restorations_for_org{};
    std::optional<std::int32_t> remaining_restorations_allowed_for_org{};
    std::optional<std::string> session_id{};
    std::optional<std::string> region{}; ///< where it is stored, e.g. eu-central-1
    std::optional<std::string> self_uri{};
};

/** The recordings of a conversation with their media. While these are made ready the server answers 202 and gives no
    links: @ref recordings_when_ready waits for them. Needs the permission recording:recording:view. */
struct recordings_of {
    using answer = std::vector<recording>; ///< a bare array
    static constexpr endpoint route = "GET /api/v2/conversations/{conversationId}/recordings";
    static constexpr auto lists = query::lists::repeat;

    std::string conversation_id{};
    std::optional<std::int32_t> max_wait_ms{}; ///< how long the server may wait; 5000 when missing
    std::optional<std::string> format_id{}; ///< WEBM when missing; WAV, WAV_ULAW, MP3, OGG_OPUS, OGG_VORBIS, NONE
    std::vector<std::string> media_formats{}; ///< all that will do, in place of format_id
    std::optional<std::string> locale{};
};

/// One recording with its media.
struct recording_by_id {
    using answer = recording;
    static constexpr endpoint route = "GET /api/v2/conversations/{conversationId}/recordings/{recordingId}";
    static constexpr auto lists = query::lists::repeat;

    std::string conversation_id{};
    std::string recording_id{};
    std::optional<std::string> format_id{};
    std::optional<bool> download{};
    std::optional<std::string> file_name{};
    std::vector<std::string> media_formats{};
};

/// What recordings a conversation has, without their media.
struct recording_metadata_of {
    using answer = std::vector<recording_metadata>; ///< a bare array
    static constexpr endpoint route = "GET /api/v2/conversations/{conversationId}/recordingmetadata";

    std::string conversation_id{};
};

/// The presigned links of a recording; none while its media are not ready.
inline std::vector<std::string> media_links(recording const& r)
{
    std::vector<std::string> out;
    for (auto const& [key, media] : r.media_uris)
        if (media.media_uri && !media.media_uri->empty()) out.push_back(*media.media_uri);
    return out;
}

} // namespace cogrant::genesys

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::recording_file_state> {
    using E = cogrant::genesys::recording_file_state;
    static constexpr auto value = enum_pairs<E>(
        {{E::archived, "ARCHIVED"},
         {E::available, "AVAILABLE"},
         {E::deleted, "DELETED"},
         {E::restored, "RESTORED"},
         {E::restoring, "RESTORING"},
         {E::uploading, "UPLOADING"},
         {E::error, "ERROR"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::recording_subtype> {
    using E = cogrant::genesys::recording_subtype;
    static constexpr auto value = enum_pairs<E>(
        {{E::trunk, "Trunk"},
         {E::station, "Station"},
         {E::consult, "Consult"},
         {E::screen, "Screen"},
         {E::snippet, "Snippet"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::recording_file_role> {
    using E = cogrant::genesys::recording_file_role;
    static constexpr auto value = enum_pairs<E>({{E::customer_experience, "CUSTOMER_EXPERIENCE"}, {E::adhoc, "ADHOC"}});
};

#endif // COGRANT_GENESYS_RECORDING_HPP
