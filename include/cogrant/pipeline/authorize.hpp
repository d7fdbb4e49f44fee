// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_AUTHORIZE_HPP
#define COGRANT_PIPELINE_AUTHORIZE_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/pipeline/stage.hpp>
#include <cogrant/pipeline/unauthorized.hpp>

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

namespace cogrant {

/// How a pipeline takes the refusal of its token.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class authorize_options {
public:
    /// Whether a 401 without a reason is about the token, and costs a renewal. On by default: many APIs give none.
    authorize_options& renew_on_bare_401(bool yes) noexcept
    {
        renew_on_bare_401_ = yes;
        return *this;
    }
    bool renew_on_bare_401() const noexcept { return renew_on_bare_401_; }

private:
    bool renew_on_bare_401_ = true;
};

/** Attaches the access token, to requests for its own origins only. A 401 that is about the token costs it: it is renewed
    once and the request sent once more. What the server's challenge says is left in `exchange::verdict`:
    oauth_errc::insufficient_scope, or oauth_errc::invalid_token when a new token was refused as well.

    @par Errors         those of the token source, with phase::token
    @par Cancellation   terminal
    @par Thread safety  distinct objects: safe; shared object: safe when the next transport is
    @par Source         RFC 6750 §2.1, §3.1; RFC 9449 §7.1; S10, S28, S29 of the security checklist */
template <http::transport Next, class TokenSource>
class authorize_transport {
public:
    authorize_transport(
        TokenSource tokens, std::vector<http::origin> origins, Next next, authorize_options options = {})
        : tokens_(std::move(tokens)), origins_(std::move(origins)), next_(std::move(next)), options_(options)
    {
    }

    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        bool const ours = std::find(origins_.begin(), origins_.end(), x.request.origin) != origins_.end();
        if (!x.request.authorize || !ours) {
            x.request.headers.erase("Authorization");
            return next_.send(x);
        }
        return send_with_token(x);
    }

private:
    asio::awaitable<result<http::response>> send_with_token(http::exchange& x)
    {
        bool replayed = false;
        for (;; replayed = true) {
            auto token = tokens_.try_get_token();
            if (!token) {
                x.where = phase::token;
                auto waiting = tokens_.await_token(x.deadline);
                auto got = co_await std::move(waiting);
                if (!got) co_return got.error();
                token = *got;
                // One that the source does not hand out freely is not new: it is refused, and there is no other yet.
                if (x.hook && tokens_.try_get_token()) x.hook(event_of(x, http::event::kind::renewal));
            }
            // A token may be gone after 63 renewals: what is needed of it later is its number and its scheme.
            auto const generation = token->generation();
            auto const scheme = token->scheme();
            bool const attached = x.request.headers.set("Authorization", token->authorization());
            x.where = phase::none;
            x.bytes_written = false;
            x.verdict = {};
            if (!attached) co_return x.fail(make_error_code(http_errc::bad_header));
            auto trying = next_.send(x);
            auto outcome = co_await std::move(trying);
            // A gateway that fails or holds back has not looked at the token.
            bool const looked_at = outcome && outcome->status < 500 && outcome->status != 429;
            if (replayed && looked_at && outcome->status != 401) accepted(generation);
            if (!outcome || (outcome->status != 401 && outcome->status != 403)) co_return outcome;
            if (!again(x, *outcome, generation, scheme, replayed)) co_return outcome;
            if (auto const refused = x.renew(x.request)) co_return x.fail(refused);
        }
    }

    // Whether the request is to be sent once more.
    bool again(
        http::exchange& x, http::response const& answer, std::uint64_t sent, oauth::token_scheme scheme, bool replayed)
    {
        unauthorized_facts facts;
        facts.sent = scheme;
        facts.replayed = replayed;
        facts.bare_is_invalid = options_.renew_on_bare_401();
        auto decision = decide_unauthorized(answer, facts);
        if (decision.invalidate && !renewable(sent) && decision.replay) {
            facts.replayable = false;
            decision = decide_unauthorized(answer, facts);
        }
        if (decision.verdict) x.verdict = decision.verdict; // the stage below may have had its say
        return decision.replay;
    }

    // Gives the token up; whether there will be another.
    bool renewable(std::uint64_t refused)
    {
        if constexpr (std::is_void_v<decltype(tokens_.invalidate(refused))>) {
            tokens_.invalidate(refused);
            return true;
        } else {
            return tokens_.invalidate(refused);
        }
    }
    void accepted(std::uint64_t generation)
    {
        if constexpr (requires { tokens_.accepted(generation); }) tokens_.accepted(generation);
    }

    TokenSource tokens_;
    std::vector<http::origin> origins_;
    Next next_;
    authorize_options options_;
};

template <class TokenSource>
struct authorize_stage {
    static constexpr stage_rank rank = stage_rank::authorize;
    TokenSource tokens;
    std::vector<http::origin> origins;
    authorize_options options{};

    template <http::transport Next>
    auto bind(Next next) const
    {
        return authorize_transport<Next, TokenSource>(tokens, origins, std::move(next), options);
    }
};

/// A stage: attaches the token of `tokens` to requests for these origins.
template <class TokenSource>
authorize_stage<TokenSource>
authorize(TokenSource tokens, std::vector<http::origin> origins, authorize_options options = {})
{
    return {std::move(tokens), std::move(origins), options};
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_AUTHORIZE_HPP
