// expect: could not convert or: required<std::string>
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/grant.hpp>

// A code without the redirect_uri that it was asked for with.
cogrant::oauth::authorization_code wrong{.code = cogrant::secret("c"), .code_verifier = cogrant::secret("v")};
