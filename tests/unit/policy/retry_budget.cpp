// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/policy/retry_budget.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

using cogrant::retry_budget;

TEST_SUITE("policy/retry_budget")
{
    TEST_CASE("an outage adds at most a tenth of load")
    {
        retry_budget budget;
        unsigned retries = 0;
        for (int request = 0; request != 10000; ++request)
            for (int attempt = 1; attempt != 6 && budget.try_spend(); ++attempt) ++retries;
        CHECK(retries == retry_budget::default_reserve);

        for (int request = 0; request != 10000; ++request) { // every second request fails for good
            if (request % 2 == 0) budget.refund();
            else
                for (int attempt = 1; attempt != 6 && budget.try_spend(); ++attempt) ++retries;
        }
        CHECK(retries <= 1000);
    }

    TEST_CASE("successes never save up more than the reserve")
    {
        retry_budget budget(3);
        for (int i = 0; i != 1000; ++i) budget.refund();
        CHECK(budget.left() == 3);
        CHECK(budget.try_spend());
        CHECK(budget.left() == 2);
        for (int i = 0; i != 10; ++i) budget.refund();
        CHECK(budget.left() == 3);
    }

    TEST_CASE("a budget of nothing allows no retry")
    {
        retry_budget budget(0);
        budget.refund();
        CHECK_FALSE(budget.try_spend());
    }

    TEST_CASE("threads together spend no more than there is")
    {
        retry_budget budget(1000);
        std::atomic<int> spent{0};
        std::vector<std::thread> threads;
        for (int t = 0; t != 4; ++t)
            threads.emplace_back([&] {
                for (int i = 0; i != 1000; ++i)
                    if (budget.try_spend()) ++spent;
            });
        for (auto& t : threads) t.join();
        CHECK(spent == 1000);
    }
}
