// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REFLECT_REQUIRED_HPP
#define COGRANT_REFLECT_REQUIRED_HPP

#include <concepts>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace cogrant {
namespace detail {

// Named one by one: reflection counts members with a type that converts to anything.
template <class U>
inline constexpr bool is_text = std::is_same_v<U, std::string> || std::is_same_v<U, std::string_view> ||
                                std::is_same_v<std::remove_cv_t<std::remove_extent_t<U>>, char> ||
                                std::is_same_v<U, char const*> || std::is_same_v<U, char*>;

} // namespace detail

/** A member that must be given: a struct that holds one does not compile without it.

    On the wire it is its value.

    @code
    struct my_grant { std::string grant_type = "urn:my:grant"; required<std::string> ticket; };
    my_grant g{.ticket = "t-1"};   // my_grant{} does not compile
    @endcode

    @par Thread safety  distinct objects: safe; shared object: const members only */
template <class T>
class required {
public:
    using value_type = T;

    required(T value) : value_(std::move(value)) {} // NOLINT(google-explicit-constructor): stands for its value
    /// Literals, strings and views, for a T that is a text.
    template <class U>
        requires(detail::is_text<U> && !std::same_as<U, T> && std::constructible_from<T, std::string_view>)
    required(U const& text) : value_(std::string_view(text)) // NOLINT(google-explicit-constructor)
    {
    }

    T const& get() const noexcept { return value_; }
    operator T const&() const noexcept { return value_; } // NOLINT(google-explicit-constructor)

private:
    T value_;
};

template <class T>
inline constexpr bool is_required = false;
template <class T>
inline constexpr bool is_required<required<T>> = true;

} // namespace cogrant

#endif // COGRANT_REFLECT_REQUIRED_HPP
