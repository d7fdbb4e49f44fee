// expect: deleted
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/genesys/where.hpp>

namespace where = cogrant::genesys::where;

auto wrong() { return where::queue_id != "a"; }
