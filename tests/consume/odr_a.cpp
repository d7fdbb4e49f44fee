// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0

// With odr_b.cpp: two translation units that include everything link into one program and share its objects.

#include <cogrant/cogrant.hpp>

void const* category_seen_by_b() noexcept;

int main() { return &cogrant::condition_category() == category_seen_by_b() ? 0 : 1; }
