// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_RESOURCE_HPP
#define COGRANT_OAUTH_RESOURCE_HPP

#include <cogrant/error.hpp>
#include <cogrant/oauth/error.hpp>

#include <boost/url/parse.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace cogrant::oauth {

/** Whether a text may name the resource that a token is for: an absolute URI without a fragment.

    @par Source  RFC 8707 §2, RFC 3986 §4.3; S40 of the security checklist */
inline bool legal_resource(std::string_view text)
{
    return boost::urls::parse_absolute_uri({text.data(), text.size()}).has_value();
}

/** Checks all the resources of a request, which go out in this order.

    @par Errors  oauth_errc::invalid_target; `detail` names the rule */
inline error check_resources(std::vector<std::string> const& resources)
{
    for (auto const& resource : resources) {
        if (legal_resource(resource)) continue;
        error e(make_error_code(oauth_errc::invalid_target), phase::token);
        e.edit().detail = "resource is not an absolute URI without a fragment";
        return e;
    }
    return {};
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_RESOURCE_HPP
