// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_GENESYS_EMULATOR_HPP
#define COGRANT_TESTING_GENESYS_EMULATOR_HPP

#include <cogrant/config.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/testing/emulator/data_set.hpp>
#include <cogrant/testing/emulator/desk.hpp>
#include <cogrant/testing/emulator/desks.hpp>
#include <cogrant/testing/emulator/fault.hpp>
#include <cogrant/testing/emulator/fault_injector.hpp>
#include <cogrant/testing/emulator/job_book.hpp>
#include <cogrant/testing/emulator/options.hpp>
#include <cogrant/testing/emulator/reply.hpp>
#include <cogrant/testing/emulator/routes.hpp>
#include <cogrant/testing/emulator/token_desk.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::testing {

/// What an emulator was asked and what it did.
struct genesys_emulator_counters {
    /// Requests by "METHOD /path" with `*` for ids; "other" for unknown paths. Requests met by a fault count too.
    std::map<std::string, std::uint64_t, std::less<>> requests;
    std::uint64_t total = 0;
    std::uint64_t tokens_issued = 0;
    std::uint64_t rate_limited = 0; ///< 429 because the window was full; those of the fault plan are in `faults`
    std::uint64_t unauthorized = 0; ///< 401 on API paths
    std::uint64_t open_jobs = 0;
    std::map<std::string, std::uint64_t, std::less<>> faults; ///< by the names of @ref fault_plan

    std::uint64_t requests_to(std::string_view label) const
    {
        auto const found = requests.find(label);
        return found == requests.end() ? 0 : found->second;
    }
};

/** Stands in for a Genesys Cloud organisation: token endpoint, conversation details (query, by id, jobs), aggregates, what
    is live, users, queues, recordings, transcripts and the store they lie in, exports, token inspection, rate limits,
    errors, on a made-up data set of any size, with a plan of faults.

    No sockets and no clock: a request and the time go in, an answer comes out. `testing::loopback_server` puts it on a
    port. The `request` has the target as it was on the wire (path and query, percent-encoded) and the raw body. The
    answer has no `Content-Length`, `Connection` or `Date`; these are the server's. Answers to HEAD have no body.

    Everything is repeatable: equal options and requests give equal answers, to the byte.

    @par Source         the wire as documented in the contract of the Genesys Cloud platform API
    @par Limits         request bodies up to 512,000 bytes (413 beyond)
    @par Thread safety  distinct objects: safe; shared object: unsafe, use one thread or a strand */
class genesys_emulator {
public:
    using wall_time = std::chrono::system_clock::time_point;

    explicit genesys_emulator(genesys_emulator_options options = genesys_emulator_options());

    genesys_emulator(genesys_emulator const&) = delete;
    genesys_emulator& operator=(genesys_emulator const&) = delete;

    /// Answers one request. `now` drives token lives and rate windows, `wall` what is dated in answers.
    emulator_reply handle(http::request const& request, time_point now, wall_time wall);

    genesys_emulator_options const& options() const noexcept { return options_; }
    genesys_emulator_counters counters() const;

    // The truth, for comparison with what a client got.

    /// Row `i` as the query answers it, and as a job does (with participant attributes).
    std::string conversation_json(std::uint64_t i) const;
    std::string job_conversation_json(std::uint64_t i) const;
    std::string user_json(std::uint64_t i) const;
    std::string conversation_id(std::uint64_t i) const { return to_string(data_.conversation_id(i)); }
    std::string user_id(std::uint64_t i) const { return to_string(data_.user_id(i)); }
    std::string queue_id(std::uint64_t i) const { return to_string(data_.queue_id(i % detail::queue_count)); }
    std::string division_id(std::uint64_t i) const { return to_string(data_.division_id(i % detail::division_count)); }

    /// The rows that a details query with this JSON body has on all its pages, in order; fails as the query would.
    result<std::vector<std::uint64_t>> rows_of_query(std::string_view body) const { return rows_of(body, false); }
    /// The same for the body of a job.
    result<std::vector<std::uint64_t>> rows_of_job(std::string_view body) const { return rows_of(body, true); }

    /// What the answers of the desks are made of, see emulator/desk.hpp.
    detail::data_set const& data() const noexcept { return data_; }

    /// Revokes every token, as an idle timeout does.
    void revoke_tokens() noexcept { desk_.revoke_all(); }

private:
    /// One request on its way through.
    struct visit {
        http::request const& request;
        time_point now;
        std::int64_t wall = 0;
        detail::route_match match;
        std::string_view query;
        std::string correlation;
        detail::issued_token* token = nullptr;
        detail::rate_window const* window = nullptr; ///< whose state the answer reports
    };

    http::response respond(visit& v);
    http::response synthesize(visit const& v, fault_decision const& d) const;
    detail::desk_visit at_desk(visit const& v) const;
    http::response dispatch(visit& v);
    detail::route_match find_route(std::string_view path) const;
    http::response token(visit& v);
    http::response details_query(visit const& v);
    http::response details_many(visit const& v);
    http::response conversation(visit const& v);
    http::response submit_job(visit const& v);
    http::response job(visit const& v);
    http::response job_results(visit const& v);
    http::response users(visit const& v);
    http::response user(visit const& v);
    http::response own_token(visit& v);
    http::response refuse(visit const& v, detail::problem const& p) const;
    void finish(visit const& v, http::response& r) const;

    void append_rows(
        std::string& out, std::string const& identity, detail::row_selection const& rows, std::uint64_t offset,
        std::uint64_t count, bool attributes);
    detail::row_selection const& selection_of(detail::details_query const& q);
    std::string const& aggregations_of(detail::details_query const& q, detail::row_selection const& rows);
    std::string availability(visit const& v) const;
    result<std::vector<std::uint64_t>> rows_of(std::string_view body, bool job) const;

    genesys_emulator_options options_;
    detail::data_set data_;
    detail::token_desk desk_;
    detail::rate_window token_window_;
    detail::job_book jobs_;
    std::vector<std::unique_ptr<detail::desk>> desks_;
    fault_injector faults_;
    genesys_emulator_counters counters_;
    std::map<std::string, detail::row_selection> selections_;
    std::map<std::string, std::string> aggregations_; ///< by the query's identity, as text
    std::map<std::string, std::string> pages_;
    std::size_t page_bytes_ = 0;
};

} // namespace cogrant::testing

#include <cogrant/testing/emulator/impl/genesys_emulator.hpp>
#include <cogrant/testing/emulator/impl/genesys_endpoints.hpp>

#endif // COGRANT_TESTING_GENESYS_EMULATOR_HPP
