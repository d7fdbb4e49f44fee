// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REFLECT_DESCRIBE_HPP
#define COGRANT_REFLECT_DESCRIBE_HPP

#include <cogrant/reflect/fields.hpp>

#include <boost/describe/bases.hpp>
#include <boost/describe/class.hpp>
#include <boost/describe/members.hpp>
#include <boost/describe/modifiers.hpp>

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>

// The way in for classes that the compiler cannot look into: those with bases, constructors or private members. Not part
// of cogrant/cogrant.hpp: include it before the first use of such a class, in every file that uses one.
//
//   class agent : public person {
//       BOOST_DESCRIBE_CLASS(agent, (person), (), (), (queue_, wrap_up_code_))
//   public:
//       agent() = default;
//   private:
//       std::string queue_;
//       std::string wrap_up_code_;
//   };
//
// All that is described is read and written, whatever its access: inherited members first, in the order of the bases.
// Names follow the same rules as those of plain structs (reflect/names.hpp). A base that is not described, static
// members and functions are left out; so is a member that one of the same name in a derived class hides.

namespace cogrant::reflect {
namespace detail {

template <class T>
using described_members =
    boost::describe::describe_members<T, boost::describe::mod_any_access | boost::describe::mod_inherited>;

// An aggregate without a base needs no description, and means the same in a file that does not include this header.
template <class T>
concept needs_description = std::is_class_v<T> && boost::describe::has_describe_members<T>::value &&
                            (!std::is_aggregate_v<T> || requires { T{any_base<T>()}; });

template <class T, class List>
struct described_list;

template <class T, template <class...> class List, class... D>
struct described_list<T, List<D...>> {
    template <class M, class Owner>
    static constexpr M T::* own(M Owner::* pointer)
    {
        return pointer;
    }
    static constexpr auto pointers = std::make_tuple(own(D::pointer)...);
    static constexpr std::array<std::string_view, sizeof...(D)> names{std::string_view(D::name)...};
};

} // namespace detail

/// What Boost.Describe knows of T.
template <class T>
    requires detail::needs_description<T>
struct member_list<T> : detail::described_list<T, detail::described_members<T>> {};

} // namespace cogrant::reflect

#endif // COGRANT_REFLECT_DESCRIBE_HPP
