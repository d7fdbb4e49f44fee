// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_RECORDING_JOB_DESK_HPP
#define COGRANT_TESTING_EMULATOR_RECORDING_JOB_DESK_HPP

#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/details_query.hpp>
#include <cogrant/testing/emulator/record_facts.hpp>
#include <cogrant/testing/emulator/recording_job_list.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::testing::detail {

/// What is to happen to the recordings of many conversations. Nothing happens to them here; the jobs count and end.
class recording_job_desk final : public desk {
public:
    std::span<route_entry const> routes() const override { return table; }

    http::response answer(std::size_t number, desk_visit const& v) override
    {
        if (number == 0 && v.request.method == http::method::post) return submit(v);
        if (number == 0) return list(v);
        auto const found = std::find_if(jobs_.begin(), jobs_.end(), [&](job const& j) { return j.id == v.words[0]; });
        if (found == jobs_.end()) return v.unknown("job");
        if (number == 2) return failures(v);
        if (v.request.method == http::method::delete_) {
            // What is not done yet is cancelled, and stays in the list, as the vendor's tutorial shows it.
            bool const over = found->state == "FULFILLED" || found->state == "CANCELLED";
            if (over) jobs_.erase(found);
            else found->state = "CANCELLED";
            return empty_response(204);
        }
        if (v.request.method == http::method::put) return start(v, *found);
        step(*found, v.options.job_polls());
        return show(v, *found);
    }

private:
    using job = recording_job_facts;

    static constexpr std::array<route_entry, 3> table{{
        {route::desk, "/api/v2/recording/jobs", "GET, POST", route_kind::submission},
        {route::desk, "/api/v2/recording/jobs/*", "GET, PUT, DELETE"},
        {route::desk, "/api/v2/recording/jobs/*/failedrecordings", "GET"},
    }};

    http::response submit(desk_visit const& v)
    {
        boost::system::error_code problem;
        auto const body = boost::json::parse(v.request.body, problem);
        auto const* const o = !problem && body.is_object() ? &body.get_object() : nullptr;
        auto const* const action = o != nullptr ? o->if_contains("action") : nullptr;
        if (action == nullptr || !action->is_string()) return v.refuse(bad_request("action is missing"));
        auto const& word = action->get_string();
        if (word != "DELETE" && word != "EXPORT" && word != "ARCHIVE")
            return v.refuse(bad_request("action is none of DELETE, EXPORT, ARCHIVE", "invalid.value"));
        auto const at_work = std::count_if(
            jobs_.begin(), jobs_.end(), [](job const& j) { return j.state == "PENDING" || j.state == "PROCESSING"; });
        if (at_work >= 2) return v.refuse(bad_request("Two jobs are at work already"));
        job made;
        if (auto const* const query = o->if_contains("conversationQuery")) {
            details_query q;
            if (auto const p = details_query_reader(v.data, v.options.max_interval(), true)
                                   .read(boost::json::serialize(*query), q))
                return v.refuse(*p);
            auto const rows = row_selection::make(v.data, q);
            made.conversations = rows.size();
            for (std::uint64_t k = 0; k != rows.size(); ++k)
                made.recordings += recordings_of(v.data, rows.at(k)).size();
        }
        made.id = to_string(id_of(mix(v.options.seed(), 0x2b0b), submitted_++));
        made.query = v.request.body;
        made.action = std::string_view(word.data(), word.size());
        made.number = submitted_;
        made.client = v.token->client_id;
        made.by_person = v.token->login != 0;
        made.created = v.wall;
        jobs_.push_back(std::move(made));
        return show(v, jobs_.back());
    }

    // Asking moves a job on, but a ready one waits to be told.
    static void step(job& j, unsigned polls)
    {
        if (j.state != "PENDING" && j.state != "PROCESSING") return;
        if (++j.polls <= polls) return;
        j.polls = 0;
        j.state = j.state == "PENDING" ? "READY" : "FULFILLED";
    }

    static http::response start(desk_visit const& v, job& j)
    {
        boost::system::error_code problem;
        auto const body = boost::json::parse(v.request.body, problem);
        auto const* const state = !problem && body.is_object() ? body.get_object().if_contains("state") : nullptr;
        if (state == nullptr || !state->is_string() || state->get_string() != "PROCESSING")
            return v.refuse(bad_request("state can be set to PROCESSING only", "invalid.value"));
        if (j.state != "READY") return v.refuse(bad_request("The job is not ready"));
        j.state = "PROCESSING";
        return show(v, j);
    }

    http::response list(desk_visit const& v) const
    {
        recording_job_list wanted;
        if (auto const p = wanted.read(v)) return v.refuse(*p);
        return wanted.answer(v, jobs_, [&](std::string& out, job const& j) { write(out, v, j); });
    }

    // Nothing fails here.
    static http::response failures(desk_visit const& v)
    {
        cursor_choice how;
        if (auto const p = how.read(v)) return v.refuse(*p);
        return how.answer(v, 0, 0, [](std::string&, std::size_t) {}, [](std::size_t) { return std::string(); });
    }

    static void write(std::string& out, desk_visit const& v, job const& j)
    {
        json_text text(out);
        text.open('{');
        text.ready("id", j.id);
        if (j.by_person) { // who is the first user
            auto const user = to_string(v.data.user_id(0));
            text.open("user", '{');
            text.ready("id", user);
            text.ready("selfUri", "/api/v2/users/" + user);
            text.close('}');
        }
        text.ready("state", j.state);
        text.raw("recordingJobsQuery", j.query);
        text.time("dateCreated", j.created);
        text.number("totalConversations", static_cast<std::int64_t>(j.conversations));
        text.number("totalRecordings", static_cast<std::int64_t>(j.recordings));
        text.number("totalSkippedRecordings", 0);
        text.number("totalFailedRecordings", 0);
        bool const done = j.state == "FULFILLED";
        text.number("totalProcessedRecordings", done ? static_cast<std::int64_t>(j.recordings) : 0);
        text.number("percentProgress", done ? 100 : 0);
        text.ready("failedRecordings", "/api/v2/recording/jobs/" + j.id + "/failedrecordings");
        text.ready("selfUri", "/api/v2/recording/jobs/" + j.id);
        text.close('}');
    }
    static http::response show(desk_visit const& v, job const& j)
    {
        std::string body;
        write(body, v, j);
        return json_response(200, std::move(body));
    }

    std::vector<job> jobs_;
    std::uint64_t submitted_ = 0;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_RECORDING_JOB_DESK_HPP
