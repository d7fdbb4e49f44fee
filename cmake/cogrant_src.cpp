// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// The one file of separate compilation: see cogrant/src.hpp.
#include <cogrant/src.hpp>
