// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_FORM_HPP
#define COGRANT_CODEC_FORM_HPP

#include <cogrant/codec/detail/percent.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/text_form.hpp>
#include <cogrant/reflect/names.hpp>

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

// application/x-www-form-urlencoded: the bodies of token requests.

namespace cogrant::form {

inline constexpr std::string_view content_type = "application/x-www-form-urlencoded";

/// Appends text by the rules of forms: letters, digits and `*-._` stay, a space becomes `+`, all else `%XX`.
/// @par Source  RFC 6749 appendix B; WHATWG URL §5.2
inline void append_escaped(std::string& out, std::string_view text)
{
    cogrant::detail::percent_escape(out, text, cogrant::detail::stays_in_form, true);
}

inline std::string escape(std::string_view text)
{
    std::string out;
    append_escaped(out, text);
    return out;
}

/// The text that `escape` made; nothing when a `%` is not followed by two hexadecimal digits.
inline std::optional<std::string> unescape(std::string_view text)
{
    return cogrant::detail::percent_unescape(text, true);
}

/// Appends `name=value`, with `&` in front when `out` is not empty.
inline void add(std::string& out, std::string_view name, std::string_view value)
{
    if (!out.empty()) out += '&';
    append_escaped(out, name);
    out += '=';
    append_escaped(out, value);
}

inline std::string encode(std::initializer_list<std::pair<std::string_view, std::string_view>> pairs)
{
    std::string out;
    for (auto const& [name, value] : pairs) add(out, name, value);
    return out;
}

/** Appends the members of a struct under their names on the wire. Empty optionals and open enums are left out; a vector
    is written as one pair for each item. Members must have a @ref text_form. */
template <class T>
    requires reflect::reflectable<T>
void encode(T const& value, std::string& out)
{
    auto const put = [&out](std::string_view name, auto const& member) {
        using member_type = std::remove_cvref_t<decltype(member)>;
        static_assert(has_text_form<member_type>, "cogrant: a form holds only values that are one text");
        if constexpr (requires {
                          { json::codec<member_type>::empty(member) } -> std::same_as<bool>;
                      })
            if (json::codec<member_type>::empty(member)) return;
        std::string text;
        text_form<member_type>::append(text, member);
        add(out, name, text);
    };
    reflect::for_each_field(value, [&put](std::string_view name, auto const& member) {
        using member_type = std::remove_cvref_t<decltype(member)>;
        if constexpr (json::detail::is_optional<member_type>) {
            if (member) put(name, *member);
        } else if constexpr (json::detail::is_list<member_type>) {
            for (auto const& item : member) put(name, item);
        } else {
            put(name, member);
        }
    });
}

template <class T>
    requires reflect::reflectable<T>
std::string encode(T const& value)
{
    std::string out;
    encode(value, out);
    return out;
}

/// Takes a form apart, in order; nothing when an escape is broken.
inline std::optional<cogrant::detail::name_values> parse(std::string_view text)
{
    return cogrant::detail::split_pairs(text, true);
}

} // namespace cogrant::form

#endif // COGRANT_CODEC_FORM_HPP
