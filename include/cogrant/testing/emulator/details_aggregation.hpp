// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_DETAILS_AGGREGATION_HPP
#define COGRANT_TESTING_EMULATOR_DETAILS_AGGREGATION_HPP

#include <cogrant/testing/emulator/conversation_facts.hpp>
#include <cogrant/testing/emulator/conversation_metrics.hpp>
#include <cogrant/testing/emulator/data_set.hpp>
#include <cogrant/testing/emulator/dimension_test.hpp>
#include <cogrant/testing/emulator/problem.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// The terms that a conversation has in a dimension, each once: what its text shows anywhere under that name.
inline std::set<std::string, std::less<>>
terms_of(data_set const& data, conversation_facts const& c, std::string_view dimension)
{
    std::set<std::string, std::less<>> out;
    auto const word = [&](std::string_view text) {
        if (!text.empty()) out.emplace(text);
    };
    auto const id = [&](std::int64_t n, uuid (data_set::*make)(std::uint64_t) const noexcept) {
        if (n >= 0) out.insert(to_string((data.*make)(static_cast<std::uint64_t>(n))));
    };
    if (dimension == "conversationId") out.insert(to_string(data.conversation_id(c.index)));
    else if (dimension == "originatingDirection" || dimension == "direction") word(c.direction);
    else if (dimension == "conversationInitiator") word(c.initiator);
    else if (dimension == "externalTag" && c.tag >= 0) out.insert("ticket-" + std::to_string(c.tag));
    else if (dimension == "divisionId")
        for (auto const n : {c.division, c.second_division}) id(n, &data_set::division_id);
    for (std::size_t p = 0; p != c.participant_count; ++p) {
        auto const& who = c.participants[p];
        if (dimension == "purpose") word(who.purpose);
        else if (dimension == "mediaType") word(who.media);
        else if (dimension == "userId") id(who.user, &data_set::user_id);
        for (std::size_t k = 0; k != who.segment_count; ++k) {
            auto const& s = who.segments[k];
            if (dimension == "segmentType") word(s.type);
            else if (dimension == "disconnectType") word(s.disconnect);
            else if (dimension == "queueId") id(s.queue, &data_set::queue_id);
            else if (dimension == "wrapUpCode") id(s.wrap_up, &data_set::wrap_up_id);
        }
    }
    return out;
}

/// The metric of a whole conversation: the sum over its sessions; none when it has no such metric.
inline std::optional<std::int64_t> metric_of(conversation_facts const& c, std::string_view metric)
{
    std::optional<std::int64_t> sum;
    for (std::size_t p = 0; p != c.participant_count; ++p)
        for_each_metric(c, c.participants[p], [&](std::string_view name, std::int64_t value, std::int64_t) {
            if (name == metric) sum = sum.value_or(0) + value;
        });
    return sum;
}

/** One of the `aggregations` of a details query: how many of the conversations found have which term of a dimension, or
    a metric in which range. It counts conversations, each once for a term or a range, whatever page is asked for. */
class details_aggregation {
public:
    /// The reason when it is refused.
    std::optional<problem> read(boost::json::value const& v)
    {
        auto const* const o = v.if_object();
        if (o == nullptr) return bad_request("an aggregation is not an object", "invalid.value");
        for (auto const& [key, member] : *o)
            if (auto p = take(std::string_view(key.data(), key.size()), member)) return p;
        if (type_.empty()) type_ = metric_.empty() ? "termFrequency" : "numericRange"; // it can be inferred
        return type_ == "termFrequency" ? check_terms() : check_ranges();
    }

    void count(data_set const& data, conversation_facts const& c)
    {
        if (of_terms()) {
            auto const terms = terms_of(data, c, dimension_);
            for (auto const& t : terms) ++terms_[t];
            counted_ += terms.empty() ? 0 : 1;
        } else if (auto const n = metric_of(c, metric_)) {
            ++counted_;
            auto const value = static_cast<double>(*n);
            for (auto& r : ranges_)
                if ((!r.gte || value >= *r.gte) && (!r.lt || value < *r.lt)) ++r.count;
        }
    }

    void write(json_text& j) const
    {
        j.open('{');
        j.ready("type", type_);
        j.ready(of_terms() ? "dimension" : "metric", of_terms() ? dimension_ : metric_);
        j.number("count", counted_);
        j.open("results", '[');
        if (of_terms()) write_terms(j);
        else write_ranges(j);
        j.close(']');
        j.close('}');
    }

private:
    struct bucket {
        std::optional<double> gte, lt;
        std::string gte_text, lt_text; ///< as JSON
        std::int64_t count = 0;
    };

    static constexpr std::array<std::string_view, 13> dimensions{
        "conversationId",
        "divisionId",
        "originatingDirection",
        "conversationInitiator",
        "externalTag",
        "mediaType",
        "queueId",
        "purpose",
        "userId",
        "direction",
        "segmentType",
        "wrapUpCode",
        "disconnectType"};
    static constexpr std::array<std::string_view, 14> metrics{
        "tAlert", "tTalk",     "nHeld",    "tHeld", "tAcw",  "tHandle",    "nOffered",
        "tAcd",   "tAnswered", "tAbandon", "nFlow", "tFlow", "nConnected", "tConnected"};

    bool of_terms() const noexcept { return type_ == "termFrequency"; }

    std::optional<problem> take(std::string_view name, boost::json::value const& v)
    {
        if (v.is_null()) return std::nullopt;
        if (name == "type" || name == "dimension" || name == "metric") {
            auto const* const text = v.if_string();
            if (text == nullptr) return bad_request(std::string(name) + " is not a string", "invalid.value");
            auto& out = name == "type" ? type_ : name == "dimension" ? dimension_ : metric_;
            out.assign(text->data(), text->size());
            if (name == "type" && out != "termFrequency" && out != "numericRange")
                return bad_request(
                    "the type of an aggregation is neither termFrequency nor numericRange", "invalid.value");
            return std::nullopt;
        }
        if (name == "size") {
            auto const* const n = v.if_int64();
            if (n == nullptr || *n < 1) return bad_request("size is not a positive integer", "invalid.value");
            size_ = *n;
            return std::nullopt;
        }
        if (name == "ranges") {
            auto const* const list = v.if_array();
            if (list == nullptr) return bad_request("ranges are not an array", "invalid.value");
            for (auto const& entry : *list)
                if (auto p = add_range(entry)) return p;
            return std::nullopt;
        }
        return bad_request("Unknown property '" + std::string(name) + "' in an aggregation", "invalid.property");
    }

    std::optional<problem> add_range(boost::json::value const& v)
    {
        auto const* const o = v.if_object();
        if (o == nullptr) return bad_request("a range is not an object", "invalid.value");
        bucket made;
        for (auto const& [key, member] : *o) {
            if (member.is_null()) continue;
            bool const low = key == "gte";
            if (!low && key != "lt")
                return bad_request(
                    "Unknown property '" + std::string(key.data(), key.size()) + "' in a range", "invalid.property");
            if (!member.is_number()) return bad_request("a bound is not a number", "invalid.value");
            (low ? made.gte : made.lt) = member.to_number<double>();
            (low ? made.gte_text : made.lt_text) = boost::json::serialize(member);
        }
        if (!made.gte && !made.lt) return bad_request("a range has no bound", "invalid.value");
        ranges_.push_back(std::move(made));
        return std::nullopt;
    }

    std::optional<problem> check_terms() const
    {
        if (!metric_.empty() || !ranges_.empty())
            return bad_request("termFrequency goes with a dimension, not with metric or ranges", "invalid.value");
        return known(dimensions, dimension_, "dimension");
    }
    std::optional<problem> check_ranges() const
    {
        if (!dimension_.empty() || size_)
            return bad_request("numericRange goes with a metric, not with dimension or size", "invalid.value");
        if (auto p = known(metrics, metric_, "metric")) return p;
        if (ranges_.empty()) return bad_request("numericRange needs ranges", "invalid.value");
        return std::nullopt;
    }
    template <std::size_t N>
    static std::optional<problem>
    known(std::array<std::string_view, N> const& all, std::string const& name, std::string_view what)
    {
        if (std::find(all.begin(), all.end(), name) != all.end()) return std::nullopt;
        return bad_request("the " + std::string(what) + " '" + name + "' is not emulated for aggregations");
    }

    /// The most frequent first; equal ones in the order of their text.
    void write_terms(json_text& j) const
    {
        std::vector<std::pair<std::string_view, std::int64_t>> rows(terms_.begin(), terms_.end());
        std::sort(rows.begin(), rows.end(), [](auto const& a, auto const& b) {
            return a.second == b.second ? a.first < b.first : a.second > b.second;
        });
        if (size_ && static_cast<std::int64_t>(rows.size()) > *size_) rows.resize(static_cast<std::size_t>(*size_));
        for (auto const& [term, n] : rows) {
            j.open('{');
            j.number("count", n);
            j.ready("value", term);
            j.close('}');
        }
    }
    void write_ranges(json_text& j) const
    {
        for (auto const& r : ranges_) {
            j.open('{');
            j.number("count", r.count);
            if (r.gte) j.raw("gte", r.gte_text);
            if (r.lt) j.raw("lt", r.lt_text);
            j.close('}');
        }
    }

    std::string type_, dimension_, metric_;
    std::optional<std::int64_t> size_;
    std::vector<bucket> ranges_;
    std::int64_t counted_ = 0;
    std::map<std::string, std::int64_t> terms_;
};

/// The member `aggregations` of a page, over all rows found; empty when none were asked for.
template <class Rows>
std::string aggregations_text(std::vector<details_aggregation> asked, data_set const& data, Rows const& rows)
{
    std::string out;
    if (asked.empty()) return out;
    for (std::uint64_t k = 0; k != rows.size(); ++k) {
        auto const c = data.facts(rows.at(k));
        for (auto& a : asked) a.count(data, c);
    }
    json_text j(out);
    j.open("aggregations", '[');
    for (auto const& a : asked) a.write(j);
    j.close(']');
    return out;
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_DETAILS_AGGREGATION_HPP
