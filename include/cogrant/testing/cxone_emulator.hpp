// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_CXONE_EMULATOR_HPP
#define COGRANT_TESTING_CXONE_EMULATOR_HPP

#include <cogrant/config.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/testing/emulator/cxone_data.hpp>
#include <cogrant/testing/emulator/cxone_options.hpp>
#include <cogrant/testing/emulator/cxone_sign_in_desk.hpp>
#include <cogrant/testing/emulator/cxone_token_desk.hpp>
#include <cogrant/testing/emulator/fault_injector.hpp>
#include <cogrant/testing/emulator/rate_window.hpp>
#include <cogrant/testing/emulator/reply.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cogrant::testing {

/// What an emulator was asked and what it did.
struct cxone_emulator_counters {
    /// Requests by "METHOD /path", without the version of the API and with `*` for ids; "other" for unknown paths.
    std::map<std::string, std::uint64_t, std::less<>> requests;
    std::uint64_t total = 0;
    std::uint64_t tokens_issued = 0;
    std::uint64_t rate_limited = 0; ///< 429 because the window was full; those of the fault plan are in `faults`
    std::uint64_t unauthorized = 0; ///< 401 for want of a good token
    std::map<std::string, std::uint64_t, std::less<>> faults; ///< by the names of @ref fault_plan

    std::uint64_t requests_to(std::string_view label) const
    {
        auto const found = requests.find(label);
        return found == requests.end() ? 0 : found->second;
    }
};

/** Stands in for a CXone tenant, all its hosts being one: logins by access key, by application and by a person on a page
    (code with PKCE, id_token), their renewals, discovery of issuer and tenant, contacts, reports, directories,
    extractions with their files, on a made-up data set.

    No sockets and no clock: a request and the time go in, an answer comes out. `testing::cxone_emulator_server` puts it
    on a port. Where the wire is loose it is loose on purpose: ids and seconds come as texts now and then, the end of
    the links is missing or empty, after-call work has two spellings. The rows of reports have names of the emulator's
    own where the contract leaves them open.

    Everything is repeatable: equal options and requests give equal answers, to the byte; but for the signatures of
    id_tokens, whose key is made anew.

    @par Source         contract of CXone
    @par Thread safety  distinct objects: safe; shared object: unsafe, use one thread or a strand */
class cxone_emulator {
public:
    using wall_time = std::chrono::system_clock::time_point;

    explicit cxone_emulator(cxone_emulator_options options = cxone_emulator_options());

    cxone_emulator(cxone_emulator const&) = delete;
    cxone_emulator& operator=(cxone_emulator const&) = delete;

    /// Answers one request. `now` drives token lives and rate windows, `wall` what is dated in answers.
    emulator_reply handle(http::request const& request, time_point now, wall_time wall);

    cxone_emulator_options const& options() const noexcept { return options_; }
    cxone_emulator_counters counters() const;

    // The truth, for comparison with what a client got.

    /// Contact `i`, from 0, as the listing has it with all members.
    std::string contact_json(std::uint64_t i) const;
    /// The contacts that a query string selects, without regard to `skip` and `top`; nothing when it is refused.
    std::optional<std::vector<std::uint64_t>> rows_of_query(std::string_view query) const;
    /// The file of an extraction over these calendar dates.
    std::string extraction_csv(std::string_view entity, std::string_view from, std::string_view to) const;

    /// Revokes every access token; refresh tokens stay good.
    void revoke_tokens() noexcept { desk_.revoke_all(); }

private:
    struct visit {
        http::request const& request;
        time_point now;
        std::int64_t wall = 0;
        std::string base; ///< scheme, host and port that the client used
        std::string path; ///< of the API: behind the version; of others: all of it
        std::string label;
        std::string_view query;
        std::string correlation;
        bool api = false;
    };
    struct extraction {
        std::string csv;
        unsigned looks = 0;
    };

    visit visit_of(http::request const& request, time_point now, wall_time wall) const;
    http::response respond(visit const& v);
    http::response synthesize(visit const& v, fault_decision const& d) const;
    std::optional<http::response> before_tokens(visit const& v);
    http::response report(visit const& v);
    http::response contacts(visit const& v, detail::parameter_list const& parameters) const;
    http::response directory(visit const& v, detail::parameter_list const& parameters) const;
    http::response sums(visit const& v, detail::parameter_list const& parameters) const;
    http::response area_service(visit const& v);
    http::response submit(visit const& v);
    http::response look(visit const& v, std::string const& id);
    http::response file(visit const& v) const;
    std::optional<std::vector<std::uint64_t>> select(detail::parameter_list const& parameters, std::string& why) const;

    cxone_emulator_options options_;
    detail::cxone_data data_;
    detail::cxone_token_desk desk_;
    detail::rate_window window_;
    fault_injector faults_;
    cxone_emulator_counters counters_;
    std::map<std::string, extraction, std::less<>> jobs_;
};

} // namespace cogrant::testing

#include <cogrant/testing/emulator/impl/cxone_emulator.hpp>
#include <cogrant/testing/emulator/impl/cxone_extractions.hpp>
#include <cogrant/testing/emulator/impl/cxone_reports.hpp>

#endif // COGRANT_TESTING_CXONE_EMULATOR_HPP
