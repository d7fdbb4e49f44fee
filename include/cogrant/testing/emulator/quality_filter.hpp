// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_QUALITY_FILTER_HPP
#define COGRANT_TESTING_EMULATOR_QUALITY_FILTER_HPP

#include <cogrant/testing/emulator/filter_node.hpp>
#include <cogrant/testing/emulator/problem.hpp>
#include <cogrant/testing/emulator/quality_facts.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// Bounds of a number, as in a request.
struct number_range {
    std::optional<double> gt, gte, lt, lte;

    bool holds(double n) const noexcept
    {
        return (!gt || n > *gt) && (!gte || n >= *gte) && (!lt || n < *lt) && (!lte || n <= *lte);
    }

    /// The reason when it is refused.
    std::optional<problem> read(boost::json::value const& v)
    {
        auto const* const o = v.if_object();
        if (o == nullptr) return bad_request("a range is not an object", "invalid.value");
        for (auto const& [key, member] : *o) {
            if (member.is_null()) continue;
            auto* const bound = key == "gt"    ? &gt
                                : key == "gte" ? &gte
                                : key == "lt"  ? &lt
                                : key == "lte" ? &lte
                                               : nullptr;
            auto const name = std::string(key.data(), key.size());
            if (bound == nullptr) return bad_request("Unknown property '" + name + "' in a range", "invalid.property");
            if (!member.is_number()) return bad_request(name + " in a range is not a number", "invalid.value");
            *bound = member.to_number<double>();
        }
        if (!gt && !gte && !lt && !lte) return bad_request("a range has no bound", "invalid.value");
        return std::nullopt;
    }
};

enum class quality_kind : std::uint8_t { evaluation, survey, resolution };

/// What a predicate of these filters can name.
struct quality_names {
    std::span<std::string_view const> dimensions;
    std::span<std::string_view const> metrics;
};

inline quality_names names_of(quality_kind k) noexcept
{
    static constexpr std::array<std::string_view, 16> evaluation{
        "assigneeApplicable", "assigneeId",  "calibrationId",   "contextId", "deleted",  "evaluationId",
        "evaluationStatus",   "evaluatorId", "eventTime",       "formId",    "formName", "queueId",
        "released",           "rescored",    "systemSubmitted", "userId"};
    static constexpr std::array<std::string_view, 11> survey{
        "eventTime",
        "queueId",
        "surveyCompletedDate",
        "surveyFormContextId",
        "surveyFormId",
        "surveyId",
        "surveyPartialResponse",
        "surveyPromoterScore",
        "surveyStatus",
        "surveyType",
        "userId"};
    static constexpr std::array<std::string_view, 2> scores{"oTotalCriticalScore", "oTotalScore"};
    static constexpr std::array<std::string_view, 1> survey_score{"oSurveyTotalScore"};
    static constexpr std::array<std::string_view, 1> avoided{"nNextContactAvoided"};
    if (k == quality_kind::evaluation) return {evaluation, scores};
    if (k == quality_kind::survey) return {survey, survey_score};
    return {{}, avoided};
}

/** The evaluation, survey and resolution filters of a details query.

    The predicates of one filter speak of one and the same evaluation; of a conversation that has none they are asked
    once, of an empty one, so that `notExists` finds it. Dimensions and metrics are those of the vendor's models. What
    is not known is refused with its name. */
class quality_filter {
public:
    bool empty() const noexcept { return filters_.empty(); }

    /// Adds the filters of one list; the reason when it is refused.
    std::optional<problem> read(boost::json::value const& list, quality_kind of)
    {
        auto const* const array = list.if_array();
        if (array == nullptr) return bad_request("filters are not an array", "invalid.value");
        for (auto const& entry : *array) {
            filter made{of, {}};
            auto const read_one = [&](boost::json::object const& o, predicate& out) {
                return read_predicate(o, names_of(of), out);
            };
            if (auto p = made.tree.read(entry, read_one)) return p;
            filters_.push_back(std::move(made));
        }
        return std::nullopt;
    }

    bool matches(data_set const& data, conversation_facts const& c) const
    {
        return std::all_of(filters_.begin(), filters_.end(), [&](filter const& f) {
            auto records = f.of == quality_kind::evaluation ? evaluations_of(data, c)
                           : f.of == quality_kind::survey   ? surveys_of(data, c)
                                                            : resolutions_of(data, c);
            if (records.empty()) records.emplace_back();
            return std::any_of(records.begin(), records.end(), [&](quality_record const& r) {
                return f.tree.holds([&](predicate const& p) { return test(p, r); });
            });
        });
    }

private:
    struct predicate {
        std::string name;
        question asks = question::matches;
        std::optional<std::string> value;
        std::optional<number_range> range;
    };
    struct filter {
        quality_kind of = quality_kind::evaluation;
        filter_node<predicate> tree;
    };

    static bool among(std::span<std::string_view const> all, std::string_view name)
    {
        return std::find(all.begin(), all.end(), name) != all.end();
    }

    static std::optional<problem>
    read_predicate(boost::json::object const& o, quality_names const& known, predicate& out)
    {
        auto const dimension = text_member(o, "dimension");
        auto const metric = text_member(o, "metric");
        auto const type = text_member(o, "type").value_or(metric && !dimension ? "metric" : "dimension");
        if (type != "dimension" && type != "metric")
            return bad_request("predicates of type '" + std::string(type) + "' are not emulated");
        bool const of_metric = type == "metric";
        if (of_metric ? dimension.has_value() : metric.has_value())
            return bad_request("a predicate names a dimension and a metric", "invalid.value");
        out.name = (of_metric ? metric : dimension).value_or("");
        if (!among(of_metric ? known.metrics : known.dimensions, out.name))
            return bad_request("the " + std::string(type) + " '" + out.name + "' is not emulated for this filter");
        if (auto p = read_question(o, out.asks)) return p;
        if (auto const value = text_member(o, "value")) out.value = *value;
        if (auto const* const range = o.if_contains("range"); range != nullptr && !range->is_null())
            if (auto p = out.range.emplace().read(*range)) return p;
        return out.asks == question::matches ? check_match(out, of_metric) : std::nullopt;
    }

    static std::optional<problem> check_match(predicate const& p, bool of_metric)
    {
        if (!p.value && !p.range) return bad_request("a predicate has no value", "invalid.value");
        if (p.value && p.range) return bad_request("a predicate has a value and a range", "invalid.value");
        if (p.name == "eventTime" || p.name == "surveyCompletedDate")
            return bad_request("matching a date is not emulated");
        bool const numeric = of_metric || p.name == "surveyPromoterScore";
        if (p.range && !numeric) return bad_request("'" + p.name + "' is no number for a range", "invalid.value");
        if (p.value && numeric && !parse_integer(*p.value))
            return bad_request("'" + *p.value + "' is no value of " + p.name, "invalid.value");
        return std::nullopt;
    }

    static bool test(predicate const& p, quality_record const& r)
    {
        auto const* const field = r.find(p.name);
        if (p.asks == question::exists) return field != nullptr;
        if (p.asks == question::not_exists) return field == nullptr;
        if (field == nullptr) return false;
        if (p.range) return p.range->holds(static_cast<double>(parse_integer(field->text).value_or(0)));
        auto const number = field->quoted ? std::nullopt : parse_integer(*p.value);
        return number ? number == parse_integer(field->text) : field->text == *p.value;
    }

    std::vector<filter> filters_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_QUALITY_FILTER_HPP
