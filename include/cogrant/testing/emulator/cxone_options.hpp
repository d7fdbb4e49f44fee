// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_CXONE_OPTIONS_HPP
#define COGRANT_TESTING_EMULATOR_CXONE_OPTIONS_HPP

#include <cogrant/secret.hpp>
#include <cogrant/testing/fault_plan.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing {

/** How a @ref cxone_emulator is to look: its data, its keys, its limits and its faults.

    The defaults: 1000 contacts on 1 March 2025 (UTC), 30 agents in 4 teams, 8 skills.

    @par Thread safety  distinct objects: safe; shared object: const members only */
class cxone_emulator_options {
public:
    using wall_time = std::chrono::system_clock::time_point;

    cxone_emulator_options() = default;

    /// How many contacts there are; they start evenly spread over the span, at least 1 ms apart.
    cxone_emulator_options& contacts(std::uint64_t n) { return contacts_ = n, *this; }
    /// When the first contact starts.
    cxone_emulator_options& from(wall_time t) { return from_ = t, *this; }
    /// Over how long they start.
    cxone_emulator_options& span(std::chrono::milliseconds d) { return span_ = std::max(d, decltype(d){1}), *this; }
    cxone_emulator_options& agents(std::uint64_t n) { return agents_ = std::max<std::uint64_t>(n, 1), *this; }
    /// Other seeds give other contents.
    cxone_emulator_options& seed(std::uint64_t value) { return seed_ = value, *this; }

    /// The access key. Default `test-key`, `test-key-secret`.
    cxone_emulator_options& access_key(std::string id, std::string_view key)
    {
        key_id_ = std::move(id);
        key_ = secret(key);
        return *this;
    }
    /// The registered application of the standard token endpoint. Default `test-client`, `test-secret`.
    cxone_emulator_options& application(std::string id, std::string_view client_secret)
    {
        client_id_ = std::move(id);
        client_secret_ = secret(client_secret);
        return *this;
    }
    /// Lets people sign in at the application: one more redirect URI, compared byte for byte.
    cxone_emulator_options& redirect_uri(std::string uri) { return redirect_uris_.push_back(std::move(uri)), *this; }
    /// Who can sign in. Default `user0@example.com`, `test-password`.
    cxone_emulator_options& person(std::string login, std::string_view password)
    {
        person_ = std::move(login);
        person_password_ = secret(password);
        return *this;
    }
    cxone_emulator_options& code_life(std::chrono::seconds life) { return code_life_ = life, *this; }
    cxone_emulator_options& tenant(std::string id) { return tenant_ = std::move(id), *this; }
    /// Whether the token answer names the API host; else it has to be discovered. On by default.
    cxone_emulator_options& names_api_host(bool yes) { return names_api_host_ = yes, *this; }
    cxone_emulator_options& token_life(std::chrono::seconds life) { return token_life_ = life, *this; }
    cxone_emulator_options& refresh_life(std::chrono::seconds life) { return refresh_life_ = life, *this; }

    /// Rows of a page of contacts, at most. The platform's: 10 000.
    cxone_emulator_options& max_page(std::uint64_t n) { return max_page_ = std::max<std::uint64_t>(n, 1), *this; }
    /// Requests a minute before 429, 0 for no limit (default): the platform documents none.
    cxone_emulator_options& rate_per_minute(unsigned n) { return rate_ = n, *this; }
    /// How often an extraction is looked at before it is done.
    cxone_emulator_options& job_polls(unsigned n) { return job_polls_ = n, *this; }
    /// SUCCEEDED, or how extractions end instead.
    cxone_emulator_options& job_outcome(std::string state) { return job_outcome_ = std::move(state), *this; }
    cxone_emulator_options& faults(fault_plan plan) { return faults_ = std::move(plan), *this; }

    std::uint64_t contacts() const noexcept { return contacts_; }
    wall_time from() const noexcept { return from_; }
    std::chrono::milliseconds span() const noexcept { return span_; }
    std::uint64_t agents() const noexcept { return agents_; }
    std::uint64_t seed() const noexcept { return seed_; }
    std::string const& access_key_id() const noexcept { return key_id_; }
    secret const& access_key_secret() const noexcept { return key_; }
    std::string const& client_id() const noexcept { return client_id_; }
    secret const& client_secret() const noexcept { return client_secret_; }
    std::vector<std::string> const& redirect_uris() const noexcept { return redirect_uris_; }
    std::string const& person() const noexcept { return person_; }
    secret const& person_password() const noexcept { return person_password_; }
    std::chrono::seconds code_life() const noexcept { return code_life_; }
    std::string const& tenant() const noexcept { return tenant_; }
    bool names_api_host() const noexcept { return names_api_host_; }
    std::chrono::seconds token_life() const noexcept { return token_life_; }
    std::chrono::seconds refresh_life() const noexcept { return refresh_life_; }
    std::uint64_t max_page() const noexcept { return max_page_; }
    unsigned rate_per_minute() const noexcept { return rate_; }
    unsigned job_polls() const noexcept { return job_polls_; }
    std::string const& job_outcome() const noexcept { return job_outcome_; }
    fault_plan const& faults() const noexcept { return faults_; }

private:
    std::uint64_t contacts_ = 1000;
    wall_time from_ = std::chrono::sys_days{std::chrono::year{2025} / 3 / 1};
    std::chrono::milliseconds span_ = std::chrono::hours(24);
    std::uint64_t agents_ = 30;
    std::uint64_t seed_ = 1;
    std::string key_id_ = "test-key";
    secret key_{"test-key-secret"};
    std::string client_id_ = "test-client";
    secret client_secret_{"test-secret"};
    std::vector<std::string> redirect_uris_;
    std::string person_ = "user0@example.com";
    secret person_password_{"test-password"};
    std::chrono::seconds code_life_{60};
    std::string tenant_ = "11eb-0000-emulated";
    bool names_api_host_ = true;
    std::chrono::seconds token_life_{3600};
    std::chrono::seconds refresh_life_{7200};
    std::uint64_t max_page_ = 10'000;
    unsigned rate_ = 0;
    unsigned job_polls_ = 2;
    std::string job_outcome_ = "SUCCEEDED";
    fault_plan faults_;
};

} // namespace cogrant::testing

#endif // COGRANT_TESTING_EMULATOR_CXONE_OPTIONS_HPP
