// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_RANDOM_HPP
#define COGRANT_POLICY_RANDOM_HPP

#include <atomic>
#include <concepts>
#include <cstdint>
#include <random>

namespace cogrant {

/// A source of numbers evenly spread over [0, 1), for jitter only: not for secrets.
/// Archetype: a lambda that returns a constant.
template <class R>
concept uniform_random = requires(R& random) {
    { random() } -> std::convertible_to<double>;
};

/** SplitMix64: 8 bytes of state, one addition and a few multiplications a number.

    Seeded from the operating system, so that processes started together do not retry together. A copy begins a
    sequence of its own.

    @par Thread safety  shared object: safe, without a lock */
class jitter_source {
public:
    jitter_source() : jitter_source(entropy()) {}
    explicit jitter_source(std::uint64_t seed) noexcept : state_(seed) {}
    jitter_source(jitter_source const& other) noexcept : state_(other.next()) {}
    jitter_source& operator=(jitter_source const& other) noexcept
    {
        state_.store(other.next(), std::memory_order_relaxed);
        return *this;
    }

    double operator()() noexcept { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
    /// 64 bits at once, for identifiers that need not be secret.
    std::uint64_t bits() noexcept { return next(); }

private:
    static std::uint64_t entropy()
    {
        std::random_device device;
        std::uint64_t const high = device();
        return (high << 32) ^ device();
    }
    std::uint64_t next() const noexcept
    {
        constexpr std::uint64_t step = 0x9e3779b97f4a7c15;
        std::uint64_t z = state_.fetch_add(step, std::memory_order_relaxed) + step;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    mutable std::atomic<std::uint64_t> state_;
};

} // namespace cogrant

#endif // COGRANT_POLICY_RANDOM_HPP
