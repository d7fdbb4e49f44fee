// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_TYPES_HPP
#define COGRANT_GENESYS_TYPES_HPP

#include <cogrant/codec/time.hpp>

namespace cogrant::genesys {

/// A point in time on the wire: ISO-8601 in UTC, milliseconds.
using timestamp = cogrant::timestamp;

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_TYPES_HPP
