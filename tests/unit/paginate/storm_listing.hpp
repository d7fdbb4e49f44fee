// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_STORM_LISTING_HPP
#define COGRANT_TESTS_STORM_LISTING_HPP

#include "paging_parts.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

/// A listing behind a server that fails as a seed says.
namespace paging {

using namespace cogrant;
using clock = cogrant::testing::manual_clock;

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

/** The server, without a socket. A request fails at most three times in a row: 429, 500 to 504, resets before and after it
    was written, bodies cut off, and tokens that die. A transport; copies share what it knows. */
class storm {
    struct state {
        storm_plan plan;
        wire_style style;
        std::map<std::string, int> failed;
        std::size_t token = 1;
        time_point died{}; ///< when the last token did
        std::size_t faults = 0;
        std::size_t under_way = 0;
    };
    struct presence {
        explicit presence(std::size_t& n) : count(n) { ++count; }
        presence(presence const&) = delete;
        ~presence() { --count; }
        std::size_t& count;
    };

public:
    storm(storm_plan plan, wire_style style)
        : state_(std::make_shared<state>(state{std::move(plan), std::move(style), {}, 1, {}, 0, 0}))
    {
    }

    asio::awaitable<result<http::response>> send(http::exchange& x) { return play(state_, x); }
    std::size_t faults() const { return state_->faults; }
    std::size_t under_way() const { return state_->under_way; }

private:
    static http::response page(state& s, http::request const& r)
    {
        auto const index = s.style.index(r);
        http::response answer{200, {}, {}};
        // Totals are not to be trusted.
        answer.body = "{\"total\":" + std::to_string(s.plan.random() % 50) + ",\"rows\":[";
        std::size_t row = 0;
        for (std::size_t n = 0; n < index && n < s.plan.sizes.size(); ++n) row += s.plan.sizes[n];
        auto const size = index < s.plan.sizes.size() ? s.plan.sizes[index] : 0;
        for (std::size_t n = 0; n != size; ++n) answer.body.append(n == 0 ? "" : ",").append(std::to_string(++row));
        answer.body += "]";
        if (index + 1 < s.plan.sizes.size() && s.style.marker) {
            auto const marker = s.style.marker(index + 1);
            if (s.style.header) answer.headers.add("Link", "<" + marker + ">; rel=\"next\"");
            else answer.body.append(",\"" + s.style.member + "\":\"" + marker + "\"");
        }
        answer.body += "}";
        return answer;
    }

    static asio::awaitable<result<http::response>> play(std::shared_ptr<state> s, http::exchange& x)
    {
        presence const here(s->under_way);
        auto& random = s->plan.random;
        auto const page_token = x.request.headers.find("X-Genesys-Page-Token").value_or("");
        auto& failed = s->failed[x.request.target + x.request.body + std::string(page_token)];
        x.reused = false;
        x.bytes_written = true;
        x.where = phase::first_byte;
        auto const fault = failed < 3 ? random() % 24 : 24;
        auto waiting = wait_until<clock>(clock::now() + std::chrono::milliseconds(random() % 900));
        auto const stopped = co_await std::move(waiting);
        if (stopped) co_return x.fail(asio::error::operation_aborted);
        failed = fault < 9 ? failed + 1 : 0;
        s->faults += fault < 9 ? 1 : 0;
        // A client does not renew a token again that it has only just renewed.
        if (fault == 8 && clock::now() - s->died > std::chrono::seconds(40)) {
            ++s->token;
            s->died = clock::now();
        }
        auto const sent = x.request.headers.find("Authorization");
        http::response answer{401, {}, {}};
        if (sent != "Bearer token-" + std::to_string(s->token)) co_return answer;
        constexpr unsigned statuses[] = {429, 500, 502, 503, 504};
        if (fault < 5) {
            answer.status = statuses[fault];
            if (fault == 0 || fault == 3) answer.headers.add("Retry-After", "2");
            co_return answer;
        }
        if (fault == 5) {
            x.bytes_written = false;
            co_return x.fail(asio::error::connection_reset);
        }
        if (fault == 6) co_return x.fail(asio::error::connection_reset);
        if (fault == 7) co_return x.fail(make_error_code(http_errc::truncated));
        answer = page(*s, x.request);
        co_return answer;
    }

    std::shared_ptr<state> state_;
};

} // namespace paging

#endif // COGRANT_TESTS_STORM_LISTING_HPP
