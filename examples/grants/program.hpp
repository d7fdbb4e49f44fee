// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_EXAMPLES_GRANTS_PROGRAM_HPP
#define COGRANT_EXAMPLES_GRANTS_PROGRAM_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/oauth/token.hpp>
#include <cogrant/secret.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

// What the small programs of this folder share: settings from the environment, a context that runs one coroutine.

namespace program {

inline std::string setting(char const* name)
{
    char const* const value = std::getenv(name);
    if (value == nullptr) throw std::runtime_error(std::string("set ") + name + " in the environment");
    return value;
}
inline cogrant::secret secret_setting(char const* name) { return cogrant::secret(setting(name)); }
inline cogrant::http::url url_setting(char const* name) { return cogrant::http::parse_url(setting(name)).value(); }

/// What came back; never the tokens themselves.
inline void show(cogrant::oauth::token_set const& tokens)
{
    std::cout << tokens.token_type << " token for " << tokens.expires_in.count() << " s";
    if (tokens.scope) std::cout << ", scope " << *tokens.scope;
    if (tokens.refresh_token) std::cout << ", with a refresh token";
    std::cout << '\n';
}

/// Runs the coroutine to its end; what it throws is printed.
inline int run(boost::asio::awaitable<void> work)
{
    boost::asio::io_context context;
    std::exception_ptr failed;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr e) { failed = e; });
    try {
        context.run();
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (std::exception const& e) {
        std::cerr << e.what() << '\n';
        return 1;
    }
}

} // namespace program

#endif // COGRANT_EXAMPLES_GRANTS_PROGRAM_HPP
