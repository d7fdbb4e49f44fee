// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_IMPL_GENESYS_ENDPOINTS_HPP
#define COGRANT_TESTING_EMULATOR_IMPL_GENESYS_ENDPOINTS_HPP

#include <cogrant/testing/emulator/conversation_writer.hpp>
#include <cogrant/testing/emulator/entity_page.hpp>
#include <cogrant/testing/emulator/request_parameters.hpp>
#include <cogrant/testing/emulator/user_writer.hpp>
#include <cogrant/testing/genesys_emulator.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing {

inline http::response genesys_emulator::token(visit& v)
{
    auto r = desk_.answer(v.request, v.now);
    counters_.tokens_issued += r.status == 200 ? 1U : 0U;
    return r;
}

inline detail::row_selection const& genesys_emulator::selection_of(detail::details_query const& q)
{
    if (auto const found = selections_.find(q.identity); found != selections_.end()) return found->second;
    if (selections_.size() >= 16) selections_.clear();
    return selections_.emplace(q.identity, detail::row_selection::make(data_, q)).first->second;
}

inline std::string const&
genesys_emulator::aggregations_of(detail::details_query const& q, detail::row_selection const& rows)
{
    if (auto const found = aggregations_.find(q.identity); found != aggregations_.end()) return found->second;
    if (aggregations_.size() >= 16) aggregations_.clear();
    return aggregations_.emplace(q.identity, detail::aggregations_text(q.aggregations, data_, rows)).first->second;
}

inline void genesys_emulator::append_rows(
    std::string& out, std::string const& identity, detail::row_selection const& rows, std::uint64_t offset,
    std::uint64_t count, bool attributes)
{
    auto const key = (attributes ? "j" : "q") + std::to_string(offset) + "+" + std::to_string(count) + identity;
    if (auto const found = pages_.find(key); found != pages_.end()) {
        out.reserve(out.size() + found->second.size() + 64); // and what follows the rows
        out += found->second;
        return;
    }
    auto const begin = out.size();
    out.reserve(begin + count * 5000);
    out += "\"conversations\":[";
    for (std::uint64_t k = offset; k != offset + count; ++k)
        detail::write_conversation(out, data_, rows.at(k), attributes);
    out += ']';
    // Filled once and then kept: when an export does not fit, throwing out old pages would miss every time.
    if (auto const size = out.size() - begin; page_bytes_ + size <= options_.page_cache()) {
        page_bytes_ += size;
        pages_.emplace(key, out.substr(begin));
    }
}

inline http::response genesys_emulator::details_query(visit const& v)
{
    detail::details_query q;
    if (auto const p = detail::details_query_reader(data_, options_.max_interval(), false).read(v.request.body, q))
        return refuse(v, *p);
    if (q.page_size > options_.max_details_page())
        return refuse(v, detail::bad_page("paging.pageSize", options_.max_details_page()));
    if (q.page_number > detail::max_page_number)
        return refuse(v, detail::bad_page("paging.pageNumber", detail::max_page_number));
    auto const size = static_cast<std::uint64_t>(q.page_size);
    auto const offset = size * static_cast<std::uint64_t>(q.page_number - 1);
    if (options_.paging_reach() != 0 && offset + size > options_.paging_reach())
        return refuse(
            v, detail::bad_request(
                   "Page size times page number exceeds " + std::to_string(options_.paging_reach()) +
                       " rows; use a smaller interval or a job",
                   "pagination.limit.exceeded"));
    auto const& rows = selection_of(q);
    std::string body = "{";
    if (offset < rows.size()) {
        append_rows(body, q.identity, rows, offset, std::min(size, rows.size() - offset), false);
        body += ',';
    }
    if (!q.aggregations.empty()) body.append(aggregations_of(q, rows)).append(",");
    body += "\"totalHits\":" + std::to_string(rows.size()) + "}";
    return detail::json_response(200, std::move(body));
}

inline http::response genesys_emulator::details_many(visit const& v)
{
    auto const parameters = detail::parse_parameters(v.query);
    if (!parameters) return refuse(v, detail::unreadable_query());
    auto const ids = detail::values_of(*parameters, "id");
    if (ids.empty() || ids.size() > 100) return refuse(v, detail::bad_request("id must name 1 to 100 conversations"));
    std::string body;
    detail::json_text j(body);
    j.open('{');
    j.open("conversations", '[');
    for (auto const& id : ids)
        if (auto const i = data_.find_conversation(id)) j.raw_item(conversation_json(*i));
    j.close(']');
    j.close('}');
    return detail::json_response(200, std::move(body));
}

inline http::response genesys_emulator::conversation(visit const& v)
{
    auto const i = data_.find_conversation(v.match.id);
    if (!i) return refuse(v, {404, "not.found", "There is no such conversation"});
    return detail::json_response(200, conversation_json(*i));
}

inline http::response genesys_emulator::submit_job(visit const& v)
{
    detail::details_query q;
    if (auto const p = detail::details_query_reader(data_, options_.max_interval(), true).read(v.request.body, q))
        return refuse(v, *p);
    auto const id = jobs_.submit(detail::row_selection::make(data_, q), q.identity, v.wall);
    return detail::json_response(202, "{\"jobId\":\"" + id + "\"}");
}

inline http::response genesys_emulator::job(visit const& v)
{
    auto* const job = jobs_.find(v.match.id);
    if (job == nullptr) return refuse(v, {404, "not.found", "There is no such job"});
    if (v.request.method == http::method::delete_) {
        jobs_.erase(v.match.id);
        return detail::empty_response(204);
    }
    auto const state = jobs_.poll(*job, v.wall);
    std::string body;
    detail::json_text j(body);
    j.open('{');
    j.ready("state", state);
    if (state == "FAILED") j.ready("errorMessage", "The job failed, as its emulator was told");
    j.time("expirationDate", job->expires);
    j.time("submissionDate", job->submitted);
    if (job->completed != 0) j.time("completionDate", job->completed);
    j.close('}');
    return detail::json_response(200, std::move(body));
}

inline std::string genesys_emulator::availability(visit const& v) const
{
    std::string text = "\"dataAvailabilityDate\":\"";
    detail::append_iso(text, v.wall - std::chrono::milliseconds(options_.data_lag()).count());
    return text + "\"";
}

inline http::response genesys_emulator::job_results(visit const& v)
{
    auto* const job = jobs_.find(v.match.id);
    if (job == nullptr) return refuse(v, {404, "not.found", "There is no such job"});
    if (!jobs_.ready(*job, v.wall)) return refuse(v, detail::bad_request("The job has no results to give"));
    auto const parameters = detail::parse_parameters(v.query);
    if (!parameters) return refuse(v, detail::unreadable_query());
    auto const most = static_cast<std::int64_t>(options_.max_results_page());
    auto const size = detail::count_parameter(*parameters, "pageSize", most, most);
    if (!size) return refuse(v, detail::bad_page("pageSize", most));
    std::uint64_t offset = 0;
    if (auto const cursor = detail::find_parameter(*parameters, "cursor"); cursor && !cursor->empty()) {
        auto const found = detail::job_book::offset_of(*job, *cursor);
        if (!found) return refuse(v, detail::bad_request("The cursor is not one of this job", "invalid.value"));
        offset = *found;
    }
    auto const left = job->rows.size() - std::min(offset, job->rows.size());
    auto const count = std::min(left, static_cast<std::uint64_t>(*size));
    std::string body = "{";
    if (count != 0) {
        append_rows(body, job->identity, job->rows, offset, count, true);
        body += ',';
    }
    if (count < left) {
        body += "\"cursor\":\"" + detail::job_book::cursor(*job, offset + count) + "\",";
    }
    body += availability(v) + "}";
    return detail::json_response(200, std::move(body));
}

inline http::response genesys_emulator::users(visit const& v)
{
    auto const parameters = detail::parse_parameters(v.query);
    if (!parameters) return refuse(v, detail::unreadable_query());
    auto const order = detail::find_parameter(*parameters, "sortOrder").value_or("asc");
    auto const either = [&](auto brief, auto whole) {
        return http::equal_names(order, brief) || http::equal_names(order, whole);
    };
    bool const down = either("desc", "descending");
    if (!down && !either("asc", "ascending"))
        return refuse(v, detail::bad_request("sortOrder is neither asc nor desc", "invalid.value"));
    // Whoever wants those who left has to say so, also of ids.
    auto const state = detail::find_parameter(*parameters, "state").value_or("active");
    if (state != "any" && state != "active" && state != "inactive" && state != "deleted")
        return refuse(v, detail::bad_request("state is none of active, inactive, deleted, any", "invalid.value"));

    std::vector<std::uint64_t> rows;
    auto const keep = [&](std::uint64_t i) {
        if (state == "any" || state == (data_.user_active(i) ? "active" : "inactive")) rows.push_back(i);
    };
    if (detail::find_parameter(*parameters, "id")) {
        for (auto const& id : detail::values_of(*parameters, "id"))
            if (auto const i = data_.find_user(id)) keep(*i);
    } else {
        for (std::uint64_t i = 0; i != data_.users(); ++i) keep(i);
    }
    if (down) std::reverse(rows.begin(), rows.end());

    auto const most = static_cast<std::int64_t>(options_.max_users_page());
    return detail::entity_page(at_desk(v), rows.size(), most, [&](std::string& out, std::size_t k) {
        detail::write_user(out, data_, rows[k]);
    });
}

inline http::response genesys_emulator::user(visit const& v)
{
    auto const i = data_.find_user(v.match.id);
    if (!i) return refuse(v, {404, "not.found", "There is no such user"});
    return detail::json_response(200, user_json(*i));
}

inline http::response genesys_emulator::own_token(visit& v)
{
    if (v.request.method == http::method::delete_) {
        // The window goes with the token: report no more of it.
        v.window = nullptr;
        desk_.revoke(v.request);
        return detail::empty_response(204);
    }
    std::string body;
    detail::json_text j(body);
    auto const organization = detail::id_of(detail::mix(options_.seed(), 0x0f6), 0);
    j.open('{');
    for (auto const name : {"organization", "homeOrganization"}) {
        j.open(name, '{');
        j.id("id", organization);
        j.ready("name", "Emulated organisation");
        j.close('}');
    }
    j.raw("authorizedScope", "[]");
    j.open("OAuthClient", '{');
    j.text("id", v.token->client_id);
    j.ready("name", "Emulated client");
    j.number("accessTokenValiditySeconds", v.token->life.count());
    j.ready("authorizedGrantType", v.token->grant);
    j.ready("state", "active");
    j.close('}');
    j.close('}');
    return detail::json_response(200, std::move(body));
}

} // namespace cogrant::testing

#endif // COGRANT_TESTING_EMULATOR_IMPL_GENESYS_ENDPOINTS_HPP
