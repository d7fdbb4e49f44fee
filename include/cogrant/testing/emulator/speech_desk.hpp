// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_SPEECH_DESK_HPP
#define COGRANT_TESTING_EMULATOR_SPEECH_DESK_HPP

#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/permissions.hpp>
#include <cogrant/testing/emulator/record_facts.hpp>
#include <cogrant/testing/emulator/request_parameters.hpp>
#include <cogrant/testing/emulator/store.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::testing::detail {

/// Transcripts, where they lie, their search, and what was made of them.
class speech_desk final : public desk {
public:
    std::span<route_entry const> routes() const override { return table; }

    http::response answer(std::size_t number, desk_visit const& v) override
    {
        switch (number) {
        case 0: return place(v, false);
        case 1: return place(v, true);
        case 2: return metrics(v);
        case 3: return search(v);
        default: return file(v);
        }
    }

private:
    static constexpr std::array<route_entry, 5> table{{
        {route::desk, "/api/v2/speechandtextanalytics/conversations/*/communications/*/transcripturl", "GET"},
        {route::desk, "/api/v2/speechandtextanalytics/conversations/*/communications/*/transcripturls", "GET"},
        {route::desk, "/api/v2/speechandtextanalytics/conversations/*", "GET"},
        {route::desk, "/api/v2/speechandtextanalytics/transcripts/search", "POST"},
        {route::desk, "/store/transcripts/*/*", "GET", route_kind::open},
    }};

    // Of the participant whose session it is, if it has a transcript by now.
    static std::optional<std::size_t> find(desk_visit const& v, std::uint64_t i)
    {
        auto const c = v.data.facts(i);
        if (v.wall < c.last + std::chrono::milliseconds(v.options.transcript_lag()).count()) return std::nullopt;
        for (auto const position : transcribed_positions(v.data, i))
            if (to_string(session_id_of(c.seed, position)) == v.words[1]) return position;
        return std::nullopt;
    }

    static http::response place(desk_visit const& v, bool all)
    {
        auto const i = v.data.find_conversation(v.words[0]);
        if (i && sealed(v.data, *i)) return forbidden_response("recording:recording:viewSensitiveData", v.correlation);
        if (!i || !find(v, *i)) return v.unknown("transcript");
        auto const link = presigned(v, "/store/transcripts/" + std::string(v.words[0]) + "/" + std::string(v.words[1]));
        std::string body;
        json_text j(body);
        j.open('{');
        if (all) {
            conversation(j, v.words[0]);
            j.text("communicationId", v.words[1]);
            j.open("urls", '[');
            j.open('{');
        }
        j.text("url", link);
        if (all) {
            j.close('}');
            j.close(']');
        }
        j.close('}');
        return json_response(200, std::move(body));
    }

    static void conversation(json_text& j, std::string_view id)
    {
        j.open("conversation", '{');
        j.text("id", id);
        j.text("selfUri", "/api/v2/conversations/" + std::string(id));
        j.close('}');
    }

    static http::response metrics(desk_visit const& v)
    {
        auto const i = v.data.find_conversation(v.words[0]);
        if (!i || transcribed_positions(v.data, *i).empty()) return v.unknown("conversation");
        noise n(mix(v.data.facts(*i).seed, 0x5e47));
        std::string body;
        json_text j(body);
        j.open('{');
        conversation(j, v.words[0]);
        j.real("sentimentScore", n.between(-100, 100), 2);
        j.real("sentimentTrend", n.between(-50, 50), 2);
        constexpr std::array<std::string_view, 6> trends{"NotCalculated", "Declining",         "SlightlyDeclining",
                                                         "NoChange",      "SlightlyImproving", "Meandering"};
        j.ready("sentimentTrendClass", trends[n.below(trends.size())]);
        j.open("participantMetrics", '{');
        auto const agent = n.between(10, 60);
        j.real("agentDurationPercentage", agent * 10, 1);
        j.real("customerDurationPercentage", (90 - agent) * 10, 1);
        j.real("silenceDurationPercentage", 100, 1);
        j.number("overtalkCount", n.between(0, 9));
        j.close('}');
        j.close('}');
        return json_response(200, std::move(body));
    }

    // Understands EXACT on conversationId and mediaType; without a condition, all.
    static http::response search(desk_visit const& v)
    {
        boost::system::error_code problem;
        auto const body = boost::json::parse(v.request.body, problem);
        if (problem || !body.is_object()) return v.refuse(bad_request("The body is no JSON object"));
        auto const& o = body.get_object();
        auto const* const types = o.if_contains("types");
        if (types == nullptr || !types->is_array() || types->get_array().empty())
            return v.refuse(bad_request("types is missing"));
        auto const number = [&](char const* name, std::int64_t otherwise) {
            auto const* const value = o.if_contains(name);
            return value != nullptr && value->is_int64() ? value->get_int64() : otherwise;
        };
        auto const size = number("pageSize", 25);
        auto const page = number("pageNumber", 1);
        if (size < 1 || size > 100) return v.refuse(bad_page("pageSize", 100));
        if (page < 1 || page > max_page_number) return v.refuse(bad_page("pageNumber", max_page_number));
        std::string rows;
        std::int64_t total = 0;
        json_text row(rows);
        for (std::uint64_t i = 0; i != v.data.conversations(); ++i) {
            auto const id = to_string(v.data.conversation_id(i));
            if (!wanted(o, id) || transcribed_positions(v.data, i).empty()) continue;
            if (total++ / size != page - 1) continue;
            row.open('{');
            row.ready("conversationId", id);
            row.ready("mediaType", "call");
            row.time("startTime", v.data.start_of(i));
            row.close('}');
        }
        std::string out;
        json_text j(out);
        j.open('{');
        j.number("total", total);
        j.number("pageCount", (total + size - 1) / size);
        j.number("pageSize", size);
        j.number("pageNumber", page);
        j.raw("types", R"(["transcripts"])");
        j.raw("results", "[" + rows + "]");
        j.close('}');
        return json_response(200, std::move(out));
    }

    static bool wanted(boost::json::object const& o, std::string_view id)
    {
        auto const* const query = o.if_contains("query");
        if (query == nullptr || !query->is_array()) return true;
        for (auto const& condition : query->get_array()) {
            if (!condition.is_object()) continue;
            auto const text = [&](char const* name) {
                auto const* const value = condition.get_object().if_contains(name);
                return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
            };
            auto const* const fields = condition.get_object().if_contains("fields");
            bool const by_id = fields != nullptr && fields->is_array() && !fields->get_array().empty() &&
                               fields->get_array()[0] == "conversationId";
            if (text("value") != (by_id ? id : std::string_view("call"))) return false;
        }
        return true;
    }

    static http::response file(desk_visit const& v)
    {
        if (auto refused = check_link(v)) return *std::move(refused);
        if (auto const i = v.data.find_conversation(v.words[0]))
            if (auto const position = find(v, *i)) return stored(transcript_text(v.data, *i, *position), "application/json");
        return store_refusal(404, "NoSuchKey", "The specified key does not exist.");
    }
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_SPEECH_DESK_HPP
