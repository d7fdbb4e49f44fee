// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_RETRY_BUDGET_HPP
#define COGRANT_POLICY_RETRY_BUDGET_HPP

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace cogrant {

/** How many retries all requests of a client may make together.

    A retry takes one unit, a success gives back a fraction of one. When the server is down nothing is given back, so
    the retries stop once the reserve is spent; when it is ailing, the retries are at most that fraction of what
    succeeds. The default adds 10 % of load.

    @par Thread safety  shared object: safe, without a lock */
class retry_budget {
public:
    static constexpr unsigned default_reserve = 50;

    /// @param reserve      retries that may be made before any success, and the most that is ever saved up
    /// @param per_success  part of a retry that a success gives back, in [0, 1]
    explicit retry_budget(unsigned reserve = default_reserve, double per_success = 0.1) noexcept
        : most_(std::int64_t{reserve} * unit),
          refund_(static_cast<std::int64_t>(std::clamp(per_success, 0.0, 1.0) * unit)), left_(most_)
    {
    }
    retry_budget(retry_budget const&) = delete;
    retry_budget& operator=(retry_budget const&) = delete;

    /// Whether one more retry may be made; it is charged if so.
    bool try_spend() noexcept
    {
        auto left = left_.load(std::memory_order_relaxed);
        while (left >= unit)
            if (left_.compare_exchange_weak(left, left - unit, std::memory_order_relaxed)) return true;
        return false;
    }

    /// A request succeeded. Costs one load while the budget is full.
    void refund() noexcept
    {
        auto left = left_.load(std::memory_order_relaxed);
        while (left < most_)
            if (left_.compare_exchange_weak(left, std::min(most_, left + refund_), std::memory_order_relaxed)) return;
    }

    /// Whole retries left.
    unsigned left() const noexcept { return static_cast<unsigned>(left_.load(std::memory_order_relaxed) / unit); }

private:
    static constexpr std::int64_t unit = 1000;

    std::int64_t const most_;
    std::int64_t const refund_;
    std::atomic<std::int64_t> left_;
};

} // namespace cogrant

#endif // COGRANT_POLICY_RETRY_BUDGET_HPP
