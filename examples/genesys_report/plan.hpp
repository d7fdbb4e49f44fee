// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_PLAN_HPP
#define GENESYS_REPORT_PLAN_HPP

#include "options.hpp"
#include <cogrant/codec/interval.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace genesys_report {

/// A part of what is asked for, and how many rows the server says it has.
struct part_count {
    cogrant::interval when; ///< empty where no time was asked for
    std::optional<std::uint64_t> rows;
};

/// The parts in which the rows will be asked for.
std::vector<part_count> parts_of(options const& o);

/// Requests of one kind.
struct step {
    std::uint64_t times = 0;
    bool or_more = false; ///< as many as it takes: polls, pages nobody knows of, retries
    std::string request; ///< method and path
    std::string why;
};

/// What a run will do, before it does it.
struct plan {
    std::vector<part_count> parts;
    std::vector<step> steps;
    bool known = false; ///< whether the rows could be counted

    std::uint64_t requests() const;
    std::uint64_t rows() const;
};

/// The steps of a run over parts that have been counted. Pure.
plan plan_of(options const& o, std::vector<part_count> parts);

/// The plan as lines for a person, with its share of the platform's budget of requests.
std::string explained(options const& o, plan const& p);

} // namespace genesys_report

#endif // GENESYS_REPORT_PLAN_HPP
