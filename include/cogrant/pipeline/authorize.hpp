// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_AUTHORIZE_HPP
#define COGRANT_PIPELINE_AUTHORIZE_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/oauth/token_source.hpp>
#include <cogrant/pipeline/stage.hpp>

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant {

/** Attaches the access token, to requests for its own origins only. A 401 costs the token: it is renewed once and the
    request sent once more.

    @par Errors         those of the token source, with phase::token
    @par Cancellation   terminal
    @par Thread safety  distinct objects: safe; shared object: safe when the next transport is
    @par Source         RFC 6750 §2.1, §3.1; S10 and S28 of the security checklist */
template <http::transport Next, class TokenSource>
class authorize_transport {
public:
    authorize_transport(TokenSource tokens, std::vector<http::origin> origins, Next next)
        : tokens_(std::move(tokens)), origins_(std::move(origins)), next_(std::move(next))
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
                report_renewal(x);
            }
            // A token may be gone after 63 renewals: what is needed of it later is its number.
            auto const generation = token->generation();
            bool const attached = x.request.headers.set("Authorization", token->authorization());
            x.where = phase::none;
            x.bytes_written = false;
            if (!attached) co_return x.fail(make_error_code(http_errc::bad_header));
            auto trying = next_.send(x);
            auto outcome = co_await std::move(trying);
            if (!outcome || outcome->status != 401) co_return outcome;
            // The next caller gets a new token, also when this request is out of replays.
            tokens_.invalidate(generation);
            if (replayed) co_return outcome;
        }
    }

    static void report_renewal(http::exchange const& x)
    {
        if (!x.hook) return;
        http::event e;
        e.what = http::event::kind::renewal;
        e.where = x.where;
        e.attempt = x.attempts;
        e.target = std::string_view(x.request.target).substr(0, x.request.target.find('?'));
        x.hook(e);
    }

    TokenSource tokens_;
    std::vector<http::origin> origins_;
    Next next_;
};

template <class TokenSource>
struct authorize_stage {
    static constexpr stage_rank rank = stage_rank::authorize;
    TokenSource tokens;
    std::vector<http::origin> origins;

    template <http::transport Next>
    auto bind(Next next) const
    {
        return authorize_transport<Next, TokenSource>(tokens, origins, std::move(next));
    }
};

/// A stage: attaches the token of `tokens` to requests for these origins.
template <class TokenSource>
authorize_stage<TokenSource> authorize(TokenSource tokens, std::vector<http::origin> origins)
{
    return {std::move(tokens), std::move(origins)};
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_AUTHORIZE_HPP
