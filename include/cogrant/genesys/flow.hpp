// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_FLOW_HPP
#define COGRANT_GENESYS_FLOW_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/enums.hpp>
#include <cogrant/genesys/types.hpp>

#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// A milestone that a flow reached or missed.
struct outcome {
    std::optional<std::string> flow_outcome{};
    std::optional<timestamp> flow_outcome_end_timestamp{};
    std::optional<std::string> flow_outcome_id{};
    std::optional<timestamp> flow_outcome_start_timestamp{};
    std::optional<std::string> flow_outcome_value{};
};

/// What happened inside an IVR or bot flow.
struct flow {
    std::optional<std::string> ending_language{};
    std::optional<std::string> entry_reason{};
    open_enum<flow_entry_type> entry_type{};
    std::optional<std::string> exit_reason{};
    std::optional<std::string> flow_id{};
    std::optional<std::string> flow_name{};
    open_enum<genesys::flow_type> flow_type{};
    std::optional<std::string> flow_version{};
    std::optional<bool> issued_callback{};
    std::optional<std::string> recognition_failure_reason{};
    std::optional<std::string> starting_language{};
    std::optional<std::string> transfer_target_address{};
    std::optional<std::string> transfer_target_name{};
    std::optional<std::string> transfer_type{};
    std::vector<outcome> outcomes{};
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_FLOW_HPP
