// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_STORM_LISTING_HPP
#define COGRANT_TESTS_STORM_LISTING_HPP

#include "paging_parts.hpp"
#include <cogrant/testing/emulator/reply.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// A listing behind a server that fails as a plan of the emulators says.
namespace paging {

using namespace cogrant;

/// The rows 1, 2, … on pages whose sizes are the seed's.
struct storm_plan {
    /// `uneven` pages may be short or empty in the middle; others are full up to the last, which is not.
    storm_plan(std::uint64_t seed, bool uneven, std::size_t page_size) : random(seed)
    {
        std::size_t const pages = random() % 8;
        for (std::size_t n = 0; n != pages; ++n) sizes.push_back(uneven ? random() % (page_size + 1) : page_size);
        sizes.push_back(random() % page_size);
        for (auto const size : sizes) rows += size;
    }

    std::mt19937_64 random;
    std::vector<std::size_t> sizes;
    std::size_t rows = 0;
};

/// How a style names its pages on the wire.
struct wire_style {
    std::string member;                                     ///< that holds the marker
    bool header = false;                                    ///< the marker is a Link field
    std::function<std::size_t(http::request const&)> index; ///< of the page that a request asks for
    std::function<std::string(std::size_t)> marker;         ///< of that page
};

/// The emulators' plan of a storm: four of ten requests fail, tokens die, answers are late or come in pieces.
inline testing::fault_plan storm_faults(std::uint64_t seed)
{
    constexpr std::string_view rates = "429=0.08,500=0.04,502=0.05,503=0.05,504=0.04,reset=0.05,truncate=0.05,"
                                       "reset-body=0.05,stale=0.05,token-death=0.02,gzip=0.3,chunked=0.3,drip=0.1,"
                                       "delay=0.5,delay-ms=700,retry-after=2";
    auto plan = testing::fault_plan::parse(rates).value();
    // By chance a token dies late only; this one early.
    return plan.seed(seed).at("", 3 + seed % 7, testing::fault_kind::token_death);
}

/** A server of one listing, for the styles that no emulator has a path for. It follows a plan as the emulators do, so it
    may stand behind a `basic_emulator_transport`. Asks for the tokens token-1, token-2, … */
class listing_server {
public:
    listing_server(storm_plan plan, wire_style style, testing::fault_plan faults)
        : plan_(std::move(plan)), style_(std::move(style)), faults_(std::move(faults))
    {
    }

    testing::emulator_reply handle(http::request const& r, time_point, std::chrono::system_clock::time_point)
    {
        auto const label =
            r.target + " " + std::string(r.headers.find("X-Genesys-Page-Token").value_or("no page token"));
        testing::fault_subject subject;
        subject.label = label;
        subject.body = r.body;
        subject.token_served = served_;
        auto const d = faults_.next(subject);
        testing::emulator_reply reply;
        if (d.failure == testing::fault_kind::token_death) {
            ++token_;
            served_ = 0;
        }
        if (d.failure) ++count_;
        bool const spoiled = d.failure && *d.failure <= testing::fault_kind::reset;
        if (spoiled) reply.response = refusal(*d.failure);
        else if (r.headers.find("Authorization") != "Bearer token-" + std::to_string(token_))
            reply.response.status = 401;
        else reply.response = page(r);
        reply.fault = testing::detail::fault_of(d, faults_.plan(), r, reply.response);
        return reply;
    }

    std::size_t faults() const { return count_; }
    std::size_t rows() const { return plan_.rows; }

private:
    http::response refusal(testing::fault_kind kind) const
    {
        constexpr unsigned statuses[] = {429, 500, 502, 503, 504, 500};
        http::response answer{statuses[static_cast<std::size_t>(kind)], {}, {}};
        if (answer.status == 429 || answer.status == 503) answer.headers.add("Retry-After", "2");
        return answer;
    }

    http::response page(http::request const& r)
    {
        ++served_;
        auto const index = style_.index(r);
        http::response answer{200, {}, {}};
        // Totals are not to be trusted.
        answer.body = "{\"total\":" + std::to_string(plan_.random() % 50) + ",\"rows\":[";
        std::size_t row = 0;
        for (std::size_t n = 0; n < index && n < plan_.sizes.size(); ++n) row += plan_.sizes[n];
        auto const size = index < plan_.sizes.size() ? plan_.sizes[index] : 0;
        for (std::size_t n = 0; n != size; ++n) answer.body.append(n == 0 ? "" : ",").append(std::to_string(++row));
        answer.body += "]";
        if (index + 1 < plan_.sizes.size() && style_.marker) {
            auto const marker = style_.marker(index + 1);
            if (style_.header) answer.headers.add("Link", "<" + marker + ">; rel=\"next\"");
            else answer.body.append(",\"" + style_.member + "\":\"" + marker + "\"");
        }
        answer.body += "}";
        return answer;
    }

    storm_plan plan_;
    wire_style style_;
    testing::fault_injector faults_;
    std::size_t token_ = 1;
    std::uint64_t served_ = 0;
    std::size_t count_ = 0;
};

} // namespace paging

#endif // COGRANT_TESTS_STORM_LISTING_HPP
