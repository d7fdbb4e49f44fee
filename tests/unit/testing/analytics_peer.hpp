// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_UNIT_TESTING_ANALYTICS_PEER_HPP
#define COGRANT_TESTS_UNIT_TESTING_ANALYTICS_PEER_HPP

#include <cogrant/testing/genesys_emulator.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <utility>

/// A client of the emulator without sockets: the time is its own, the token is attached, bodies are JSON.
namespace analytics_test {

using namespace cogrant;
using namespace std::chrono_literals;
using boost::json::value;
using http::method;
using testing::genesys_emulator;
using testing::genesys_emulator_options;

inline std::string const analytics = "/api/v2/analytics/";
inline std::string const day = R"("interval":"2025-03-01T00:00:00.000Z/2025-03-02T00:00:00.000Z")";

struct peer {
    explicit peer(genesys_emulator_options const& options = {}) : emulator(options)
    {
        auto const r = send(method::post, "/oauth/token", "grant_type=client_credentials");
        token = value_of(r).at("access_token").as_string().c_str();
    }

    http::response send(method m, std::string target, std::string body = "")
    {
        http::request r;
        r.method = m;
        r.target = std::move(target);
        r.body = std::move(body);
        r.headers.add("Authorization", token.empty() ? "Basic dGVzdC1jbGllbnQ6dGVzdC1zZWNyZXQ=" : "Bearer " + token);
        r.headers.add("Content-Type", token.empty() ? "application/x-www-form-urlencoded" : "application/json");
        return emulator.handle(r, now, wall).response;
    }
    value post(std::string const& path, std::string body)
    {
        auto const r = send(method::post, analytics + path, std::move(body));
        CHECK_MESSAGE(r.status < 300, r.body);
        return value_of(r);
    }
    static value value_of(http::response const& r) { return boost::json::parse(r.body); }

    genesys_emulator emulator;
    std::string token;
    time_point now{};
    std::chrono::system_clock::time_point wall = std::chrono::sys_days{std::chrono::year{2025} / 3 / 1} + 12h;
};

} // namespace analytics_test

#endif // COGRANT_TESTS_UNIT_TESTING_ANALYTICS_PEER_HPP
