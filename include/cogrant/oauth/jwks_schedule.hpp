// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_JWKS_SCHEDULE_HPP
#define COGRANT_OAUTH_JWKS_SCHEDULE_HPP

#include <cogrant/config.hpp>

#include <chrono>
#include <cstdint>
#include <optional>

namespace cogrant::oauth {

/// How a `jwks_cache` behaves.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class jwks_cache_options {
public:
    jwks_cache_options() = default;

    /// Between two fetches there is at least so much time, whatever the tokens say; 30 s.
    jwks_cache_options& cool_down(duration d)
    {
        cool_down_ = d;
        return *this;
    }
    /// After so long the keys are fetched anew, in the background; 10 minutes.
    jwks_cache_options& max_age(duration d)
    {
        max_age_ = d;
        return *this;
    }
    /// Keys that could not be renewed are trusted so long and no longer; a day. It bounds how long somebody who can stop
    /// the fetches can keep a withdrawn key alive.
    jwks_cache_options& keep_for(duration d)
    {
        keep_for_ = d;
        return *this;
    }
    /// Without any keys, a fetch that failed is tried again after so long; 5 s.
    jwks_cache_options& pause_after_failure(duration d)
    {
        pause_ = d;
        return *this;
    }
    /// One fetch may take so long; 10 s.
    jwks_cache_options& fetch_timeout(duration d)
    {
        timeout_ = d;
        return *this;
    }
    /// Allows http, and hosts written as private addresses: for tests and for key sets on the own machine.
    jwks_cache_options& allow_insecure_endpoint()
    {
        insecure_ = true;
        return *this;
    }

    duration cool_down() const noexcept { return cool_down_; }
    duration max_age() const noexcept { return max_age_; }
    duration keep_for() const noexcept { return keep_for_; }
    duration pause_after_failure() const noexcept { return pause_; }
    duration fetch_timeout() const noexcept { return timeout_; }
    bool insecure_endpoint_allowed() const noexcept { return insecure_; }

private:
    duration cool_down_ = std::chrono::seconds(30);
    duration max_age_ = std::chrono::minutes(10);
    duration keep_for_ = std::chrono::hours(24);
    duration pause_ = std::chrono::seconds(5);
    duration timeout_ = std::chrono::seconds(10);
    bool insecure_ = false;
};

/// What a cache knows of its keys when somebody asks for them.
struct jwks_situation {
    std::uint64_t generation = 0; ///< counts the sets that were fetched; 0 means none yet
    time_point fetched_at{}; ///< of the set that is held
    std::optional<time_point> tried_at; ///< when the last fetch ended, good or bad

    /// Whether there are keys that may still be used.
    bool usable(time_point now, jwks_cache_options const& options) const noexcept
    {
        return generation != 0 && now - fetched_at < options.keep_for();
    }
};

/// What to do then.
enum class jwks_step : std::uint8_t {
    use, ///< hand out the keys that are there
    use_and_fetch, ///< the same, and fetch others behind the caller's back
    fetch, ///< fetch, and let the caller wait
    refuse ///< no keys to hand out, and too early to ask again
};

/** Decides. Pure: knows no clock.

    @param seen  the generation in which the caller found no key for its token; 0 when it has not looked yet

    @par Source  OpenID Connect Core §10.1.1; S23 of the security checklist */
inline jwks_step
decide_jwks(jwks_situation const& now_known, std::uint64_t seen, time_point now, jwks_cache_options const& options)
{
    auto const rested = [&](duration pause) { return !now_known.tried_at || now - *now_known.tried_at >= pause; };
    if (!now_known.usable(now, options))
        return rested(options.pause_after_failure()) ? jwks_step::fetch : jwks_step::refuse;
    if (!rested(options.cool_down())) return jwks_step::use;
    if (seen >= now_known.generation) return jwks_step::fetch;
    return now - now_known.fetched_at >= options.max_age() ? jwks_step::use_and_fetch : jwks_step::use;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_JWKS_SCHEDULE_HPP
