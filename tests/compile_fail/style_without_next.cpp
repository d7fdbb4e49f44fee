// expect: page_style
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/paginate/paginate.hpp>

#include <archetypes.hpp>

struct page {
    std::vector<int> rows;
};
struct lazy {
    void first(cogrant::http::request&) {}
};
auto wrong = cogrant::async_paginate<page>(archetypes::transport(), cogrant::http::request(), lazy(), &page::rows);
