// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_IMPL_CXONE_EXTRACTIONS_HPP
#define COGRANT_TESTING_EMULATOR_IMPL_CXONE_EXTRACTIONS_HPP

#include <cogrant/testing/cxone_emulator.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::testing {

inline http::response cxone_emulator::area_service(visit const& v)
{
    constexpr std::string_view jobs = "/data-extraction/v1/jobs";
    if (v.label == "POST /data-extraction/v1/jobs") return submit(v);
    if (v.request.method == http::method::get && v.path == jobs) {
        std::string body;
        detail::json_text j(body);
        j.open('[');
        for (auto const& [id, job] : jobs_) j.ready_item(id);
        j.close(']');
        return detail::json_response(200, std::move(body));
    }
    if (v.request.method == http::method::get && v.path.starts_with(jobs) && v.path[jobs.size()] == '/')
        return look(v, v.path.substr(jobs.size() + 1));
    return detail::json_response(404, R"({"message":"there is nothing here"})");
}

inline http::response cxone_emulator::submit(visit const& v)
{
    struct wanted {
        std::string entity_name{};
        std::string version{};
        std::string start_date{};
        std::string end_date{};
    };
    auto const body = json::decode<wanted>(v.request.body);
    auto const good_day = [](std::string const& text) {
        return text.size() == 10 && detail::parse_iso(text + "T00:00:00Z").has_value();
    };
    if (!body || body->entity_name.empty() || body->version.empty() || !good_day(body->start_date) ||
        !good_day(body->end_date) || body->end_date < body->start_date)
        return detail::json_response(400, R"({"message":"entityName, version, startDate and endDate are needed"})");
    auto const id = to_string(detail::id_of(detail::mix(options_.seed(), 0x10b), jobs_.size()));
    jobs_.emplace(id, extraction{extraction_csv(body->entity_name, body->start_date, body->end_date), 0});
    return detail::json_response(202, '"' + id + '"');
}

inline http::response cxone_emulator::look(visit const& v, std::string const& id)
{
    auto const found = jobs_.find(id);
    if (found == jobs_.end()) return detail::json_response(404, R"({"message":"there is no such job"})");
    auto const looks = found->second.looks++;
    std::string body;
    detail::json_text j(body);
    j.open('{');
    j.open("jobStatus", '{');
    j.ready("id", id);
    bool const done = looks >= options_.job_polls();
    if (done) j.text("status", options_.job_outcome());
    else if (looks != 0) j.ready("status", "RUNNING"); // missing at the first look
    if (done) {
        j.open("result", '{');
        if (options_.job_outcome() == "SUCCEEDED")
            j.text(
                "url", v.base + "/files/" + id +
                           ".csv?signature=" + to_string(detail::id_of(options_.seed() ^ 0x51, looks != 0)));
        else j.ready("errorMessage", "The extraction ended so, as its emulator was told");
        j.close('}');
    }
    j.close('}');
    j.close('}');
    return detail::json_response(200, std::move(body));
}

/// A presigned link carries its own right, and a store refuses a second one.
inline http::response cxone_emulator::file(visit const& v) const
{
    auto name = std::string_view(v.path).substr(std::string_view("/files/").size());
    if (name.ends_with(".csv")) name.remove_suffix(4);
    auto const found = jobs_.find(name);
    if (v.request.headers.contains("Authorization") || !v.query.starts_with("signature=") || found == jobs_.end()) {
        http::response r;
        r.status = v.request.headers.contains("Authorization") ? 400 : 403;
        r.headers.add("Content-Type", "application/xml");
        r.body = "<Error><Code>AccessDenied</Code></Error>";
        return r;
    }
    http::response r;
    r.status = 200;
    r.headers.add("Content-Type", "text/csv");
    r.body = found->second.csv;
    return r;
}

inline std::string
cxone_emulator::extraction_csv(std::string_view entity, std::string_view from, std::string_view to) const
{
    std::string out = "entity,contactId,contactStartDate,agentSeconds\r\n";
    auto const begin = detail::parse_iso(std::string(from) + "T00:00:00Z").value_or(0);
    auto const end = detail::parse_iso(std::string(to) + "T00:00:00Z").value_or(0);
    for (std::uint64_t i = 0; i != data_.contacts(); ++i) {
        auto const c = data_.contact(i);
        if (c.start < begin || c.start >= end) continue;
        out.append(entity).append(",").append(std::to_string(c.id)).append(",");
        detail::append_iso(out, c.start);
        out.append(",").append(std::to_string(c.talk / 1000)).append("\r\n");
    }
    return out;
}

} // namespace cogrant::testing

#endif // COGRANT_TESTING_EMULATOR_IMPL_CXONE_EXTRACTIONS_HPP
