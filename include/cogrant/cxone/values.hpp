// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_VALUES_HPP
#define COGRANT_CXONE_VALUES_HPP

#include <cogrant/codec/json/decode.hpp>
#include <cogrant/codec/json/encode.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/strings.hpp>
#include <cogrant/codec/text_form.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Values as CXone spells them: the same field is a number on one endpoint and a text on another.

namespace cogrant::cxone {

/** A number that may come as a text, and may be missing: `12.5`, `"12.5"`, `null`, `""`.

    Another text is an error of the decoder, not a nought. Written as a number, or not at all.

    @par Source         contract of CXone §3.1
    @par Thread safety  distinct objects: safe; shared object: const members only */
template <class T>
class number {
public:
    number() = default;
    number(T value) noexcept : value_(value) {} // NOLINT(google-explicit-constructor): is one

    bool has_value() const noexcept { return value_.has_value(); }
    explicit operator bool() const noexcept { return has_value(); }
    /// The number. Precondition: @ref has_value.
    T operator*() const noexcept { return *value_; }
    T value_or(T other) const noexcept { return value_.value_or(other); }
    void reset() noexcept { value_.reset(); }

    friend bool operator==(number const&, number const&) = default;

private:
    std::optional<T> value_;
};

/// A name that servers write as a number or as a text: `1234567`, `"0"`. Kept as text; empty when there is none.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class id {
public:
    id() = default;
    explicit id(std::string text) : text_(std::move(text)) {}

    std::string const& text() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }

    friend bool operator==(id const&, id const&) = default;
    friend bool operator==(id const& a, std::string_view b) noexcept { return a.text_ == b; }

private:
    std::string text_;
};

/// A span of time as some reports have it: `PT1H2M3S`, with weeks, days and a fraction of seconds too. Digits beyond
/// milliseconds are cut.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class iso_duration {
public:
    iso_duration() = default;
    iso_duration(std::chrono::milliseconds d) noexcept : length_(d) {} // NOLINT(google-explicit-constructor): is one

    std::chrono::milliseconds length() const noexcept { return length_; }
    double seconds() const noexcept { return static_cast<double>(length_.count()) / 1000; }

    friend bool operator==(iso_duration, iso_duration) = default;

private:
    std::chrono::milliseconds length_{0};
};

namespace detail {

constexpr bool digit_first(std::string_view text) noexcept
{
    return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

} // namespace detail

/// Reads `PT1H2M3.5S`; nothing when it is no duration of units of a fixed length, or longer than a thousand years.
constexpr std::optional<iso_duration> parse_iso_duration(std::string_view text) noexcept
{
    bool const minus = text.starts_with('-');
    if (minus) text.remove_prefix(1);
    if (!text.starts_with('P')) return std::nullopt;
    text.remove_prefix(1);
    std::int64_t total = 0; // milliseconds
    bool clock = false;
    bool any = false;
    while (!text.empty()) {
        if (!clock && text.front() == 'T') {
            clock = true;
            any = false;
            text.remove_prefix(1);
            continue;
        }
        std::int64_t whole = 0;
        std::size_t digits = 0;
        for (; detail::digit_first(text) && digits != 13; text.remove_prefix(1), ++digits)
            whole = whole * 10 + (text.front() - '0');
        if (digits == 0 || digits > 12) return std::nullopt;
        std::int64_t fraction = 0; // thousandths
        bool const split = text.starts_with('.') || text.starts_with(',');
        if (split) {
            text.remove_prefix(1);
            if (!detail::digit_first(text)) return std::nullopt;
            for (int scale = 100; detail::digit_first(text); text.remove_prefix(1), scale /= 10)
                fraction += (text.front() - '0') * scale;
        }
        if (text.empty()) return std::nullopt;
        char const unit = text.front();
        text.remove_prefix(1);
        if (split && unit != 'S') return std::nullopt;
        std::int64_t scale = 0;
        if (!clock && unit == 'W') scale = std::int64_t{7} * 24 * 3600 * 1000;
        else if (!clock && unit == 'D') scale = std::int64_t{24} * 3600 * 1000;
        else if (clock && unit == 'H') scale = 3600 * 1000;
        else if (clock && unit == 'M') scale = 60 * 1000;
        else if (clock && unit == 'S') scale = 1000;
        else return std::nullopt;
        constexpr std::int64_t longest = std::int64_t{1000} * 366 * 24 * 3600 * 1000;
        if (whole > longest / scale) return std::nullopt;
        total += whole * scale + fraction;
        if (total > longest) return std::nullopt;
        any = true;
    }
    if (!any) return std::nullopt;
    return iso_duration(std::chrono::milliseconds(minus ? -total : total));
}

/// Writes `PT26H3M4.500S`: hours, minutes, seconds.
inline std::string format_iso_duration(iso_duration d)
{
    auto left = d.length().count();
    std::string out = left < 0 ? "-PT" : "PT";
    if (left < 0) left = -left;
    if (auto const hours = left / 3'600'000; hours != 0) out += std::to_string(hours) + "H";
    if (auto const minutes = left / 60'000 % 60; minutes != 0) out += std::to_string(minutes) + "M";
    auto const seconds = left / 1000 % 60;
    auto const milli = left % 1000;
    if (seconds == 0 && milli == 0 && out.back() != 'T') return out;
    out += std::to_string(seconds);
    if (milli != 0) out += "." + std::to_string(1000 + milli).substr(1);
    return out + "S";
}

} // namespace cogrant::cxone

template <class T>
struct cogrant::text_form<cogrant::cxone::number<T>> {
    static void append(std::string& out, cogrant::cxone::number<T> const& value)
    {
        if (value) text_form<T>::append(out, *value);
    }
};

template <>
struct cogrant::text_form<cogrant::cxone::id> {
    static void append(std::string& out, cogrant::cxone::id const& value) { out += value.text(); }
};

template <>
struct cogrant::text_form<cogrant::cxone::iso_duration> {
    static void append(std::string& out, cogrant::cxone::iso_duration value)
    {
        out += cogrant::cxone::format_iso_duration(value);
    }
};

template <class T>
struct cogrant::json::codec<cogrant::cxone::number<T>> {
    static bool decode(reader& in, cogrant::cxone::number<T>& out)
    {
        T value{};
        if (in.peek() != '"') {
            if (!json::read(in, value)) return false;
            out = value;
            return true;
        }
        char const* const start = in.position();
        std::string scratch;
        std::string_view text;
        if (!in.string(text, scratch)) return false;
        while (text.starts_with(' ')) text.remove_prefix(1);
        while (text.ends_with(' ')) text.remove_suffix(1);
        out.reset();
        if (text.empty()) return true;
        // By the reader's own rules, so that a number means the same with and without quotes.
        reader inner(text, in.limits());
        bool const digits = text.front() == '-' || (text.front() >= '0' && text.front() <= '9');
        if (!digits || !json::read(inner, value) || !inner.finish()) {
            in.rewind(start);
            return in.fail(codec_errc::wrong_type, "a number", "a text that is none");
        }
        out = value;
        return true;
    }
    static void encode(std::string& out, cogrant::cxone::number<T> const& value)
    {
        if (value) json::write(out, *value);
        else out += "null";
    }
    static bool empty(cogrant::cxone::number<T> const& value) noexcept { return !value; }
};

template <>
struct cogrant::json::codec<cogrant::cxone::id> {
    static bool decode(reader& in, cogrant::cxone::id& out)
    {
        std::string scratch;
        std::string_view text;
        char const c = in.peek();
        bool const digits = c == '-' || (c >= '0' && c <= '9');
        if (!(digits ? in.number(text) : in.string(text, scratch))) return false;
        out = cogrant::cxone::id(std::string(text));
        return true;
    }
    static void encode(std::string& out, cogrant::cxone::id const& value) { write_string(out, value.text()); }
    static bool empty(cogrant::cxone::id const& value) noexcept { return value.empty(); }
};

template <>
struct cogrant::json::codec<cogrant::cxone::iso_duration> {
    static bool decode(reader& in, cogrant::cxone::iso_duration& out)
    {
        std::string scratch;
        std::string_view text;
        in.peek();
        char const* const start = in.position();
        if (!in.string(text, scratch)) return false;
        auto const found = cogrant::cxone::parse_iso_duration(text);
        if (!found) {
            in.rewind(start);
            return in.fail(codec_errc::bad_time, "an ISO-8601 duration");
        }
        out = *found;
        return true;
    }
    static void encode(std::string& out, cogrant::cxone::iso_duration value)
    {
        write_string(out, cogrant::cxone::format_iso_duration(value));
    }
};

#endif // COGRANT_CXONE_VALUES_HPP
