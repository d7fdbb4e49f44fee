// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_REDIRECT_HPP
#define COGRANT_PIPELINE_REDIRECT_HPP

#include <cogrant/pipeline/stage.hpp>
#include <cogrant/policy/redirect.hpp>

#include <boost/asio/awaitable.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cogrant {

/** Follows redirects, as `decide_redirect` says: 301, 302, 303, 307 and 308 with a Location.

    One that is not followed is handed up as it is, with the reason (redirect_errc) in `exchange::verdict`, of which @ref fetch
    makes a typed error. Requests that say so (`request::follow`) are never redirected: all those of OAuth.

    It stands outside of retry, limit and authorize, so each hop has its own tries, takes a permit, and gets the token only
    if it goes to one of the token's origins. The deadline spans all of them. What the caller asked for is in
    `exchange::request` again when this returns, with the Authorization of the last hop, if it had one.

    @par Source         RFC 9110 §15.4; S09, S10 of the security checklist
    @par Errors         those of the next transport
    @par Cancellation   as the next transport
    @par Thread safety  distinct objects: safe; shared object: safe when the next transport is
    @par Limits         `redirect_options::max_redirects` hops */
template <http::transport Next>
class redirect_transport {
public:
    static constexpr bool proves_possession = detail::proves_possession<Next>;

    redirect_transport(redirect_options options, Next next) : options_(std::move(options)), next_(std::move(next)) {}

    boost::asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        if (!x.request.follow) return next_.send(x);
        return follow(x);
    }

private:
    // What was asked for and where it led so far. Made at the first redirect; gives the exchange its request back.
    class chain {
    public:
        explicit chain(http::exchange& x) : x_(x), asked_(x.request) { seen_.push_back(name_of(asked_)); }
        chain(chain const&) = delete;
        ~chain()
        {
            // An error's texts must not show the token that was sent last.
            if (auto const sent = x_.request.headers.find("Authorization")) asked_.headers.set("Authorization", *sent);
            x_.request = std::move(asked_);
        }

        error_code go_on(redirect_options const& options, http::response const& answer)
        {
            auto const step = decide_redirect(options, x_.request, answer);
            if (step.code) return step.code;
            if (seen_.size() > options.max_redirects()) return make_error_code(redirect_errc::too_many);
            apply_redirect(options, step, x_.request);
            auto name = name_of(x_.request);
            if (std::find(seen_.begin(), seen_.end(), name) != seen_.end()) return make_error_code(redirect_errc::loop);
            seen_.push_back(std::move(name));
            return {};
        }

    private:
        static std::string name_of(http::request const& r)
        {
            return std::string(to_string(r.method)) + to_string(r.origin) + r.target;
        }

        http::exchange& x_;
        http::request asked_;
        std::vector<std::string> seen_;
    };

    boost::asio::awaitable<result<http::response>> follow(http::exchange& x)
    {
        std::optional<chain> way;
        for (;;) {
            auto trying = next_.send(x);
            auto outcome = co_await std::move(trying);
            if (!outcome || !is_redirect(outcome->status)) co_return outcome;
            if (!way) way.emplace(x);
            x.verdict = way->go_on(options_, *outcome);
            if (x.verdict) co_return outcome;
        }
    }

    redirect_options options_;
    Next next_;
};

struct redirect_stage {
    static constexpr stage_rank rank = stage_rank::redirect;
    redirect_options options;

    template <http::transport Next>
    auto bind(Next next) const
    {
        return redirect_transport<Next>(options, std::move(next));
    }
};

/// A stage: follows redirects, by default those that stay with the same origin. Without this stage none is followed.
inline redirect_stage redirect(redirect_options options = {}) { return {std::move(options)}; }

} // namespace cogrant

#endif // COGRANT_PIPELINE_REDIRECT_HPP
