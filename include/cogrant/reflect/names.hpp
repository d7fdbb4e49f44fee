// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REFLECT_NAMES_HPP
#define COGRANT_REFLECT_NAMES_HPP

#include <cogrant/reflect/detail/text.hpp>
#include <cogrant/reflect/fields.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cogrant::reflect {

/// One exception from the rule that makes wire names: see @ref wire_names.
template <class T, class M>
struct renamed_field {
    M T::* member;
    std::string_view wire;
};

template <class T, class M>
constexpr renamed_field<T, M> rename(M T::* member, std::string_view wire) noexcept
{
    return {member, wire};
}

/// As @ref renamed_field, for a member that is private: by its identifier in C++.
struct renamed_identifier {
    std::string_view member;
    std::string_view wire;
};

constexpr renamed_identifier rename(std::string_view identifier, std::string_view wire) noexcept
{
    return {identifier, wire};
}

/// The exceptions of one struct.
template <class... R>
constexpr std::tuple<R...> renames(R... r) noexcept
{
    return std::tuple<R...>(r...);
}

/** Names on the wire that the rule (snake_case → camelCase, a trailing `_` dropped) does not give.

    @par Example
    @code
    template <> struct cogrant::reflect::wire_names<call> {
        static constexpr auto value = renames(rename(&call::rfactor, "rFactor"), rename(&call::uri, "URI"));
    };
    @endcode */
template <class T>
struct wire_names {
    static constexpr auto value = std::tuple<>();
};

/** The rule for a whole struct: specialise it with `letter_case::snake` where the wire has snake_case (OAuth), or give
    the struct itself `static constexpr auto wire_letter_case = cogrant::reflect::letter_case::snake;`. */
template <class T>
struct wire_case {
    static constexpr letter_case value = letter_case::camel;
};

template <class T>
    requires requires {
        { T::wire_letter_case } -> std::convertible_to<letter_case>;
    }
struct wire_case<T> {
    static constexpr letter_case value = T::wire_letter_case;
};

namespace detail {

template <class T>
struct holder {
    T value;
};

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wundefined-var-template"
#pragma clang diagnostic ignored "-Wundefined-internal"
#endif

// Never defined: only the addresses of its members are looked at, and only by the compiler.
template <class T>
extern holder<T> const specimen;

template <class M>
struct box { // clang 16 mangles a bare pointer to a member's member wrongly as a template argument
    M const* pointer;
};

template <auto Box>
constexpr auto pretty_field() noexcept
{
    return std::string_view(__PRETTY_FUNCTION__);
}

template <class T, std::size_t I>
constexpr auto boxed_field()
{
    constexpr auto pointer = pick<I>(tie(specimen<T>.value));
    return box<std::remove_const_t<std::remove_pointer_t<decltype(pointer)>>>{pointer};
}

template <class T, std::size_t I>
constexpr std::string_view identifier_of() noexcept
{
    if constexpr (listed<T>) return member_list<T>::names[I];
    else {
        // "… box<int>{(& specimen<S>.holder<S>::value.S::name)}]" or "… {&specimen.value.name}]"
        std::string_view text = pretty_field<boxed_field<T, I>()>();
        text = text.substr(0, text.rfind('}'));
        while (!text.empty() && !is_identifier_char(text.back())) text.remove_suffix(1);
        return trailing_identifier(text);
    }
}

template <class T, std::size_t I>
inline constexpr std::string_view identifier_v = identifier_of<T, I>();

template <class A, class B>
constexpr bool same_object(A const* a, B const* b) noexcept
{
    if constexpr (std::is_same_v<A, B>) return a == b;
    else return false;
}

/// Whether `which`, a pointer to a member or an identifier, means member I of T.
template <class T, std::size_t I, class Which>
constexpr bool means(Which which) noexcept
{
    if constexpr (std::is_convertible_v<Which, std::string_view>) return std::string_view(which) == identifier_v<T, I>;
    else if constexpr (listed<T>) {
        using pointer = std::remove_cvref_t<decltype(std::get<I>(member_list<T>::pointers))>;
        if constexpr (std::is_convertible_v<Which, pointer>)
            return static_cast<pointer>(which) == std::get<I>(member_list<T>::pointers);
        else return false;
    } else {
        return same_object(&(specimen<T>.value.*which), pick<I>(tie(specimen<T>.value)));
    }
}

/// Whether `which` means any member of T: false is a misspelt identifier.
template <class T, class Which>
constexpr bool means_any(Which which) noexcept
{
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (means<T, I>(which) || ...);
    }(std::make_index_sequence<count_v<T>>());
}

template <class T>
constexpr bool renames_mean_members()
{
    return std::apply(
        [](auto const&... r) {
            [[maybe_unused]] auto const good = [](auto const& one) {
                if constexpr (listed<T> || std::is_same_v<std::remove_cvref_t<decltype(one)>, renamed_identifier>)
                    return means_any<T>(one.member);
                else return true; // a pointer to a member of an aggregate: the compiler has seen to it
            };
            return (good(r) && ...);
        },
        wire_names<T>::value);
}

template <class T>
inline constexpr bool renames_good = renames_mean_members<T>();

template <class T, std::size_t I>
constexpr std::string_view renamed_to() noexcept
{
    using exceptions = std::remove_cvref_t<decltype(wire_names<T>::value)>;
    if constexpr (std::tuple_size_v<exceptions> == 0) return {};
    else static_assert(renames_good<T>, "cogrant: wire_names renames a member that the class does not have");
    std::string_view found;
    if constexpr (std::tuple_size_v<exceptions> != 0)
        std::apply(
            [&found](auto const&... r) {
                [[maybe_unused]] auto const take = [&found](auto const& one) {
                    if (means<T, I>(one.member)) found = one.wire;
                };
                (take(r), ...);
            },
            wire_names<T>::value);
    return found;
}

template <class T, std::size_t I>
struct wire_text {
    static constexpr auto make()
    {
        constexpr std::string_view exception = renamed_to<T, I>();
        constexpr std::string_view id = identifier_v<T, I>;
        constexpr std::size_t room = (exception.size() > id.size() ? exception.size() : id.size()) + 1;
        std::pair<std::array<char, room>, std::size_t> result{};
        if (exception.empty()) {
            result.second = write_wire(id, wire_case<T>::value, result.first.data());
        } else {
            for (char const c : exception) result.first[result.second++] = c;
        }
        return result;
    }
    static constexpr auto storage = make();
    static constexpr std::string_view value{storage.first.data(), storage.second};
};

#if defined(__clang__)
#pragma clang diagnostic pop
#endif

template <class T, class Sequence>
struct wire_table;

template <class T, std::size_t... I>
struct wire_table<T, std::index_sequence<I...>> {
    static constexpr std::array<std::string_view, sizeof...(I)> value{wire_text<T, I>::value...};
};

} // namespace detail

/// The identifier of member I of T, as written in C++.
template <class T, std::size_t I>
constexpr std::string_view field_name() noexcept
{
    static_assert(I < field_count<T>, "cogrant: no such field");
    return detail::identifier_v<std::remove_cv_t<T>, I>;
}

/// The name of member I of T on the wire: the exception in @ref wire_names if there is one, else by @ref wire_case.
template <class T, std::size_t I>
constexpr std::string_view wire_name() noexcept
{
    static_assert(I < field_count<T>, "cogrant: no such field");
    return detail::wire_text<std::remove_cv_t<T>, I>::value;
}

/// The names of all members of T on the wire, in the order of declaration.
template <class T>
    requires(field_count<T> != static_cast<std::size_t>(-1))
inline constexpr auto const& wire_name_list =
    detail::wire_table<std::remove_cv_t<T>, std::make_index_sequence<field_count<T>>>::value;

/// Calls `f(wire name, member)` for each member in the order of declaration.
template <class T, class F>
constexpr void for_each_field(T& t, F&& f)
{
    for_each_index(t, [&f](auto index, auto& member) { f(wire_name<T, decltype(index)::value>(), member); });
}

/// Calls `f(wire name, std::type_identity<member type>)` for each member of T: no value is needed.
template <class T, class F>
constexpr void for_each_field_name(F&& f)
{
    [&f]<std::size_t... I>(std::index_sequence<I...>) {
        (f(wire_name<T, I>(), std::type_identity<field_type<T, I>>()), ...);
    }(std::make_index_sequence<field_count<T>>());
}

} // namespace cogrant::reflect

#endif // COGRANT_REFLECT_NAMES_HPP
