// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_ENCODE_HPP
#define COGRANT_CODEC_JSON_ENCODE_HPP

#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/scan.hpp>
#include <cogrant/reflect/enums.hpp>
#include <cogrant/reflect/names.hpp>
#include <cogrant/reflect/required.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>

namespace cogrant::json {

/// Appends one value as compact JSON. See `json::encode` in codec/json.hpp for what is written how.
template <class T>
void write(std::string& out, T const& value);

/// Appends text as a JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD.
inline void write_string(std::string& out, std::string_view text)
{
    char const* p = text.data();
    char const* const end = p + text.size();
    if (detail::skip_plain(p, end) == end) [[likely]] {
        auto const begin = out.size();
        out.resize(begin + text.size() + 2, '"');
        text.copy(out.data() + begin + 1, text.size());
        return;
    }
    out += '"';
    while (p != end) {
        char const* const run = p;
        p = detail::skip_plain(p, end);
        while (p != end && static_cast<unsigned char>(*p) >= 0x80) {
            std::size_t const size = detail::utf8_sequence(p, end);
            if (size == 0) break;
            p += size;
        }
        out.append(run, static_cast<std::size_t>(p - run));
        if (p == end) break;
        auto const c = static_cast<unsigned char>(*p);
        if (c >= 0x80) {
            if (detail::utf8_sequence(p, end) == 0) {
                out += "\xEF\xBF\xBD";
                ++p;
            }
            continue;
        }
        if (!detail::is_special(*p)) continue;
        ++p;
        switch (c) {
        case '"': out += "\\\""; break;
        case '\\': out += "\\\\"; break;
        case '\b': out += "\\b"; break;
        case '\f': out += "\\f"; break;
        case '\n': out += "\\n"; break;
        case '\r': out += "\\r"; break;
        case '\t': out += "\\t"; break;
        default:
            constexpr char const* digits = "0123456789abcdef";
            out += "\\u00";
            out += digits[c >> 4U];
            out += digits[c & 15U];
        }
    }
    out += '"';
}

namespace detail {

template <class Number>
void write_number(std::string& out, Number value)
{
    char text[32];
    auto const [end, code] = std::to_chars(text, text + sizeof text, value);
    static_cast<void>(code); // 32 characters hold every double and 64-bit integer
    out.append(text, static_cast<std::size_t>(end - text));
}

template <class T>
void write_floating(std::string& out, T value)
{
    if (std::isfinite(value)) write_number(out, value);
    else out += "null"; // JSON has no other word for it
}

// Whether the encoder leaves this member out.
template <class T>
bool left_out(T const& value)
{
    if constexpr (is_optional<T>) return !value.has_value();
    else if constexpr (requires {
                           { codec<T>::empty(value) } -> std::same_as<bool>;
                       })
        return codec<T>::empty(value);
    else return false;
}

// `,"name":` for every member, made by the compiler where the name needs no escape.
template <class T, std::size_t I>
constexpr auto make_key()
{
    constexpr std::string_view name = reflect::wire_name<T, I>();
    std::array<char, name.size() + 4> text{',', '"'};
    for (std::size_t i = 0; i != name.size(); ++i) text[i + 2] = name[i];
    text[name.size() + 2] = '"';
    text[name.size() + 3] = ':';
    return text;
}
template <class T, std::size_t I>
inline constexpr auto key_v = make_key<T, I>();

template <class T, std::size_t I>
void write_key(std::string& out, char separator)
{
    constexpr std::string_view name = reflect::wire_name<T, I>();
    constexpr bool plain = [](std::string_view text) {
        for (char const c : text)
            if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\') return false;
        return true;
    }(name);
    if constexpr (plain) {
        auto const begin = out.size();
        out.append(key_v<T, I>.data(), key_v<T, I>.size());
        out[begin] = separator;
    } else {
        out += separator;
        write_string(out, name);
        out += ':';
    }
}

template <class T>
void write_struct(std::string& out, T const& value)
{
    char separator = '{';
    reflect::for_each_index(value, [&out, &separator](auto index, auto const& member) {
        if (left_out(member)) return;
        write_key<T, decltype(index)::value>(out, separator);
        separator = ',';
        write(out, member);
    });
    if (separator == '{') out += '{';
    out += '}';
}

template <class T>
void write_list(std::string& out, T const& list)
{
    char separator = '[';
    for (auto const& item : list) {
        out += separator;
        separator = ',';
        write(out, static_cast<typename T::value_type const&>(item));
    }
    if (separator == '[') out += '[';
    out += ']';
}

template <class T>
void write_map(std::string& out, T const& map)
{
    char separator = '{';
    for (auto const& [key, item] : map) {
        out += separator;
        separator = ',';
        write_string(out, key);
        out += ':';
        write(out, item);
    }
    if (separator == '{') out += '{';
    out += '}';
}

} // namespace detail

template <class T>
void write(std::string& out, T const& value)
{
    if constexpr (has_codec<T>) codec<T>::encode(out, value);
    else if constexpr (detail::is_optional<T>) {
        if (value) write(out, *value);
        else out += "null";
    } else if constexpr (is_required<T>) write(out, value.get());
    else if constexpr (std::is_convertible_v<T const&, std::string_view>) write_string(out, value);
    else if constexpr (std::is_same_v<T, bool>) out += value ? "true" : "false";
    else if constexpr (std::is_integral_v<T>) detail::write_number(out, value);
    else if constexpr (std::is_floating_point_v<T>) detail::write_floating(out, value);
    else if constexpr (std::is_enum_v<T>) write_string(out, reflect::enum_name(value));
    else if constexpr (detail::is_map<T>) detail::write_map(out, value);
    else if constexpr (detail::is_list<T> || detail::is_std_array<T>) detail::write_list(out, value);
    else {
        static_assert(
            reflect::detail::require_reflectable<T>(),
            "cogrant: no JSON form is known for this type: make it reflectable or specialise cogrant::json::codec");
        detail::write_struct(out, value);
    }
}

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_ENCODE_HPP
