// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_RECORDING_JOB_HPP
#define COGRANT_GENESYS_RECORDING_JOB_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/details_job.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/entity_ref.hpp>
#include <cogrant/genesys/types.hpp>
#include <cogrant/http/message.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What is to happen to all recordings that a query finds: export to one's own store, archive, delete. Members and words
// as in the vendor's JavaScript and Java SDKs; the contract names the paths (§3.1).

namespace cogrant::genesys {

/// What a job does to recordings.
enum class recording_action : std::uint8_t { delete_, export_, archive };

/// Where a job is. It is `ready` when its recordings are counted, and does nothing before it is told to be
/// `processing`.
enum class recording_job_state : std::uint8_t { fulfilled, pending, ready, processing, cancelled, failed };

struct recording_job;

/// Makes a job, which then counts what it is about. The time of the action is a date, or an age in days. An
/// organisation can have two jobs at work. Needs the permission recording:job:add.
struct recording_job_query {
    using answer = recording_job;
    static constexpr endpoint route = "POST /api/v2/recording/jobs";

    open_enum<recording_action> action{}; ///< required
    std::optional<timestamp> action_date{};
    std::optional<std::int32_t> action_age{}; ///< days after a recording was made
    std::optional<timestamp> screen_recording_action_date{};
    std::optional<std::int32_t> screen_recording_action_age{};
    std::optional<std::string> integration_id{}; ///< of the store, for an export
    std::optional<bool> include_recordings_with_sensitive_data{};
    std::optional<bool> include_screen_recordings{};
    std::optional<bool> include_policy_based_recordings{};
    std::optional<bool> include_snippet_recordings{};
    std::optional<bool> clear_export{};
    std::optional<details_job_query> conversation_query{}; ///< whose recordings
    std::optional<std::string> aged_conversation_interval{};
};

/// A job and how far it is.
struct recording_job {
    std::string id{}; ///< empty when the server left it out
    std::optional<entity_ref> user{};
    open_enum<recording_job_state> state{};
    std::optional<recording_job_query> recording_jobs_query{};
    std::optional<timestamp> date_created{};
    std::optional<std::int64_t> total_conversations{};
    std::optional<std::int64_t> total_recordings{};
    std::optional<std::int64_t> total_skipped_recordings{};
    std::optional<std::int64_t> total_failed_recordings{};
    std::optional<std::int64_t> total_processed_recordings{};
    std::optional<std::int32_t> percent_progress{};
    std::optional<std::string> error_message{};
    std::optional<std::string> failed_recordings{}; ///< where to ask for those that failed
    std::optional<std::string> self_uri{};
};

/// Whether a job will not change any more. Of `ready` it is you who decides.
constexpr bool terminal(recording_job_state s) noexcept
{
    return s == recording_job_state::fulfilled || s == recording_job_state::cancelled ||
           s == recording_job_state::failed;
}

/// Where a job is.
struct recording_job_by_id {
    using answer = recording_job;
    static constexpr endpoint route = "GET /api/v2/recording/jobs/{jobId}";

    std::string job_id{};
};

/// Which jobs to list. With `include_total` false the server goes by cursor instead of `page_number`: @ref list follows
/// either, since the links carry the cursor. Needs the permission recording:job:view.
struct recording_jobs_query {
    using row = recording_job;
    static constexpr endpoint route = "GET /api/v2/recording/jobs";

    std::optional<std::int32_t> page_size = 100;
    std::optional<std::int32_t> page_number{};
    std::optional<std::string> sort_by{}; ///< userId, the platform's default, or dateCreated
    std::optional<std::string> state{}; ///< as on the wire: FULFILLED, PENDING, READY, PROCESSING, CANCELLED, FAILED
    std::optional<bool> show_only_my_jobs{};
    std::optional<std::string> job_type{}; ///< ARCHIVE, DELETE or EXPORT; all when missing
    std::optional<bool> include_total{}; ///< false: by cursor, without totals
    std::optional<std::string> cursor{}; ///< where to go on; not for the first page
};

/// Starts a job that is ready: only then does it touch recordings.
struct run_recording_job {
    struct state_change {
        open_enum<recording_job_state> state = recording_job_state::processing;
    };
    using answer = recording_job;
    static constexpr endpoint route = "PUT /api/v2/recording/jobs/{jobId}";

    std::string job_id{};
    state_change body{};
};

/// Cancels a job that is not done, which then stays in the list, or deletes one that is; not its recordings.
struct delete_recording_job {
    using answer = http::response;
    static constexpr endpoint route = "DELETE /api/v2/recording/jobs/{jobId}";

    std::string job_id{};
};

/// One recording that a job could not do.
struct failed_recording {
    std::optional<entity_ref> conversation{};
    std::optional<entity_ref> recording{};
};

/// Which recordings a job could not do.
struct failed_recordings_query {
    using row = failed_recording;
    static constexpr endpoint route = "GET /api/v2/recording/jobs/{jobId}/failedrecordings";

    std::string job_id{};
    std::optional<std::int32_t> page_size = 100; ///< at most 100
    std::optional<std::int32_t> page_number{};
    std::optional<bool> include_total{}; ///< false: by cursor, as above
    std::optional<std::string> cursor{};
};

} // namespace cogrant::genesys

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::recording_action> {
    using E = cogrant::genesys::recording_action;
    static constexpr auto value =
        enum_pairs<E>({{E::delete_, "DELETE"}, {E::export_, "EXPORT"}, {E::archive, "ARCHIVE"}});
};

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::recording_job_state> {
    using E = cogrant::genesys::recording_job_state;
    static constexpr auto value = enum_pairs<E>(
        {{E::fulfilled, "FULFILLED"},
         {E::pending, "PENDING"},
         {E::ready, "READY"},
         {E::processing, "PROCESSING"},
         {E::cancelled, "CANCELLED"},
         {E::failed, "FAILED"}});
};

#endif // COGRANT_GENESYS_RECORDING_JOB_HPP
