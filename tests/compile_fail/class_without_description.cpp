// expect: what Boost.Describe describes when cogrant/reflect/describe.hpp is included
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/json.hpp>

class closed {
public:
    closed() = default;

private:
    int number_ = 0;
};

std::string const wrong = cogrant::json::encode(closed());
