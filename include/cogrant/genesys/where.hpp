// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_WHERE_HPP
#define COGRANT_GENESYS_WHERE_HPP

#include <cogrant/codec/text_form.hpp>
#include <cogrant/genesys/detail/where_test.hpp>
#include <cogrant/genesys/filters.hpp>
#include <cogrant/genesys/query_enums.hpp>

#include <concepts>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/** Filters as one would say them. They become the filter structs of any query, and lists of them:

    @code
    query.filter = where::queue_id == id && where::media_type == genesys::media_type::voice;
    query.segment_filters = {where::queue_id.one_of(ids) && where::wrap_up_code.exists()};
    query.conversation_filters = {where::originating_direction == genesys::direction::inbound};
    query.segment_filters = {where::metric("tSegmentDuration") >= 60'000};
    @endcode

    A dimension without a constant here is `where::dimension("flowId")`. The platform nests two levels and has no "not
    equal": what it cannot say does not compile. A metric in the filter of a query that has no conditions on metrics, as
    those for aggregates, throws `failure` with genesys_errc::bad_request. */
namespace cogrant::genesys::where {

/** Conditions joined by one word, `Level` deep: tests, and from level 2 on groups of the other word.

    @par Thread safety  distinct objects: safe; shared object: const members only */
template <filter_type Word, int Level>
class group {
public:
    group() = default;

    void add(test t) { tests_.push_back(std::move(t)); }
    template <int Other>
    void add(group<Word, Other> other)
    {
        for (auto& t : other.tests_) tests_.push_back(std::move(t));
        for (auto& c : other.clauses_) clauses_.push_back(std::move(c));
    }
    template <filter_type Inner>
        requires(Inner != Word)
    void add(group<Inner, 1> other)
    {
        if (other.tests_.size() == 1) return add(std::move(other.tests_.front()));
        clauses_.push_back({Inner, std::move(other.tests_)});
    }

    bool empty() const noexcept { return tests_.empty() && clauses_.empty(); }

    /// As a filter of any query.
    /// @throws failure  with genesys_errc::bad_request for a metric where the query knows none
    template <class Predicate>
    operator basic_filter<Predicate>() const // NOLINT(google-explicit-constructor): that is what it is for
    {
        basic_filter<Predicate> out;
        out.type = Word;
        out.predicates = detail::predicates_of<Predicate>(tests_);
        for (auto const& c : clauses_) {
            basic_clause<Predicate> inner;
            inner.type = c.type;
            inner.predicates = detail::predicates_of<Predicate>(c.tests);
            out.clauses.push_back(std::move(inner));
        }
        return out;
    }

private:
    template <filter_type, int>
    friend class group;

    std::vector<test> tests_;
    std::vector<detail::clause> clauses_;
};

/** A single condition, which may stand alone as a filter.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class condition {
public:
    explicit condition(test t) : test_(std::move(t)) {}

    test const& get() const noexcept { return test_; }

    template <class Predicate>
    operator basic_filter<Predicate>() const // NOLINT(google-explicit-constructor): that is what it is for
    {
        basic_filter<Predicate> out;
        out.predicates.push_back(detail::predicate_of<Predicate>(test_));
        return out;
    }

private:
    test test_;
};

namespace detail {

template <class T>
inline constexpr int level_of = -1; // no expression
template <>
inline constexpr int level_of<condition> = 0;
template <filter_type Word, int Level>
inline constexpr int level_of<group<Word, Level>> = Level;

// How deep a filter of this word becomes with T in it.
template <filter_type Word, class T>
inline constexpr int level_with = level_of<T> == 0 ? 1 : level_of<T> + 1;
template <filter_type Word, int Level>
inline constexpr int level_with<Word, group<Word, Level>> = Level;

template <class T>
concept expression = level_of<T> >= 0;

template <class T>
auto part_of(T const& t)
{
    if constexpr (std::same_as<T, condition>) return t.get();
    else return t;
}

template <filter_type Word, expression A, expression B>
auto join(A const& a, B const& b)
{
    constexpr int level = level_with<Word, A> > level_with<Word, B> ? level_with<Word, A> : level_with<Word, B>;
    static_assert(level <= 2, "cogrant: the filters of Genesys Cloud nest two levels: (a && b) || c, no deeper");
    group<Word, level> out;
    if constexpr (level <= 2) {
        out.add(part_of(a));
        out.add(part_of(b));
    }
    return out;
}

} // namespace detail

template <detail::expression A, detail::expression B>
auto operator&&(A const& a, B const& b)
{
    return detail::join<filter_type::and_>(a, b);
}
template <detail::expression A, detail::expression B>
auto operator||(A const& a, B const& b)
{
    return detail::join<filter_type::or_>(a, b);
}

/** What a condition looks at: a dimension, or a metric of the row.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class subject {
public:
    constexpr explicit subject(std::string_view name, predicate_type type = predicate_type::dimension) noexcept
        : name_(name), type_(type)
    {
    }

    constexpr std::string_view name() const noexcept { return name_; }

    /// Texts, enumerators, numbers and booleans can be compared.
    template <class V>
        requires has_text_form<V>
    friend condition operator==(subject s, V const& value)
    {
        auto t = s.begin();
        t.value.emplace();
        text_form<V>::append(*t.value, value);
        return condition(std::move(t));
    }
    template <class V>
        requires has_text_form<V>
    friend void operator!=(subject, V const&) = delete; // the platform has no such operator

    friend condition operator>(subject s, double bound) { return s.within({.gt = bound}); }
    friend condition operator>=(subject s, double bound) { return s.within({.gte = bound}); }
    friend condition operator<(subject s, double bound) { return s.within({.lt = bound}); }
    friend condition operator<=(subject s, double bound) { return s.within({.lte = bound}); }

    condition exists() const { return asks(predicate_operator::exists); }
    condition missing() const { return asks(predicate_operator::not_exists); }
    condition within(numeric_range range) const
    {
        auto t = begin();
        t.range = range;
        return condition(std::move(t));
    }

    /// Any of these values.
    /// @throws failure  with genesys_errc::bad_request for no value: the server would take that for "all"
    template <class List>
    group<filter_type::or_, 1> one_of(List const& values) const
    {
        group<filter_type::or_, 1> out;
        for (auto const& value : values) out.add((*this == value).get());
        if (out.empty()) detail::throw_bad_test("one_of needs a value for ", name_);
        return out;
    }
    template <class V>
    group<filter_type::or_, 1> one_of(std::initializer_list<V> values) const
    {
        return one_of<std::initializer_list<V>>(values);
    }

private:
    test begin() const { return {type_, predicate_operator::matches, std::string(name_), std::nullopt, std::nullopt}; }
    condition asks(predicate_operator how) const
    {
        auto t = begin();
        t.operator_ = how;
        return condition(std::move(t));
    }

    std::string_view name_;
    predicate_type type_;
};

/// Any dimension, by its name on the wire; the text has to outlive the expression only.
constexpr subject dimension(std::string_view name) noexcept { return subject(name); }
/// A metric of the row, for ranges.
constexpr subject metric(std::string_view name) noexcept { return subject(name, predicate_type::metric); }

// The usual dimensions.
inline constexpr subject conversation_id{"conversationId"};
inline constexpr subject conversation_end{"conversationEnd"};
inline constexpr subject direction{"direction"};
inline constexpr subject disconnect_type{"disconnectType"};
inline constexpr subject division_id{"divisionId"};
inline constexpr subject external_tag{"externalTag"};
inline constexpr subject media_type{"mediaType"};
inline constexpr subject originating_direction{"originatingDirection"};
inline constexpr subject purpose{"purpose"};
inline constexpr subject queue_id{"queueId"};
inline constexpr subject routing_status{"routingStatus"};
inline constexpr subject segment_end{"segmentEnd"};
inline constexpr subject segment_type{"segmentType"};
inline constexpr subject system_presence{"systemPresence"};
inline constexpr subject team_id{"teamId"};
inline constexpr subject user_id{"userId"};
inline constexpr subject wrap_up_code{"wrapUpCode"};

} // namespace cogrant::genesys::where

#endif // COGRANT_GENESYS_WHERE_HPP
