// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REFLECT_ENUMS_HPP
#define COGRANT_REFLECT_ENUMS_HPP

#include <cogrant/reflect/detail/text.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cogrant::reflect {

/** Words on the wire that the rule (camelCase of the identifier, a trailing `_` dropped) does not give.

    @par Example
    @code
    template <> struct cogrant::reflect::enum_names<grant> {
        static constexpr auto value = enum_pairs<grant>({{grant::saml2, "SAML2-BEARER"}, {grant::code, "CODE"}});
    };
    @endcode */
template <class E>
struct enum_names {
    static constexpr std::array<std::pair<E, std::string_view>, 0> value{};
};

/// The list of @ref enum_names, without counting it.
template <class E, std::size_t N>
constexpr std::array<std::pair<E, std::string_view>, N> enum_pairs(std::pair<E, std::string_view> const (&list)[N])
{
    std::array<std::pair<E, std::string_view>, N> result{};
    for (std::size_t i = 0; i != N; ++i) {
        result[i].first = list[i].first;
        result[i].second = list[i].second;
    }
    return result;
}

/// As @ref wire_case, for the words of an enumeration.
template <class E>
struct enum_case {
    static constexpr letter_case value = letter_case::camel;
};

namespace detail {

inline constexpr std::size_t max_enumerators = 128; // values 0..127 are looked at

template <auto... V>
constexpr auto pretty_values() noexcept
{
    return std::string_view(__PRETTY_FUNCTION__);
}

template <class E, std::size_t... I>
constexpr std::string_view pretty_enum(std::index_sequence<I...>) noexcept
{
    return pretty_values<static_cast<E>(I)...>();
}

template <class E>
inline constexpr std::size_t span_v = std::is_same_v<std::underlying_type_t<E>, bool> ? 2 : max_enumerators;

template <class E>
using words = std::array<std::string_view, span_v<E>>;

// "… V = {ns::color::red, (ns::color)1, …}]" (g++) or "… V = <ns::color::red, (ns::color)1>]" (clang): the items are
// parted by commas outside any bracket; an item that ends in an identifier is an enumerator.
template <class E>
constexpr words<E> split_identifiers()
{
    std::string_view text = pretty_enum<E>(std::make_index_sequence<span_v<E>>());
    text.remove_prefix(text.find("V = ") + 5);
    text.remove_suffix(2);
    words<E> names{};
    std::size_t item = 0;
    std::size_t begin = 0;
    auto const take = [&](std::size_t end) {
        auto const id = trailing_identifier(text.substr(begin, end - begin));
        if (!id.empty() && (id[0] < '0' || id[0] > '9')) names[item] = id;
        ++item;
        begin = end + 1;
    };
    if (text.find('<') == std::string_view::npos &&
        text.find('\'') == std::string_view::npos) { // every comma parts two items: the compiler's own search
        while (item != names.size()) {
            std::size_t const comma = text.find(',', begin);
            take(comma == std::string_view::npos ? text.size() : comma);
        }
        return names;
    }
    int depth = 0;
    for (std::size_t i = 0; i <= text.size() && item != names.size(); ++i) {
        char const c = i == text.size() ? ',' : text[i];
        if (c == '\'') { // a character as template argument
            i = text.find('\'', text[i + 1] == '\\' ? i + 3 : i + 2);
            continue;
        }
        if (c == '<' || c == '(' || c == '{' || c == '[') ++depth;
        if (c == '>' || c == ')' || c == '}' || c == ']') --depth;
        if (c != ',' || (depth != 0 && i != text.size())) continue;
        take(i);
    }
    return names;
}

template <class E>
constexpr std::size_t identifiers_size()
{
    auto const identifiers = split_identifiers<E>();
    std::size_t n = 0;
    for (auto const& id : identifiers) n += id.size();
    return n;
}

template <class E>
struct spelling {
    std::array<char, identifiers_size<E>() + 1> text{};
    std::array<std::size_t, span_v<E>> begin{};
    std::array<std::size_t, span_v<E>> size{};
};

template <class E>
constexpr spelling<E> spell()
{
    auto const identifiers = split_identifiers<E>();
    spelling<E> s{};
    std::size_t used = 0;
    for (std::size_t i = 0; i != span_v<E>; ++i) {
        s.begin[i] = used;
        s.size[i] = write_wire(identifiers[i], enum_case<E>::value, s.text.data() + used);
        used += s.size[i];
    }
    return s;
}

template <class E>
inline constexpr spelling<E> spelling_v = spell<E>();

template <class E>
constexpr words<E> wire_words()
{
    words<E> names{};
    for (std::size_t i = 0; i != names.size(); ++i)
        names[i] = std::string_view(spelling_v<E>.text.data() + spelling_v<E>.begin[i], spelling_v<E>.size[i]);
    for (auto const& exception : enum_names<E>::value)
        if (auto const i = static_cast<std::size_t>(exception.first); i < names.size()) names[i] = exception.second;
    return names;
}

template <class E>
inline constexpr words<E> words_v = wire_words<E>();

// One past the last value that has a word.
template <class E>
constexpr std::size_t words_end()
{
    std::size_t end = 0;
    for (std::size_t i = 0; i != words_v<E>.size(); ++i)
        if (!words_v<E>[i].empty()) end = i + 1;
    return end;
}

template <class E>
inline constexpr std::size_t words_end_v = words_end<E>();

// Where the enumerator of a word is found: a hash table of indices, counted from 1.
template <class E>
struct word_table {
    static constexpr std::size_t slots = std::bit_ceil(words_end_v<E> * 2 + 2);

    static constexpr std::size_t slot_of(std::string_view word) noexcept
    {
        auto const at = [word](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(word[i])); };
        std::size_t const h = word.size() + at(0) * 7 + at(word.size() / 2) * 31 + at(word.size() - 1) * 13;
        return (h ^ (h >> 5U)) & (slots - 1);
    }
    static constexpr std::array<std::uint8_t, slots> make()
    {
        std::array<std::uint8_t, slots> made{};
        for (std::size_t i = 0; i != words_end_v<E>; ++i) {
            if (words_v<E>[i].empty()) continue;
            std::size_t slot = slot_of(words_v<E>[i]);
            while (made[slot] != 0) slot = (slot + 1) & (slots - 1);
            made[slot] = static_cast<std::uint8_t>(i + 1);
        }
        return made;
    }
    static constexpr std::array<std::uint8_t, slots> table = make();
};

template <class E>
constexpr bool require_reflectable_enum()
{
    static_assert(std::is_enum_v<E>, "cogrant: not an enumeration");
    static_assert(
        requires { E{0}; }, "cogrant: a reflected enumeration is an enum class, or names its underlying type");
    return true;
}

} // namespace detail

/// Whether the enumerators of E can be named: an `enum class`, or an `enum` that names its underlying type.
template <class E>
concept reflectable_enum = std::is_enum_v<E> && requires { E{0}; };

/// The word of `e` on the wire; empty when `e` has none. Only enumerators with values 0..127 have one.
template <class E>
constexpr std::string_view enum_name(E e) noexcept
{
    static_assert(detail::require_reflectable_enum<E>());
    auto const value = static_cast<std::underlying_type_t<E>>(e);
    if constexpr (std::is_signed_v<std::underlying_type_t<E>>)
        if (value < 0) return {};
    auto const index = static_cast<std::size_t>(value);
    return index < detail::span_v<E> ? detail::words_v<E>[index] : std::string_view();
}

/// The enumerator whose word on the wire is `word`; nothing when there is none. Case counts.
template <class E>
constexpr std::optional<E> enum_from_name(std::string_view word) noexcept
{
    static_assert(detail::require_reflectable_enum<E>());
    if (word.empty()) return std::nullopt;
    using words = detail::word_table<E>;
    for (std::size_t slot = words::slot_of(word); words::table[slot] != 0; slot = (slot + 1) & (words::slots - 1)) {
        std::size_t const i = words::table[slot] - 1U;
        if (detail::words_v<E>[i] == word) return static_cast<E>(i);
    }
    return std::nullopt;
}

} // namespace cogrant::reflect

#endif // COGRANT_REFLECT_ENUMS_HPP
