// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_ANY_TOKEN_FETCHER_HPP
#define COGRANT_OAUTH_ANY_TOKEN_FETCHER_HPP

#include <cogrant/oauth/detail/token_errors.hpp>
#include <cogrant/oauth/token_fetcher.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace cogrant::oauth {

/** A fetcher of whatever type: for a class that holds a token source and does not care which grant feeds it.

    Costs one virtual call for each renewal; tokens that are there are read without it.

    @par Thread safety  as the fetcher within */
class any_token_fetcher {
public:
    // The first of the two keeps the concept from asking about this very class again.
    template <class Fetcher>
        requires(!std::same_as<std::remove_cvref_t<Fetcher>, any_token_fetcher>) && token_fetcher<Fetcher>
    any_token_fetcher(Fetcher fetcher) // NOLINT(google-explicit-constructor): stands for what it holds
        : held_(std::make_unique<holder<Fetcher>>(std::move(fetcher)))
    {
    }

    /// As the fetcher within.
    asio::awaitable<result<token_set>> fetch(time_point deadline) { return held_->fetch(deadline); }

    /// Whether a request of the fetcher within spends something, so that it is seen through once begun.
    bool uninterrupted() const noexcept { return held_->uninterrupted(); }

private:
    struct base {
        base() = default;
        base(base const&) = delete;
        base& operator=(base const&) = delete;
        virtual ~base() = default;
        virtual asio::awaitable<result<token_set>> fetch(time_point deadline) = 0;
        virtual bool uninterrupted() const noexcept = 0;
    };
    template <class Fetcher>
    struct holder final : base {
        explicit holder(Fetcher f) : fetcher(std::move(f)) {}
        asio::awaitable<result<token_set>> fetch(time_point deadline) override { return fetcher.fetch(deadline); }
        bool uninterrupted() const noexcept override { return detail::uninterrupted(fetcher); }
        Fetcher fetcher;
    };

    std::unique_ptr<base> held_;
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_ANY_TOKEN_FETCHER_HPP
