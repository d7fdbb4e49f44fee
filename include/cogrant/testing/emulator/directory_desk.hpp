// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_DIRECTORY_DESK_HPP
#define COGRANT_TESTING_EMULATOR_DIRECTORY_DESK_HPP

#include <cogrant/testing/emulator/conversation_facts.hpp>
#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/entity_page.hpp>
#include <cogrant/testing/emulator/made_up_words.hpp>
#include <cogrant/testing/emulator/store.hpp>
#include <cogrant/testing/emulator/user_writer.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// Whether a user works on a queue.
inline bool works_on(data_set const& data, std::uint64_t user, std::uint64_t queue) noexcept
{
    return mix(mix(data.seed() ^ 0x3e3b, user), queue) % 4 == 0;
}

inline std::vector<std::uint64_t> members_of(data_set const& data, std::uint64_t queue)
{
    std::vector<std::uint64_t> out;
    for (std::uint64_t u = 0; u != data.users(); ++u)
        if (works_on(data, u, queue)) out.push_back(u);
    return out;
}

inline void write_queue(std::string& out, data_set const& data, std::uint64_t i)
{
    json_text j(out);
    auto const members = static_cast<std::int64_t>(members_of(data, i).size());
    auto const division = data.division_id(i % division_count);
    j.open('{');
    j.id("id", data.queue_id(i));
    j.ready("name", pick(queue_names, i));
    j.open("division", '{');
    j.id("id", division);
    j.ready("name", "Home");
    j.close('}');
    if (i % 3 == 0) j.ready("description", "Calls, mails – and messages");
    j.number("memberCount", members);
    j.number("userMemberCount", members);
    j.number("joinedMemberCount", members / 2);
    j.raw("mediaSettings", R"({"call":{"alertingTimeoutSeconds":8,"serviceLevel":{"percentage":0.8,"durationMs":20000}}})");
    j.ready("scoringMethod", i == 7 ? "CoinToss" : "TimestampAndPriority");
    j.ready("skillEvaluationMethod", "BEST");
    j.raw("acwSettings", R"({"wrapupPrompt":"OPTIONAL"})");
    j.boolean("autoAnswerOnly", true);
    j.boolean("enableTranscription", i % 2 == 0);
    j.raw("defaultScripts", "{}");
    j.ready("selfUri", "/api/v2/routing/queues/" + to_string(data.queue_id(i)));
    j.close('}');
}

inline void write_member(std::string& out, data_set const& data, std::uint64_t user, std::uint64_t queue)
{
    json_text j(out);
    auto const id = to_string(data.user_id(user));
    j.open('{');
    j.ready("id", id);
    j.ready("name", user_name(data, user));
    j.open("user", '{');
    j.ready("id", id);
    j.close('}');
    j.number("ringNumber", 1);
    j.boolean("joined", user % 2 == 0);
    j.ready("memberBy", "user");
    j.ready("selfUri", "/api/v2/routing/queues/" + to_string(data.queue_id(queue)) + "/users/" + id);
    j.close('}');
}

/// Queues and who works on them, exports of views, how long data are kept.
class directory_desk final : public desk {
public:
    std::span<route_entry const> routes() const override { return table; }

    http::response answer(std::size_t number, desk_visit const& v) override
    {
        if (number == 0) return queues(v);
        if (number == 3) return v.request.method == http::method::post ? make_export(v) : exports(v);
        if (number == 4)
            return json_response(200, R"({"retentionDays":558,"dateCreated":"2020-02-29T12:00:00.000Z"})");
        if (number == 5) return file(v);
        for (std::uint64_t i = 0; i != queue_count; ++i) {
            if (to_string(v.data.queue_id(i)) != v.words[0]) continue;
            if (number == 2) return members(v, i);
            std::string body;
            write_queue(body, v.data, i);
            return json_response(200, std::move(body));
        }
        return v.unknown("queue");
    }

private:
    static constexpr std::array<route_entry, 6> table{{
        {route::desk, "/api/v2/routing/queues", "GET"},
        {route::desk, "/api/v2/routing/queues/*", "GET"},
        {route::desk, "/api/v2/routing/queues/*/members", "GET"},
        {route::desk, "/api/v2/analytics/reporting/exports", "GET, POST", route_kind::submission},
        {route::desk, "/api/v2/analytics/dataretention/settings", "GET"},
        {route::desk, "/store/exports/*", "GET", route_kind::open},
    }};

    // Letters of ASCII alike; an asterisk in front and at the end stands for anything.
    static bool fits(std::string_view name, std::string_view pattern)
    {
        bool const front = pattern.starts_with('*');
        if (front) pattern.remove_prefix(1);
        bool const back = pattern.ends_with('*');
        if (back) pattern.remove_suffix(1);
        for (std::size_t at = 0; at + pattern.size() <= name.size(); ++at) {
            bool const placed = (front || at == 0) && (back || at + pattern.size() == name.size());
            if (placed && http::equal_names(name.substr(at, pattern.size()), pattern)) return true;
        }
        return false;
    }

    static http::response queues(desk_visit const& v)
    {
        auto const parameters = parse_parameters(v.query);
        if (!parameters) return v.refuse(unreadable_query());
        auto const ids = values_of(*parameters, "id");
        auto const divisions = values_of(*parameters, "divisionId");
        auto const name = find_parameter(*parameters, "name");
        std::vector<std::uint64_t> rows;
        auto const among = [](std::vector<std::string> const& list, std::string const& id) {
            return list.empty() || std::find(list.begin(), list.end(), id) != list.end();
        };
        for (std::uint64_t i = 0; i != queue_count; ++i)
            if (among(ids, to_string(v.data.queue_id(i))) &&
                among(divisions, to_string(v.data.division_id(i % division_count))) &&
                (!name || fits(pick(queue_names, i), *name)))
                rows.push_back(i);
        std::sort(rows.begin(), rows.end(), [](auto a, auto b) { return pick(queue_names, a) < pick(queue_names, b); });
        if (http::equal_names(find_parameter(*parameters, "sortOrder").value_or(""), "desc"))
            std::reverse(rows.begin(), rows.end());
        return entity_page(v, rows.size(), 500, [&](std::string& out, std::size_t k) { write_queue(out, v.data, rows[k]); });
    }

    static http::response members(desk_visit const& v, std::uint64_t queue)
    {
        auto const parameters = parse_parameters(v.query);
        if (!parameters) return v.refuse(unreadable_query());
        auto rows = members_of(v.data, queue);
        if (auto const joined = find_parameter(*parameters, "joined"))
            std::erase_if(rows, [&](std::uint64_t u) { return (u % 2 == 0) != (*joined == "true"); });
        auto const write = [&](std::string& out, std::size_t k) { write_member(out, v.data, rows[k], queue); };
        return entity_page(v, rows.size(), 100, write);
    }

    http::response make_export(desk_visit const& v)
    {
        boost::system::error_code problem;
        auto body = boost::json::parse(v.request.body, problem);
        if (problem || !body.is_object()) return v.refuse(bad_request("The body is no JSON object"));
        for (auto const* const name :
             {"name", "timeZone", "exportFormat", "interval", "period", "viewType", "filter", "locale"})
            if (!body.get_object().contains(name)) return v.refuse(bad_request(std::string(name) + " is missing"));
        made_.push_back({v.request.body, v.wall});
        std::string out;
        write_export(out, v, made_.size() - 1, false);
        return json_response(200, std::move(out));
    }

    http::response exports(desk_visit const& v) const
    {
        auto const write = [&](std::string& out, std::size_t k) { write_export(out, v, k, true); };
        return entity_page(v, made_.size(), 100, write);
    }

    void write_export(std::string& out, desk_visit const& v, std::size_t k, bool done) const
    {
        auto const id = to_string(id_of(mix(v.options.seed(), 0xe49), k));
        json_text j(out);
        j.open('{');
        j.ready("id", id);
        j.ready("runId", id);
        j.ready("status", done ? "COMPLETED" : "SUBMITTED");
        if (done) j.text("downloadUrl", presigned(v, "/store/exports/" + id));
        j.time("createdDateTime", made_[k].when);
        j.time("modifiedDateTime", made_[k].when);
        j.boolean("read", false);
        j.real("percentageComplete", done ? 1000 : 0, 1);
        // The members of the request come back.
        auto const first = made_[k].request.find('{');
        auto rest = std::string_view(made_[k].request).substr(first + 1);
        while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\n')) rest.remove_prefix(1);
        if (rest.size() > 1) out.append(",").append(rest);
        else j.close('}');
    }

    static http::response file(desk_visit const& v)
    {
        if (auto refused = check_link(v)) return *std::move(refused);
        return stored("Queue,Offered\r\nSupport,12\r\n", "text/csv");
    }

    struct made {
        std::string request;
        std::int64_t when = 0;
    };
    std::vector<made> made_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_DIRECTORY_DESK_HPP
