// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_RETRY_HPP
#define COGRANT_POLICY_RETRY_HPP

#include <cogrant/config.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/policy/backoff.hpp>
#include <cogrant/policy/error.hpp>
#include <cogrant/policy/random.hpp>
#include <cogrant/policy/retry_after.hpp>
#include <cogrant/policy/retry_budget.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <bitset>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cogrant {

/** When a request is tried again.

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

    /// The waits when the server asks for none.
    retry_options& schedule(backoff b) noexcept
    {
        schedule_ = b;
        return *this;
    }
    backoff const& schedule() const noexcept { return schedule_; }

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
    backoff schedule_;
    duration retry_after_cap_ = std::chrono::seconds(180);
    std::bitset<600> statuses_;
    bool resend_refused_ = true;
};

/// What the decision needs to know of the request and its latest try.
struct retry_facts {
    bool repeatable = false; ///< `request::repeatable()`
    bool bytes_written = true; ///< the latest try may have reached the server
    unsigned attempt = 1; ///< tries made, the failed one included
    time_point deadline = no_deadline; ///< for all tries together
    time_point now{}; ///< of the monotonic clock
};

/// What to do after a try.
struct retry_decision {
    enum class kind : std::uint8_t {
        done, ///< hand the answer to the caller as it is, good or bad
        retry, ///< wait for `wait`, then try again
        give_up ///< fail with `code`
    };
    kind what = kind::done;
    duration wait{};
    error_code code;
    std::optional<std::chrono::milliseconds> retry_after; ///< what the server asked for: `error_info::retry_after`
    std::string_view reason; ///< why, for events and messages; a literal
};

/// Whether a failure without an answer may be gone at the next try. Certificates, bad requests and deadlines do not
/// heal; cancellation is the caller's will.
inline bool transient(error_code const& code) noexcept
{
    if (code == condition::cancelled) return false;
    return code == condition::retryable || code == boost::asio::error::eof ||
           code == boost::asio::error::host_not_found_try_again;
}

namespace detail {

/// The end of every decision for a try that deserves another one: are there tries, time and budget left?
/// `otherwise` is what happens when not.
template <uniform_random R>
retry_decision plan_retry(
    retry_options const& options, retry_facts const& facts, retry_decision otherwise, std::string_view reason,
    R& random, retry_budget* budget)
{
    auto const stop = [&otherwise](std::string_view why) {
        otherwise.reason = why;
        return otherwise;
    };
    if (facts.attempt >= options.max_attempts()) return stop("no tries left");
    if (facts.deadline <= facts.now) return stop("the deadline has passed");

    auto const left = facts.deadline == no_deadline ? duration::max() : facts.deadline - facts.now;
    double const spread = random();
    auto wait = options.schedule().delay(facts.attempt, spread);
    if (auto const& asked = otherwise.retry_after) {
        // Never earlier than asked. Those who were told the same moment are spread over one base delay.
        if (*asked > options.retry_after_cap()) {
            otherwise.what = retry_decision::kind::give_up;
            otherwise.code = retry_errc::retry_after_too_long;
            return stop("the server asks for a longer wait than is allowed");
        }
        if (*asked >= left) {
            otherwise.what = retry_decision::kind::give_up;
            otherwise.code = retry_errc::retry_after_past_deadline;
            return stop("the server asks for a wait that ends after the deadline");
        }
        wait = std::max(wait, *asked + options.schedule().delay(1, spread));
        if (wait >= left) wait = *asked;
    }
    if (wait >= left) return stop("the next try would begin after the deadline");
    if (budget != nullptr && !budget->try_spend()) return stop("the retry budget is spent");

    retry_decision again;
    again.what = retry_decision::kind::retry;
    again.wait = wait;
    again.retry_after = otherwise.retry_after;
    again.reason = reason;
    return again;
}

} // namespace detail

/** Decides after a try that failed without an answer.

    A failure before anything was written may be tried again whatever the request; afterwards only a repeatable one.
    Giving up reports `code` unchanged.

    @param random  asked only if there is a wait to compute
    @param budget  charged for a retry; may be null */
template <uniform_random R>
retry_decision decide_retry(
    retry_options const& options, retry_facts const& facts, error_code const& code, R& random,
    retry_budget* budget = nullptr)
{
    retry_decision give_up;
    give_up.what = retry_decision::kind::give_up;
    give_up.code = code;
    if (!transient(code)) {
        give_up.reason = "trying again would not help";
        return give_up;
    }
    if (facts.bytes_written && !facts.repeatable) {
        give_up.reason = "the server may have acted on the request: sending it again is not safe";
        return give_up;
    }
    std::string_view const reason =
        facts.bytes_written ? "the connection failed" : "the connection failed before anything was sent";
    return detail::plan_retry(options, facts, give_up, reason, random, budget);
}

/** Decides after an answer.

    An answer that is not worth another try, or for which no try, time or budget is left, is `done`: the caller reads
    its status and body. Only a `Retry-After` that cannot be honoured makes an answer a failure: `give_up` with
    `retry_errc::retry_after_too_long` or `retry_after_past_deadline` and `retry_after` set.
    After 429 a request that is not repeatable may be sent again (`retry_options::resend_refused`), after another
    status not.

    @param wall    the calendar time, for a `Retry-After` date of an answer without `Date`
    @param random  asked only if there is a wait to compute
    @param budget  charged for a retry, refunded by a 2xx; may be null */
template <uniform_random R>
retry_decision decide_retry(
    retry_options const& options, retry_facts const& facts, unsigned status, http::headers const& headers,
    std::chrono::sys_seconds wall, R& random, retry_budget* budget = nullptr)
{
    retry_decision done;
    if (!options.retries(status)) {
        if (budget != nullptr && status >= 200 && status < 300) budget->refund();
        return done;
    }
    if (!facts.repeatable && !(status == 429 && options.resend_refused())) {
        done.reason = "the server may have acted on the request: sending it again is not safe";
        return done;
    }
    done.retry_after = parse_retry_after(headers, wall);
    std::string_view reason = "the server failed";
    if (status == 429) reason = "the server asks to slow down";
    else if (done.retry_after) reason = "the server asks to come back later";
    return detail::plan_retry(options, facts, done, reason, random, budget);
}

/// As above, for a whole response.
template <uniform_random R>
retry_decision decide_retry(
    retry_options const& options, retry_facts const& facts, http::response const& answer, std::chrono::sys_seconds wall,
    R& random, retry_budget* budget = nullptr)
{
    return decide_retry(options, facts, answer.status, answer.headers, wall, random, budget);
}

} // namespace cogrant

#endif // COGRANT_POLICY_RETRY_HPP
