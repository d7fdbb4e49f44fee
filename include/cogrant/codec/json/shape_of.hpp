// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_SHAPE_OF_HPP
#define COGRANT_CODEC_JSON_SHAPE_OF_HPP

#include <cogrant/codec/json/keys.hpp>
#include <cogrant/codec/json/kinds.hpp>
#include <cogrant/codec/json/quick.hpp>
#include <cogrant/codec/json/reader.hpp>
#include <cogrant/codec/json/required.hpp>
#include <cogrant/codec/json/shape.hpp>
#include <cogrant/reflect/names.hpp>

#include <array>
#include <cstddef>
#include <memory>
#include <utility>

// What the one reader of structs must know of a struct T and of its members.

namespace cogrant::json::detail {

/// Reads the value at p; where it ends, or null after a problem.
template <class T>
COGRANT_JSON_INLINE inline char const* read_at(reader& in, char const* p, char const* end, T& out)
{
    if constexpr (has_quick<T>) {
        if (static_cast<std::size_t>(end - p) >= quick_room && in.limits().max_number >= quick_number) [[likely]]
            if (char const* const behind = quick_value(p, end, out); behind != nullptr) [[likely]]
                return behind;
    }
    in.rewind(p);
    return json::read(in, out) ? in.position() : nullptr;
}

// The same two functions for all members of one type, whatever struct they are in.
template <class M>
char const* read_member(reader& in, char const* p, char const* end, void* member)
{
    return read_at(in, p, end, *static_cast<M*>(member));
}
template <class M>
void replace_member(void* member, void* other)
{
    *static_cast<M*>(member) = std::move(*static_cast<M*>(other));
}

// As member_code::reset.
template <class M>
bool reset_member(void* member, void const* other);

// Whether reading a value over an old one leaves nothing of the old one, null apart.
template <class M>
inline constexpr bool read_whole =
    replaces_old<M> ||
    (!has_codec<M> && (is_optional<M> || is_list<M> || std::is_same_v<M, std::string> ||
                       std::is_same_v<M, std::string_view> || std::is_arithmetic_v<M> || std::is_enum_v<M>));

template <class T, class M>
member_code make_code(T& object, M& member)
{
    auto const offset = reinterpret_cast<char*>(&member) - reinterpret_cast<char*>(&object);
    return {static_cast<std::size_t>(offset), read_whole<M>, &read_member<M>, &replace_member<M>, &reset_member<M>};
}

template <class T>
void const* standard_object()
{
    static T const object{};
    return &object;
}

template <class T>
void renew_member(void* object, member_code const& member)
{
    // On the heap, because g++ 12 believes that a local one is not initialised (-Wmaybe-uninitialized with -O3).
    auto const fresh = std::make_unique<T>();
    member.replace(static_cast<char*>(object) + member.offset, reinterpret_cast<char*>(fresh.get()) + member.offset);
}

template <class T>
void renew_unseen(void* object, std::uint64_t const* seen);

template <class T>
constexpr shape make_shape()
{
    using keys = key_table<T>;
    shape s;
    s.count = keys::count;
    s.names = reflect::wire_name_list<T>.data();
    s.rows = keys::table.text.data();
    s.stride = keys::stride;
    s.sizes = keys::table.size.data();
    s.slots = keys::table.slot.data();
    s.mask = keys::slots - 1;
    s.longest = keys::longest();
    if constexpr (has_required<T>) {
        s.required = reflect::detail::required_flags<T>.data();
        s.refuses_null = refuses_null<T>.data();
    }
    s.standard = &standard_object<T>;
    s.renew = &renew_member<T>;
    s.renew_unseen = &renew_unseen<T>;
    return s;
}

template <class T>
inline constexpr shape shape_of = make_shape<T>();

/// How the members of T are read. Where a member lies in its struct is only known of an object: the first one tells.
template <class T>
struct_code codes_of(T& object)
{
    struct all {
        std::array<member_code, shape_of<T>.count> members;
        std::size_t guesses;
    };
    static all const codes = reflect::detail::with_members(object, [&object](auto&... member) {
        static_cast<void>(object); // used by no member of an empty struct
        return all{{make_code(object, member)...}, claim_guesses(sizeof...(member))};
    });
    return {codes.members.data(), codes.guesses};
}

// Gives a member the value of another one; false when that takes more.
template <class M>
COGRANT_JSON_INLINE inline bool reset_to(M& to, M const& from)
{
    if constexpr (is_optional<M>) {
        if (from) return false;
        if (to) to.reset();
        return true;
    } else if constexpr (is_list<M> || is_map<M>) {
        if (!from.empty()) return false;
        if (!to.empty()) to.clear();
        return true;
    } else if constexpr (std::is_arithmetic_v<M> || std::is_enum_v<M>) {
        to = from;
        return true;
    } else {
        return reset_member<M>(&to, &from);
    }
}

template <class M>
bool reset_member(void* member, void const* other)
{
    M& to = *static_cast<M*>(member);
    M const& from = *static_cast<M const*>(other);
    if constexpr (is_optional<M> || is_list<M> || is_map<M>) {
        return reset_to(to, from);
    } else if constexpr (!has_codec<M> && reflect::reflectable<M>) {
        bool all = true;
        for (std::size_t i = 0; i != shape_of<M>.count; ++i) {
            member_code const& m = codes_of(to).members[i];
            if (!m.reset(static_cast<char*>(member) + m.offset, static_cast<char const*>(other) + m.offset))
                all = false;
        }
        return all;
    } else if constexpr (std::is_copy_assignable_v<M>) {
        to = from;
        return true;
    } else {
        return false;
    }
}

template <class T>
void renew_unseen(void* object, std::uint64_t const* seen)
{
    T& out = *static_cast<T*>(object);
    T const& standard = *static_cast<T const*>(standard_object<T>());
    reflect::detail::with_members(out, [&](auto&... member) {
        reflect::detail::with_members(standard, [&](auto const&... other) {
            [&]<std::size_t... I>(std::index_sequence<I...>) {
                static_cast<void>(seen);
                ((static_cast<void>(
                     (seen[I / 64] >> I % 64 & 1U) != 0 || reset_to(member, other) ||
                     (renew_member<T>(object, codes_of(out).members[I]), true))),
                 ...);
            }(std::make_index_sequence<sizeof...(member)>());
        });
    });
}

} // namespace cogrant::json::detail

#endif // COGRANT_CODEC_JSON_SHAPE_OF_HPP
