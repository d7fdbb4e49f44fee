// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_TEXT_FORM_HPP
#define COGRANT_CODEC_TEXT_FORM_HPP

#include <cogrant/codec/time.hpp>
#include <cogrant/reflect/enums.hpp>
#include <cogrant/reflect/required.hpp>
#include <cogrant/secret.hpp>

#include <charconv>
#include <chrono>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace cogrant {

/** How one value is spelled where there is only text: in a form, a query string, a CSV cell.

    Specialise it for an own type with `static void append(std::string& out, T const& value)`. */
template <class T>
struct text_form;

/// Types that are one text: strings, numbers, booleans, enumerations, points in time, secrets, and what specialises it.
template <class T>
concept has_text_form = requires(std::string& out, T const& value) { text_form<T>::append(out, value); };

template <class T>
    requires(std::convertible_to<T const&, std::string_view> && !is_required<T>)
struct text_form<T> {
    static void append(std::string& out, std::string_view value) { out += value; }
};

template <>
struct text_form<bool> {
    static void append(std::string& out, bool value) { out += value ? "true" : "false"; }
};

template <class T>
    requires std::is_arithmetic_v<T>
struct text_form<T> {
    static void append(std::string& out, T value)
    {
        if constexpr (std::is_floating_point_v<T>)
            if (!std::isfinite(value)) return; // no text for it
        char text[40];
        auto const [end, code] = std::to_chars(text, text + sizeof text, value);
        static_cast<void>(code); // always large enough
        out.append(text, static_cast<std::size_t>(end - text));
    }
};

template <class T>
    requires reflect::reflectable_enum<T>
struct text_form<T> {
    static void append(std::string& out, T value) { out += reflect::enum_name(value); }
};

template <class Duration>
struct text_form<std::chrono::sys_time<Duration>> {
    static void append(std::string& out, std::chrono::sys_time<Duration> value)
    {
        out += format_iso8601(std::chrono::floor<std::chrono::milliseconds>(value));
    }
};

template <>
struct text_form<secret> {
    static void append(std::string& out, secret const& value) { out += value.expose(); }
};

template <class T>
struct text_form<required<T>> {
    static void append(std::string& out, required<T> const& value) { text_form<T>::append(out, value.get()); }
};

} // namespace cogrant

#endif // COGRANT_CODEC_TEXT_FORM_HPP
