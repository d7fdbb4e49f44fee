// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_LINKS_HPP
#define COGRANT_CXONE_LINKS_HPP

#include <optional>
#include <string>

namespace cogrant::cxone {

/// Where the neighbours of a page are: absolute addresses that carry the whole query. `next` is missing or empty at the
/// end.
struct page_links {
    std::optional<std::string> self{};
    std::optional<std::string> next{};
    std::optional<std::string> previous{};
};

} // namespace cogrant::cxone

#endif // COGRANT_CXONE_LINKS_HPP
