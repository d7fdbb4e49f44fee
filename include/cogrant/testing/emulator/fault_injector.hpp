// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_FAULT_INJECTOR_HPP
#define COGRANT_TESTING_EMULATOR_FAULT_INJECTOR_HPP

#include <cogrant/testing/emulator/fault.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/fault_plan.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace cogrant::testing {

/// What the injector has to know of a request.
struct fault_subject {
    std::string_view label;          ///< "METHOD /path?query"
    std::string_view body;
    bool submission = false;         ///< creates something: must not be sent twice
    bool stale_allowed = true;       ///< the next request on this connection may meet its end
    std::uint64_t token_served = 0;  ///< requests that the token of this one served; 0 when it has none
};

/// What happens to one request.
struct fault_decision {
    std::optional<fault_kind> failure; ///< the one thing that goes wrong, if any; `stale` included
    bool gzip = false;
    bool chunked = false;
    bool drip = false;
    bool delay = false;
    std::uint64_t noise = 0;           ///< for choices that follow: where to cut, which body to show
};

/** Follows a @ref fault_plan, request by request, and keeps the account that its promises need.

    @par Thread safety  distinct objects: safe; shared object: unsafe */
class fault_injector {
public:
    explicit fault_injector(fault_plan plan) : plan_(std::move(plan)), matched_(plan_.script().size()) {}

    fault_plan const& plan() const noexcept { return plan_; }

    /// How often each kind was handed out.
    std::uint64_t given(fault_kind kind) const noexcept { return given_[static_cast<std::size_t>(kind)]; }

    fault_decision next(fault_subject const& subject)
    {
        fault_decision d;
        if (plan_.empty()) return d;
        auto const key = hash_request(subject);
        auto& past = history_[key];
        auto const roll = detail::mix(detail::mix(plan_.seed(), key), past.seen++);
        d.noise = detail::mix(roll, 99);
        choose_by_chance(d, subject, past, roll);
        choose_by_script(d, subject);
        bool const failed = d.failure && fails_request(*d.failure);
        past.failed_in_a_row = failed ? past.failed_in_a_row + 1 : 0;
        past.token_died = d.failure == fault_kind::token_death;
        last_was_stale_ = d.failure == fault_kind::stale;
        count(d);
        return d;
    }

private:
    struct past_of_request {
        std::uint64_t seen = 0;
        unsigned failed_in_a_row = 0;
        bool token_died = false;
    };

    static constexpr std::uint64_t least_token_service = 20;

    std::uint64_t hash_request(fault_subject const& s) const noexcept
    {
        return detail::hash_text(s.body, detail::hash_text(s.label));
    }

    bool allowed(fault_kind kind, fault_subject const& s, past_of_request const& past) const noexcept
    {
        if (fails_request(kind) && past.failed_in_a_row >= plan_.max_in_a_row()) return false;
        if (kind == fault_kind::stale && (!s.stale_allowed || last_was_stale_)) return false;
        if (kind == fault_kind::token_death && (s.token_served < least_token_service || past.token_died)) return false;
        if (s.submission && plan_.spare_submissions())
            return kind == fault_kind::too_many_requests || kind == fault_kind::unavailable ||
                   kind == fault_kind::token_death;
        return true;
    }

    void
    choose_by_chance(fault_decision& d, fault_subject const& s, past_of_request const& past, std::uint64_t roll) const
    {
        // One throw decides among the failures, so that their rates add up; the rest are independent.
        double at = detail::unit_interval(detail::mix(roll, 1));
        for (std::size_t i = 0; i != static_cast<std::size_t>(fault_kind::gzip); ++i) {
            auto const kind = static_cast<fault_kind>(i);
            auto const rate = plan_.rate(kind);
            if (at < rate) {
                if (allowed(kind, s, past)) d.failure = kind;
                break;
            }
            at -= rate;
        }
        auto const happens = [&](fault_kind kind) {
            return detail::unit_interval(detail::mix(roll, 2 + static_cast<std::uint64_t>(kind))) < plan_.rate(kind);
        };
        d.gzip = happens(fault_kind::gzip);
        d.chunked = happens(fault_kind::chunked);
        d.drip = happens(fault_kind::drip);
        d.delay = happens(fault_kind::delay);
    }

    void choose_by_script(fault_decision& d, fault_subject const& s)
    {
        auto const& script = plan_.script();
        for (std::size_t i = 0; i != script.size(); ++i) {
            if (s.label.find(script[i].match) == s.label.npos) continue;
            if (++matched_[i] != script[i].nth) continue;
            switch (script[i].kind) {
            case fault_kind::gzip: d.gzip = true; break;
            case fault_kind::chunked: d.chunked = true; break;
            case fault_kind::drip: d.drip = true; break;
            case fault_kind::delay: d.delay = true; break;
            default: d.failure = script[i].kind; break;
            }
        }
    }

    void count(fault_decision const& d)
    {
        auto const add = [&](fault_kind kind) { ++given_[static_cast<std::size_t>(kind)]; };
        if (d.failure) add(*d.failure);
        if (d.gzip) add(fault_kind::gzip);
        if (d.chunked) add(fault_kind::chunked);
        if (d.drip) add(fault_kind::drip);
        if (d.delay) add(fault_kind::delay);
    }

    fault_plan plan_;
    std::vector<std::uint64_t> matched_;
    std::unordered_map<std::uint64_t, past_of_request> history_;
    std::array<std::uint64_t, fault_kind_count> given_{};
    bool last_was_stale_ = false;
};

} // namespace cogrant::testing

#endif // COGRANT_TESTING_EMULATOR_FAULT_INJECTOR_HPP
