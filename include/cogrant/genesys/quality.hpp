// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_QUALITY_HPP
#define COGRANT_GENESYS_QUALITY_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/genesys/enums.hpp>
#include <cogrant/genesys/types.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace cogrant::genesys {

/// A quality evaluation of an agent.
struct evaluation {
    std::optional<bool> assignee_applicable{};
    std::optional<std::string> assignee_id{};
    std::optional<std::string> calibration_id{};
    std::optional<std::string> context_id{};
    std::optional<bool> deleted{};
    std::optional<std::string> evaluation_id{};
    open_enum<genesys::evaluation_status> evaluation_status{};
    std::optional<std::string> evaluator_id{};
    std::optional<timestamp> event_time{};
    std::optional<std::string> form_id{};
    std::optional<std::string> form_name{};
    std::optional<std::string> queue_id{};
    std::optional<bool> released{};
    std::optional<bool> rescored{};
    std::optional<bool> system_submitted{};
    std::optional<std::string> user_id{};
    std::optional<std::int64_t> o_total_critical_score{};
    std::optional<std::int64_t> o_total_score{};
};

/// A survey answered by the customer.
struct survey {
    std::optional<timestamp> event_time{};
    std::optional<std::string> queue_id{};
    std::optional<timestamp> survey_completed_date{};
    std::optional<std::string> survey_form_context_id{};
    std::optional<std::string> survey_form_id{};
    std::optional<std::string> survey_form_name{};
    std::optional<std::string> survey_id{};
    std::optional<bool> survey_partial_response{};
    std::optional<std::int32_t> survey_promoter_score{};
    std::optional<std::string> survey_status{};
    open_enum<genesys::survey_type> survey_type{};
    std::optional<std::string> user_id{};
    std::optional<std::int64_t> o_survey_total_score{};
};

/// Whether the contact solved the matter: the customer did not come back.
struct resolution {
    std::optional<timestamp> event_time{};
    std::optional<std::string> queue_id{};
    std::optional<std::string> user_id{};
    std::optional<std::int64_t> n_next_contact_avoided{};
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_QUALITY_HPP
