// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REFLECT_FIELDS_HPP
#define COGRANT_REFLECT_FIELDS_HPP

#include <cogrant/reflect/detail/braces.hpp>
#include <cogrant/reflect/detail/tie.hpp>

#include <concepts>
#include <cstddef>
#include <cstdlib>
#include <type_traits>
#include <utility>

namespace cogrant::reflect {
namespace detail {

// Converts to whatever a member wants, so that counting initialisers counts members.
template <class Owner>
struct any_field {
    template <class U>
        requires(!std::same_as<std::remove_cv_t<U>, Owner>)
    operator U() const
    {
        std::abort();
    } // never called; without a body clang warns where U is local to a file
};

// Converts to a base class of Owner only.
template <class Owner>
struct any_base {
    template <class U>
        requires(std::is_base_of_v<U, Owner> && !std::same_as<std::remove_cv_t<U>, Owner>)
    operator U() const
    {
        std::abort();
    }
};

template <class T, std::size_t... I>
constexpr bool takes_initialisers(std::index_sequence<I...>)
{
    return requires { T{(static_cast<void>(I), any_field<T>())...}; };
}

template <class T, std::size_t N>
constexpr bool takes()
{
    return takes_initialisers<T>(std::make_index_sequence<N>());
}

// The largest N with T{N values}. Legal counts are 0..N without a gap when every member has a default.
template <class T, std::size_t Low, std::size_t High>
constexpr std::size_t search_count()
{
    if constexpr (High - Low == 1) {
        return Low;
    } else {
        constexpr std::size_t middle = Low + (High - Low) / 2;
        if constexpr (takes<T, middle>()) return search_count<T, middle, High>();
        else return search_count<T, Low, middle>();
    }
}

// The first legal count from N on is one past the last member without a default; from there they are without a gap again.
template <class T, std::size_t N>
constexpr std::size_t count_with_required()
{
    if constexpr (N > max_fields) return takes<T, N>() ? N : 0;
    else if constexpr (takes<T, N>() && !takes<T, N + 1>()) return N;
    else return count_with_required<T, N + 1>();
}

template <class T>
constexpr std::size_t count_fields()
{
    if constexpr (!requires { T{}; }) return count_with_required<T, 1>();
    else if constexpr (!takes<T, 1>()) return 0;
    else if constexpr (!takes<T, 8>()) return search_count<T, 1, 8>();
    else if constexpr (!takes<T, 32>()) return search_count<T, 8, 32>();
    else if constexpr (!takes<T, max_fields + 1>()) return search_count<T, 32, max_fields + 1>();
    else return max_fields + 1;
}

template <class T>
inline constexpr std::size_t count_v = count_fields<T>();

enum class shape { good, not_an_aggregate, has_base, too_many_fields, array_or_reference, no_countable_field };

template <class T>
constexpr shape shape_of()
{
    if constexpr (!std::is_class_v<T> || !std::is_aggregate_v<T>) return shape::not_an_aggregate;
    else if constexpr (requires { T{any_base<T>()}; }) return shape::has_base;
    else if constexpr (count_v<T> > max_fields) return shape::too_many_fields;
    else if constexpr (count_v<T> == 0 && !std::is_empty_v<T>) return shape::no_countable_field;
    // A member without a default cannot be made of braces: a C array beside it is noticed when the struct is visited.
    else if constexpr (requires { T{}; } && !takes_braces<T, count_v<T>>()) return shape::array_or_reference;
    else return shape::good;
}

template <class T>
inline constexpr shape shape_v = shape_of<T>();

template <class T>
constexpr bool require_reflectable()
{
    constexpr shape s = shape_v<T>;
    static_assert(
        s != shape::not_an_aggregate,
        "cogrant: only aggregates are reflected (a struct of public members, no constructor, no virtual function)");
    static_assert(s != shape::has_base, "cogrant: a reflected struct has no base class: make the base a member");
    static_assert(s != shape::too_many_fields, "cogrant: a reflected struct has at most 128 fields");
    static_assert(
        s != shape::array_or_reference, "cogrant: a reflected struct has no C array (use std::array) and no reference");
    static_assert(s != shape::no_countable_field, "cogrant: a reflected struct has no reference");
    return s == shape::good;
}

template <std::size_t I, class M>
struct leaf {
    M* pointer;
};

template <class Sequence, class... M>
struct leaves;

// A flat tuple of pointers to members: cheaper to compile than std::tuple, and usable in constant expressions.
template <std::size_t... I, class... M>
struct leaves<std::index_sequence<I...>, M...> : leaf<I, M>... {
    constexpr explicit leaves(M&... members) : leaf<I, M>{&members}... {}
};

template <std::size_t I, class M>
constexpr M* pick(leaf<I, M> const& l) noexcept
{
    return l.pointer;
}

struct make_leaves {
    template <class... M>
    constexpr auto operator()(M&... members) const
    {
        return leaves<std::make_index_sequence<sizeof...(M)>, M...>(members...);
    }
};

/// Calls `f` with a reference to each member of `t`.
template <class T, class F>
constexpr decltype(auto) with_members(T& t, F&& f)
{
    return with_fields<count_v<std::remove_cv_t<T>>>(t, std::forward<F>(f));
}

template <class T>
constexpr auto tie(T& t)
{
    return with_fields<count_v<std::remove_const_t<T>>>(t, make_leaves{});
}

} // namespace detail

/** Whether the members of T can be visited: an aggregate class of at most 128 members, with no base class, C array or
    reference. Bit-fields are not detected and fail to compile when visited. A struct with a member that has no default
    (@ref required) can be written, not read. */
template <class T>
concept reflectable = detail::shape_v<std::remove_cv_t<T>> == detail::shape::good;

/// How many members T has. Does not compile, with a reason, when T cannot be reflected.
template <class T>
inline constexpr std::size_t field_count =
    detail::require_reflectable<std::remove_cv_t<T>>() ? detail::count_v<std::remove_cv_t<T>> : 0;

/// Member I of `t`, in the order of declaration.
template <std::size_t I, class T>
constexpr auto& get(T& t) noexcept
{
    static_assert(I < field_count<T>, "cogrant: no such field");
    return *detail::pick<I>(detail::tie(t));
}

/// The type of member I of T, `const` included when T is.
template <class T, std::size_t I>
using field_type = std::remove_reference_t<decltype(get<I>(std::declval<T&>()))>;

/// Calls `f(std::integral_constant<std::size_t, I>, member)` for each member in the order of declaration.
template <class T, class F>
constexpr void for_each_index(T& t, F&& f)
{
    static_assert(detail::require_reflectable<std::remove_cv_t<T>>());
    detail::with_fields<detail::count_v<std::remove_cv_t<T>>>(t, [&f](auto&... members) {
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            (static_cast<void>(f(std::integral_constant<std::size_t, I>(), members)), ...);
        }(std::make_index_sequence<sizeof...(members)>());
    });
}

/// Calls `f(member)` for the member whose number is only known at run time. False when there is none or `f` says false.
template <class T, class F>
constexpr bool visit_field(T& t, std::size_t index, F&& f)
{
    static_assert(detail::require_reflectable<std::remove_cv_t<T>>());
    return detail::with_fields<detail::count_v<std::remove_cv_t<T>>>(t, [&f, index](auto&... members) {
        bool result = false;
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            static_cast<void>(((index == I ? (static_cast<void>(result = f(members)), true) : false) || ...));
        }(std::make_index_sequence<sizeof...(members)>());
        return result;
    });
}

} // namespace cogrant::reflect

#endif // COGRANT_REFLECT_FIELDS_HPP
