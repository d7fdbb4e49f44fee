// expect: could not convert or: required<secret>
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/grant.hpp>

cogrant::oauth::refresh_token_grant wrong{.scope = "read"};
