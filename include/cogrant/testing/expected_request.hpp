// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EXPECTED_REQUEST_HPP
#define COGRANT_TESTING_EXPECTED_REQUEST_HPP

#include <cogrant/http/message.hpp>
#include <cogrant/http/origin.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing {

/// The first line of a request: "GET https://api.example/people?page=2".
inline std::string line_of(http::request const& r)
{
    return std::string(http::to_string(r.method)) + " " + http::to_string(r.origin) + r.target;
}

/** What a request must look like: method and target, and what else was asked for.

    @code
    post("/oauth/token").with_body("grant_type=client_credentials").without_header("Cookie")
    @endcode

    @par Thread safety  distinct objects: safe; shared object: const members only */
class expected_request {
public:
    /// Any request at all.
    expected_request() = default;
    expected_request(http::method method, std::string target) : method_(method), target_(std::move(target)) {}

    /// A header of this name has exactly this value.
    expected_request& with_header(std::string name, std::string value) &
    {
        present_.emplace_back(std::move(name), std::move(value));
        return *this;
    }
    expected_request&& with_header(std::string name, std::string value) &&
    {
        return std::move(with_header(std::move(name), std::move(value)));
    }
    expected_request& without_header(std::string name) &
    {
        absent_.push_back(std::move(name));
        return *this;
    }
    expected_request&& without_header(std::string name) && { return std::move(without_header(std::move(name))); }
    /// The body is exactly this text.
    expected_request& with_body(std::string body) &
    {
        body_ = std::move(body);
        return *this;
    }
    expected_request&& with_body(std::string body) && { return std::move(with_body(std::move(body))); }
    /// The request goes to this server, written as in "https://api.example".
    expected_request& to(std::string origin) &
    {
        origin_ = std::move(origin);
        return *this;
    }
    expected_request&& to(std::string origin) && { return std::move(to(std::move(origin))); }

    /// What is wrong with a request; empty when it is the one expected. The value of a header is not quoted: it may be
    /// a secret.
    std::string mismatch(http::request const& r) const
    {
        bool const same_target = !target_ || (r.method == method_ && r.target == *target_);
        bool const same_origin = origin_.empty() || http::to_string(r.origin) == origin_;
        if (!same_target || !same_origin) return "expected " + to_string(*this);
        for (auto const& [name, value] : present_)
            if (r.headers.find(name) != std::string_view(value))
                return "header " + name + (r.headers.contains(name) ? " has another value" : " is missing");
        for (auto const& name : absent_)
            if (r.headers.contains(name)) return "header " + name + " is there";
        if (body_ && r.body != *body_) return "the body is not the one expected, " + *body_ + " but " + r.body;
        return {};
    }

    friend std::string to_string(expected_request const& e)
    {
        if (!e.target_) return "any request" + (e.origin_.empty() ? std::string() : " to " + e.origin_);
        return std::string(http::to_string(e.method_)) + " " + e.origin_ + *e.target_;
    }

private:
    http::method method_ = http::method::get;
    std::optional<std::string> target_;
    std::string origin_;
    std::vector<std::pair<std::string, std::string>> present_;
    std::vector<std::string> absent_;
    std::optional<std::string> body_;
};

/// Requests with this target: path and, if there is one, query.
inline expected_request get(std::string target) { return {http::method::get, std::move(target)}; }
inline expected_request post(std::string target) { return {http::method::post, std::move(target)}; }
inline expected_request put(std::string target) { return {http::method::put, std::move(target)}; }
inline expected_request patch(std::string target) { return {http::method::patch, std::move(target)}; }
inline expected_request delete_(std::string target) { return {http::method::delete_, std::move(target)}; }
inline expected_request any_request() { return {}; }

} // namespace cogrant::testing

#endif // COGRANT_TESTING_EXPECTED_REQUEST_HPP
