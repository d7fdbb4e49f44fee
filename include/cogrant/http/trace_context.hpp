// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_TRACE_CONTEXT_HPP
#define COGRANT_HTTP_TRACE_CONTEXT_HPP

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant::http {

/// Where a request belongs in a distributed trace: the value of `traceparent`.
struct trace_parent {
    std::uint64_t trace_high = 0;
    std::uint64_t trace_low = 0; ///< the two halves together are never 0
    std::uint64_t parent = 0;    ///< never 0
    std::uint8_t flags = 0;      ///< bit 0: sampled

    friend bool operator==(trace_parent const&, trace_parent const&) = default;
};

namespace detail {

/// `digits` lower-case hexadecimal digits; nothing else is legal in a traceparent.
constexpr std::optional<std::uint64_t> parse_hex(std::string_view text, std::size_t at, std::size_t digits) noexcept
{
    std::uint64_t value = 0;
    for (char const c : text.substr(at, digits)) {
        if (c >= '0' && c <= '9') value = value << 4 | static_cast<std::uint64_t>(c - '0');
        else if (c >= 'a' && c <= 'f') value = value << 4 | static_cast<std::uint64_t>(c - 'a' + 10);
        else return std::nullopt;
    }
    return value;
}

inline void add_hex(std::string& to, std::uint64_t value, int digits)
{
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) to += "0123456789abcdef"[value >> shift & 15];
}

} // namespace detail

/** Reads a `traceparent`; nothing when it is not valid. Of a later version only what version 00 has is read.

    @par Source  W3C Trace Context §3.2 */
constexpr std::optional<trace_parent> parse_trace_parent(std::string_view text) noexcept
{
    constexpr std::size_t length = 55;
    if (text.size() < length || text[2] != '-' || text[35] != '-' || text[52] != '-') return std::nullopt;
    auto const version = detail::parse_hex(text, 0, 2);
    auto const high = detail::parse_hex(text, 3, 16);
    auto const low = detail::parse_hex(text, 19, 16);
    auto const parent = detail::parse_hex(text, 36, 16);
    auto const flags = detail::parse_hex(text, 53, 2);
    if (!version || !high || !low || !parent || !flags || *version == 0xff) return std::nullopt;
    bool const whole = text.size() == length || (*version != 0 && text[length] == '-');
    if (!whole || (*high | *low) == 0 || *parent == 0) return std::nullopt;
    return trace_parent{*high, *low, *parent, static_cast<std::uint8_t>(*flags)};
}

/// As it is sent, in version 00. Flags that it does not know are not passed on.
inline std::string to_string(trace_parent const& t)
{
    std::string text = "00-";
    detail::add_hex(text, t.trace_high, 16);
    detail::add_hex(text, t.trace_low, 16);
    text += '-';
    detail::add_hex(text, t.parent, 16);
    text += '-';
    detail::add_hex(text, t.flags & 1U, 2);
    return text;
}

namespace detail {

template <class Random>
std::uint64_t not_zero(Random& random)
{
    std::uint64_t const value = random();
    return value != 0 ? value : 1;
}

} // namespace detail

/// The next request of a trace: the same trace with a parent of its own, or a new trace when there is none.
/// @param random  gives 64 random bits; they need not be secret
template <class Random>
trace_parent next_trace_parent(std::optional<trace_parent> const& of, bool sampled, Random& random)
{
    trace_parent next;
    if (of) {
        next = *of;
    } else {
        next.trace_high = random();
        next.trace_low = detail::not_zero(random);
        next.flags = sampled ? 1 : 0;
    }
    next.parent = detail::not_zero(random);
    if (of && next.parent == of->parent) next.parent = next.parent == 1 ? 2 : next.parent - 1;
    return next;
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_TRACE_CONTEXT_HPP
