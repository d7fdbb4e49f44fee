// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_VERDICT_HPP
#define GENESYS_REPORT_VERDICT_HPP

#include <cogrant/error.hpp>

#include <string>

namespace genesys_report {

/// How a failed run ends: the exit code, and what the user can do about it.
struct verdict {
    int exit_code = 6;
    std::string advice;
};

verdict judge(cogrant::error const& e);

} // namespace genesys_report

#endif // GENESYS_REPORT_VERDICT_HPP
