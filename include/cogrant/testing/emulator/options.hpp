// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_OPTIONS_HPP
#define COGRANT_TESTING_EMULATOR_OPTIONS_HPP

#include <cogrant/secret.hpp>
#include <cogrant/testing/fault_plan.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing {

/** How a @ref genesys_emulator is to look: its data, its clients, its limits and its faults.

    The defaults are the live platform's, with 1000 conversations on 1 March 2025 (UTC) and 100 users.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class genesys_emulator_options {
public:
    using wall_time = std::chrono::system_clock::time_point;

    genesys_emulator_options() = default;

    /// How many conversations there are; they start evenly spread over the span, at least 1 ms apart.
    genesys_emulator_options& conversations(std::uint64_t n) { return conversations_ = n, *this; }
    /// When the first conversation starts.
    genesys_emulator_options& from(wall_time t) { return from_ = t, *this; }
    /// Over how long they start.
    genesys_emulator_options& span(std::chrono::milliseconds d) { return span_ = std::max(d, decltype(d){1}), *this; }
    genesys_emulator_options& days(unsigned n) { return span(std::chrono::hours(24 * n)); }
    /// People. One in ten has left, and is listed only for `state=any` or `inactive`.
    genesys_emulator_options& users(std::uint64_t n) { return users_ = n, *this; }
    /// Other seeds give other ids and contents.
    genesys_emulator_options& seed(std::uint64_t value) { return seed_ = value, *this; }

    /// The client with a secret. Default `test-client`, `test-secret`.
    genesys_emulator_options& client(std::string id, std::string_view client_secret)
    {
        client_id_ = std::move(id);
        client_secret_ = secret(client_secret);
        return *this;
    }
    /// Lets people log in: one more redirect URI, compared byte for byte. Without any, there is no code and no refresh.
    genesys_emulator_options& redirect_uri(std::string uri) { return redirect_uris_.push_back(std::move(uri)), *this; }
    /// A second client that has no secret and logs people in with PKCE. Default none.
    genesys_emulator_options& public_client(std::string id) { return public_client_ = std::move(id), *this; }
    /// Who may log in; it is the first user. Default `user0@example.com`, `test-password`.
    genesys_emulator_options& person(std::string login, std::string_view password)
    {
        person_ = std::move(login);
        person_password_ = secret(password);
        return *this;
    }
    genesys_emulator_options& code_life(std::chrono::seconds life) { return code_life_ = life, *this; }
    /// Whether each refresh gives a new refresh token, the old one being dead (its reuse ends the login), or keeps the
    /// old one and names none.
    genesys_emulator_options& rotate_refresh_tokens(bool on) { return rotate_refresh_tokens_ = on, *this; }
    /// The organisation of which SAML 2.0 assertions are taken, as in `orgName`. Default none.
    genesys_emulator_options& saml_organization(std::string n) { return saml_organization_ = std::move(n), *this; }
    genesys_emulator_options& token_life(std::chrono::seconds life) { return token_life_ = life, *this; }
    /// Status of `invalid_client`: 400 as seen live, or 401 as in RFC 6749 §5.2.
    genesys_emulator_options& invalid_client_status(unsigned status) { return invalid_client_status_ = status, *this; }

    /// Largest pages; more is refused with 400.
    genesys_emulator_options& max_details_page(unsigned n) { return max_details_page_ = n, *this; }
    genesys_emulator_options& max_results_page(unsigned n) { return max_results_page_ = n, *this; }
    genesys_emulator_options& max_users_page(unsigned n) { return max_users_page_ = n, *this; }
    /// Page size times page number that a details query may reach; 0 is no limit.
    genesys_emulator_options& paging_reach(std::uint64_t rows) { return paging_reach_ = rows, *this; }
    /// Longest interval of a query or job.
    genesys_emulator_options& max_interval(std::chrono::hours d) { return max_interval_ = d, *this; }
    /// Requests that a token may make in each window of one minute; 0 is no limit, and then no rate limit headers.
    genesys_emulator_options& rate_per_minute(unsigned n) { return rate_per_minute_ = n, *this; }

    /// Status polls that a job answers with QUEUED or PENDING before its end.
    genesys_emulator_options& job_polls(unsigned n) { return job_polls_ = n, *this; }
    /// The state that jobs end in: FULFILLED, FAILED, CANCELLED, or a word that no client knows.
    genesys_emulator_options& job_outcome(std::string state) { return job_outcome_ = std::move(state), *this; }
    /// How long results are kept.
    genesys_emulator_options& job_life(std::chrono::hours life) { return job_life_ = life, *this; }
    /// How far `dataAvailabilityDate` is behind the clock. The rows of a job do not depend on it.
    genesys_emulator_options& data_lag(std::chrono::seconds lag) { return data_lag_ = lag, *this; }

    /// Takes a permission away from everybody: what needs it is refused with 403. See emulator/permissions.hpp.
    genesys_emulator_options& without_permission(std::string p) { return refused_.push_back(std::move(p)), *this; }
    /// How often the recordings of a conversation are answered with 202 before their media are ready.
    genesys_emulator_options& transcode_polls(unsigned n) { return transcode_polls_ = n, *this; }
    /// How long after its end a conversation has a transcript.
    genesys_emulator_options& transcript_lag(std::chrono::seconds lag) { return transcript_lag_ = lag, *this; }
    /// How long presigned links are good.
    genesys_emulator_options& link_life(std::chrono::seconds life) { return link_life_ = life, *this; }

    genesys_emulator_options& faults(fault_plan plan) { return faults_ = std::move(plan), *this; }
    /// Bytes of finished pages that may be kept, so that a second export costs a copy instead of the making.
    genesys_emulator_options& page_cache(std::size_t bytes) { return page_cache_ = bytes, *this; }

    std::uint64_t conversations() const noexcept { return conversations_; }
    wall_time from() const noexcept { return from_; }
    std::chrono::milliseconds span() const noexcept { return span_; }
    std::uint64_t users() const noexcept { return users_; }
    std::uint64_t seed() const noexcept { return seed_; }
    std::string const& client_id() const noexcept { return client_id_; }
    secret const& client_secret() const noexcept { return client_secret_; }
    std::vector<std::string> const& redirect_uris() const noexcept { return redirect_uris_; }
    std::string const& public_client() const noexcept { return public_client_; }
    std::string const& person() const noexcept { return person_; }
    secret const& person_password() const noexcept { return person_password_; }
    std::chrono::seconds code_life() const noexcept { return code_life_; }
    bool rotate_refresh_tokens() const noexcept { return rotate_refresh_tokens_; }
    std::string const& saml_organization() const noexcept { return saml_organization_; }
    std::chrono::seconds token_life() const noexcept { return token_life_; }
    unsigned invalid_client_status() const noexcept { return invalid_client_status_; }
    unsigned max_details_page() const noexcept { return max_details_page_; }
    unsigned max_results_page() const noexcept { return max_results_page_; }
    unsigned max_users_page() const noexcept { return max_users_page_; }
    std::uint64_t paging_reach() const noexcept { return paging_reach_; }
    std::chrono::hours max_interval() const noexcept { return max_interval_; }
    unsigned rate_per_minute() const noexcept { return rate_per_minute_; }
    unsigned job_polls() const noexcept { return job_polls_; }
    std::string const& job_outcome() const noexcept { return job_outcome_; }
    std::chrono::hours job_life() const noexcept { return job_life_; }
    std::chrono::seconds data_lag() const noexcept { return data_lag_; }
    std::vector<std::string> const& refused_permissions() const noexcept { return refused_; }
    unsigned transcode_polls() const noexcept { return transcode_polls_; }
    std::chrono::seconds transcript_lag() const noexcept { return transcript_lag_; }
    std::chrono::seconds link_life() const noexcept { return link_life_; }
    fault_plan const& faults() const noexcept { return faults_; }
    std::size_t page_cache() const noexcept { return page_cache_; }

private:
    std::uint64_t conversations_ = 1000;
    wall_time from_ = std::chrono::sys_days{std::chrono::year{2025} / 3 / 1};
    std::chrono::milliseconds span_ = std::chrono::hours(24);
    std::uint64_t users_ = 100;
    std::uint64_t seed_ = 1;
    std::string client_id_ = "test-client";
    secret client_secret_{"test-secret"};
    std::vector<std::string> redirect_uris_;
    std::string public_client_;
    std::string person_ = "user0@example.com";
    secret person_password_{"test-password"};
    std::chrono::seconds code_life_{300};
    bool rotate_refresh_tokens_ = true;
    std::string saml_organization_;
    std::chrono::seconds token_life_{86399};
    unsigned invalid_client_status_ = 400;
    unsigned max_details_page_ = 100;
    unsigned max_results_page_ = 1000;
    unsigned max_users_page_ = 500;
    std::uint64_t paging_reach_ = 100'000;
    std::chrono::hours max_interval_{31 * 24};
    unsigned rate_per_minute_ = 300;
    unsigned job_polls_ = 2;
    std::string job_outcome_ = "FULFILLED";
    std::chrono::hours job_life_{7 * 24};
    std::chrono::seconds data_lag_{0};
    std::vector<std::string> refused_;
    unsigned transcode_polls_ = 1;
    std::chrono::seconds transcript_lag_{300};
    std::chrono::seconds link_life_{600};
    fault_plan faults_;
    std::size_t page_cache_ = std::size_t{64} * 1024 * 1024;
};

} // namespace cogrant::testing

#endif // COGRANT_TESTING_EMULATOR_OPTIONS_HPP
