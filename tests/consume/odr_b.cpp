// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0

#include <cogrant/cogrant.hpp>

void const* category_seen_by_b() noexcept;

void const* category_seen_by_b() noexcept { return &cogrant::condition_category(); }
