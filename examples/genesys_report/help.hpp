// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_HELP_HPP
#define GENESYS_REPORT_HELP_HPP

namespace genesys_report {

/// What --help prints. The manual page and the completions name the same options; a test holds that.
extern char const help_text[];

} // namespace genesys_report

#endif // GENESYS_REPORT_HELP_HPP
