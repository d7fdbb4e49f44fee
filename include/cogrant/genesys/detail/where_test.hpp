// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_DETAIL_WHERE_TEST_HPP
#define COGRANT_GENESYS_DETAIL_WHERE_TEST_HPP

#include <cogrant/error.hpp>
#include <cogrant/genesys/error.hpp>
#include <cogrant/genesys/filters.hpp>
#include <cogrant/genesys/query_enums.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the expressions of where.hpp are made of, and how it becomes the predicates of a query.

namespace cogrant::genesys::where {

/// One condition.
struct test {
    predicate_type type = predicate_type::dimension;
    predicate_operator operator_ = predicate_operator::matches;
    std::string name{};
    std::optional<std::string> value{};
    std::optional<numeric_range> range{};
};

namespace detail {

[[noreturn]] inline void throw_bad_test(std::string_view why, std::string_view name)
{
    error e{make_error_code(genesys_errc::bad_request)};
    e.edit().detail = std::string(why).append(name);
    throw failure(e);
}

template <class Predicate>
Predicate predicate_of(test const& t)
{
    Predicate p;
    p.type = t.type;
    if (t.type == predicate_type::metric) {
        if constexpr (requires { p.metric; }) p.metric = t.name;
        else throw_bad_test("this query has no conditions on metrics, such as ", t.name);
    }
    if (t.type != predicate_type::metric) {
        if constexpr (requires { p.dimension.assign(std::string_view()); })
            p.dimension.assign(std::string_view(t.name));
        else p.dimension = t.name;
    }
    if (!t.range) p.operator_ = t.operator_;
    p.value = t.value;
    p.range = t.range;
    return p;
}

template <class Predicate>
std::vector<Predicate> predicates_of(std::vector<test> const& tests)
{
    std::vector<Predicate> out;
    for (auto const& t : tests) out.push_back(predicate_of<Predicate>(t));
    return out;
}

struct clause {
    filter_type type = filter_type::and_;
    std::vector<test> tests;
};

} // namespace detail

} // namespace cogrant::genesys::where

#endif // COGRANT_GENESYS_DETAIL_WHERE_TEST_HPP
