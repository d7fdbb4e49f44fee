// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_IMPL_CXONE_EMULATOR_HPP
#define COGRANT_TESTING_EMULATOR_IMPL_CXONE_EMULATOR_HPP

#include <cogrant/testing/cxone_emulator.hpp>
#include <cogrant/testing/emulator/cxone_paths.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

// The way of a request through the emulator, logins and discovery. Reports and extractions have headers of their own.

namespace cogrant::testing {
inline cxone_emulator::cxone_emulator(cxone_emulator_options options)
    : options_(std::move(options)), data_(options_), desk_(options_), faults_(options_.faults())
{
}

inline cxone_emulator::visit
cxone_emulator::visit_of(http::request const& request, time_point now, wall_time wall) const
{
    std::string_view const target = request.target;
    auto const mark = target.find('?');
    auto const path = target.substr(0, mark);
    auto const host = request.headers.find("Host");
    visit v{request, now, detail::to_ms(wall), {}, std::string(path), {}, {}, {}, false};
    v.base = host ? (request.origin.tls ? "https://" : "http://") + std::string(*host) : to_string(request.origin);
    v.query = mark == target.npos ? std::string_view() : target.substr(mark + 1);
    v.correlation = to_string(detail::id_of(detail::mix(options_.seed(), 0xc1d), counters_.total));
    v.label = std::string(to_string(request.method)) + " ";
    constexpr std::string_view jobs = "/data-extraction/v1/jobs";
    if (auto const report = detail::report_path(path)) {
        v.api = true;
        v.path = *report;
        v.label += detail::known_report(*report) ? std::string(*report) : "other";
    } else if (path.starts_with("/files/")) {
        v.label += "/files/*";
    } else if (path.starts_with(jobs)) {
        v.label += path == jobs ? std::string(jobs) : std::string(jobs) + "/*";
    } else {
        bool const known = path == "/authentication/v1/token/access-key" || path == "/public/user/refresh" ||
                           path == "/auth/token" || path == "/.well-known/openid-configuration" ||
                           path == "/.well-known/cxone-configuration" || path == "/auth/authorize" ||
                           path == "/auth/authorize/logout" || path == "/auth/jwks" || path == "/auth/userinfo";
        v.label += known ? std::string(path) : "other";
    }
    return v;
}

inline emulator_reply cxone_emulator::handle(http::request const& request, time_point now, wall_time wall)
{
    auto const v = visit_of(request, now, wall);
    ++counters_.total;
    ++counters_.requests[v.label];
    auto const label = std::string(to_string(request.method)) + " " + request.target;
    fault_subject subject;
    subject.label = label;
    subject.body = request.body;
    subject.submission = v.label == "POST /data-extraction/v1/jobs";
    subject.stale_allowed = v.api;
    if (auto const* const token = desk_.find(request, now)) subject.token_served = token->served;
    auto const d = faults_.next(subject);
    if (d.failure == fault_kind::token_death) desk_.revoke(request);

    emulator_reply reply;
    bool const spoiled = d.failure && *d.failure <= fault_kind::reset;
    reply.response = spoiled ? synthesize(v, d) : respond(v);
    if (request.method == http::method::head) reply.response.body.clear();
    reply.response.headers.add("CorrelationId", v.correlation);
    reply.fault = detail::fault_of(d, faults_.plan(), request, reply.response);
    return reply;
}

/// The answer when something before the platform's own code said no.
inline http::response cxone_emulator::synthesize(visit const&, fault_decision const& d) const
{
    switch (*d.failure) {
    case fault_kind::too_many_requests: {
        auto r = detail::report_refusal(429, "too_many_requests", "slow down");
        // Nobody documents a Retry-After: sometimes there is one.
        if (d.noise % 2 == 0) r.headers.add("Retry-After", std::to_string(faults_.plan().retry_after().count()));
        return r;
    }
    case fault_kind::internal_error: return detail::report_refusal(500, "server_error", "an unexpected condition");
    case fault_kind::bad_gateway: return detail::gateway_page(502, "Bad Gateway");
    case fault_kind::gateway_timeout: return detail::gateway_page(504, "Gateway Time-out");
    default: return detail::gateway_page(503, "Service Unavailable");
    }
}

inline http::response cxone_emulator::respond(visit const& v)
{
    if (v.request.body.size() > 512'000) return detail::report_refusal(413, "too_large", "the body is too large");
    if (v.path.starts_with("/files/")) return file(v);
    if (auto answer = before_tokens(v)) return *std::move(answer);
    auto* const token = desk_.find(v.request, v.now);
    if (token == nullptr) {
        ++counters_.unauthorized;
        return detail::report_refusal(401, "invalid_token", "the token is missing, wrong or too old");
    }
    ++token->served;
    if (v.label == "GET /auth/userinfo" && token->of_person) return desk_.people().profile();
    if (options_.rate_per_minute() != 0 && !window_.admit(v.now, options_.rate_per_minute())) {
        ++counters_.rate_limited;
        auto r = detail::report_refusal(429, "too_many_requests", "slow down");
        r.headers.add("Retry-After", std::to_string(window_.reset_in(v.now)));
        return r;
    }
    if (v.api) return report(v);
    return area_service(v);
}

inline std::optional<http::response> cxone_emulator::before_tokens(visit const& v)
{
    auto const issue = [&](auto how) {
        auto r = (desk_.*how)(v.request, v.base, v.now, v.wall);
        counters_.tokens_issued = desk_.issued();
        return r;
    };
    using desk = detail::cxone_token_desk;
    if (v.label == "POST /authentication/v1/token/access-key") return issue(&desk::by_key);
    if (v.label == "POST /public/user/refresh") return issue(&desk::by_refresh);
    if (v.label == "POST /auth/token") return issue(&desk::by_form);
    if (v.path == "/auth/authorize" && (v.label.starts_with("GET ") || v.label.starts_with("POST ")))
        return desk_.people().answer(v.request, v.query, v.now, v.wall);
    if (v.label == "GET /auth/jwks") return desk_.people().keys();
    if (v.label == "GET /auth/authorize/logout")
        return detail::html_page(200, "Signed out", "<p>You may close this window.</p>");
    std::string body;
    detail::json_text j(body);
    if (v.label == "GET /.well-known/openid-configuration") {
        j.open('{');
        j.text("issuer", v.base);
        j.text("authorization_endpoint", v.base + "/auth/authorize");
        j.text("token_endpoint", v.base + "/auth/token");
        j.text("end_session_endpoint", v.base + "/auth/authorize/logout");
        j.text("jwks_uri", v.base + "/auth/jwks");
        j.text("userinfo_endpoint", v.base + "/auth/userinfo");
        j.raw("token_endpoint_auth_methods_supported", R"(["client_secret_basic"])");
        j.raw("scopes_supported", R"(["openid"])");
        j.raw("response_types_supported", R"(["code"])");
        j.raw("id_token_signing_alg_values_supported", R"(["RS256"])");
        j.close('}');
        return detail::json_response(200, std::move(body));
    }
    if (v.label != "GET /.well-known/cxone-configuration") return std::nullopt;
    auto const parameters = detail::parse_parameters(v.query);
    if (!parameters || detail::find_parameter(*parameters, "tenantId") != std::string_view(options_.tenant()))
        return detail::json_response(404, R"({"message":"there is no such tenant"})");
    j.open('{');
    j.boolean("private", false);
    j.text("ui_endpoint", v.base + "/ui");
    j.text("auth_endpoint", v.base + "/auth");
    j.text("api_endpoint", v.base);
    j.ready("area", "na1");
    j.ready("cluster", "c32");
    j.ready("domain", "emulated.example");
    j.ready("acdDomain", "emulated.example");
    j.ready("uhDomain", "emulated.example");
    j.text("tenantId", options_.tenant());
    j.ready("globaldomain", "emulated.example");
    j.close('}');
    return detail::json_response(200, std::move(body));
}

inline cxone_emulator_counters cxone_emulator::counters() const
{
    auto c = counters_;
    for (std::size_t i = 0; i != fault_kind_count; ++i)
        if (auto const n = faults_.given(static_cast<fault_kind>(i))) c.faults[std::string(detail::fault_names[i])] = n;
    return c;
}

} // namespace cogrant::testing

#endif // COGRANT_TESTING_EMULATOR_IMPL_CXONE_EMULATOR_HPP
