// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_DESKS_HPP
#define COGRANT_TESTING_EMULATOR_DESKS_HPP

#include <cogrant/testing/emulator/aggregates_desk.hpp>
#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/directory_desk.hpp>
#include <cogrant/testing/emulator/live_desk.hpp>
#include <cogrant/testing/emulator/options.hpp>
#include <cogrant/testing/emulator/recording_desk.hpp>
#include <cogrant/testing/emulator/recording_job_desk.hpp>
#include <cogrant/testing/emulator/speech_desk.hpp>
#include <cogrant/testing/emulator/user_details_desk.hpp>

#include <memory>
#include <vector>

namespace cogrant::testing::detail {

/// All desks of the emulator, a line for each. What the emulator itself answers comes before them.
inline std::vector<std::unique_ptr<desk>> make_desks([[maybe_unused]] genesys_emulator_options const& options)
{
    std::vector<std::unique_ptr<desk>> out;
    out.push_back(std::make_unique<aggregates_desk>());
    out.push_back(std::make_unique<live_desk>());
    out.push_back(std::make_unique<user_details_desk>());
    out.push_back(std::make_unique<directory_desk>());
    out.push_back(std::make_unique<recording_desk>());
    out.push_back(std::make_unique<recording_job_desk>());
    out.push_back(std::make_unique<speech_desk>());
    return out;
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_DESKS_HPP
