// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_ROW_JOBS_HPP
#define COGRANT_TESTING_EMULATOR_ROW_JOBS_HPP

#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/emulator/request_parameters.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// The asynchronous jobs of a desk whose results are rows, made when a job is submitted: their states as those of the
/// details jobs, their pages by cursor.
class row_jobs {
public:
    /// `kind` keeps the ids of several desks apart.
    explicit row_jobs(std::uint64_t kind) noexcept : kind_(kind) {}

    http::response submit(desk_visit const& v, std::vector<std::string> rows, std::int64_t page_size)
    {
        auto id = to_string(id_of(mix(v.data.seed(), kind_), submitted_++));
        auto const expires = v.wall + std::chrono::milliseconds(v.options.job_life()).count();
        auto const body = "{\"jobId\":\"" + id + "\"}";
        jobs_.emplace(std::move(id), job{std::move(rows), page_size, 0, v.wall, 0, expires});
        return json_response(202, body);
    }

    /// The answer to `GET …/jobs/{id}` and `DELETE …/jobs/{id}`.
    http::response status(desk_visit const& v)
    {
        auto const found = jobs_.find(v.words[0]);
        if (found == jobs_.end()) return v.unknown("job");
        if (v.request.method == http::method::delete_) {
            jobs_.erase(found);
            return empty_response(204);
        }
        auto& j = found->second;
        auto state = state_of(j, v);
        if (state.empty()) {
            if (j.polls++ < v.options.job_polls()) {
                state = j.polls == 1 ? "QUEUED" : "PENDING";
            } else {
                j.completed = v.wall;
                state = v.options.job_outcome();
            }
        }
        std::string body;
        json_text text(body);
        text.open('{');
        text.ready("state", state);
        if (state == "FAILED") text.ready("errorMessage", "The job failed, as its emulator was told");
        text.time("expirationDate", j.expires);
        text.time("submissionDate", j.submitted);
        if (j.completed != 0) text.time("completionDate", j.completed);
        text.close('}');
        return json_response(200, std::move(body));
    }

    /// The answer to `GET …/jobs/{id}/results`; `more` is written behind the rows.
    http::response results(desk_visit const& v, std::string_view list, std::string_view more = {})
    {
        auto const found = jobs_.find(v.words[0]);
        if (found == jobs_.end()) return v.unknown("job");
        auto const& j = found->second;
        if (state_of(j, v) != "FULFILLED") return v.refuse(bad_request("The job has no results to give"));
        auto const parameters = parse_parameters(v.query);
        if (!parameters) return v.refuse(unreadable_query());
        auto const most = static_cast<std::int64_t>(v.options.max_results_page());
        auto const size = count_parameter(*parameters, "pageSize", std::min(j.page_size, most), most);
        if (!size) return v.refuse(bad_page("pageSize", most));
        std::size_t from = 0;
        if (auto const cursor = find_parameter(*parameters, "cursor"); cursor && !cursor->empty()) {
            auto const bytes = base64_decode(cursor->substr(0, cursor->find('/')));
            auto const n = parse_integer(bytes.value_or(""));
            if (!n || *n < 1 || static_cast<std::size_t>(*n) >= j.rows.size() ||
                cursor_of(static_cast<std::size_t>(*n)) != *cursor)
                return v.refuse(bad_request("The cursor is not one of this job", "invalid.value"));
            from = static_cast<std::size_t>(*n);
        }
        auto const to = std::min(from + static_cast<std::size_t>(*size), j.rows.size());
        std::string body;
        json_text text(body);
        text.open('{');
        text.open(list, '[');
        for (auto k = from; k != to; ++k) text.raw_item(j.rows[k]);
        text.close(']');
        if (to != j.rows.size()) text.ready("cursor", cursor_of(to));
        if (!more.empty()) body.append(",").append(more);
        text.close('}');
        return json_response(200, std::move(body));
    }

private:
    struct job {
        std::vector<std::string> rows;
        std::int64_t page_size = 0;
        unsigned polls = 0;
        std::int64_t submitted = 0;
        std::int64_t completed = 0; ///< 0: not yet
        std::int64_t expires = 0;
    };

    /// Full of characters that must be percent-encoded.
    static std::string cursor_of(std::size_t from) { return base64_encode(std::to_string(from)) + "/+%2B"; }

    static std::string_view state_of(job const& j, desk_visit const& v)
    {
        if (v.wall >= j.expires) return "EXPIRED";
        return j.completed != 0 ? std::string_view(v.options.job_outcome()) : std::string_view();
    }

    std::uint64_t kind_;
    std::uint64_t submitted_ = 0;
    std::map<std::string, job, std::less<>> jobs_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_ROW_JOBS_HPP
