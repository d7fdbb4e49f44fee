// expect: a std::variant needs a json::tagged_union
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/tagged_union.hpp>

struct call {
    int number = 0;
};
struct chat {
    int lines = 0;
};

std::string const wrong = cogrant::json::encode(std::variant<call, chat>());
