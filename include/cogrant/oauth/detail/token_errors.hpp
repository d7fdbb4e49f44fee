// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_DETAIL_TOKEN_ERRORS_HPP
#define COGRANT_OAUTH_DETAIL_TOKEN_ERRORS_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/oauth/error.hpp>

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

inline error refused_again()
{
    error e(make_error_code(oauth_errc::invalid_token), phase::token);
    e.edit().detail = "the API refuses new tokens as well: no other is fetched for a while";
    return e;
}

// A fetcher whose request spends something that its answer replaces. Once begun it is seen through.
template <class F>
inline constexpr bool uninterrupted_fetcher = requires { requires bool(F::uninterrupted); };

// The same of a fetcher that may not know it before it runs: `any_token_fetcher`.
template <class F>
bool uninterrupted([[maybe_unused]] F const& fetcher) noexcept
{
    if constexpr (requires { static_cast<bool>(fetcher.uninterrupted()); }) return fetcher.uninterrupted();
    else return uninterrupted_fetcher<F>;
}

} // namespace detail

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_DETAIL_TOKEN_ERRORS_HPP
