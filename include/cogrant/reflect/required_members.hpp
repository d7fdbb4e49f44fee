// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REFLECT_REQUIRED_MEMBERS_HPP
#define COGRANT_REFLECT_REQUIRED_MEMBERS_HPP

#include <cogrant/reflect/names.hpp>

#include <array>
#include <cstddef>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cogrant::reflect {

/// Some members of one class, each by its pointer or, when it is private, by its identifier in C++.
template <class... Member>
constexpr auto members(Member... member) noexcept
{
    return std::tuple<Member...>(member...);
}

/// In place of @ref members: all there are.
struct every_member {};

/** Members that a document must have to be a T. Without it none is required: an absent one keeps its default.

    A required member may be null only where its type knows null (`std::optional`, `field`, `json::raw`). A T that has
    required members is not made of null either.

    @par Errors  `codec_errc::missing_member` at the end of the object, with the pointer of the member
    @par Example
    @code
    template <> struct cogrant::reflect::required_members<call> {
        static constexpr auto value = members(&call::id, &call::start_time);   // or every_member()
    };
    @endcode */
template <class T>
struct required_members {
    static constexpr auto value = std::tuple<>();
};

namespace detail {

template <class T>
inline constexpr bool has_required =
    !std::is_same_v<std::remove_cvref_t<decltype(required_members<T>::value)>, std::tuple<>>;

template <class T>
constexpr auto make_required_flags()
{
    std::array<bool, count_v<T>> flags{};
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(required_members<T>::value)>, every_member>) {
        for (bool& flag : flags) flag = true;
    } else {
        constexpr bool all_known =
            std::apply([](auto... which) { return (means_any<T>(which) && ...); }, required_members<T>::value);
        static_assert(all_known, "cogrant: required_members names a member that the class does not have");
        [&]<std::size_t... I>(std::index_sequence<I...>) {
            std::apply(
                [&](auto... which) {
                    [[maybe_unused]] auto const mark = [&flags](auto one) {
                        ((flags[I] = flags[I] || means<T, I>(one)), ...);
                    };
                    (mark(which), ...);
                },
                required_members<T>::value);
        }(std::make_index_sequence<count_v<T>>());
    }
    return flags;
}

template <class T>
inline constexpr auto required_flags = make_required_flags<T>();

} // namespace detail
} // namespace cogrant::reflect

#endif // COGRANT_REFLECT_REQUIRED_MEMBERS_HPP
