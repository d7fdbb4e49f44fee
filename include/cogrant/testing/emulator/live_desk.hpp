// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_LIVE_DESK_HPP
#define COGRANT_TESTING_EMULATOR_LIVE_DESK_HPP

#include <cogrant/testing/emulator/conversation_aggregates.hpp>
#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/dimension_test.hpp>
#include <cogrant/testing/emulator/live_conversations.hpp>
#include <cogrant/testing/emulator/request_parameters.hpp>
#include <cogrant/testing/emulator/user_days.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// What is going on at the time of the request: observations of queues, activity of conversations.
class live_desk final : public desk {
public:
    std::span<route_entry const> routes() const override { return paths; }

    http::response answer(std::size_t number, desk_visit const& v) override
    {
        return number == 0 ? observations(v) : activity(v);
    }

private:
    static constexpr std::array<route_entry, 2> paths{{
        {route::desk, "/api/v2/analytics/queues/observations/query", "POST"},
        {route::desk, "/api/v2/analytics/conversations/activity/query", "POST"},
    }};
    static constexpr std::array<std::string_view, 11> observed{
        "oActiveUsers",   "oAlerting",     "oInteracting",   "oLongestInteracting",  "oLongestWaiting", "oMemberUsers",
        "oOffQueueUsers", "oOnQueueUsers", "oUserPresences", "oUserRoutingStatuses", "oWaiting"};
    static constexpr std::array<std::string_view, 2> queue_words{"queueId", "mediaType"};

    struct word_list {
        std::vector<std::string> words;
        std::optional<problem> wrong;
    };

    static word_list read_words(boost::json::value const& v, std::span<std::string_view const> known)
    {
        auto list = text_list(v);
        if (!list) return {{}, bad_request("a list of words was expected", "invalid.value")};
        for (auto const& word : *list)
            if (std::find(known.begin(), known.end(), word) == known.end())
                return {{}, bad_request("'" + word + "' is not known, or not emulated", "invalid.value")};
        return {std::move(*list), std::nullopt};
    }

    static http::response observations(desk_visit const& v)
    {
        boost::json::object body;
        if (auto const p = read_object(v.request.body, body)) return v.refuse(*p);
        dimension_test filter;
        word_list metrics;
        word_list details;
        for (auto const& [key, member] : body) {
            if (member.is_null()) continue;
            if (key == "filter") {
                if (auto const p = filter.add(member, queue_words)) return v.refuse(*p);
            } else if (key == "metrics" || key == "detailMetrics") {
                auto& list = key == "metrics" ? metrics : details;
                list = read_words(member, observed);
                if (list.wrong) return v.refuse(*list.wrong);
            } else {
                return v.refuse(bad_request("Unknown property '" + std::string(key) + "'", "invalid.property"));
            }
        }
        if (filter.empty()) return v.refuse(bad_request("The query has no filter", "invalid.property"));
        if (metrics.words.empty()) return v.refuse(bad_request("The query asks for no metric", "invalid.property"));

        auto const now = live_conversations_at(v.data, v.wall);
        std::string out;
        json_text j(out);
        j.open('{');
        j.open("results", '[');
        for (std::uint64_t queue = 0; queue != queue_count; ++queue) {
            auto const id = to_string(v.data.queue_id(queue));
            auto const of = [&](std::string_view media) {
                return [&id, media](std::string_view dimension) {
                    if (dimension == "queueId") return std::vector<std::string>{id};
                    return media.empty() ? std::vector<std::string>() : std::vector<std::string>{std::string(media)};
                };
            };
            std::map<std::string_view, std::vector<live_conversation const*>> by_media;
            for (auto const& c : now)
                if (c.queue == static_cast<int>(queue)) by_media[c.media].push_back(&c);
            for (auto const& [media, list] : by_media)
                if (filter.matches(of(media)) && asked_of(list, metrics.words))
                    conversations_of(j, v, id, media, list, metrics.words, details.words);
            if (filter.matches(of({}))) people_of(j, v, id, queue, metrics.words);
        }
        j.close(']');
        j.close('}');
        return json_response(200, std::move(out));
    }

    /// A metric of conversations without its "longest": oLongestWaiting → oWaiting.
    static std::string plain_name(std::string const& metric)
    {
        return metric.starts_with("oLongest") ? "o" + metric.substr(8) : metric;
    }

    /// Whether something of what is asked for is going on.
    static bool asked_of(std::vector<live_conversation const*> const& list, std::vector<std::string> const& metrics)
    {
        return std::any_of(metrics.begin(), metrics.end(), [&](std::string const& metric) {
            auto const is = [name = plain_name(metric)](live_conversation const* c) { return c->metric == name; };
            return std::any_of(list.begin(), list.end(), is);
        });
    }

    static void conversations_of(
        json_text& j, desk_visit const& v, std::string const& id, std::string_view media,
        std::vector<live_conversation const*> const& list, std::vector<std::string> const& metrics,
        std::vector<std::string> const& details)
    {
        j.open('{');
        j.open("group", '{');
        j.ready("queueId", id);
        j.ready("mediaType", media);
        j.close('}');
        j.open("data", '[');
        for (auto const& metric : metrics) {
            bool const longest = metric.starts_with("oLongest");
            auto const plain = plain_name(metric);
            std::int64_t count = 0;
            std::int64_t age = 0;
            for (auto const* const c : list) {
                if (c->metric != plain) continue;
                ++count;
                age = std::max(age, v.wall - c->since);
            }
            if (count == 0) continue;
            j.open('{');
            j.ready("metric", metric);
            j.open("stats", '{');
            j.number(longest ? "calculatedMetricValue" : "count", longest ? age : count);
            j.close('}');
            if (!longest && std::find(details.begin(), details.end(), metric) != details.end()) {
                j.boolean("truncated", false);
                j.open("observations", '[');
                for (auto const* const c : list)
                    if (c->metric == plain) c->write_observation(j, v.data);
                j.close(']');
            }
            j.close('}');
        }
        j.close(']');
        j.close('}');
    }

    static void people_of(
        json_text& j, desk_visit const& v, std::string const& id, std::uint64_t queue,
        std::vector<std::string> const& metrics)
    {
        std::map<std::pair<std::string_view, std::string_view>, std::int64_t> counts;
        for (std::uint64_t i = 0; i != v.data.users(); ++i) {
            if (!v.data.member_of(i, queue)) continue;
            auto const days = days_of(v.data, i);
            auto const presence = state_at(days.presences, v.wall);
            auto const status = state_at(days.statuses, v.wall);
            ++counts[{"oMemberUsers", ""}];
            if (presence.empty()) continue;
            ++counts[{"oActiveUsers", ""}];
            ++counts[{presence == "ON_QUEUE" ? "oOnQueueUsers" : "oOffQueueUsers", ""}];
            ++counts[{"oUserPresences", presence}];
            ++counts[{"oUserRoutingStatuses", status}];
        }
        j.open('{');
        j.open("group", '{');
        j.ready("queueId", id);
        j.close('}');
        j.open("data", '[');
        for (auto const& [what, count] : counts) {
            if (std::find(metrics.begin(), metrics.end(), what.first) == metrics.end()) continue;
            j.open('{');
            j.ready("metric", what.first);
            if (!what.second.empty()) j.ready("qualifier", what.second);
            j.open("stats", '{');
            j.number("count", count);
            j.close('}');
            j.close('}');
        }
        j.close(']');
        j.close('}');
    }

    static http::response activity(desk_visit const& v)
    {
        static constexpr std::array<std::string_view, 3> dimensions{"direction", "mediaType", "queueId"};
        boost::json::object body;
        if (auto const p = read_object(v.request.body, body)) return v.refuse(*p);
        auto const parameters = parse_parameters(v.query);
        if (!parameters) return v.refuse(unreadable_query());
        auto const size = count_parameter(*parameters, "pageSize", 100, 1000);
        auto const number = count_parameter(*parameters, "pageNumber", 1, max_page_number);
        if (!size || !number) return v.refuse(bad_page("pageSize", 1000));
        dimension_test filter;
        word_list group_by;
        std::vector<std::pair<std::string, bool>> metrics;
        for (auto const& [key, member] : body) {
            if (member.is_null()) continue;
            if (key == "filter") {
                if (auto const p = filter.add(member, dimensions)) return v.refuse(*p);
            } else if (key == "groupBy") {
                group_by = read_words(member, dimensions);
                if (group_by.wrong) return v.refuse(*group_by.wrong);
            } else if (key == "metrics" && member.is_array()) {
                for (auto const& entry : member.get_array()) {
                    auto const* const o = entry.if_object();
                    auto const name = o == nullptr ? std::string_view() : text_member(*o, "metric").value_or("");
                    if (name != "oWaiting" && name != "oInteracting" && name != "oAlerting")
                        return v.refuse(
                            bad_request("'" + std::string(name) + "' is no metric of activity", "invalid.value"));
                    auto const* const wanted = o->if_contains("details");
                    metrics.emplace_back(name, wanted != nullptr && wanted->is_bool() && wanted->get_bool());
                }
            } else if (key != "order") {
                return v.refuse(bad_request("Unknown property '" + std::string(key) + "'", "invalid.property"));
            }
        }
        if (metrics.empty()) return v.refuse(bad_request("The query asks for no metric", "invalid.property"));

        std::map<std::vector<std::string>, std::vector<live_conversation>> groups;
        for (auto const& c : live_conversations_at(v.data, v.wall)) {
            if (!filter.empty() && !filter.matches([&](std::string_view d) { return c.values(v.data, d); })) continue;
            std::vector<std::string> key;
            for (auto const& dimension : group_by.words) {
                auto const has = c.values(v.data, dimension);
                key.push_back(has.empty() ? std::string() : has.front());
            }
            groups[key].push_back(c);
        }
        std::string out;
        json_text j(out);
        j.open('{');
        j.open("results", '[');
        std::int64_t place = 0;
        for (auto const& [key, list] : groups)
            if (auto const at = place++; at >= (*number - 1) * *size && at < *number * *size)
                write_group(j, v, group_by.words, key, list, metrics);
        j.close(']');
        j.ready("entityIdDimension", "conversationId");
        j.close('}');
        return json_response(200, std::move(out));
    }

    static void write_group(
        json_text& j, desk_visit const& v, std::vector<std::string> const& dimensions,
        std::vector<std::string> const& key, std::vector<live_conversation> const& list,
        std::vector<std::pair<std::string, bool>> const& metrics)
    {
        j.open('{');
        j.open("group", '{');
        for (std::size_t i = 0; i != key.size(); ++i)
            if (!key[i].empty()) j.text(dimensions[i], key[i]);
        j.close('}');
        j.open("data", '[');
        for (auto const& [metric, with_ids] : metrics) {
            auto const is = [&m = metric](live_conversation const& c) { return c.metric == m; };
            j.open('{');
            j.ready("metric", metric);
            j.number("count", std::count_if(list.begin(), list.end(), is));
            if (with_ids) {
                j.open("entityIds", '[');
                for (auto const& c : list)
                    if (is(c)) j.id_item(v.data.conversation_id(c.index));
                j.close(']');
            }
            j.close('}');
        }
        j.close(']');
        j.boolean("truncated", false);
        j.open("entities", '[');
        for (auto const& [metric, with_ids] : metrics)
            for (auto const& c : list)
                if (with_ids && c.metric == metric) c.write_entity(j, v.data);
        j.close(']');
        j.close('}');
    }
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_LIVE_DESK_HPP
