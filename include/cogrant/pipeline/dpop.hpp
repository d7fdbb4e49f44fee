// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PIPELINE_DPOP_HPP
#define COGRANT_PIPELINE_DPOP_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/oauth/dpop.hpp>
#include <cogrant/pipeline/stage.hpp>

#include <chrono>
#include <string>
#include <utility>

namespace cogrant {

/// How proofs are made; the defaults are right outside tests. Not an aggregate on purpose (see `http::tls_options`).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class dpop_options {
public:
    dpop_options() = default;

    /// Makes the `jti`: for tests. By default 128 random bits.
    dpop_options& unique_id(std::string (*make)())
    {
        unique_id_ = make;
        return *this;
    }
    std::string unique_id() const { return unique_id_(); }

private:
    std::string (*unique_id_)() = [] { return jose::random_text(16); };
};

/** Proves possession of a key: requests for a token (`request::prove`) and those that present a DPoP token get a proof, a new
    one for every try. All others pass as they are.

    A server that wants its nonce in the proof is asked once more with it; nonces are learned from every answer and kept for
    each origin. One that is never content costs one replay: its answer is handed up with oauth_errc::use_dpop_nonce as the
    verdict. The same key has to stand before the token endpoint and the API.

    @par Source         RFC 9449 §4, §5, §7, §8, §9; S26 of the security checklist
    @par Errors         jose_errc, http_errc::bad_header; those of `exchange::renew` before a replay
    @par Cancellation   terminal
    @par Thread safety  distinct objects: safe; shared object: safe when the next transport is */
template <http::transport Next, class WallClock = std::chrono::system_clock>
class dpop_transport {
public:
    static constexpr bool proves_possession = true;

    dpop_transport(oauth::dpop_key key, dpop_options options, Next next)
        : key_(std::move(key)), options_(options), next_(std::move(next))
    {
    }

    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        x.proved = x.request.prove || !oauth::dpop_token(x.request).empty();
        if (x.proved) return send_with_proof(x);
        x.request.headers.erase("DPoP"); // of an earlier use of the exchange
        return next_.send(x);
    }

private:
    asio::awaitable<result<http::response>> send_with_proof(http::exchange& x)
    {
        bool replayed = false;
        for (;; replayed = true) {
            auto const audience =
                x.request.prove ? oauth::dpop_audience::token_endpoint : oauth::dpop_audience::resource;
            auto const nonce = key_.nonce_for(x.request.origin, audience);
            if (auto const refused = attach_proof(x.request, nonce)) co_return x.fail(refused);
            auto trying = next_.send(x);
            auto outcome = co_await std::move(trying);
            if (!outcome) co_return outcome;
            auto const fresh = oauth::dpop_nonce(outcome->headers);
            if (fresh) key_.learn(x.request.origin, audience, *fresh);
            if (!oauth::wants_dpop_nonce(audience, *outcome)) co_return outcome;
            // The same nonce again, or none, would be refused again.
            if (replayed || !fresh || *fresh == nonce) {
                x.verdict = make_error_code(oauth_errc::use_dpop_nonce);
                co_return outcome;
            }
            x.bytes_written = false;
            if (auto const refused = x.renew(x.request)) co_return x.fail(refused);
        }
    }

    error_code attach_proof(http::request& r, std::string_view nonce) const
    {
        auto const target = oauth::dpop_target(r.origin, r.target);
        auto const id = options_.unique_id();
        oauth::dpop_statement s;
        s.method = to_string(r.method);
        s.target = target;
        s.at = std::chrono::floor<std::chrono::seconds>(WallClock::now());
        s.unique_id = id;
        s.nonce = nonce;
        s.access_token = r.prove ? std::string_view() : oauth::dpop_token(r);
        auto const proof = key_.prove(s);
        if (!proof) return proof.error().code();
        return r.headers.set("DPoP", *proof) ? error_code() : make_error_code(http_errc::bad_header);
    }

    oauth::dpop_key key_;
    dpop_options options_;
    Next next_;
};

template <class WallClock>
struct dpop_stage {
    static constexpr stage_rank rank = stage_rank::prove;
    oauth::dpop_key key;
    dpop_options options;

    template <http::transport Next>
    auto bind(Next next) const
    {
        return dpop_transport<Next, WallClock>(key, options, std::move(next));
    }
};

/// A stage: proofs of possession by this key, for the token endpoint and for the API alike.
template <class WallClock = std::chrono::system_clock>
dpop_stage<WallClock> dpop(oauth::dpop_key key, dpop_options options = {})
{
    return {std::move(key), options};
}

} // namespace cogrant

#endif // COGRANT_PIPELINE_DPOP_HPP
