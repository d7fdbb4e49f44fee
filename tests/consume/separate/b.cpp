// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0

#include <cogrant/genesys.hpp>
#include <cogrant/jose/jws.hpp>
#include <cogrant/oauth/loopback_listener.hpp>

bool described_by_b();

bool described_by_b()
{
    cogrant::http::response answer;
    answer.status = 429;
    answer.body = R"({"message":"Rate limit exceeded. Retry the request in [17] seconds"})";
    cogrant::error e;
    cogrant::genesys::describe(answer, e);
    return e.info().retry_after == std::chrono::seconds(17);
}
