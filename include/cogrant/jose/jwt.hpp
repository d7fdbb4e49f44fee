// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_JOSE_JWT_HPP
#define COGRANT_JOSE_JWT_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/error.hpp>
#include <cogrant/jose/jws.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Claims: the payload of a JWT (RFC 7519) as a struct.

namespace cogrant::jose {

/// Seconds since 1970 as JWTs count them (NumericDate, RFC 7519 §2): a JSON number, of which a fraction is dropped.
/// Numbers beyond the year 9999, and negative ones, are refused.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class numeric_date {
public:
    numeric_date() = default;
    numeric_date(std::chrono::sys_seconds at) noexcept : at_(at) {} // NOLINT(google-explicit-constructor): is one

    std::chrono::sys_seconds time() const noexcept { return at_; }

    friend bool operator==(numeric_date, numeric_date) noexcept = default;

private:
    std::chrono::sys_seconds at_{};
};

/// Whom a JWT is for: one text or a list of them, as the wire has it (RFC 7519 §4.1.3).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class audience {
public:
    audience() = default;
    audience(std::initializer_list<std::string> names) : names_(names) {}
    explicit audience(std::vector<std::string> names) : names_(std::move(names)) {}

    std::vector<std::string> const& names() const noexcept { return names_; }
    bool contains(std::string_view name) const { return std::find(names_.begin(), names_.end(), name) != names_.end(); }

    friend bool operator==(audience const&, audience const&) = default;

private:
    std::vector<std::string> names_;
};

/** The payload as a reflected struct. Members that the struct does not have are checked and passed over.

    @par Source  RFC 7519 §7.2, RFC 8725 §2.4; S45 of the security checklist
    @par Errors  jose_errc::malformed_claims, also when a member comes twice; `detail` says where */
template <class Claims>
result<Claims> claims_of(std::string_view payload)
{
    auto decoded = json::decode<Claims>(payload, json::limits().unique_keys().depth(32).document(max_jws));
    if (!decoded) return detail::fail(jose_errc::malformed_claims, "the claims: " + decoded.error().info().detail);
    return decoded;
}
template <class Claims>
result<Claims> claims_of(verified_jws const& token)
{
    return claims_of<Claims>(token.payload());
}

} // namespace cogrant::jose

template <>
struct cogrant::json::codec<cogrant::jose::numeric_date> {
    static bool decode(reader& in, cogrant::jose::numeric_date& out)
    {
        constexpr double end_of_9999 = 253402300800.0;
        double seconds = 0;
        in.peek();
        auto const* const start = in.position();
        if (!in.floating(seconds)) return false;
        if (!(seconds >= 0 && seconds < end_of_9999)) {
            in.rewind(start);
            return in.fail(codec_errc::out_of_range);
        }
        out = std::chrono::sys_seconds(std::chrono::seconds(static_cast<std::int64_t>(std::floor(seconds))));
        return true;
    }
    static void encode(std::string& out, cogrant::jose::numeric_date const& value)
    {
        json::write(out, std::int64_t{value.time().time_since_epoch().count()});
    }
};

template <>
struct cogrant::json::codec<cogrant::jose::audience> {
    static bool decode(reader& in, cogrant::jose::audience& out)
    {
        std::vector<std::string> names;
        bool const good = in.peek() == '[' ? json::read(in, names) : in.string(names.emplace_back());
        if (good) out = cogrant::jose::audience(std::move(names));
        return good;
    }
    static void encode(std::string& out, cogrant::jose::audience const& value)
    {
        if (value.names().size() == 1) json::write_string(out, value.names().front());
        else json::write(out, value.names());
    }
    static bool empty(cogrant::jose::audience const& value) noexcept { return value.names().empty(); }
};

#endif // COGRANT_JOSE_JWT_HPP
