// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_RETRY_HPP
#define COGRANT_POLICY_RETRY_HPP

#include <cogrant/config.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/policy/error.hpp>
#include <cogrant/policy/random.hpp>
#include <cogrant/policy/retry_after.hpp>
#include <cogrant/policy/retry_budget.hpp>
#include <cogrant/policy/retry_options.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cogrant {

/// What the decision needs to know of the request and its latest try.
struct retry_facts {
    bool repeatable = false; ///< `request::repeatable()`
    bool bytes_written = true; ///< the latest try may have reached the server
    unsigned attempt = 1; ///< tries made, the failed one included
    time_point deadline = no_deadline; ///< for all tries together
    time_point now{}; ///< of the monotonic clock
    duration elapsed{}; ///< since the first try began; only for `retry_options::max_elapsed`
    retry_worth worth = retry_worth::usual; ///< what the caller's own classifier says
};

/// Whether an answer of this status deserves another try, if one is safe: as the classifier says, else as the options do.
inline bool worth_another_try(retry_options const& options, retry_worth said, unsigned status) noexcept
{
    return said == retry_worth::usual ? options.retries(status) : said == retry_worth::yes;
}

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

/// Whether a failure without an answer may be gone at the next try. Certificates, bad requests and the deadline of all tries
/// do not heal; cancellation is the caller's will.
inline bool transient(error_code const& code) noexcept
{
    // An open circuit stays open for longer than any schedule would wait; the error says how long.
    if (code == condition::cancelled || code == retry_errc::circuit_open) return false;
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
    auto const allowed = std::max(options.max_elapsed() - facts.elapsed, duration::zero());
    double const spread = random();
    auto wait = options.delay(facts.attempt, spread);
    if (auto const& asked = otherwise.retry_after) {
        // Never earlier than asked. Those who were told the same moment are spread over one base delay.
        if (*asked > options.retry_after_cap() || *asked > allowed) {
            otherwise.what = retry_decision::kind::give_up;
            otherwise.code = retry_errc::retry_after_too_long;
            return stop("the server asks for a longer wait than is allowed");
        }
        if (*asked >= left) {
            otherwise.what = retry_decision::kind::give_up;
            otherwise.code = retry_errc::retry_after_past_deadline;
            return stop("the server asks for a wait that ends after the deadline");
        }
        wait = std::max(wait, *asked + options.delay(1, spread));
        if (wait >= left || wait > allowed) wait = *asked;
    }
    if (wait > allowed) return stop("the time for all tries is used up");
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
    // With time left it was the limit of one phase that passed: a server or a connection that hung.
    bool const hung = code == http_errc::deadline_exceeded && facts.deadline > facts.now;
    bool const worth = facts.worth == retry_worth::usual ? hung || transient(code) : facts.worth == retry_worth::yes;
    if (!worth || code == condition::cancelled) {
        give_up.reason = "trying again would not help";
        return give_up;
    }
    if (facts.bytes_written && !facts.repeatable) {
        give_up.reason = "the server may have acted on the request: sending it again is not safe";
        return give_up;
    }
    std::string_view const reason = hung                  ? "the server took too long"
                                    : facts.bytes_written ? "the connection failed"
                                                          : "the connection failed before anything was sent";
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
    @param budget  charged for a retry, refunded by a 2xx; may be null. After 429 it is not: the server is well and says
                   itself how much it bears */
template <uniform_random R>
retry_decision decide_retry(
    retry_options const& options, retry_facts const& facts, unsigned status, http::headers const& headers,
    std::chrono::sys_seconds wall, R& random, retry_budget* budget = nullptr)
{
    retry_decision done;
    if (!worth_another_try(options, facts.worth, status)) {
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
    return detail::plan_retry(options, facts, done, reason, random, status == 429 ? nullptr : budget);
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
