// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef GENESYS_REPORT_LOGIN_HPP
#define GENESYS_REPORT_LOGIN_HPP

#include "options.hpp"
#include <cogrant/genesys/environment.hpp>
#include <cogrant/http/pool.hpp>
#include <cogrant/oauth/any_token_fetcher.hpp>
#include <cogrant/oauth/client_auth.hpp>

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>

// Signing in as a person: the tokens are kept in a folder, and renewed there by later runs with --user.

namespace genesys_report {

/// The client as it was registered: with a secret (Basic) or without (PKCE alone).
class registered_client {
public:
    registered_client(std::string id, cogrant::secret const& secret);
    cogrant::error_code apply(cogrant::http::request& r, std::string& form) const;

private:
    std::optional<cogrant::oauth::client_secret_basic> confidential_;
    cogrant::oauth::public_client public_;
};

/// Signs a person in and keeps the tokens. @throws cogrant::failure
boost::asio::awaitable<void>
sign_in(options const& o, cogrant::genesys::environment who, cogrant::http::connection_pool pool);

/// Makes what renews the tokens that `sign_in` kept. @throws cogrant::failure
boost::asio::awaitable<void> kept_login(
    options const& o, cogrant::genesys::environment who, cogrant::http::connection_pool pool,
    std::optional<cogrant::oauth::any_token_fetcher>& out);

} // namespace genesys_report

#endif // GENESYS_REPORT_LOGIN_HPP
