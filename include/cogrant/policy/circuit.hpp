// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_CIRCUIT_HPP
#define COGRANT_POLICY_CIRCUIT_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/config.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

namespace cogrant {

/** When a circuit opens, and for how long.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class circuit_options {
public:
    circuit_options() = default;

    /// Opens when so large a part of the requests within the window has failed, 0 to 1; above 1: never.
    circuit_options& failure_ratio(double part) noexcept
    {
        failure_ratio_ = part > 0 ? part : 0; // also when it is no number
        return *this;
    }
    /// Opens after so many failures in a row; 0, the default: never.
    circuit_options& consecutive_failures(unsigned n) noexcept
    {
        consecutive_failures_ = n;
        return *this;
    }
    /// The span that is looked at, at least 10 ms.
    circuit_options& window(duration d) noexcept
    {
        window_ = std::max<duration>(d, std::chrono::milliseconds(10));
        return *this;
    }
    /// Fewer requests within the window say nothing about their ratio.
    circuit_options& min_requests(unsigned n) noexcept
    {
        min_requests_ = std::max(n, 1U);
        return *this;
    }
    /// How long it stays open before a request may try; doubled up to `longest` whenever that one fails.
    circuit_options& pause(duration first, duration longest = std::chrono::minutes(1)) noexcept
    {
        pause_ = std::max(first, duration(1));
        longest_pause_ = std::max(pause_, longest);
        return *this;
    }

    double failure_ratio() const noexcept { return failure_ratio_; }
    unsigned consecutive_failures() const noexcept { return consecutive_failures_; }
    duration window() const noexcept { return window_; }
    unsigned min_requests() const noexcept { return min_requests_; }
    duration pause() const noexcept { return pause_; }
    duration longest_pause() const noexcept { return longest_pause_; }

private:
    double failure_ratio_ = 0.5;
    unsigned consecutive_failures_ = 0;
    duration window_ = std::chrono::seconds(30);
    unsigned min_requests_ = 20;
    duration pause_ = std::chrono::seconds(5);
    duration longest_pause_ = std::chrono::minutes(1);
};

/// Closed: requests pass. Open: none does. Half open: one is under way that decides.
enum class circuit_state : std::uint8_t { closed, open, half_open };

/// What a try says of the server; `nothing` when it did not get that far or was given up.
enum class circuit_evidence : std::uint8_t { success, failure, nothing };

/// Whether a request may be sent, and how its end is to be reported.
struct circuit_ticket {
    bool allowed = false;
    bool probe = false;
    std::uint64_t era = 0;
    duration wait{}; ///< until the next one may try, when this one may not
};

/** The rules of a circuit breaker: knows no clock, no lock and no requests.

    Every opening and closing begins an era; what is reported of an earlier one is too late to count.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class circuit_rules {
public:
    explicit circuit_rules(circuit_options const& options) : options_(options), pause_(options.pause()) {}

    circuit_ticket ask(time_point now) noexcept
    {
        circuit_ticket t;
        t.era = era_;
        if (state_ == circuit_state::open && now >= until_) {
            state_ = circuit_state::half_open;
            t.probe = true;
        }
        t.allowed = state_ == circuit_state::closed || t.probe;
        // While one tries nobody knows: if it fails, this is how long it takes.
        if (!t.allowed) t.wait = state_ == circuit_state::open ? until_ - now : longer(pause_);
        return t;
    }

    void report(circuit_ticket const& t, circuit_evidence e, time_point now) noexcept
    {
        if (!t.allowed || t.era != era_) return;
        if (t.probe) {
            if (e == circuit_evidence::nothing) {
                state_ = circuit_state::open; // somebody else may try at once
            } else if (e == circuit_evidence::failure) {
                pause_ = longer(pause_);
                open(now);
            } else {
                begin_era(circuit_state::closed);
                pause_ = options_.pause();
            }
            return;
        }
        if (e == circuit_evidence::nothing) return;
        bool const failed = e == circuit_evidence::failure;
        count(failed, now);
        in_a_row_ = failed ? in_a_row_ + 1 : 0;
        if (failed && broken()) open(now);
    }

    circuit_state state() const noexcept { return state_; }

private:
    struct slice {
        std::uint32_t requests = 0;
        std::uint32_t failures = 0;
    };
    static constexpr std::int64_t slices = 10;

    duration longer(duration d) const noexcept
    {
        return d > options_.longest_pause() / 2 ? options_.longest_pause() : d * 2;
    }
    void open(time_point now) noexcept
    {
        begin_era(circuit_state::open);
        until_ = deadline_after(now, pause_);
    }
    void begin_era(circuit_state s) noexcept
    {
        state_ = s;
        ++era_;
        in_a_row_ = 0;
        counted_ = {};
    }
    void count(bool failed, time_point now) noexcept
    {
        auto const at = now.time_since_epoch() / (options_.window() / slices);
        auto const steps = std::clamp<std::int64_t>(at - newest_, 0, slices);
        for (std::int64_t i = 0; i != steps; ++i) counted_[slot(at - i)] = {};
        newest_ = std::max<std::int64_t>(newest_, at);
        auto& here = counted_[slot(newest_)];
        ++here.requests;
        here.failures += failed ? 1 : 0;
    }
    bool broken() const noexcept
    {
        if (options_.consecutive_failures() != 0 && in_a_row_ >= options_.consecutive_failures()) return true;
        double requests = 0;
        double failures = 0;
        for (auto const& s : counted_) {
            requests += s.requests;
            failures += s.failures;
        }
        return requests >= options_.min_requests() && failures >= options_.failure_ratio() * requests;
    }
    static std::size_t slot(std::int64_t n) noexcept
    {
        return static_cast<std::size_t>((n % slices + slices) % slices);
    }

    circuit_options options_;
    circuit_state state_ = circuit_state::closed;
    std::uint64_t era_ = 1;
    unsigned in_a_row_ = 0;
    duration pause_;
    time_point until_{};
    std::int64_t newest_ = 0;
    std::array<slice, slices> counted_{};
};

/** A circuit shared by all who talk to one service. A handle: copies share it.

    @par Thread safety  shared object: safe; one mutex, held for a few instructions */
template <monotonic_clock Clock = std::chrono::steady_clock>
class basic_circuit {
public:
    explicit basic_circuit(circuit_options const& options = circuit_options())
        : shared_(std::make_shared<shared>(options))
    {
    }

    circuit_ticket ask(time_point now = Clock::now())
    {
        std::lock_guard const lock(shared_->mutex);
        return shared_->rules.ask(now);
    }
    /// Every ticket that was allowed is reported once.
    void report(circuit_ticket const& t, circuit_evidence e, time_point now = Clock::now())
    {
        std::lock_guard const lock(shared_->mutex);
        shared_->rules.report(t, e, now);
    }
    circuit_state state() const
    {
        std::lock_guard const lock(shared_->mutex);
        return shared_->rules.state();
    }

private:
    struct shared {
        explicit shared(circuit_options const& o) : rules(o) {}
        std::mutex mutex;
        circuit_rules rules;
    };
    std::shared_ptr<shared> shared_;
};

using circuit = basic_circuit<>;

} // namespace cogrant

#endif // COGRANT_POLICY_CIRCUIT_HPP
