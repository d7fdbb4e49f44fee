// expect: legacy_password_option
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/grant.hpp>

// People's passwords are handled only by a program that says so: .option = allow_legacy_password.
cogrant::oauth::legacy_password_grant wrong{.username = "u", .password = cogrant::secret("p")};
