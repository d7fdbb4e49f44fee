// expect: these two stages are in the wrong order, swap them
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/pipeline/redirect.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <archetypes.hpp>

using namespace cogrant;

auto wrong = retry() | redirect() | send(archetypes::transport());
