// expect: token_fetcher
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/token_source.hpp>

struct careless {
    boost::asio::awaitable<cogrant::oauth::token_set> fetch(cogrant::time_point);
};
cogrant::oauth::token_source<careless>* wrong = nullptr;
