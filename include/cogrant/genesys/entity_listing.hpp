// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_ENTITY_LISTING_HPP
#define COGRANT_GENESYS_ENTITY_LISTING_HPP

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace cogrant::genesys {

/// One page of a listing: users, queues, wrap-up codes, … `Row` may be @ref json::raw to keep the bytes as sent.
template <class Row>
struct entity_listing {
    std::vector<Row> entities{};
    std::optional<std::int32_t> page_size{};
    std::optional<std::int32_t> page_number{};
    std::optional<std::int64_t> total{}; ///< rows of all pages
    std::optional<std::string> first_uri{};
    std::optional<std::string> next_uri{}; ///< relative and already encoded; absent on the last page
    std::optional<std::string> previous_uri{};
    std::optional<std::string> last_uri{};
    std::optional<std::string> self_uri{};
    std::optional<std::int32_t> page_count{};
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_ENTITY_LISTING_HPP
