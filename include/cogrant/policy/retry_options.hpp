// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_RETRY_OPTIONS_HPP
#define COGRANT_POLICY_RETRY_OPTIONS_HPP

#include <cogrant/config.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/policy/backoff.hpp>
#include <cogrant/policy/retry_budget.hpp>

#include <algorithm>
#include <bitset>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

namespace cogrant {

/// What a classifier says of a try: `usual` leaves it to the rules of `retry_options`.
enum class retry_worth : std::uint8_t { usual, yes, no };

/// What a classifier sees of a try: either an answer or a failure. Valid during the call only.
struct retry_outcome {
    http::request const& request;
    http::response const* answer = nullptr; ///< whatever its status
    error const* failure = nullptr;
};

/** Whether a try is worth another one. It is asked only what would help: whether a second try is safe is decided
    apart from it (`request::repeatable`), so no classifier can cause an effect twice. Must not throw. */
using retry_classifier = std::function<retry_worth(retry_outcome const&)>;

/** The wait after try number `attempt`, the first being 1, for a random number in [0, 1). Must not throw.

    `backoff::delay` is one; negative waits count as none. */
using retry_schedule = std::function<duration(unsigned attempt, double random01)>;

/** When a request is tried again: classifier × schedule × budget, within caps and the deadline.

    @code
    retry_options()
        .classify([](retry_outcome const& o) {
            bool const busy = o.answer != nullptr && o.answer->status == 409;
            return busy ? retry_worth::yes : retry_worth::usual;
        })
        .schedule([](unsigned attempt, double) { return attempt * 100ms; })
        .max_elapsed(20s);
    @endcode

    @par Thread safety  distinct objects: safe; shared object: const members only */
class retry_options {
public:
    retry_options() noexcept
    {
        for (unsigned const status : {408U, 429U, 500U, 502U, 503U, 504U}) retry_on(status);
    }

    /// Tries in all, the first included; at least 1, which means no retry.
    retry_options& max_attempts(unsigned n) noexcept
    {
        max_attempts_ = std::max(n, 1U);
        return *this;
    }
    unsigned max_attempts() const noexcept { return max_attempts_; }

    /// No try begins later than so long after the first one began. Without it only the deadline ends them.
    retry_options& max_elapsed(duration d) noexcept
    {
        max_elapsed_ = std::max(d, duration::zero());
        return *this;
    }
    duration max_elapsed() const noexcept { return max_elapsed_; }

    /// The waits when the server asks for none.
    retry_options& schedule(backoff b)
    {
        schedule_ = b;
        own_schedule_ = nullptr;
        return *this;
    }
    backoff const& schedule() const noexcept { return schedule_; }

    /// The waits by a function of your own; it has to bring its own ceiling.
    retry_options& schedule(retry_schedule own)
    {
        own_schedule_ = std::move(own);
        return *this;
    }

    /// The wait after try number `attempt`, by whichever schedule was given last; at most a year.
    duration delay(unsigned attempt, double random01) const
    {
        auto const wait = own_schedule_ ? own_schedule_(attempt, random01) : schedule_.delay(attempt, random01);
        return std::clamp<duration>(wait, duration::zero(), std::chrono::hours(24 * 365));
    }

    /// A judgement of your own, asked before the rules below.
    retry_options& classify(retry_classifier own)
    {
        classifier_ = std::move(own);
        return *this;
    }
    retry_classifier const& classifier() const noexcept { return classifier_; }

    /// How many retries there may be in all; shared by all who are given a copy of these options. Null: as many as there
    /// are. Without a word each pipeline makes a `retry_budget` of its own.
    retry_options& budget(std::shared_ptr<retry_budget> shared) noexcept
    {
        budget_ = std::move(shared);
        budget_given_ = true;
        return *this;
    }
    std::shared_ptr<retry_budget> budget() const { return budget_given_ ? budget_ : std::make_shared<retry_budget>(); }

    /// The longest `Retry-After` that is waited for; above it the request fails at once and says the wait.
    retry_options& retry_after_cap(duration d) noexcept
    {
        retry_after_cap_ = std::max(d, duration::zero());
        return *this;
    }
    duration retry_after_cap() const noexcept { return retry_after_cap_; }

    /// Whether answers of this status, 100 to 599, are worth another try.
    retry_options& retry_on(unsigned status, bool yes = true) noexcept
    {
        if (status < statuses_.size()) statuses_.set(status, yes);
        return *this;
    }
    bool retries(unsigned status) const noexcept { return status < statuses_.size() && statuses_.test(status); }

    /// Whether a request that must not be repeated is sent again after 429. The server says by it that it did not act
    /// on the request, so this is safe with servers that count before they work. On by default.
    retry_options& resend_refused(bool yes) noexcept
    {
        resend_refused_ = yes;
        return *this;
    }
    bool resend_refused() const noexcept { return resend_refused_; }

private:
    unsigned max_attempts_ = 6;
    duration max_elapsed_ = duration::max();
    backoff schedule_;
    retry_schedule own_schedule_;
    retry_classifier classifier_;
    duration retry_after_cap_ = std::chrono::seconds(180);
    std::bitset<600> statuses_;
    bool resend_refused_ = true;
    bool budget_given_ = false;
    std::shared_ptr<retry_budget> budget_;
};

} // namespace cogrant

#endif // COGRANT_POLICY_RETRY_OPTIONS_HPP
