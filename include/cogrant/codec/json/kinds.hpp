// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_KINDS_HPP
#define COGRANT_CODEC_JSON_KINDS_HPP

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

// Which built-in JSON form a type has.

namespace cogrant::json {

class reader;

/** How to read and write a type that the library does not know. Specialise it with two functions:

    @code
    template <> struct cogrant::json::codec<my::money> {
        static bool decode(reader& in, my::money& out);              // false after in.fail(…) or a failed read
        static void encode(std::string& out, my::money const& value); // appends one JSON value
        // optional: static constexpr bool decodes_null = true;       // decode sees null; else null keeps the default
        // optional: static constexpr bool replaces = true;           // nothing of the old value is left by decode
        // optional: using parts = std::tuple<…>;                     // types it reads into, which may hold views
        // optional: static bool empty(my::money const&);             // an empty member is not written at all
        // optional: static char const* quick(char const* p, char const* end, my::money& out);
        //           // the usual form in a hurry: where the value at p ends, or null, with nothing written, for decode
        //           // to look again. At least 64 bytes may be read at p.
    };
    @endcode */
template <class T>
struct codec;

/// Whether @ref codec is specialised for T.
template <class T>
concept has_codec = requires(reader& in, T& out) {
    { codec<T>::decode(in, out) } -> std::same_as<bool>;
};

namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_std_array = false;
template <class T, std::size_t N>
inline constexpr bool is_std_array<std::array<T, N>> = true;

template <class T>
inline constexpr bool is_list = false;
template <class T, class A>
inline constexpr bool is_list<std::vector<T, A>> = true;

/// std::map, std::unordered_map and their like, with std::string keys.
template <class T>
concept is_map = requires(T& m, std::string key) {
    typename T::mapped_type;
    requires std::same_as<typename T::key_type, std::string>;
    m.try_emplace(key);
    m.clear();
};

/// Whether decoding a value that is not null leaves nothing of the old value, and can use its memory.
template <class T>
concept replaces_old = has_codec<T> && requires { requires codec<T>::replaces; };

template <class T>
concept takes_null = has_codec<T> && requires { requires codec<T>::decodes_null; };

} // namespace detail
} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_KINDS_HPP
