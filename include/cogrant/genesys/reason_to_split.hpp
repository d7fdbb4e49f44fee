// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_REASON_TO_SPLIT_HPP
#define COGRANT_GENESYS_REASON_TO_SPLIT_HPP

#include <cogrant/codec/interval_splitter.hpp>
#include <cogrant/error.hpp>

namespace cogrant::genesys {

/** Whether a failed query should be asked again for less: 504 after all retries, 413, and the refusals that speak of
    too many rows. What else is wrong stays wrong in every part.

    @par Source  contract of Genesys Cloud §2.3, §3.2 */
inline split_reason reason_to_split(error const& e)
{
    auto const& info = e.info();
    if (info.status == 504) return split_reason::slow;
    if (info.status == 413) return split_reason::too_many;
    // Of the pagination.* family only the limit: a page that is asked for wrongly is wrong in every part.
    bool const limit =
        info.server_code.starts_with("pagination.") && info.server_code.find("limit") != std::string::npos;
    return info.status == 400 && limit ? split_reason::too_many : split_reason::none;
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_REASON_TO_SPLIT_HPP
