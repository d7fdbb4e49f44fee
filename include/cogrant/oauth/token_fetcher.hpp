// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_TOKEN_FETCHER_HPP
#define COGRANT_OAUTH_TOKEN_FETCHER_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/error.hpp>
#include <cogrant/oauth/token.hpp>

#include <boost/asio/awaitable.hpp>

#include <concepts>

namespace cogrant::oauth {

/// Something that gets a new token, by whatever grant. What a `token_source` renews itself with.
template <class F>
concept token_fetcher = std::move_constructible<F> && requires(F& f, time_point deadline) {
    { f.fetch(deadline) } -> std::same_as<asio::awaitable<result<token_set>>>;
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_TOKEN_FETCHER_HPP
