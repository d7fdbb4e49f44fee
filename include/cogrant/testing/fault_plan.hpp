// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_FAULT_PLAN_HPP
#define COGRANT_TESTING_FAULT_PLAN_HPP

#include <cogrant/error.hpp>

#include <boost/system/errc.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing {

/// What can go wrong with one request. Those from `gzip` on change how a good answer travels and fail nothing.
enum class fault_kind : std::uint8_t {
    too_many_requests,   ///< 429 with Retry-After, not handled
    internal_error,      ///< 500, not handled
    bad_gateway,         ///< 502, not handled; the body is sometimes HTML
    unavailable,         ///< 503, not handled
    gateway_timeout,     ///< 504, not handled; the body is sometimes HTML
    reset,               ///< the connection is reset before an answer, not handled
    reset_in_body,       ///< handled; the connection is reset in mid-body
    truncate,            ///< handled; the connection closes before the body is complete
    stale,               ///< handled; the connection closes after the answer without a word
    token_death,         ///< the access token is revoked before its time: 401, not handled
    gzip,                ///< the body is compressed
    chunked,             ///< the body is chunked
    drip,                ///< the body arrives in small pieces
    delay                ///< the answer comes late
};

inline constexpr std::size_t fault_kind_count = 14;

namespace detail {
inline constexpr std::array<std::string_view, fault_kind_count> fault_names{
    "429",      "500",   "502",         "503",  "504",     "reset", "reset-body",
    "truncate", "stale", "token-death", "gzip", "chunked", "drip",  "delay"};
} // namespace detail

/// The word for a fault in plans and counters: "429", "reset-body", …
constexpr std::string_view to_string(fault_kind kind) noexcept
{
    return detail::fault_names[static_cast<std::size_t>(kind)];
}

constexpr std::optional<fault_kind> fault_kind_from(std::string_view name) noexcept
{
    for (std::size_t i = 0; i != fault_kind_count; ++i)
        if (detail::fault_names[i] == name) return static_cast<fault_kind>(i);
    return std::nullopt;
}

/// Whether the fault keeps a good answer from the client.
constexpr bool fails_request(fault_kind kind) noexcept { return kind < fault_kind::gzip && kind != fault_kind::stale; }

/** Which requests a server spoils, and how: a seed and a rate for each kind of fault, an explicit script, or both.

    Chance is repeatable: it depends on the seed, on the request (method, target, body) and on how often that
    request was seen, not on the order in which different requests arrive (for `stale` and token death it depends on
    what went before, too). What is certain whatever the rates:
    - the same request fails at most `max_in_a_row()` times in a row;
    - a token dies by chance only after it served 20 requests, and never twice in a row for the same request;
    - `stale` never follows what usually comes before the submission of a job (token, availability, deletion of a job):
      the submission could not be repeated on another connection;
    - the submission of a job meets only 429, 503 and token death, which it certainly did not survive, unless
      `spare_submissions(false)`.
    A scripted fault strikes regardless of all this.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class fault_plan {
public:
    /// One fault at a known place.
    struct step {
        std::string match;      ///< part of "METHOD /path?query"; empty matches all
        std::uint64_t nth = 1;  ///< the how manieth matching request, from 1
        fault_kind kind = fault_kind::reset;
    };

    fault_plan() = default;

    /// Probability of a fault, 0 to 1 (values outside are cut).
    fault_plan& rate(fault_kind kind, double probability)
    {
        rates_[static_cast<std::size_t>(kind)] = probability > 0 ? std::min(probability, 1.0) : 0;
        return *this;
    }
    /// The same for several kinds: `rate(0.05, fault_kind::reset, fault_kind::truncate)`.
    template <class... Kinds>
    fault_plan& rate(double probability, Kinds... kinds)
    {
        (rate(kinds, probability), ...);
        return *this;
    }
    /// A fault for the nth request whose "METHOD /path?query" contains `match`.
    fault_plan& at(std::string match, std::uint64_t nth, fault_kind kind)
    {
        script_.push_back({std::move(match), nth, kind});
        return *this;
    }
    fault_plan& seed(std::uint64_t value) { return seed_ = value, *this; }
    fault_plan& max_in_a_row(unsigned n) { return max_in_a_row_ = n, *this; }
    fault_plan& retry_after(std::chrono::seconds wait) { return retry_after_ = wait, *this; }
    fault_plan& delay(std::chrono::milliseconds wait) { return delay_ = wait, *this; }
    fault_plan& spare_submissions(bool spare) { return spare_submissions_ = spare, *this; }

    double rate(fault_kind kind) const noexcept { return rates_[static_cast<std::size_t>(kind)]; }
    std::vector<step> const& script() const noexcept { return script_; }
    std::uint64_t seed() const noexcept { return seed_; }
    unsigned max_in_a_row() const noexcept { return max_in_a_row_; }
    std::chrono::seconds retry_after() const noexcept { return retry_after_; }
    std::chrono::milliseconds delay() const noexcept { return delay_; }
    bool spare_submissions() const noexcept { return spare_submissions_; }

    /// Whether nothing ever goes wrong.
    bool empty() const noexcept
    {
        return script_.empty() && std::all_of(rates_.begin(), rates_.end(), [](double r) { return r <= 0; });
    }

    /** A plan from text, for command lines: items separated by commas.

        - `429=0.05`: a rate; the kinds are `429 500 502 503 504 reset reset-body truncate stale token-death gzip
          chunked drip delay`
        - `#3=reset`: the third request; `/users#2=truncate`: the second request with that text in "METHOD /path?query"
        - `seed=7`, `retry-after=2` (seconds, default 1), `delay-ms=50`, `max-in-a-row=3`, `submit=all` (submissions are
          not spared)

        @par Errors  `errc::invalid_argument`; `info().detail` names the item and what was expected */
    static result<fault_plan> parse(std::string_view spec);

private:
    static error refuse(std::string_view item, std::string_view reason)
    {
        error e(boost::system::errc::make_error_code(boost::system::errc::invalid_argument));
        e.edit().detail.append("fault plan: '").append(item).append("': ").append(reason);
        return e;
    }
    static std::optional<std::uint64_t> whole_number(std::string_view text)
    {
        std::uint64_t value = 0;
        auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
        return value;
    }
    static std::optional<double> probability(std::string_view text)
    {
        double value = 0;
        auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (problem != std::errc() || end != text.data() + text.size() || !(value >= 0 && value <= 1))
            return std::nullopt;
        return value;
    }
    std::optional<error> take(std::string_view item);
    std::optional<error> take_step(std::string_view item, std::string_view name, std::string_view value);

    std::array<double, fault_kind_count> rates_{};
    std::vector<step> script_;
    std::uint64_t seed_ = 1;
    std::chrono::seconds retry_after_{1};
    std::chrono::milliseconds delay_{50};
    unsigned max_in_a_row_ = 3;
    bool spare_submissions_ = true;
};

inline result<fault_plan> fault_plan::parse(std::string_view spec)
{
    auto const trim = [](std::string_view s) {
        while (!s.empty() && (s.front() == ' ' || s.front() == '\t')) s.remove_prefix(1);
        while (!s.empty() && (s.back() == ' ' || s.back() == '\t')) s.remove_suffix(1);
        return s;
    };
    fault_plan plan;
    while (!spec.empty()) {
        auto const comma = spec.find(',');
        auto const item = trim(spec.substr(0, comma));
        spec.remove_prefix(comma == spec.npos ? spec.size() : comma + 1);
        if (item.empty()) continue;
        if (auto problem = plan.take(item)) return *std::move(problem);
    }
    return plan;
}

inline std::optional<error> fault_plan::take(std::string_view item)
{
    auto const eq = item.rfind('=');
    if (eq == item.npos) return refuse(item, "expected name=value");
    auto const name = item.substr(0, eq);
    auto const value = item.substr(eq + 1);
    if (name.find('#') != name.npos) return take_step(item, name, value);
    if (name == "submit") {
        if (value != "all" && value != "safe") return refuse(item, "expected submit=all or submit=safe");
        spare_submissions_ = value == "safe";
        return std::nullopt;
    }
    if (name == "seed" || name == "retry-after" || name == "delay-ms" || name == "max-in-a-row") {
        auto const n = whole_number(value);
        if (!n || (name != "seed" && *n > 86'400'000)) return refuse(item, "expected a whole number");
        if (name == "seed") seed_ = *n;
        else if (name == "retry-after") retry_after_ = std::chrono::seconds(*n);
        else if (name == "delay-ms") delay_ = std::chrono::milliseconds(*n);
        else max_in_a_row_ = static_cast<unsigned>(*n);
        return std::nullopt;
    }
    auto const kind = fault_kind_from(name);
    if (!kind) {
        std::string known = "unknown name; known are seed retry-after delay-ms max-in-a-row submit";
        for (auto const n : detail::fault_names) known.append(" ").append(n);
        return refuse(item, known);
    }
    auto const p = probability(value);
    if (!p) return refuse(item, "expected a probability from 0 to 1");
    rate(*kind, *p);
    return std::nullopt;
}

inline std::optional<error> fault_plan::take_step(std::string_view item, std::string_view name, std::string_view value)
{
    auto const hash = name.rfind('#');
    auto const nth = whole_number(name.substr(hash + 1));
    if (!nth || *nth == 0) return refuse(item, "expected match#n=kind with n from 1");
    auto const kind = fault_kind_from(value);
    if (!kind) return refuse(item, "unknown kind of fault after '='");
    at(std::string(name.substr(0, hash)), *nth, *kind);
    return std::nullopt;
}

} // namespace cogrant::testing

#endif // COGRANT_TESTING_FAULT_PLAN_HPP
