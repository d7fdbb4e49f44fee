// expect: required_members names a member that the class does not have
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/json.hpp>

struct call {
    int number = 0;
};

template <>
struct cogrant::reflect::required_members<call> {
    static constexpr auto value = members("nummer");
};

auto const wrong = cogrant::json::decode<call>("{}");
