// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_QUERY_HPP
#define COGRANT_CODEC_QUERY_HPP

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

// The part of a URL behind the question mark.

namespace cogrant::query {

/// How a vector is written: `id=a,b` or `id=a&id=b`.
enum class lists { comma, repeat };

/// Appends text with everything but RFC 3986's unreserved characters (letters, digits, `-._~`) as `%XX`.
inline void append_escaped(std::string& out, std::string_view text)
{
    cogrant::detail::percent_escape(out, text, cogrant::detail::stays_in_query, false);
}

inline std::string escape(std::string_view text)
{
    std::string out;
    append_escaped(out, text);
    return out;
}

/// The text that `escape` made; nothing when a `%` is not followed by two hexadecimal digits. A `+` stays a `+`.
inline std::optional<std::string> unescape(std::string_view text)
{
    return cogrant::detail::percent_unescape(text, false);
}

/// Appends `name=value`, with `&` in front unless `out` is empty or ends in `?` or `&`.
inline void add(std::string& out, std::string_view name, std::string_view value)
{
    if (!out.empty() && out.back() != '?' && out.back() != '&') out += '&';
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

namespace detail {

template <class T>
std::string text_of(T const& item)
{
    static_assert(has_text_form<T>, "cogrant: a query holds only values that are one text");
    std::string text;
    text_form<T>::append(text, item);
    return text;
}

} // namespace detail

/// Appends one member of a struct as @ref encode does.
template <class Member>
void add_member(std::string& out, std::string_view name, Member const& member, lists how = lists::comma)
{
    if constexpr (json::detail::is_optional<Member>) {
        if (member) add(out, name, detail::text_of(*member));
    } else if constexpr (json::detail::is_list<Member>) {
        bool first = true;
        for (auto const& item : member) {
            if (first || how == lists::repeat) add(out, name, detail::text_of(item));
            else {
                out += ',';
                append_escaped(out, detail::text_of(item));
            }
            first = false;
        }
    } else {
        if constexpr (requires {
                          { json::codec<Member>::empty(member) } -> std::same_as<bool>;
                      })
            if (json::codec<Member>::empty(member)) return;
        add(out, name, detail::text_of(member));
    }
}

/** Appends the members of a struct under their names on the wire; `out` may be a path that ends in `?`. Empty optionals,
    open enums and vectors are left out. Members must have a @ref text_form. The commas between the items of a vector are
    not escaped, those inside an item are. */
template <class T>
    requires reflect::reflectable<T>
void encode(T const& value, std::string& out, lists how = lists::comma)
{
    reflect::for_each_field(
        value, [&](std::string_view name, auto const& member) { add_member(out, name, member, how); });
}

template <class T>
    requires reflect::reflectable<T>
std::string encode(T const& value, lists how = lists::comma)
{
    std::string out;
    encode(value, out, how);
    return out;
}

/// Takes a query apart, in order; nothing when an escape is broken.
inline std::optional<cogrant::detail::name_values> parse(std::string_view text)
{
    return cogrant::detail::split_pairs(text, false);
}

} // namespace cogrant::query

#endif // COGRANT_CODEC_QUERY_HPP
