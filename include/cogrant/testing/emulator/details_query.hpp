// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_DETAILS_QUERY_HPP
#define COGRANT_TESTING_EMULATOR_DETAILS_QUERY_HPP

#include <cogrant/testing/emulator/details_aggregation.hpp>
#include <cogrant/testing/emulator/details_filter.hpp>
#include <cogrant/testing/emulator/iso_time.hpp>
#include <cogrant/testing/emulator/problem.hpp>
#include <cogrant/testing/emulator/quality_filter.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

enum class row_order : std::uint8_t { start_ascending, start_descending, end_ascending, end_descending };

/// A details query or the submission of a details job, understood.
struct details_query {
    interval when;
    row_order order = row_order::start_ascending;
    details_filter filter;
    quality_filter quality;
    std::vector<details_aggregation> aggregations;
    std::int64_t page_size = 25;
    std::int64_t page_number = 1;
    std::optional<std::int64_t> limit;
    bool start_day = true; ///< match by start day; otherwise by overlap
    std::string identity;  ///< equal for queries that differ in their page only

    bool filtered() const noexcept { return !filter.empty() || !quality.empty(); }
    bool matches(data_set const& data, std::uint64_t row) const
    {
        if (!filtered()) return true;
        auto const c = data.facts(row);
        return filter.matches(c) && quality.matches(data, c);
    }
};

/// Reads the body of `POST …/details/query` (`job` false) or `POST …/details/jobs`.
class details_query_reader {
public:
    details_query_reader(data_set const& data, std::chrono::hours max_interval, bool job)
        : data_(data), max_interval_(max_interval), job_(job)
    {
    }

    /// The reason when the body is refused.
    std::optional<problem> read(std::string_view body, details_query& out)
    {
        boost::system::error_code failed;
        auto const parsed = boost::json::parse(boost::json::string_view(body.data(), body.size()), failed);
        if (failed) return bad_request("The request body is not JSON: " + failed.message());
        auto const* const object = parsed.if_object();
        if (object == nullptr) return bad_request("The request body is not a JSON object");
        out.start_day = !job_;
        for (auto const& [key, member] : *object)
            if (auto p = take(std::string_view(key.data(), key.size()), member, out)) return p;
        if (!interval_seen_) return bad_request("The query has no interval", "invalid.property");
        if (out.when.end - out.when.begin > std::chrono::milliseconds(max_interval_).count())
            return bad_request("The interval is longer than " + std::to_string(max_interval_.count() / 24) + " days");
        if (auto p = choose_order(out)) return p;
        auto identity = *object;
        identity.erase("paging");
        out.identity = boost::json::serialize(identity);
        return std::nullopt;
    }

private:
    using value = boost::json::value;

    static std::string_view view(boost::json::string const& s) { return {s.data(), s.size()}; }

    std::optional<problem> take(std::string_view name, value const& v, details_query& out)
    {
        if (v.is_null()) return std::nullopt;
        if (name == "interval") return take_interval(v, out);
        if (name == "conversationFilters" || name == "segmentFilters")
            return out.filter.read(data_, v, name == "segmentFilters");
        if (name == "evaluationFilters") return out.quality.read(v, quality_kind::evaluation);
        if (name == "surveyFilters") return out.quality.read(v, quality_kind::survey);
        if (name == "resolutionFilters") return out.quality.read(v, quality_kind::resolution);
        if (name == "aggregations" && !job_) return take_aggregations(v, out);
        if (name == "order" || name == "orderBy") {
            auto const* const text = v.if_string();
            if (text == nullptr) return bad_request(std::string(name) + " is not a string", "invalid.value");
            (name == "order" ? order_ : order_by_) = view(*text);
            return std::nullopt;
        }
        if (name == "paging" && !job_) return take_paging(v, out);
        if (name == "limit" && job_) {
            auto const n = integer(v);
            if (!n || *n < 1) return bad_request("limit is not a positive integer", "invalid.value");
            out.limit = n;
            return std::nullopt;
        }
        if (name == "startOfDayIntervalMatching" && job_) {
            auto const* const flag = v.if_bool();
            if (flag == nullptr) return bad_request("startOfDayIntervalMatching is not a boolean", "invalid.value");
            out.start_day = *flag;
            return std::nullopt;
        }
        return bad_request("Unknown property '" + std::string(name) + "'", "invalid.property");
    }

    static std::optional<problem> take_aggregations(value const& v, details_query& out)
    {
        auto const* const list = v.if_array();
        if (list == nullptr) return bad_request("aggregations are not an array", "invalid.value");
        for (auto const& entry : *list)
            if (auto p = out.aggregations.emplace_back().read(entry)) return p;
        return std::nullopt;
    }

    std::optional<problem> take_interval(value const& v, details_query& out)
    {
        auto const* const text = v.if_string();
        if (text == nullptr) return bad_request("interval is not a string", "invalid.date");
        auto const when = parse_interval(view(*text));
        if (!when)
            return bad_request("'" + std::string(view(*text)) + "' is not an interval start/end", "invalid.date");
        out.when = *when;
        interval_seen_ = true;
        return std::nullopt;
    }

    static std::optional<std::int64_t> integer(value const& v)
    {
        boost::system::error_code failed;
        auto const n = v.to_number<std::int64_t>(failed);
        if (failed) return std::nullopt;
        return n;
    }

    std::optional<problem> take_paging(value const& v, details_query& out)
    {
        auto const* const object = v.if_object();
        if (object == nullptr) return bad_request("paging is not an object", "invalid.value");
        for (auto const& [key, member] : *object) {
            auto const n = integer(member);
            if (!n || *n < 1)
                return bad_request(
                    "paging." + std::string(key.data(), key.size()) + " is not a positive integer",
                    "pagination.invalid");
            if (key == "pageSize") out.page_size = *n;
            else if (key == "pageNumber") out.page_number = *n;
            else return bad_request("Unknown property in paging", "invalid.property");
        }
        return std::nullopt;
    }

    std::optional<problem> choose_order(details_query& out) const
    {
        bool const descending = order_ == "desc";
        if (!descending && order_ != "asc" && order_ != "unordered")
            return bad_request("order is none of asc, desc, unordered", "invalid.value");
        if (order_by_ == "conversationStart")
            out.order = descending ? row_order::start_descending : row_order::start_ascending;
        else if (order_by_ == "conversationEnd")
            out.order = descending ? row_order::end_descending : row_order::end_ascending;
        else if (order_by_ == "segmentStart" || order_by_ == "segmentEnd")
            return bad_request("orderBy " + order_by_ + " is not emulated");
        else return bad_request("orderBy '" + order_by_ + "' is not known", "invalid.value");
        return std::nullopt;
    }

    data_set const& data_;
    std::chrono::hours max_interval_;
    bool job_;
    bool interval_seen_ = false;
    std::string order_ = "asc";
    std::string order_by_ = "conversationStart";
};

/// The rows that a query matches, in its order. Kept as a range when no row has to be looked at.
class row_selection {
public:
    static row_selection make(data_set const& data, details_query const& q)
    {
        row_selection s;
        if (q.start_day) {
            s.begin_ = data.first_from(floor_day(q.when.begin));
            s.end_ = data.first_from(ceil_day(q.when.end));
        } else {
            s.end_ = data.first_from(q.when.end);
        }
        s.descending_ = q.order == row_order::start_descending;
        bool const by_end = q.order == row_order::end_ascending || q.order == row_order::end_descending;
        if (!q.start_day || q.filtered() || by_end) {
            std::vector<std::uint64_t> rows;
            for (auto i = s.begin_; i != s.end_; ++i) {
                if (!q.start_day) {
                    auto const end = data.end_of(i);
                    if (end != running && end <= q.when.begin && data.start_of(i) < q.when.begin) continue;
                }
                if (q.matches(data, i)) rows.push_back(i);
            }
            if (by_end) {
                // A live one ends last; equal ends keep the order of their starts.
                auto const rank = [&](std::uint64_t i) { return static_cast<std::uint64_t>(data.end_of(i)); };
                bool const down = q.order == row_order::end_descending;
                std::sort(rows.begin(), rows.end(), [&](std::uint64_t a, std::uint64_t b) {
                    auto const x = rank(a);
                    auto const y = rank(b);
                    return x == y ? a < b : (x < y) != down;
                });
            }
            s.rows_ = std::move(rows);
        }
        if (q.limit) s.cap_ = static_cast<std::uint64_t>(*q.limit);
        return s;
    }

    std::uint64_t size() const noexcept
    {
        return std::min(cap_, rows_ ? static_cast<std::uint64_t>(rows_->size()) : end_ - begin_);
    }
    std::uint64_t at(std::uint64_t k) const noexcept
    {
        auto const total = rows_ ? static_cast<std::uint64_t>(rows_->size()) : end_ - begin_;
        auto const place = descending_ ? total - 1 - k : k;
        return rows_ ? (*rows_)[place] : begin_ + place;
    }

private:
    std::uint64_t begin_ = 0;
    std::uint64_t end_ = 0;
    bool descending_ = false;
    std::optional<std::vector<std::uint64_t>> rows_;
    std::uint64_t cap_ = UINT64_MAX;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_DETAILS_QUERY_HPP
