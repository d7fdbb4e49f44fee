// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_DETAIL_TOKEN_ERRORS_HPP
#define COGRANT_OAUTH_DETAIL_TOKEN_ERRORS_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/error.hpp>

#include <boost/system/errc.hpp>

namespace cogrant::oauth {

namespace detail {

// Holds no facts: writing them would need memory.
inline error no_memory() noexcept { return error(make_error_code(boost::system::errc::not_enough_memory)); }

inline error unwanted()
{
    error e(make_error_code(http_errc::deadline_exceeded), phase::token);
    e.edit().detail = "the latest renewal was given up by all who waited for it";
    return e;
}

inline error too_many_waiters()
{
    error e(make_error_code(boost::system::errc::resource_unavailable_try_again), phase::token);
    e.edit().detail = "too many callers wait for a token already";
    return e;
}

// A fetcher whose request spends something that its answer replaces. Once begun it is seen through.
template <class F>
inline constexpr bool uninterrupted_fetcher = requires { requires bool(F::uninterrupted); };

} // namespace detail

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_DETAIL_TOKEN_ERRORS_HPP
