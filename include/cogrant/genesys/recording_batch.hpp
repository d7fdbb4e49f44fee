// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_RECORDING_BATCH_HPP
#define COGRANT_GENESYS_RECORDING_BATCH_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/endpoint.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Recordings of many conversations at once, in their original format (contract §3.8).

namespace cogrant::genesys {

/// One recording, or all of a conversation when there is no `recording_id`.
struct batch_download {
    std::optional<std::string> conversation_id{};
    std::optional<std::string> recording_id{};
};

/// What the server answers to a submission.
struct batch_ticket {
    std::string id{}; ///< empty when the server left it out
    std::optional<std::string> self_uri{};
};

inline constexpr std::size_t most_batch_downloads = 100;

/// Asks for at most 100 items; @ref run_batch waits for them as well.
struct batch_submission {
    using answer = batch_ticket;
    static constexpr endpoint route = "POST /api/v2/recording/batchrequests";

    std::vector<batch_download> batch_download_request_list{};
};

/// Where a batch is; `completed` is terminal.
enum class batch_state : std::uint8_t { in_progress, completed };

/// One file, or why there is none.
struct batch_result {
    std::optional<std::string> conversation_id{};
    std::optional<std::string> recording_id{};
    std::optional<std::string> result_url{}; ///< presigned; none beside an error
    std::optional<std::string> content_type{};
    std::optional<std::string> error_msg{};
};

/// What the server answers to a question after a batch. Only who submitted it may ask.
struct batch_status {
    std::string id{}; ///< empty when the server left it out
    std::optional<std::string> job_id{};
    std::optional<std::int32_t> expected_result_count{};
    std::optional<std::int32_t> result_count{}; ///< may stay below: what holds sensitive data is left out silently
    std::optional<std::int32_t> error_count{};
    open_enum<batch_state> status{};
    std::vector<batch_result> results{};
    std::optional<std::string> self_uri{};
};

/// Where a batch is.
struct batch_by_id {
    using answer = batch_status;
    static constexpr endpoint route = "GET /api/v2/recording/batchrequests/{jobId}";

    std::string job_id{};
};

/// Whether a batch will not change any more.
inline bool terminal(batch_status const& s) noexcept
{
    if (s.status == batch_state::completed) return true;
    if (!s.expected_result_count || !s.result_count) return false;
    return std::int64_t{*s.result_count} + s.error_count.value_or(0) >= *s.expected_result_count;
}

} // namespace cogrant::genesys

template <>
struct cogrant::reflect::enum_names<cogrant::genesys::batch_state> {
    using E = cogrant::genesys::batch_state;
    static constexpr auto value = enum_pairs<E>({{E::in_progress, "InProgress"}, {E::completed, "Completed"}});
};

#endif // COGRANT_GENESYS_RECORDING_BATCH_HPP
