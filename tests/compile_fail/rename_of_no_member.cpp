// expect: wire_names renames a member that the class does not have
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/json.hpp>

struct call {
    int number = 0;
};

template <>
struct cogrant::reflect::wire_names<call> {
    static constexpr auto value = renames(rename("nummer", "Number"));
};

std::string const wrong = cogrant::json::encode(call());
