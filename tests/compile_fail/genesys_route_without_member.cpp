// expect: a part of the path has no member of that name
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/genesys/endpoint.hpp>

#include <string>

struct thing_by_id {
    using answer = std::string;
    static constexpr cogrant::genesys::endpoint route = "GET /api/v2/things/{thingId}";

    std::string id{};
};

auto wrong(thing_by_id const& r) { return cogrant::genesys::target_of(r); }
