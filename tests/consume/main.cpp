// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0

// An outside program: what a user of the library writes first. Built in every way a user would build it.

#include <cogrant/cogrant.hpp>

#include <cstdio>

int main()
{
    cogrant::http::headers headers;
    bool const added = headers.add("Accept", "application/json");

    cogrant::error failure(
        boost::system::errc::make_error_code(boost::system::errc::timed_out), cogrant::phase::connect);
    failure.edit().route = "GET /api/v2/users";

    cogrant::secret const secret("hunter2");

    std::printf("cogrant %s: %s\n", COGRANT_VERSION_STRING, failure.message().c_str());
    return added && headers.contains("accept") && secret.size() == 7 ? 0 : 1;
}
