// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "step_scenarios.hpp"

namespace {

using namespace scenarios;

TEST_SUITE("cancellation")
{
    TEST_CASE("cancel_at_every_suspension_point: a request on a new connection, plain")
    {
        cancel_at_every_step<one_request<false>>();
    }

    TEST_CASE("cancel_at_every_suspension_point: a request on a new connection, TLS")
    {
        cancel_at_every_step<one_request<true>>();
    }

    TEST_CASE("cancel_at_every_suspension_point: a request that waits for a place in the pool")
    {
        cancel_at_every_step<queued_request>();
    }

    TEST_CASE("cancel_at_every_suspension_point: a token by a real exchange, plain and TLS")
    {
        cancel_at_every_step<get_token<false>>();
        cancel_at_every_step<get_token<true>>();
    }

    TEST_CASE("cancel_at_every_suspension_point: a request through all stages, tried again and with a new token")
    {
        cancel_at_every_step<whole_pipeline>();
    }

    TEST_CASE("cancel_at_every_suspension_point: a paged listing, page by page and with a page fetched ahead")
    {
        cancel_at_every_step<listing<1>>();
        cancel_at_every_step<listing<2>>();
    }

    TEST_CASE("cancel_at_every_suspension_point: the renewal of a login presents a refresh token once")
    {
        cancel_at_every_step<session_renewal>();
    }

    TEST_CASE("cancel_at_every_suspension_point: partial and total change nothing, all types together are terminal")
    {
        for (auto const type : {asio::cancellation_type::partial, asio::cancellation_type::total}) {
            cancel_at_every_step<one_request<false>>(type);
            cancel_at_every_step<get_token<false>>(type);
            cancel_at_every_step<whole_pipeline>(type);
            cancel_at_every_step<listing<2>>(type);
            cancel_at_every_step<session_renewal>(type);
        }
        cancel_at_every_step<whole_pipeline>(asio::cancellation_type::all);
    }
}

} // namespace
