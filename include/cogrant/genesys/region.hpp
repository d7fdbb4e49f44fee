// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_REGION_HPP
#define COGRANT_GENESYS_REGION_HPP

#include <cogrant/error.hpp>
#include <cogrant/genesys/error.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace cogrant::genesys {

/// A place where Genesys Cloud runs.
struct region {
    std::string_view name;   ///< of the AWS region, e.g. eu-central-1
    std::string_view domain; ///< its hosts are login.{domain} and api.{domain}
    std::string_view title;  ///< for people
};

/// The regions known when this library was made. The list grows: every function that takes a region takes any domain.
inline constexpr std::array<region, 18> regions{{
    {"us-east-1", "mypurecloud.com", "Americas (US East, Virginia)"},
    {"us-west-2", "usw2.pure.cloud", "Americas (US West, Oregon)"},
    {"us-east-2", "use2.us-gov-pure.cloud", "Americas (US East 2, FedRAMP)"},
    {"ca-central-1", "cac1.pure.cloud", "Canada (Central)"},
    {"sa-east-1", "sae1.pure.cloud", "South America (São Paulo)"},
    {"mx-central-1", "mxc1.pure.cloud", "Mexico (Central)"},
    {"eu-west-1", "mypurecloud.ie", "EMEA (Dublin)"},
    {"eu-central-1", "mypurecloud.de", "EMEA (Frankfurt)"},
    {"eu-west-2", "euw2.pure.cloud", "EMEA (London)"},
    {"eu-central-2", "euc2.pure.cloud", "EMEA (Zurich)"},
    {"me-central-1", "mec1.pure.cloud", "EMEA (UAE)"},
    {"ap-south-1", "aps1.pure.cloud", "Asia Pacific (Mumbai)"},
    {"ap-northeast-2", "apne2.pure.cloud", "Asia Pacific (Seoul)"},
    {"ap-northeast-3", "apne3.pure.cloud", "Asia Pacific (Osaka)"},
    {"ap-northeast-1", "mypurecloud.jp", "Asia Pacific (Tokyo)"},
    {"ap-southeast-1", "apse1.pure.cloud", "Asia Pacific (Singapore)"},
    {"ap-southeast-2", "mypurecloud.com.au", "Asia Pacific (Sydney)"},
    {"eusc-de-east-1", "edee1.eusc-pure.cloud", "EU Sovereign (Germany)"},
}};

/// The region of this name or domain, null when the table has none. Case matters: write both in lower case.
constexpr region const* find_region(std::string_view name_or_domain) noexcept
{
    for (auto const& r : regions)
        if (r.name == name_or_domain || r.domain == name_or_domain) return &r;
    return nullptr;
}

namespace detail {

inline error bad_region(std::string_view why)
{
    error e{make_error_code(genesys_errc::bad_region)};
    e.edit().detail = std::string("not a Genesys Cloud region: ").append(why);
    return e;
}

inline std::string lower(std::string_view text)
{
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    return out;
}

/// The host without the label that names one of the servers of a region.
constexpr std::string_view without_service(std::string_view host) noexcept
{
    for (std::string_view const service : {"api.", "login.", "apps."})
        if (host.starts_with(service) && host.find('.', service.size()) != host.npos)
            return host.substr(service.size());
    return host;
}

/// Why a lower-case text cannot be a domain; empty when it can.
constexpr std::string_view fault_of_domain(std::string_view domain) noexcept
{
    constexpr std::size_t longest = 253 - std::string_view("login.").size(); // RFC 1035 §2.3.4
    if (domain.size() > longest) return "it is too long";
    std::size_t labels = 0;
    bool letter = false; // in the last label
    for (std::size_t begin = 0; begin <= domain.size(); ++labels) {
        auto const end = domain.find('.', begin) == domain.npos ? domain.size() : domain.find('.', begin);
        auto const label = domain.substr(begin, end - begin);
        if (label.empty() || label.size() > 63) return "it has an empty or overlong part between dots";
        if (label.front() == '-' || label.back() == '-') return "a part begins or ends with a hyphen";
        letter = false;
        for (char const c : label) {
            letter = letter || (c >= 'a' && c <= 'z');
            if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
                return "it has a character that no domain has";
        }
        begin = end + 1;
    }
    if (labels < 2) return "no region has this name, and a domain has a dot";
    if (!letter) return "an IP address is not a domain; give a URL";
    return {};
}

} // namespace detail

/** The domain of a region. Takes the name of a region (`eu-central-1`), its domain (`mypurecloud.de`), one of its hosts
    (`api.mypurecloud.de`) or any other domain: new and private regions need no new release.

    @par Errors  genesys_errc::bad_region; the detail says why and never repeats the text */
inline result<std::string> domain_of(std::string_view name_or_domain)
{
    if (name_or_domain.empty()) return detail::bad_region("it is empty");
    if (name_or_domain.find("://") != name_or_domain.npos)
        return detail::bad_region("it is a URL; leave the scheme out");
    for (char const c : name_or_domain) {
        if (c == ' ' || (c >= '\t' && c <= '\r')) return detail::bad_region("it has a space in it");
        if (c == ':' || c == '/') return detail::bad_region("it has a port or a path in it; give a URL instead");
    }
    auto const text = detail::lower(name_or_domain);
    if (auto const* const known = find_region(text)) return std::string(known->domain);
    auto const domain = detail::without_service(text);
    if (auto const why = detail::fault_of_domain(domain); !why.empty()) return detail::bad_region(why);
    return std::string(domain);
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_REGION_HPP
