// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_ENTITY_REF_HPP
#define COGRANT_GENESYS_ENTITY_REF_HPP

#include <optional>
#include <string>

namespace cogrant::genesys {

/// Another object, by its id.
struct entity_ref {
    std::string id{}; ///< empty when the server left it out
    std::optional<std::string> name{};
    std::optional<std::string> self_uri{};
};

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_ENTITY_REF_HPP
