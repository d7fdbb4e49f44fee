// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_VERSION_HPP
#define COGRANT_VERSION_HPP

// Read by CMake and Meson: keep the form of these lines.
#define COGRANT_VERSION_MAJOR 0
#define COGRANT_VERSION_MINOR 1
#define COGRANT_VERSION_PATCH 0
#define COGRANT_VERSION_STRING "0.1.0"

#endif // COGRANT_VERSION_HPP
