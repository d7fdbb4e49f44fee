// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_IMPL_GENESYS_EMULATOR_HPP
#define COGRANT_TESTING_EMULATOR_IMPL_GENESYS_EMULATOR_HPP

#include <cogrant/testing/emulator/conversation_writer.hpp>
#include <cogrant/testing/emulator/permissions.hpp>
#include <cogrant/testing/genesys_emulator.hpp>

#include <boost/system/errc.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The way of a request through the emulator; what the single endpoints answer is in genesys_endpoints.hpp.

namespace cogrant::testing {

inline genesys_emulator::genesys_emulator(genesys_emulator_options options)
    : options_(std::move(options)), data_(options_), desk_(options_), jobs_(options_),
      desks_(detail::make_desks(options_)), faults_(options_.faults())
{
}

inline detail::route_match genesys_emulator::find_route(std::string_view path) const
{
    auto found = detail::match_route(path);
    for (auto const& desk : desks_) {
        auto const routes = desk->routes();
        for (std::size_t i = 0; found.entry == nullptr && i != routes.size(); ++i) {
            detail::path_words words{};
            if (detail::match_path(routes[i].path, path, words))
                found = {detail::route::desk, &routes[i], words[0], words, desk.get(), i};
        }
    }
    return found;
}

inline emulator_reply genesys_emulator::handle(http::request const& request, time_point now, wall_time wall)
{
    std::string_view const target = request.target;
    auto const mark = target.find('?');
    visit v{
        request,
        now,
        detail::to_ms(wall),
        find_route(target.substr(0, mark)),
        mark == target.npos ? std::string_view() : target.substr(mark + 1),
        detail::to_string(detail::id_of(detail::mix(options_.seed(), 0xc0de), counters_.total)),
        nullptr,
        nullptr};
    std::string label(to_string(request.method));
    label += ' ';
    ++counters_.total;
    ++counters_.requests[v.match.entry == nullptr ? "other" : label + std::string(v.match.entry->path)];
    label += target;

    using detail::route;
    auto const where = v.match.where;
    bool const removes = request.method == http::method::delete_;
    fault_subject subject;
    subject.label = label;
    subject.body = request.body;
    subject.submission = where == route::jobs || (v.match.submits() && request.method == http::method::post);
    subject.stale_allowed =
        !detail::before_tokens(where) && !subject.submission && where != route::availability && !removes;
    if (auto const* const token = desk_.find(request, now)) subject.token_served = token->served;
    auto const d = faults_.next(subject);
    if (d.failure == fault_kind::token_death) desk_.revoke(request);

    emulator_reply reply;
    bool const spoiled = d.failure && *d.failure <= fault_kind::reset;
    reply.response = spoiled ? synthesize(v, d) : respond(v);
    finish(v, reply.response);

    reply.fault = detail::fault_of(d, faults_.plan(), request, reply.response);
    return reply;
}

/// The answer when something before the platform's own code said no.
inline http::response genesys_emulator::synthesize(visit const& v, fault_decision const& d) const
{
    bool const html = d.noise % 2 == 0;
    switch (*d.failure) {
    case fault_kind::too_many_requests:
        return detail::too_many_requests(
            faults_.plan().retry_after().count(), options_.rate_per_minute(), v.correlation);
    case fault_kind::internal_error:
        return refuse(v, {500, "internal.server.error", "The server encountered an unexpected condition"});
    case fault_kind::bad_gateway:
        return html ? detail::gateway_page(502, "Bad Gateway") : refuse(v, {502, "bad.gateway", "Bad gateway"});
    case fault_kind::gateway_timeout:
        return html ? detail::gateway_page(504, "Gateway Time-out")
                    : refuse(v, {504, "request.timeout", "The request timed out"});
    default: return refuse(v, {503, "service.unavailable", "Service unavailable"});
    }
}

inline http::response genesys_emulator::respond(visit& v)
{
    using http::method;
    auto const& request = v.request;
    if (request.body.size() > 512'000)
        return refuse(v, {413, "request.entity.too.large", "The request body is larger than 512000 bytes"});
    if (v.match.entry == nullptr) return refuse(v, {404, "not.found", "The requested path was not found"});
    auto const& entry = *v.match.entry;
    if (request.method == method::options) {
        auto r = detail::empty_response(204);
        r.headers.add("Allow", entry.methods);
        r.headers.add("Access-Control-Allow-Methods", entry.methods);
        r.headers.add("Access-Control-Allow-Headers", "Authorization, Content-Type, purecloud-sdk, Genesys-App");
        return r;
    }
    if (!detail::before_tokens(v.match.where) && entry.kind != detail::route_kind::open) {
        v.token = desk_.find(request, v.now);
        if (v.token == nullptr) {
            ++counters_.unauthorized;
            bool const none = !request.headers.contains("Authorization");
            auto r = none ? refuse(
                                v, {401, "authentication.required",
                                    "No authentication bearer token specified in "
                                    "authorization header."})
                          : refuse(v, {401, "bad.credentials", "Invalid login credentials."});
            r.headers.add(
                "WWW-Authenticate", none ? "Bearer realm=\"api\"" : "Bearer realm=\"api\", error=\"invalid_token\"");
            return r;
        }
        ++v.token->served;
    }
    bool const counted = v.match.where != detail::route::authorize && entry.kind != detail::route_kind::open;
    if (options_.rate_per_minute() != 0 && counted) {
        auto& window = v.token != nullptr ? v.token->window : token_window_;
        v.window = &window;
        if (!window.admit(v.now, options_.rate_per_minute())) {
            ++counters_.rate_limited;
            return detail::too_many_requests(window.reset_in(v.now), options_.rate_per_minute(), v.correlation);
        }
    }
    if (!detail::allows(entry, request.method)) {
        auto r = refuse(v, {405, "method.not.allowed", "The method is not allowed here"});
        r.headers.add("Allow", entry.methods);
        return r;
    }
    if (request.method == method::post) {
        bool const form = detail::before_tokens(v.match.where);
        std::string_view const wanted = form ? "application/x-www-form-urlencoded" : "application/json";
        auto const type = request.headers.find("Content-Type").value_or(form ? wanted : std::string_view());
        auto name = type.substr(0, type.find(';'));
        while (!name.empty() && name.back() == ' ') name.remove_suffix(1);
        if (!http::equal_names(name, wanted))
            return refuse(v, {415, "unsupported.media.type", "The content type is not " + std::string(wanted)});
    }
    if (auto refused = detail::forbidden(options_, request, v.correlation)) return *std::move(refused);
    return dispatch(v);
}

inline detail::desk_visit genesys_emulator::at_desk(visit const& v) const
{
    return {v.request, v.query, v.match.words, v.now, v.wall, v.correlation, v.token, data_, options_};
}

inline http::response genesys_emulator::dispatch(visit& v)
{
    using detail::route;
    switch (v.match.where) {
    case route::token: return token(v);
    case route::authorize: return desk_.sign_in(v.request, v.query, v.now);
    case route::details_query: return details_query(v);
    case route::details_many: return details_many(v);
    case route::conversation: return conversation(v);
    case route::jobs: return submit_job(v);
    case route::availability: return detail::json_response(200, "{" + availability(v) + "}");
    case route::job: return job(v);
    case route::job_results: return job_results(v);
    case route::users: return users(v);
    case route::user: return user(v);
    case route::me:
        // The person is the first user.
        if (v.token->login != 0) return detail::json_response(200, user_json(0));
        return refuse(
            v, {400, "bad.request",
                "This request requires a user context. Client credentials cannot be used for "
                "requests that require a user context."});
    case route::own_token: return own_token(v);
    case route::desk: return v.match.desk->answer(v.match.number, at_desk(v));
    case route::none: break;
    }
    return refuse(v, {404, "not.found", "The requested path was not found"});
}

inline http::response genesys_emulator::refuse(visit const& v, detail::problem const& p) const
{
    return detail::problem_response(p, v.correlation);
}

inline void genesys_emulator::finish(visit const& v, http::response& r) const
{
    if (v.request.method == http::method::head) r.body.clear();
    r.headers.add("ININ-Correlation-Id", v.correlation);
    if (v.window != nullptr) {
        r.headers.add("inin-ratelimit-count", std::to_string(v.window->count()));
        r.headers.add("inin-ratelimit-allowed", std::to_string(options_.rate_per_minute()));
        r.headers.add("inin-ratelimit-reset", std::to_string(v.window->reset_in(v.now)));
    }
    if (v.request.headers.contains("Origin")) {
        r.headers.add("Access-Control-Allow-Origin", "*");
        r.headers.add(
            "Access-Control-Expose-Headers",
            "ININ-Correlation-Id, Retry-After, inin-ratelimit-count, inin-ratelimit-allowed, inin-ratelimit-reset");
    }
}

inline genesys_emulator_counters genesys_emulator::counters() const
{
    auto c = counters_;
    c.open_jobs = jobs_.open();
    for (std::size_t i = 0; i != fault_kind_count; ++i)
        if (auto const n = faults_.given(static_cast<fault_kind>(i))) c.faults[std::string(detail::fault_names[i])] = n;
    return c;
}

inline std::string genesys_emulator::conversation_json(std::uint64_t i) const
{
    std::string out;
    detail::write_conversation(out, data_, i, false);
    return out;
}

inline std::string genesys_emulator::job_conversation_json(std::uint64_t i) const
{
    std::string out;
    detail::write_conversation(out, data_, i, true);
    return out;
}

inline std::string genesys_emulator::user_json(std::uint64_t i) const
{
    std::string out;
    detail::write_user(out, data_, i);
    return out;
}

inline result<std::vector<std::uint64_t>> genesys_emulator::rows_of(std::string_view body, bool job) const
{
    detail::details_query q;
    if (auto const p = detail::details_query_reader(data_, options_.max_interval(), job).read(body, q)) {
        error e(boost::system::errc::make_error_code(boost::system::errc::invalid_argument));
        e.edit().detail = p->message;
        return e;
    }
    auto const selected = detail::row_selection::make(data_, q);
    std::vector<std::uint64_t> rows;
    rows.reserve(selected.size());
    for (std::uint64_t k = 0; k != selected.size(); ++k) rows.push_back(selected.at(k));
    return rows;
}

} // namespace cogrant::testing

#endif // COGRANT_TESTING_EMULATOR_IMPL_GENESYS_EMULATOR_HPP
