// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_GRANT_FETCHER_HPP
#define COGRANT_OAUTH_GRANT_FETCHER_HPP

#include <cogrant/oauth/exchange.hpp>
#include <cogrant/oauth/token_fetcher.hpp>

#include <concepts>
#include <functional>
#include <type_traits>
#include <utility>

namespace cogrant::oauth {

/// A grant, or a function that makes a new one for each request: `jwt_bearer` with a fresh assertion. The function returns
/// the grant or a `result` of it.
template <class G>
concept grant_maker = std::move_constructible<G> && (grant<G> || std::invocable<G&>);

namespace detail {

template <class T>
struct grant_of {
    using type = T;
};
template <class T>
struct grant_of<result<T>> {
    using type = T;
};

template <class Maker>
auto make_grant(Maker& maker)
{
    if constexpr (std::invocable<Maker&>) { // first: a function object may be an aggregate, too
        using made = typename grant_of<std::remove_cvref_t<std::invoke_result_t<Maker&>>>::type;
        static_assert(grant<made>, "cogrant: the function must return a grant (a reflected struct) or a result of one");
        return result<made>(std::invoke(maker));
    } else {
        return result<Maker>(maker);
    }
}

template <class G>
inline constexpr bool spent_by_use = false;
template <class G>
    requires(requires { requires bool(G::spent_by_use); })
inline constexpr bool spent_by_use<G> = true;

} // namespace detail

/** Runs one grant at one token endpoint, as often as asked. Follows no redirect.

    @par Thread safety  one `fetch` at a time, as a `token_source` does */
template <http::transport Transport, grant_maker Grant, client_authentication Auth>
class grant_fetcher {
    static_assert(
        !detail::spent_by_use<Grant>, "cogrant: a code or refresh token counts once, so it cannot renew a token: "
                                      "exchange it once, store what came, and "
                                      "renew that with session_fetcher");

public:
    /// @param hook  told what the requests do
    grant_fetcher(Transport transport, http::url endpoint, Grant grant, Auth auth, http::event_hook hook = {})
        : transport_(std::move(transport)), endpoint_(std::move(endpoint)), grant_(std::move(grant)),
          auth_(std::move(auth)), hook_(hook)
    {
    }

    /// What to do when more scopes are granted than the grant asked for; they are taken by default.
    grant_fetcher& scopes(scope_policy policy) noexcept
    {
        policy_ = policy;
        return *this;
    }

    /** Asks for a token.

        @par Errors         as `exchange`, and those of the function that makes the grant
        @par Cancellation   terminal
        @par Limits         answer at most 1 MiB; everything within `deadline` */
    asio::awaitable<result<token_set>> fetch(time_point deadline)
    {
        auto made = detail::make_grant(grant_);
        if (!made) {
            auto const refused = made.error();
            co_return refused;
        }
        auto asking = exchange(transport_, endpoint_, *made, auth_, deadline, hook_, policy_);
        auto tokens = co_await std::move(asking);
        co_return std::move(tokens);
    }

private:
    Transport transport_;
    http::url endpoint_;
    Grant grant_;
    Auth auth_;
    http::event_hook hook_;
    scope_policy policy_ = scope_policy::take_wider;
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_GRANT_FETCHER_HPP
