// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_KEYED_LIMITER_HPP
#define COGRANT_POLICY_KEYED_LIMITER_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/policy/limiter_options.hpp>
#include <cogrant/policy/rate_limiter.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace cogrant {

/** A limiter for each key that a function reads from a request: ten a second for each endpoint, say, within the limit of the
    credential. A request with an empty key has none.

    A handle: copies share the limiters.

    @code
    keyed_limiter endpoints(limiter_options().permits(10).window(1s), [](http::request const& r) { return r.target; });
    auto client = limit(per_credential, endpoints) | send(pool);
    @endcode

    @par Thread safety  shared object: safe, if the function is; one mutex, never held across a wait or while it is called
    @par Limits         `max_keys` limiters; beyond that the one used longest ago is forgotten and begins anew */
template <monotonic_clock Clock = std::chrono::steady_clock>
class basic_keyed_limiter {
public:
    using limiter = basic_rate_limiter<Clock>;
    /// Names the limiter of a request. Must not throw, and should give few different keys: no numbers, no query.
    using key_function = std::function<std::string(http::request const&)>;

    basic_keyed_limiter(limiter_options each, key_function key_of, std::size_t max_keys = 1000)
        : state_(std::make_shared<state>(std::move(each), std::move(key_of), max_keys))
    {
    }

    /// The limiter of this request, if it has one.
    std::optional<limiter> of(http::request const& r) const
    {
        auto& s = *state_;
        auto key = s.key_of(r);
        if (key.empty()) return std::nullopt;
        std::lock_guard const lock(s.mutex);
        auto at = s.limiters.find(key);
        if (at == s.limiters.end()) {
            if (s.limiters.size() >= s.max_keys) s.forget_oldest();
            at = s.limiters.emplace(std::move(key), entry{limiter(s.each), 0}).first;
        }
        at->second.used = ++s.uses;
        return at->second.held;
    }

    /// How many keys are known now.
    std::size_t size() const
    {
        std::lock_guard const lock(state_->mutex);
        return state_->limiters.size();
    }

private:
    struct entry {
        limiter held;
        std::uint64_t used;
    };
    struct state {
        state(limiter_options e, key_function k, std::size_t most)
            : each(std::move(e)), key_of(std::move(k)), max_keys(std::max<std::size_t>(most, 1))
        {
        }
        void forget_oldest()
        {
            auto const older = [](auto const& a, auto const& b) { return a.second.used < b.second.used; };
            limiters.erase(std::min_element(limiters.begin(), limiters.end(), older));
        }
        limiter_options const each;
        key_function const key_of;
        std::size_t const max_keys;
        std::mutex mutex;
        std::map<std::string, entry> limiters;
        std::uint64_t uses = 0;
    };
    std::shared_ptr<state> state_;
};

using keyed_limiter = basic_keyed_limiter<>;

} // namespace cogrant

#endif // COGRANT_POLICY_KEYED_LIMITER_HPP
