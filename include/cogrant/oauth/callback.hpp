// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_CALLBACK_HPP
#define COGRANT_OAUTH_CALLBACK_HPP

#include <cogrant/codec/form.hpp>
#include <cogrant/http/printable.hpp>
#include <cogrant/oauth/grant.hpp>
#include <cogrant/oauth/impl/login_parts.hpp>
#include <cogrant/oauth/pending_login.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// What the browser brings back. Anybody can make a browser call the redirect URI with anything, so a callback is worth
// nothing until it is checked against a login that was begun here; and only what was checked can become a grant.

namespace cogrant::oauth {

/** The parameters of a callback, taken apart and not checked yet.

    @par Source  RFC 6749 §4.1.2; RFC 9207 §2
    @par Thread safety  distinct objects: safe; shared object: const members only */
class callback {
public:
    static constexpr std::size_t max_query = 8192;

    /** Out of a request target (`/callback?code=…`) or a whole URL.

        @par Errors  oauth_errc::malformed_callback: no parameters, broken escapes, a raw byte that no URL has, `state` more
                     than once, or beyond the limits
        @par Limits  8 KiB, 64 parameters */
    static result<callback> from_target(std::string_view target)
    {
        target = target.substr(0, target.find('#'));
        auto const question = target.find('?');
        return from_query(question == std::string_view::npos ? std::string_view() : target.substr(question + 1));
    }
    /// The same for the part behind the question mark.
    static result<callback> from_query(std::string_view query);

    /// Names the login; empty when the callback has none.
    secret const& state() const noexcept { return state_; }

    /// Whether it answers this login: the `state` of both is the same, in constant time.
    bool answers(pending_login const& login) const noexcept
    {
        return !state_.empty() && equal_in_constant_time(state_, login.state);
    }

private:
    friend class validated_callback;

    secret state_;
    std::optional<secret> code_;
    std::optional<std::string> issuer_;
    std::optional<std::string> error_;
    std::string error_description_;
    std::string error_uri_;
    std::string_view fault_; // our words
};

/** A callback that has passed every check. Only `check_callback` makes one; only one can become a grant, and once.

    @par Thread safety  distinct objects: safe; shared object: unsafe */
class validated_callback {
public:
    validated_callback(validated_callback&&) noexcept = default;
    validated_callback& operator=(validated_callback&&) noexcept = default;

    std::string const& issuer() const noexcept { return login_.issuer; }
    std::string const& client_id() const noexcept { return login_.client_id; }
    std::optional<std::string> const& scope() const noexcept { return login_.scope; }
    /// The nonce that the id_token has to name.
    std::optional<secret> const& nonce() const noexcept { return login_.nonce; }

private:
    validated_callback(secret code, pending_login login) : code_(std::move(code)), login_(std::move(login)) {}

    friend result<validated_callback> check_callback(callback got, pending_login login, std::chrono::sys_seconds now);
    friend result<authorization_code> code_grant(validated_callback&& from);

    static result<validated_callback> check(callback got, pending_login login, std::chrono::sys_seconds now);
    static error refusal(callback const& got);

    secret code_;
    pending_login login_;
};

inline result<callback> callback::from_query(std::string_view query)
{
    auto const malformed = [](std::string_view why) {
        return detail::login_error(oauth_errc::malformed_callback, why);
    };
    if (query.empty()) return malformed("the callback has no parameters");
    if (query.size() > max_query) return malformed("the callback is longer than 8 KiB");
    if (!detail::visible_ascii(query)) return malformed("the callback holds a byte that no URL has");
    auto parameters = form::parse(query);
    if (!parameters) return malformed("the callback holds a broken escape");
    callback out;
    bool states = false;
    for (auto i = parameters->begin(); i != parameters->end(); ++i) {
        // Names are compared decoded: `%63ode` is a second `code` (RFC 6749 §3.1).
        for (auto j = parameters->begin(); j != i; ++j)
            if (j->first == i->first) {
                out.fault_ = "a parameter of the callback is repeated (RFC 6749 section 3.1)";
                states = states || i->first == "state";
            }
        if (i->first == "state") out.state_ = secret(i->second);
        else if (i->first == "code") out.code_ = secret(i->second);
        else if (i->first == "iss") out.issuer_ = i->second;
        else if (i->first == "error") out.error_ = i->second;
        else if (i->first == "error_description") out.error_description_ = i->second;
        else if (i->first == "error_uri") out.error_uri_ = i->second;
    }
    bool const many = parameters->size() > 64;
    for (auto& [name, value] : *parameters) detail::wipe(value);
    if (many) return malformed("the callback has more than 64 parameters");
    if (states) return malformed("the callback names more than one state");
    return out;
}

inline error validated_callback::refusal(callback const& got)
{
    auto const code = http::printable_ascii(*got.error_, 100);
    error e(make_error_code(errc_from_text(code)), phase::token);
    auto& info = e.edit();
    info.server_code = code;
    info.server_message = http::printable(got.error_description_, 500);
    info.server_uri = detail::legal_page(got.error_uri_) ? got.error_uri_ : std::string();
    return e;
}

inline result<validated_callback>
validated_callback::check(callback got, pending_login login, std::chrono::sys_seconds now)
{
    if (got.state_.empty()) return detail::login_error(oauth_errc::state_mismatch, "the callback has no state");
    if (!got.answers(login))
        return detail::login_error(oauth_errc::state_mismatch, "the callback's state is not the one of this login");
    if (now >= login.expires)
        return detail::login_error(oauth_errc::state_mismatch, "the login was not finished in time: begin it again");
    if (!got.fault_.empty()) return detail::login_error(oauth_errc::malformed_callback, got.fault_);
    if (got.issuer_ ? *got.issuer_ != login.issuer : login.issuer_required)
        return detail::login_error(
            oauth_errc::issuer_mismatch,
            got.issuer_ ? "the callback's iss is not the issuer asked, byte for byte (RFC 9207 section 2.4)"
                        : "the callback lacks iss, which this server promised (RFC 9207 section 2.4)");
    if (got.error_) return refusal(got);
    if (!got.code_ || got.code_->empty())
        return detail::login_error(oauth_errc::malformed_callback, "the callback has neither code nor error");
    for (char const c : got.code_->expose()) // RFC 6749 appendix A.11
        if (c < ' ' || c > '~')
            return detail::login_error(oauth_errc::malformed_callback, "code holds a byte that RFC 6749 forbids");
    return validated_callback(std::move(*got.code_), std::move(login));
}

/** Checks a callback against the login that it says it answers. Pure; both are used up.

    In this order: `state`, expiry, repeated parameters, `iss`, `error`, `code`. So an error without the right `state` is not
    believed either (S03), and neither is one from another server (S04).

    @par Source  RFC 6749 §4.1.2, §10.12; RFC 9207 §2.4; RFC 9700 §4.4, §4.7
    @par Errors  oauth_errc::state_mismatch: ignore it, it is not the answer; oauth_errc::{issuer_mismatch,
                 malformed_callback}; what the server says (`server_code`, `server_message`, `server_uri`: made printable,
                 and to be escaped where they are shown in HTML) */
inline result<validated_callback> check_callback(callback got, pending_login login, std::chrono::sys_seconds now)
{
    return validated_callback::check(std::move(got), std::move(login), now);
}

/** Finds the login of a callback in a store, takes it out, and checks.

    @par Errors         as `check_callback` and those of the store; a `state` that is unknown or was used before is
                        oauth_errc::state_mismatch
    @par Cancellation   as the store's; the login may be gone then
    @par Lifetime       `store` must live until completion */
template <pending_store Store>
asio::awaitable<result<validated_callback>> validate_callback(Store& store, callback got, std::chrono::sys_seconds now)
{
    std::optional<pending_login> login;
    if (got.state().empty()) co_return detail::login_error(oauth_errc::state_mismatch, "the callback has no state");
    auto state = got.state();
    auto taking = store.take(std::move(state));
    auto taken = co_await std::move(taking);
    if (!taken) co_return taken.error();
    login = std::move(*taken);
    if (!login) co_return detail::login_error(oauth_errc::state_mismatch, "no login waits for the callback's state");
    auto checked = check_callback(std::move(got), std::move(*login), now);
    co_return std::move(checked);
}

/** The grant of a validated callback: the code with its verifier and redirect URI (RFC 6749 §4.1.3, RFC 7636 §4.5). Once:
    what made it is empty afterwards.

    @par Errors  oauth_errc::state_mismatch when it was made before */
inline result<authorization_code> code_grant(validated_callback&& from)
{
    if (from.code_.empty() || from.login_.code_verifier.empty())
        return detail::login_error(oauth_errc::state_mismatch, "this callback was exchanged before");
    auto code = std::exchange(from.code_, secret());
    auto verifier = std::exchange(from.login_.code_verifier, secret());
    return authorization_code{
        .code = std::move(code),
        .redirect_uri = from.login_.redirect_uri,
        .code_verifier = std::move(verifier),
        .resource = from.login_.resource};
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_CALLBACK_HPP
