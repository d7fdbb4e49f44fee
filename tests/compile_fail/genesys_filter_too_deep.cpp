// expect: the filters of Genesys Cloud nest two levels
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/genesys/where.hpp>

namespace where = cogrant::genesys::where;

auto wrong()
{
    auto const a = where::queue_id == "a";
    auto const b = where::queue_id == "b";
    return ((a && b) || b) && a;
}
