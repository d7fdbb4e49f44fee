// expect: send(...) ends a pipeline: nothing may follow it
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <archetypes.hpp>

using namespace cogrant;

auto wrong = send(archetypes::transport()) | retry();
