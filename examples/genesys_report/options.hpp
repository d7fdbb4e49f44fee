// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_OPTIONS_HPP
#define GENESYS_REPORT_OPTIONS_HPP

#include <cogrant/codec/interval.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace genesys_report {

enum class command { details, users, query, aggregates, queues, recordings, login };
enum class row_format { ndjson, csv, json };

/// What the command line asks for.
struct options {
    genesys_report::command command = genesys_report::command::details;
    bool explain = false; ///< say what would be done, and do not do it
    cogrant::interval interval;
    bool jobs = false;
    row_format format = row_format::ndjson;
    std::string output = "-";
    std::int32_t page_size = 100;
    std::optional<std::size_t> max_pages;
    std::size_t concurrency = 1;
    std::optional<std::string> api_url;
    std::optional<std::string> login_url;
    std::vector<std::string> ca_files;
    std::optional<std::string> env_file;
    std::string path;  ///< of a query
    std::string style; ///< where its next page is
    std::optional<std::string> body_file;
    std::string body; ///< what is in it
    std::optional<std::string> rows_in;
    std::string granularity = "PT1H"; ///< of aggregates
    std::optional<std::string> report; ///< a page of HTML beside the rows
    std::vector<std::string> conversations; ///< whose recordings; those of the interval when empty
    std::vector<std::string> columns; ///< of CSV; all when empty
    bool guard_formulas = false;
    bool sync = true;
    std::optional<std::string> resume; ///< the checkpoint
    std::vector<std::string> words;    ///< that decide which rows come and how they are written
    bool user = false; ///< with the tokens of `login`
    bool device = false;
    bool open_browser = true;
    std::uint16_t login_port = 0;
    std::optional<std::string> issuer;
    std::optional<std::string> scope;
    std::optional<std::string> token_folder;
    bool quiet = false;
    bool verbose = false;
    std::uint64_t emulator_conversations = 1000;
    std::uint64_t emulator_users = 50;
    std::string emulator_faults;
};

/// Print this and leave with success.
struct wants_text {
    std::string text;
};
/// The command line is wrong: say why and leave with 2.
struct usage_error {
    std::string why;
};

std::variant<options, wants_text, usage_error> parse_command_line(std::vector<std::string> const& arguments);

} // namespace genesys_report

#endif // GENESYS_REPORT_OPTIONS_HPP
