// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_ERROR_HPP
#define COGRANT_ERROR_HPP

#include <boost/assert/source_location.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant {

using error_code = boost::system::error_code;
using error_condition = boost::system::error_condition;

/// Where a request was when it ended. An error names it, so that "timed out" is never the whole story.
enum class phase : std::uint8_t {
    none,       ///< before anything was tried
    limiter,    ///< waiting for a permit of the rate limiter
    token,      ///< waiting for an access token
    pool,       ///< waiting for a free connection
    resolve,    ///< looking the host name up
    connect,    ///< opening the TCP connection
    tls,        ///< TLS handshake
    write,      ///< sending the request
    first_byte, ///< waiting for the status line and the headers
    body,       ///< receiving the body
    decode,     ///< turning the body into a value
    backoff     ///< waiting before the next try
};

/// The word for a phase, as it appears in messages: "connect", "first byte", …
constexpr std::string_view to_string(phase p) noexcept
{
    switch (p) {
    case phase::none: return "start";
    case phase::limiter: return "rate limiter";
    case phase::token: return "token";
    case phase::pool: return "connection pool";
    case phase::resolve: return "resolve";
    case phase::connect: return "connect";
    case phase::tls: return "TLS handshake";
    case phase::write: return "write";
    case phase::first_byte: return "first byte";
    case phase::body: return "body";
    case phase::decode: return "decode";
    case phase::backoff: return "backoff";
    }
    return "unknown";
}

/// Questions that a caller asks of an error whatever layer it came from: `if (e.code() == condition::timeout)`.
enum class condition {
    timeout = 1,   ///< A deadline passed. Try again later or allow more time.
    retryable,     ///< The same request may succeed later.
    needs_login,   ///< The credential is refused. Fix it or log in again; trying again does not help.
    forbidden,     ///< The credential is good but lacks a permission or scope.
    rate_limited,  ///< The server asks to slow down: see `error::retry_after`.
    bad_data,      ///< An answer arrived but cannot be understood or exceeds a limit.
    cancelled      ///< The caller cancelled.
};

namespace detail {

class condition_category_t final : public boost::system::error_category {
public:
    constexpr condition_category_t() noexcept : error_category(0x7d1f2c54a90b6e31) {}
    char const* name() const noexcept override { return "cogrant.condition"; }
    std::string message(int value) const override
    {
        switch (static_cast<condition>(value)) {
        case condition::timeout: return "a deadline passed";
        case condition::retryable: return "the request may succeed later";
        case condition::needs_login: return "the credential is refused";
        case condition::forbidden: return "a permission or scope is missing";
        case condition::rate_limited: return "the server asks to slow down";
        case condition::bad_data: return "an answer could not be understood";
        case condition::cancelled: return "cancelled by the caller";
        }
        return "unknown condition";
    }
    // The system's category does not know of these questions: its network errors are answered for here.
    bool equivalent(error_code const& code, int asked) const noexcept override
    {
        namespace errc = boost::system::errc;
        if (error_category::equivalent(code, asked)) return true;
        switch (static_cast<condition>(asked)) {
        case condition::cancelled: return code == errc::operation_canceled;
        case condition::timeout: return code == errc::timed_out;
        case condition::retryable:
            return code == errc::connection_reset || code == errc::connection_refused ||
                   code == errc::connection_aborted || code == errc::broken_pipe || code == errc::host_unreachable ||
                   code == errc::network_unreachable || code == errc::network_down || code == errc::network_reset ||
                   code == errc::timed_out || code == errc::not_connected;
        default: return false;
        }
    }
};

inline constexpr condition_category_t condition_category_v{};

} // namespace detail

constexpr boost::system::error_category const& condition_category() noexcept { return detail::condition_category_v; }

inline error_condition make_error_condition(condition c) noexcept
{
    return {static_cast<int>(c), condition_category()};
}

/// What is known about a failure besides its code. Texts of the server and of the library are kept apart;
/// neither ever contains a secret.
struct error_info {
    phase where = phase::none;                          ///< where the request was
    unsigned attempts = 0;                              ///< tries made, the failed one included
    unsigned status = 0;                                ///< HTTP status, 0 when none arrived
    std::string detail;                                 ///< our words: what went wrong, no server bytes
    std::string server_code;                            ///< OAuth or platform code, as the server wrote it
    std::string server_message;                         ///< the server's words
    std::string server_uri; ///< a page about it that the server names (`error_uri`): untrusted
    std::string needed_scope; ///< the scopes that the server says are missing
    std::string correlation_id; ///< quote it to the server's support
    std::string body_snippet; ///< first bytes of a body that was not understood
    std::string route; ///< label of the request, e.g. "POST /api/v2/users"
    std::optional<std::chrono::milliseconds> retry_after; ///< the wait the server asked for
    std::uint64_t body_bytes = 0; ///< of a body beyond its limit: how many there were when it was stopped, or announced
    std::uint64_t body_limit = 0; ///< the limit that such a body exceeded
};

/** A failure: a code to branch on and the facts to act on and to print.

    Cheap to move and to copy (copies share the facts).

    @par Thread safety  distinct objects: safe, also when one is a copy of the other; shared object: unsafe */
class error {
public:
    error() = default;
    error(error_code code) noexcept : code_(code) {} // NOLINT(google-explicit-constructor): a code is an error
    error(error_code code, phase where) : code_(code) { edit().where = where; }

    error_code const& code() const noexcept { return code_; }
    error_info const& info() const noexcept
    {
        static error_info const none;
        return info_ ? *info_ : none;
    }

    /// The facts, for writing. Other copies of this error are not affected.
    error_info& edit()
    {
        if (!info_) info_ = std::make_shared<error_info>();
        else if (info_.use_count() > 1) info_ = std::make_shared<error_info>(*info_);
        return *info_;
    }

    explicit operator bool() const noexcept { return static_cast<bool>(code_); }
    friend bool operator==(error const& e, condition c) noexcept { return e.code_ == make_error_condition(c); }
    friend bool operator==(error const& e, error_code const& c) noexcept { return e.code_ == c; }

    /// One line for people: what failed, where, after how many tries, status, server code and text, correlation id.
    std::string message() const;

private:
    error_code code_;
    std::shared_ptr<error_info> info_;
};

/// Either a value or an @ref error. `value()` throws @ref failure when there is none.
template <class T>
using result = boost::system::result<T, error>;

/// What the throwing spellings throw: a `system_error` that carries the whole @ref error.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class failure : public boost::system::system_error {
public:
    explicit failure(cogrant::error e) : system_error(e.code(), e.message()), error_(std::move(e)) {}
    cogrant::error const& error() const noexcept { return error_; }

private:
    cogrant::error error_;
};

/// Called by `result<T>::value()`; found by argument-dependent lookup.
[[noreturn]] inline void throw_exception_from_error(error const& e, boost::source_location const&) { throw failure(e); }

inline std::string error::message() const
{
    auto const& i = info();
    std::string text = i.route.empty() ? std::string() : i.route + ": ";
    text += i.detail.empty() ? code_.message() : i.detail;
    if (i.where != phase::none) text.append(" [").append(to_string(i.where)).append("]");
    if (i.attempts > 1) text += " after " + std::to_string(i.attempts) + " tries";
    if (i.status != 0) text += ", HTTP " + std::to_string(i.status);
    if (!i.server_code.empty()) text += ", " + i.server_code;
    if (!i.server_message.empty()) text += ": " + i.server_message;
    if (!i.needed_scope.empty()) text += ", needs scope " + i.needed_scope;
    if (i.retry_after) text += ", retry after " + std::to_string((i.retry_after->count() + 999) / 1000) + " s";
    if (!i.correlation_id.empty()) text += ", correlation id " + i.correlation_id;
    return text;
}

} // namespace cogrant

template <>
struct boost::system::is_error_condition_enum<cogrant::condition> : std::true_type {};

#endif // COGRANT_ERROR_HPP
