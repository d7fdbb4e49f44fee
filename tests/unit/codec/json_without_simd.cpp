// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0

// The tests of JSON again, for processors without SSE2. Under another name of the library's namespace, so that the two
// ways do not meet in one program.
#define COGRANT_NO_SIMD
#define cogrant cogrant_without_simd
#define json_test json_test_without_simd

#include "../codec/json.cpp"             // NOLINT(bugprone-suspicious-include)
#include "../codec/json_borrow.cpp"      // NOLINT(bugprone-suspicious-include)
#include "../codec/json_conformance.cpp" // NOLINT(bugprone-suspicious-include)
#include "../codec/json_skip.cpp"        // NOLINT(bugprone-suspicious-include)
