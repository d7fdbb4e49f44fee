// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_DPOP_HPP
#define COGRANT_OAUTH_DPOP_HPP

#include <cogrant/codec/base64.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/headers.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/http/origin.hpp>
#include <cogrant/jose/algorithm.hpp>
#include <cogrant/jose/digest.hpp>
#include <cogrant/jose/jwk.hpp>
#include <cogrant/jose/jws.hpp>
#include <cogrant/jose/key.hpp>
#include <cogrant/oauth/challenge.hpp>
#include <cogrant/oauth/error.hpp>
#include <cogrant/oauth/refusal.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Proof of possession (RFC 9449): what is said and remembered. `pipeline/dpop.hpp` sends it.

namespace cogrant::oauth {

/// Who asks for a proof. Each keeps nonces of its own, also when both live at one origin (RFC 9449 §8, §9).
enum class dpop_audience : std::uint8_t { token_endpoint, resource };

/// `htu`: the address of a request without query and fragment (RFC 9449 §4.2).
inline std::string dpop_target(http::origin const& origin, std::string_view target)
{
    return to_string(origin).append(target.substr(0, target.find_first_of("?#")));
}

/// What a proof says besides its key. The texts are the caller's.
struct dpop_statement {
    std::string_view method;       ///< `htm`, in upper case
    std::string_view target;       ///< `htu`, see `dpop_target`
    std::chrono::sys_seconds at{}; ///< `iat`
    std::string_view unique_id;    ///< `jti`
    std::string_view nonce;        ///< of the server; none when empty
    std::string_view access_token; ///< the very token that goes along (`ath`); none when empty
};

/** The value of a `DPoP` field.

    @par Source  RFC 9449 §4.2
    @par Errors  jose_errc::unfit_key, also for HS*: a proof shows its key */
inline result<std::string> dpop_proof(jose::private_key const& key, jose::algorithm a, dpop_statement const& s)
{
    auto const text = [](std::string& out, std::string_view name, std::string_view value) {
        out.append(out.size() > 1 ? "," : "");
        json::write_string(out, name);
        out += ':';
        json::write_string(out, value);
    };
    std::string header = "{";
    text(header, "typ", "dpop+jwt");
    text(header, "alg", jose::to_string(a));
    header.append(R"(,"jwk":)").append(jose::public_jwk(key)).append("}");
    std::string claims = "{";
    text(claims, "jti", s.unique_id);
    text(claims, "htm", s.method);
    text(claims, "htu", s.target);
    claims.append(R"(,"iat":)").append(std::to_string(std::int64_t{s.at.time_since_epoch().count()}));
    if (!s.access_token.empty()) text(claims, "ath", base64::encode_url(jose::sha256(s.access_token)));
    if (!s.nonce.empty()) text(claims, "nonce", s.nonce);
    return jose::sign(header, claims + '}', key, a);
}

/** The token of an Authorization field whose scheme is DPoP, in whatever case; empty for every other.

    @par Source  RFC 9449 §7.1 */
inline std::string_view dpop_token(http::request const& r) noexcept
{
    auto const field = r.headers.find("Authorization").value_or("");
    if (field.size() <= 5 || !http::equal_names(field.substr(0, 5), "DPoP ")) return {};
    auto const begin = field.find_first_not_of(' ', 5);
    return begin == field.npos ? std::string_view() : field.substr(begin);
}

/// A nonce longer than this is not one.
inline constexpr std::size_t max_dpop_nonce = 1024;

/** The nonce that an answer brings, with success or without; nothing when there is none, more than one, or an illegal one.

    @par Source  RFC 9449 §8.1, §8.2 */
inline std::optional<std::string> dpop_nonce(http::headers const& fields)
{
    auto const value = fields.find("DPoP-Nonce");
    if (!value || value->empty() || value->size() > max_dpop_nonce || fields.count("DPoP-Nonce") != 1)
        return std::nullopt;
    bool const legal = std::all_of(value->begin(), value->end(), [](char c) {
        return c > ' ' && c < 0x7f && c != '"' && c != '\\'; // NQCHAR
    });
    return legal ? std::optional<std::string>(*value) : std::nullopt;
}

/** Whether an answer says that the proof lacks the server's nonce: 400 with `use_dpop_nonce` from a token endpoint (some say
    401), 401 with a challenge of scheme DPoP from an API.

    @par Source  RFC 9449 §8, §9 */
inline bool wants_dpop_nonce(dpop_audience from, http::response const& answer)
{
    if (from == dpop_audience::token_endpoint)
        return (answer.status == 400 || answer.status == 401) &&
               refusal(answer).code() == make_error_code(oauth_errc::use_dpop_nonce);
    if (answer.status != 401) return false;
    auto const challenges = parse_challenges(answer.headers);
    return challenges && std::any_of(challenges->begin(), challenges->end(), [](challenge const& c) {
               return c.is("DPoP") && c.find("error") == std::string_view("use_dpop_nonce");
           });
}

/** The key of a client's proofs, and the nonces that servers gave it. Never printed.

    A handle: copies share both. Tokens are bound to the key, refresh tokens of public clients too (RFC 9449 §5): to use
    stored tokens after a restart, make the key of the same `jose::private_key`.

    @par Source         RFC 9449 §4, §8; S26, S43 of the security checklist
    @par Thread safety  distinct objects and copies: safe; shared object: safe
    @par Limits         64 servers: the nonce used longest ago is forgotten, and asked for again by its server */
class dpop_key {
public:
    static constexpr std::size_t max_nonces = 64;

    /// A new key, gone with its last copy. @par Errors  jose_errc::unfit_key for HS*; jose_errc::crypto_failed
    static result<dpop_key> generate(jose::algorithm a = jose::algorithm::es256)
    {
        auto made = jose::private_key::generate(a);
        if (!made) return made.error();
        return from(std::move(*made), a);
    }
    /// Of a key that is kept elsewhere. @par Errors  jose_errc::unfit_key when it cannot sign this way
    static result<dpop_key> from(jose::private_key key, jose::algorithm a)
    {
        if (jose::symmetric(a) || !key.supports(a)) return error(make_error_code(jose_errc::unfit_key));
        auto name = jose::thumbprint(key);
        return dpop_key(std::make_shared<state>(std::move(key), a, std::move(name)));
    }

    /// `jkt`: the name of the key, for `dpop_jkt` of an authorization request (RFC 9449 §10).
    std::string const& thumbprint() const noexcept { return state_->thumbprint; }
    jose::algorithm algorithm() const noexcept { return state_->algorithm; }

    /// @par Errors  those of `dpop_proof`
    result<std::string> prove(dpop_statement const& s) const { return dpop_proof(state_->key, state_->algorithm, s); }

    /// The nonce that a proof for this server has to hold; empty when it has not asked for one.
    std::string nonce_for(http::origin const& to, dpop_audience audience) const
    {
        std::lock_guard const lock(state_->mutex);
        auto const kept = state_->find(to, audience);
        if (kept == state_->nonces.end()) return {};
        std::rotate(kept, kept + 1, state_->nonces.end()); // the one used last is at the end
        return state_->nonces.back().nonce;
    }

    /// Remembers the nonce for the next proof.
    void learn(http::origin const& from, dpop_audience audience, std::string nonce) const
    {
        std::lock_guard const lock(state_->mutex);
        auto& all = state_->nonces;
        if (auto const kept = state_->find(from, audience); kept != all.end()) {
            kept->nonce = std::move(nonce);
            return;
        }
        if (all.size() == max_nonces) all.erase(all.begin());
        all.push_back({from, audience, std::move(nonce)});
    }

private:
    struct kept_nonce {
        http::origin origin;
        dpop_audience audience;
        std::string nonce;
    };
    struct state {
        state(jose::private_key k, jose::algorithm a, std::string name)
            : key(std::move(k)), algorithm(a), thumbprint(std::move(name))
        {
        }
        std::vector<kept_nonce>::iterator find(http::origin const& to, dpop_audience audience)
        {
            return std::find_if(nonces.begin(), nonces.end(), [&](kept_nonce const& n) {
                return n.audience == audience && n.origin == to;
            });
        }
        jose::private_key key;
        jose::algorithm algorithm;
        std::string thumbprint;
        std::mutex mutex;
        std::vector<kept_nonce> nonces;
    };
    explicit dpop_key(std::shared_ptr<state> s) noexcept : state_(std::move(s)) {}

    std::shared_ptr<state> state_;
};

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_DPOP_HPP
