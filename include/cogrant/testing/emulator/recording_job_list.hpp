// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_RECORDING_JOB_LIST_HPP
#define COGRANT_TESTING_EMULATOR_RECORDING_JOB_LIST_HPP

#include <cogrant/testing/emulator/cursor_choice.hpp>
#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/request_parameters.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// A job for many recordings.
struct recording_job_facts {
    std::string id;
    std::string query; ///< as it came
    std::string action;
    std::string_view state = "PENDING";
    std::uint64_t number = 0; ///< grows with the time of making
    std::int64_t created = 0;
    std::uint64_t conversations = 0;
    std::uint64_t recordings = 0;
    unsigned polls = 0;
    std::string client;     ///< who made it
    bool by_person = false; ///< the one person that there is
};

/** `GET /api/v2/recording/jobs`: which jobs, in which order, and by number or by cursor.

    By user, the usual order, those that no person made come first. A person's own jobs are those made with the client
    that asks, as with batches. */
class recording_job_list {
public:
    /// The reason when the request is refused.
    std::optional<problem> read(desk_visit const& v)
    {
        if (auto p = page_.read(v)) return p;
        auto const parameters = parse_parameters(v.query);
        std::optional<std::string> order;
        if (auto p = word_parameter(*parameters, "sortBy", {"userId", "dateCreated"}, order)) return p;
        by_user_ = order != "dateCreated";
        if (auto p = word_parameter(
                *parameters, "state", {"FULFILLED", "PENDING", "READY", "PROCESSING", "CANCELLED", "FAILED"}, state_))
            return p;
        if (find_parameter(*parameters, "jobType").value_or("") != "") // empty: all
            if (auto p = word_parameter(*parameters, "jobType", {"ARCHIVE", "DELETE", "EXPORT"}, type_)) return p;
        auto const mine = flag_parameter(*parameters, "showOnlyMyJobs", false);
        if (!mine) return bad_request("showOnlyMyJobs is neither true nor false", "invalid.value");
        mine_ = *mine;
        if (page_.after().empty()) return std::nullopt;
        auto const number = parse_integer(std::string_view(page_.after()).substr(1));
        after_ = {page_.after()[0] == 'p', static_cast<std::uint64_t>(number.value_or(0))};
        return std::nullopt;
    }

    /// `write(out, job)` appends one.
    template <class Write>
    http::response answer(desk_visit const& v, std::vector<recording_job_facts> const& jobs, Write const& write) const
    {
        std::vector<recording_job_facts const*> rows;
        for (auto const& j : jobs) {
            bool const own = j.client == v.token->client_id && j.by_person == (v.token->login != 0);
            if ((!state_ || j.state == *state_) && (!type_ || j.action == *type_) && (!mine_ || own))
                rows.push_back(&j);
        }
        std::sort(rows.begin(), rows.end(), [&](auto const* a, auto const* b) { return place(*a) < place(*b); });
        // Behind the place, also when the job that stood there is gone or another by now.
        auto const behind = [&](auto const* j) { return !after_ || *after_ < place(*j); };
        auto const from = static_cast<std::size_t>(std::find_if(rows.begin(), rows.end(), behind) - rows.begin());
        return page_.answer(
            v, rows.size(), from, [&](std::string& out, std::size_t k) { write(out, *rows[k]); },
            [&](std::size_t k) {
                auto const [person, number] = place(*rows[k]);
                return (person ? "p" : "-") + std::to_string(number);
            });
    }

private:
    std::pair<bool, std::uint64_t> place(recording_job_facts const& j) const noexcept
    {
        return {by_user_ && j.by_person, j.number};
    }

    cursor_choice page_;
    bool by_user_ = true;
    bool mine_ = false;
    std::optional<std::string> state_;
    std::optional<std::string> type_;
    std::optional<std::pair<bool, std::uint64_t>> after_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_RECORDING_JOB_LIST_HPP
