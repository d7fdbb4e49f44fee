// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_RECORDING_DESK_HPP
#define COGRANT_TESTING_EMULATOR_RECORDING_DESK_HPP

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

inline std::string recording_path(data_set const& data, std::uint64_t i, recording_facts const& r)
{
    return "/store/recordings/" + to_string(data.conversation_id(i)) + "/" + to_string(r.id);
}

/// One recording: as metadata, or with its media, which are ready or not.
inline void
write_recording(std::string& out, desk_visit const& v, std::uint64_t i, recording_facts const& r, bool media, bool ready)
{
    json_text j(out);
    auto const id = to_string(v.data.conversation_id(i));
    j.open('{');
    j.id("id", r.id);
    j.ready("conversationId", id);
    j.time("startTime", r.begin);
    j.time("endTime", r.end);
    j.ready("media", "audio");
    j.ready("mediaSubtype", "Trunk");
    j.raw("annotations", "[]");
    j.ready("fileState", r.state);
    j.id("sessionId", session_id_of(v.data.facts(i).seed, r.position));
    j.time("deleteDate", r.end + 365 * ms_per_day);
    if (!media) {
        j.ready("region", "eu-central-1");
    } else {
        j.open("users", '[');
        j.open('{');
        j.id("id", v.data.user_id(static_cast<std::uint64_t>(r.user)));
        j.close('}');
        j.close(']');
        j.ready("recordingFileRole", "CUSTOMER_EXPERIENCE");
        j.time("creationTime", r.begin);
        j.number("outputDurationMs", r.end - r.begin);
        if (!ready) j.number("estimatedTranscodeTimeMs", 40);
        if (ready && r.state == "AVAILABLE") {
            j.number("actualTranscodeTimeMs", 37);
            j.number("outputSizeInBytes", static_cast<std::int64_t>(recording_bytes(r).size()));
            j.open("mediaUris", '{');
            j.open("S", '{');
            j.text("mediaUri", presigned(v, recording_path(v.data, i, r)));
            j.raw("waveformData", "[0.0,0.25,-0.5]");
            j.close('}');
            j.close('}');
        }
    }
    j.ready("selfUri", "/api/v2/conversations/" + id + "/recordings/" + to_string(r.id));
    j.close('}');
}

/// Recordings of one conversation, their metadata, batches of them, and the files.
class recording_desk final : public desk {
public:
    std::span<route_entry const> routes() const override { return table; }

    http::response answer(std::size_t number, desk_visit const& v) override
    {
        switch (number) {
        case 0: return of_conversation(v, true);
        case 1: return one(v);
        case 2: return of_conversation(v, false);
        case 3: return submit(v);
        case 4: return status(v);
        default: return file(v);
        }
    }

private:
    static constexpr std::array<route_entry, 6> table{{
        {route::desk, "/api/v2/conversations/*/recordings", "GET"},
        {route::desk, "/api/v2/conversations/*/recordings/*", "GET"},
        {route::desk, "/api/v2/conversations/*/recordingmetadata", "GET"},
        {route::desk, "/api/v2/recording/batchrequests", "POST", route_kind::submission},
        {route::desk, "/api/v2/recording/batchrequests/*", "GET"},
        {route::desk, "/store/recordings/*/*", "GET", route_kind::open},
    }};

    struct batch {
        std::string client;
        std::uint64_t login = 0;
        std::vector<std::pair<std::string, std::string>> items; ///< conversation, recording or nothing
        unsigned polls = 0;
    };

    // The conversation of a visit, or the refusal.
    static std::optional<std::uint64_t> find(desk_visit const& v, http::response& refusal)
    {
        auto const i = v.data.find_conversation(v.words[0]);
        if (!i) refusal = v.unknown("conversation");
        else if (sealed(v.data, *i)) refusal = forbidden_response("recording:recording:viewSensitiveData", v.correlation);
        else return i;
        return std::nullopt;
    }

    bool transcoded(desk_visit const& v, std::uint64_t i)
    {
        auto const parameters = parse_parameters(v.query);
        bool const original = parameters && find_parameter(*parameters, "formatId").value_or("") == "NONE";
        return original || asked_[i]++ >= v.options.transcode_polls();
    }

    http::response of_conversation(desk_visit const& v, bool media)
    {
        http::response refusal;
        auto const i = find(v, refusal);
        if (!i) return refusal;
        auto const all = recordings_of(v.data, *i);
        bool const ready = !media || all.empty() || transcoded(v, *i);
        std::string body = "[";
        json_text j(body);
        for (auto const& r : all) write_recording(body, v, *i, r, media, ready);
        j.close(']');
        return json_response(ready ? 200 : 202, std::move(body));
    }

    http::response one(desk_visit const& v)
    {
        http::response refusal;
        auto const i = find(v, refusal);
        if (!i) return refusal;
        for (auto const& r : recordings_of(v.data, *i)) {
            if (to_string(r.id) != v.words[1]) continue;
            bool const ready = transcoded(v, *i);
            std::string body;
            write_recording(body, v, *i, r, true, ready);
            return json_response(ready ? 200 : 202, std::move(body));
        }
        return v.unknown("recording");
    }

    http::response submit(desk_visit const& v)
    {
        boost::system::error_code problem;
        auto const body = boost::json::parse(v.request.body, problem);
        auto const* const list = !problem && body.is_object() ? body.get_object().if_contains("batchDownloadRequestList") : nullptr;
        if (list == nullptr || !list->is_array())
            return v.refuse(bad_request("batchDownloadRequestList is missing"));
        auto const& items = list->get_array();
        if (items.empty() || items.size() > 100) return v.refuse(bad_request("A batch has 1 to 100 items", "invalid.value"));
        batch b;
        b.client = v.token->client_id;
        b.login = v.token->login;
        for (auto const& item : items) {
            auto const text = [&](char const* name) {
                auto const* const value = item.is_object() ? item.get_object().if_contains(name) : nullptr;
                return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
            };
            b.items.emplace_back(text("conversationId"), text("recordingId"));
        }
        auto const id = to_string(id_of(mix(v.options.seed(), 0xba7c), batches_.size()));
        batches_.emplace(id, std::move(b));
        return json_response(200, R"({"id":")" + id + R"(","selfUri":"/api/v2/recording/batchrequests/)" + id + "\"}");
    }

    http::response status(desk_visit const& v)
    {
        auto const found = batches_.find(v.words[0]);
        if (found == batches_.end()) return v.unknown("batch");
        auto& b = found->second;
        if (b.client != v.token->client_id || b.login != v.token->login)
            return v.refuse({403, "not.authorized", "Only who submitted the batch may read it"});
        bool const done = b.polls++ >= v.options.job_polls();
        std::string results;
        std::int64_t good = 0;
        std::int64_t bad = 0;
        for (auto const& [conversation, recording] : b.items)
            if (done) write_results(results, v, conversation, recording, good, bad);
        std::string out;
        json_text j(out);
        j.open('{');
        j.ready("id", found->first);
        j.ready("jobId", found->first);
        j.number("expectedResultCount", static_cast<std::int64_t>(b.items.size()));
        j.number("resultCount", good);
        j.number("errorCount", bad);
        j.ready("status", done ? "Completed" : "InProgress");
        j.raw("results", "[" + results + "]");
        j.ready("selfUri", "/api/v2/recording/batchrequests/" + found->first);
        j.close('}');
        return json_response(200, std::move(out));
    }

    // What is sealed is left out without a word.
    static void write_results(
        std::string& out, desk_visit const& v, std::string const& conversation, std::string const& recording,
        std::int64_t& good, std::int64_t& bad)
    {
        json_text j(out);
        auto const i = v.data.find_conversation(conversation);
        if (i && sealed(v.data, *i)) return;
        bool any = false;
        for (auto const& r : i ? recordings_of(v.data, *i) : std::vector<recording_facts>()) {
            if (r.state != "AVAILABLE" || (!recording.empty() && recording != to_string(r.id))) continue;
            any = true;
            ++good;
            j.open('{');
            j.text("conversationId", conversation);
            j.id("recordingId", r.id);
            j.text("resultUrl", presigned(v, recording_path(v.data, *i, r)));
            j.ready("contentType", "audio/wav");
            j.close('}');
        }
        if (any) return;
        ++bad;
        j.open('{');
        j.text("conversationId", conversation);
        if (!recording.empty()) j.text("recordingId", recording);
        j.ready("errorMsg", "There is no recording to download");
        j.close('}');
    }

    static http::response file(desk_visit const& v)
    {
        if (auto refused = check_link(v)) return *std::move(refused);
        if (auto const i = v.data.find_conversation(v.words[0]))
            for (auto const& r : recordings_of(v.data, *i))
                if (to_string(r.id) == v.words[1]) return stored(recording_bytes(r), "audio/wav");
        return store_refusal(404, "NoSuchKey", "The specified key does not exist.");
    }

    std::map<std::uint64_t, unsigned> asked_; ///< by conversation: how often its media were asked for
    std::map<std::string, batch, std::less<>> batches_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_RECORDING_DESK_HPP
