// expect: could not convert or: required<secret>
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/grant.hpp>

// A code without its PKCE verifier.
cogrant::oauth::authorization_code wrong{.code = cogrant::secret("c"), .redirect_uri = "https://c.example/"};
