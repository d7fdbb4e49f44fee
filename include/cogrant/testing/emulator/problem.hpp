// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_PROBLEM_HPP
#define COGRANT_TESTING_EMULATOR_PROBLEM_HPP

#include <cogrant/http/message.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::testing::detail {

/// A refusal in the platform's words; becomes its generic error body.
struct problem {
    unsigned status = 400;
    std::string code;
    std::string message;
};

inline problem bad_request(std::string message, std::string code = "bad.request")
{
    return {400, std::move(code), std::move(message)};
}

inline http::response json_response(unsigned status, std::string body)
{
    http::response r;
    r.status = status;
    r.headers.add("Content-Type", "application/json");
    r.body = std::move(body);
    return r;
}

inline http::response empty_response(unsigned status)
{
    http::response r;
    r.status = status;
    return r;
}

/// The generic error body.
inline http::response problem_response(problem const& p, std::string_view correlation)
{
    std::string body;
    json_text j(body);
    j.open('{');
    j.text("message", p.message);
    j.ready("code", p.code);
    j.number("status", p.status);
    j.ready("contextId", correlation);
    j.raw("details", "[]");
    j.raw("errors", "[]");
    j.close('}');
    return json_response(p.status, std::move(body));
}

/// 429 as in the platform's own answers: the wait is in the header, in the text and in the parameters.
inline http::response too_many_requests(std::int64_t seconds, unsigned allowed, std::string_view correlation)
{
    auto const wait = std::to_string(seconds);
    std::string body;
    json_text j(body);
    j.open('{');
    j.ready("message", "Rate limit exceeded the maximum. Retry the request in [" + wait + "] seconds");
    j.ready("code", "too.many.requests.retry.after");
    j.number("status", 429);
    j.ready("messageWithParams", "Rate limit exceeded the maximum. Retry the request in [{retryAfterSeconds}] seconds");
    j.open("messageParams", '{');
    j.ready("retryAfterSeconds", wait);
    j.close('}');
    j.ready("contextId", correlation);
    j.raw("details", "[]");
    j.raw("errors", "[]");
    j.open("limit", '{');
    j.ready("key", "client.credentials.token.rate.per.minute");
    j.ready("namespace", "platform.api");
    j.number("value", allowed);
    j.close('}');
    j.close('}');
    auto r = json_response(429, std::move(body));
    r.headers.add("Retry-After", wait);
    return r;
}

/// What a gateway in front of the platform says when it has nothing better.
inline http::response gateway_page(unsigned status, std::string_view title)
{
    http::response r;
    r.status = status;
    r.headers.add("Content-Type", "text/html");
    auto const heading = std::to_string(status).append(" ").append(title);
    r.body = "<html>\r\n<head><title>" + heading + "</title></head>\r\n<body>\r\n<center><h1>" + heading +
             "</h1></center>\r\n</body>\r\n</html>\r\n";
    return r;
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_PROBLEM_HPP
