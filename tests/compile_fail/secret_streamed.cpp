// expect: deleted function or: deleted operator
// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/secret.hpp>

#include <sstream>

void wrong(std::ostringstream& log, cogrant::secret const& token) { log << token; }
