// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_RATE_WINDOW_HPP
#define COGRANT_TESTING_EMULATOR_RATE_WINDOW_HPP

#include <cogrant/config.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace cogrant::testing::detail {

/// Counts requests in fixed windows of one minute, the first of which begins with the first request.
class rate_window {
public:
    /// False when the window has no room left; such a request is not counted.
    bool admit(time_point now, unsigned allowed) noexcept
    {
        if (!begun_ || now - begin_ >= std::chrono::minutes(1)) {
            begin_ = now;
            begun_ = true;
            count_ = 0;
        }
        if (count_ >= allowed) return false;
        ++count_;
        return true;
    }
    unsigned count() const noexcept { return count_; }
    /// Whole seconds until the window ends, at least 1.
    std::int64_t reset_in(time_point now) const noexcept
    {
        auto const left = std::chrono::ceil<std::chrono::seconds>(begin_ + std::chrono::minutes(1) - now).count();
        return std::max<std::int64_t>(left, 1);
    }

private:
    time_point begin_{};
    unsigned count_ = 0;
    bool begun_ = false;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_RATE_WINDOW_HPP
