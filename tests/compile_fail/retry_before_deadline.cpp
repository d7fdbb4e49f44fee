// expect: observe | deadline | redirect | retry | circuit_breaker | limit | authorize | dpop | inject | send
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/pipeline/authorize.hpp>
#include <cogrant/pipeline/deadline.hpp>
#include <cogrant/pipeline/limit.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <archetypes.hpp>

using namespace cogrant;

auto wrong = retry() | deadline(std::chrono::seconds(1)) | send(archetypes::transport());
