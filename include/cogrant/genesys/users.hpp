// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_USERS_HPP
#define COGRANT_GENESYS_USERS_HPP

#include <cogrant/codec/open_enum.hpp>
#include <cogrant/codec/query.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/genesys/endpoint.hpp>
#include <cogrant/genesys/entity_listing.hpp>
#include <cogrant/genesys/enums.hpp>
#include <cogrant/genesys/types.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// A person of the organisation. Nested objects are kept as JSON text; decode the ones you need.
struct user {
    std::string id{}; ///< empty when the server left it out
    std::optional<std::string> name{};
    std::optional<json::raw> division{};
    std::optional<json::raw> chat{};
    std::optional<std::string> department{};
    std::optional<std::string> email{};
    std::vector<json::raw> primary_contact_info{};
    std::vector<json::raw> addresses{};
    open_enum<user_state> state{};
    std::optional<std::string> title{};
    std::optional<std::string> username{};
    std::optional<json::raw> manager{};
    std::vector<json::raw> images{};
    std::optional<std::int32_t> version{}; ///< needed for updates
    std::vector<std::string> certifications{};
    std::optional<json::raw> biography{};
    std::optional<json::raw> employer_info{};
    std::optional<std::string> preferred_name{};
    std::optional<json::raw> routing_status{};
    std::optional<json::raw> presence{};
    std::optional<json::raw> integration_presence{};
    std::optional<json::raw> conversation_summary{};
    std::optional<json::raw> out_of_office{};
    std::optional<json::raw> geolocation{};
    std::optional<json::raw> station{};
    std::optional<json::raw> authorization{};
    std::vector<std::string> profile_skills{};
    std::vector<json::raw> locations{};
    std::vector<json::raw> groups{};
    std::optional<json::raw> team{};
    std::optional<json::raw> work_plan_bid_ranks{};
    std::vector<json::raw> skills{};
    std::vector<json::raw> languages{};
    std::optional<bool> acd_auto_answer{};
    std::optional<std::string> language_preference{};
    std::optional<json::raw> last_token_issued{};
    std::optional<timestamp> date_last_login{};
    std::optional<timestamp> date_welcome_sent{};
    std::optional<std::string> self_uri{};
};

using users_page = entity_listing<user>;

/// Which users to list.
struct users_query {
    using row = user;
    static constexpr endpoint route = "GET /api/v2/users";
    static constexpr auto lists = query::lists::repeat;

    std::optional<std::int32_t> page_size = 100; ///< rows of a page, at most 500
    std::optional<std::int32_t> page_number{};   ///< where to begin; the first page when missing
    std::vector<std::string> id{};               ///< only these
    std::optional<std::string> sort_order{};     ///< ASC or DESC, by name
    std::vector<std::string> expand{};           ///< members to fill in, e.g. "routingStatus"
    std::optional<std::string> integration_presence_source{}; ///< expands the presence of this integration
    std::optional<std::string> state{}; ///< active, inactive, deleted, any; the platform's default is active
};

/// One user.
struct user_by_id {
    using answer = user;
    static constexpr endpoint route = "GET /api/v2/users/{id}";
    static constexpr auto lists = query::lists::repeat;

    std::string id{};
    std::vector<std::string> expand{}; ///< members to fill in, e.g. "routingStatus"
    std::optional<std::string> integration_presence_source{};
    std::optional<std::string> state{}; ///< active when missing
};

/// Who is signed in. With client credentials nobody is: the server refuses (contract §1.6).
struct me {
    using answer = user;
    static constexpr endpoint route = "GET /api/v2/users/me";
    static constexpr auto lists = query::lists::repeat;

    std::vector<std::string> expand{};
    std::optional<std::string> integration_presence_source{};
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_USERS_HPP
