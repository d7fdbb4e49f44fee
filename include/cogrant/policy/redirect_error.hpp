// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_REDIRECT_ERROR_HPP
#define COGRANT_POLICY_REDIRECT_ERROR_HPP

#include <cogrant/error.hpp>

#include <string>
#include <type_traits>

namespace cogrant {

/// Why a redirect was not followed. The answer is handed up as it is, with this as `exchange::verdict`.
enum class redirect_errc {
    too_many = 1, ///< More redirects than `redirect_options::max_redirects`. Ask for the address they lead to.
    loop,         ///< The redirects lead in a circle. The server is at fault; perhaps it wants a cookie.
    bad_location, ///< No Location, several, or one that is no http or https URL. The server is at fault.
    insecure,     ///< It leads from https to http. Never followed.
    other_origin, ///< It leads to another origin, and the policy is `same_origin`. Ask there, or allow `any`.
    body_to_other_origin ///< It would take the request's body to another origin. Allow it, or send the request there.
};

namespace detail {

class redirect_category_t final : public boost::system::error_category {
public:
    constexpr redirect_category_t() noexcept : error_category(0x51c7a90e3fd82b64) {}
    char const* name() const noexcept override { return "cogrant.redirect"; }
    std::string message(int value) const override
    {
        switch (static_cast<redirect_errc>(value)) {
        case redirect_errc::too_many: return "too many redirects";
        case redirect_errc::loop: return "the redirects lead in a circle";
        case redirect_errc::bad_location: return "the redirect has no Location that is a URL";
        case redirect_errc::insecure: return "the redirect leads from https to http";
        case redirect_errc::other_origin: return "the redirect leads to another origin";
        case redirect_errc::body_to_other_origin: return "the redirect would take the body to another origin";
        }
        return "unknown redirect error";
    }
    bool equivalent(int value, error_condition const& asked) const noexcept override
    {
        if (asked.category() != condition_category()) return error_category::equivalent(value, asked);
        return static_cast<redirect_errc>(value) == redirect_errc::bad_location &&
               asked == make_error_condition(condition::bad_data);
    }
};

inline constexpr redirect_category_t redirect_category_v{};

} // namespace detail

constexpr boost::system::error_category const& redirect_category() noexcept { return detail::redirect_category_v; }

inline error_code make_error_code(redirect_errc e) noexcept { return {static_cast<int>(e), redirect_category()}; }

} // namespace cogrant

template <>
struct boost::system::is_error_code_enum<cogrant::redirect_errc> : std::true_type {};

#endif // COGRANT_POLICY_REDIRECT_ERROR_HPP
