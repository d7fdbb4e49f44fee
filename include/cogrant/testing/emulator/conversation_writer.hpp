// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_CONVERSATION_WRITER_HPP
#define COGRANT_TESTING_EMULATOR_CONVERSATION_WRITER_HPP

#include <cogrant/testing/emulator/conversation_facts.hpp>
#include <cogrant/testing/emulator/conversation_metrics.hpp>
#include <cogrant/testing/emulator/conversation_parts.hpp>
#include <cogrant/testing/emulator/data_set.hpp>
#include <cogrant/testing/emulator/made_up_words.hpp>
#include <cogrant/testing/emulator/quality_facts.hpp>
#include <cogrant/testing/emulator/user_writer.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace cogrant::testing::detail {

/// Writes one conversation as `AnalyticsConversation` (with attributes) or `AnalyticsConversationWithoutAttributes`.
class conversation_writer {
public:
    conversation_writer(std::string& out, data_set const& data, std::uint64_t index)
        : data_(data), c_(data.facts(index)), json_(out), n_(mix(c_.seed, 0x3417))
    {
    }

    void write(bool attributes)
    {
        json_.open('{');
        head();
        json_.open("participants", '[');
        for (std::size_t p = 0; p != c_.participant_count; ++p) participant(c_.participants[p], p, attributes);
        json_.close(']');
        write_quality(json_, data_, c_);
        if (c_.index % 97 == 5)
            json_.raw(
                "xPreviewNewFeature",
                R"({"enabled":true,"weights":[0.1,0.25,1e-7],"nested":{"deep":[null,false,{}]}})");
        json_.close('}');
    }

private:
    bool live() const noexcept { return c_.end == running; }
    bool voice() const noexcept { return c_.media == "voice"; }
    uuid fresh_id() noexcept { return random_id(n_); }
    std::string number_text(std::string_view prefix, std::int64_t digits)
    {
        return std::string(prefix).append(std::to_string(digits));
    }

    void head()
    {
        json_.id("conversationId", data_.conversation_id(c_.index));
        json_.time("conversationStart", c_.start, true);
        if (!live()) json_.time("conversationEnd", c_.end);
        else if (n_.chance(500)) json_.null("conversationEnd");
        json_.ready("originatingDirection", c_.direction);
        json_.ready("conversationInitiator", c_.initiator);
        json_.open("divisionIds", '[');
        json_.id_item(data_.division_id(static_cast<std::uint64_t>(c_.division)));
        if (c_.second_division >= 0) json_.id_item(data_.division_id(static_cast<std::uint64_t>(c_.second_division)));
        json_.close(']');
        if (c_.tag >= 0) json_.ready("externalTag", number_text("ticket-", c_.tag));
        else if (n_.chance(200)) json_.null("externalTag");
        if (voice() && !live()) {
            json_.real("mediaStatsMinConversationMos", n_.between(2'500'000'000'001, 4'882'000'000'000), 12);
            json_.real("mediaStatsMinConversationRFactor", n_.between(5'000, 9'320), 2);
        }
        json_.boolean("customerParticipation", true);
        json_.boolean("selfServed", false);
    }

    void participant(participant_facts const& p, std::size_t position, bool attributes)
    {
        json_.open('{');
        json_.id("participantId", fresh_id());
        name(p);
        json_.ready("purpose", p.purpose);
        if (p.user >= 0) json_.id("userId", data_.user_id(static_cast<std::uint64_t>(p.user)));
        if (p.purpose == "customer") json_.id("externalContactId", fresh_id());
        json_.open("sessions", '[');
        session(p, position);
        json_.close(']');
        if (attributes) {
            json_.open("attributes", '{');
            json_.ready("customer.name", pick(last_names, n_.next()));
            if (position == 0) {
                json_.ready("note", pick(notes, n_.next()));
                json_.ready("orderNumber", number_text("00", n_.between(1000, 999'999)));
                json_.ready("empty", "");
            }
            json_.close('}');
        }
        json_.close('}');
    }

    void name(participant_facts const& p)
    {
        if (p.user >= 0) {
            json_.ready("participantName", user_name(data_, static_cast<std::uint64_t>(p.user)));
        } else if (p.purpose == "acd") {
            json_.ready("participantName", pick(queue_names, static_cast<std::uint64_t>(p.segments[0].queue)));
        } else if (p.purpose == "ivr" || p.purpose == "botflow") {
            json_.ready("participantName", "Main – v2 “new”");
        } else if (n_.chance(100)) {
            json_.null("participantName");
        } else {
            std::string text(pick(first_names, n_.next()));
            json_.ready("participantName", text.append(" ").append(pick(last_names, n_.next())));
        }
    }

    void session(participant_facts const& p, std::size_t position)
    {
        json_.open('{');
        json_.id("sessionId", mix_id(position));
        if (position != 0) json_.id("peerId", mix_id(position - 1));
        json_.ready("mediaType", p.media);
        json_.ready("direction", c_.direction);
        addresses(p);
        json_.ready("provider", voice() ? "Edge" : "PureCloud Messaging");
        if (p.user >= 0) agent_details(p);
        if (p.purpose == "acd") {
            json_.raw("requestedRoutings", R"(["Standard"])");
            json_.ready("usedRouting", c_.index % 227 == 3 ? "Quantum" : "Standard");
            json_.open("eligibleAgentCounts", '[');
            json_.number_item(n_.between(0, 40));
            json_.close(']');
        }
        if (p.purpose == "ivr" || p.purpose == "botflow") write_flow(json_, data_, c_, p.segments[0], n_);
        if (p.purpose == "campaign") {
            json_.id("outboundCampaignId", data_.form_id(100));
            json_.ready("outboundContactId", number_text("000", n_.between(1, 99'999)));
            json_.id("outboundContactListId", data_.form_id(101));
        }
        if (voice() && p.purpose == "customer" && !live()) media_stats();
        metrics(p);
        json_.open("segments", '[');
        for (std::size_t s = 0; s != p.segment_count; ++s) segment(p.segments[s]);
        json_.close(']');
        json_.close('}');
    }

    uuid mix_id(std::size_t position) const noexcept { return session_id_of(c_.seed, position); }

    void addresses(participant_facts const& p)
    {
        auto const customer = static_cast<std::int64_t>(mix(c_.seed, 0xa41) % 900'000'000);
        if (c_.media == "email") {
            json_.ready("addressFrom", number_text("customer", customer) + "@example.net");
            json_.ready("addressTo", "support@example.com");
        } else {
            json_.ready("ani", number_text("tel:+49", 30'000'000'000 + customer));
            json_.ready("dnis", "tel:+4989123456");
        }
        if (c_.media == "message") {
            json_.ready("messageType", "whatsapp");
            json_.ready("engagementSource", "WhatsApp");
            json_.number("mediaCount", n_.between(0, 4));
        }
        if (p.purpose == "customer") json_.ready("remoteNameDisplayable", pick(last_names, n_.next()));
    }

    void agent_details(participant_facts const& p)
    {
        auto const user = data_.user_id(static_cast<std::uint64_t>(p.user));
        json_.boolean("recording", n_.chance(700));
        json_.id("selectedAgentId", user);
        json_.number("selectedAgentRank", 1);
        json_.number("timeoutSeconds", 0);
        if (n_.chance(150)) {
            json_.open("proposedAgents", '[');
            json_.open('{');
            json_.id("proposedAgentId", user);
            json_.number("agentRank", 1);
            json_.close('}');
            json_.close(']');
        }
    }

    void media_stats()
    {
        json_.open("mediaEndpointStats", '[');
        json_.open('{');
        json_.raw("codecs", R"(["audio/PCMU","audio/opus"])");
        json_.time("eventTime", c_.last);
        json_.real("minMos", n_.between(25'000'000, 48'820'000), 7);
        json_.real("minRFactor", n_.between(5'000, 9'320), 2);
        json_.number("maxLatencyMs", n_.between(8, 900));
        json_.number("receivedPackets", (c_.last - c_.start) / 20);
        json_.number("discardedPackets", n_.between(0, 12));
        json_.number("overrunPackets", 0);
        json_.number("underrunPackets", n_.between(0, 3));
        json_.close('}');
        json_.close(']');
    }

    void metric(std::string_view what, std::int64_t value, std::int64_t when)
    {
        json_.open('{');
        json_.time("emitDate", when);
        json_.ready("name", what);
        json_.number("value", value);
        json_.close('}');
    }

    void metrics(participant_facts const& p)
    {
        json_.open("metrics", '[');
        for_each_metric(
            c_, p, [&](std::string_view what, std::int64_t value, std::int64_t when) { metric(what, value, when); });
        json_.close(']');
    }

    void segment(segment_facts const& s)
    {
        json_.open('{');
        json_.time("segmentStart", s.begin);
        if (s.end != running) json_.time("segmentEnd", s.end);
        json_.ready("segmentType", s.type);
        json_.boolean("conference", false);
        if (s.queue >= 0) json_.id("queueId", data_.queue_id(static_cast<std::uint64_t>(s.queue)));
        if (!s.disconnect.empty()) json_.ready("disconnectType", s.disconnect);
        if (s.type == "dialing") {
            json_.raw("sipResponseCodes", s.disconnect == "uncallable" ? "[486,0]" : "[200]");
            json_.raw("q850ResponseCodes", "[16]");
        }
        if (c_.media == "email" && s.type == "interact") json_.ready("subject", pick(subjects, c_.seed));
        if (s.queue >= 0 && s.type == "interact" && n_.chance(300)) {
            json_.open("requestedRoutingSkillIds", '[');
            json_.id_item(data_.skill_id(n_.below(skills.size())));
            json_.close(']');
        }
        if (s.wrap_up >= 0) {
            json_.id("wrapUpCode", data_.wrap_up_id(static_cast<std::uint64_t>(s.wrap_up)));
            json_.ready("wrapUpNote", pick(notes, n_.next()));
            if (n_.chance(200)) json_.raw("wrapUpTags", R"(["billing","vip"])");
        }
        json_.close('}');
    }

    data_set const& data_;
    conversation_facts c_;
    json_text json_;
    noise n_;
};

inline void write_conversation(std::string& out, data_set const& data, std::uint64_t index, bool attributes)
{
    conversation_writer(out, data, index).write(attributes);
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_CONVERSATION_WRITER_HPP
