// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_REDIRECT_HPP
#define COGRANT_POLICY_REDIRECT_HPP

#include <cogrant/http/message.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/policy/redirect_error.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant {

/// Where a redirect may lead.
enum class redirect_policy {
    same_origin, ///< to the same scheme, host and port only
    any          ///< anywhere, but never from https to http
};

/** How redirects are followed. Not an aggregate on purpose (see `http::tls_options`).

    @par Thread safety  distinct objects: safe; shared object: const members only */
class redirect_options {
public:
    redirect_options() = default;
    redirect_options(redirect_policy p) noexcept
        : policy_(p) {} // NOLINT(google-explicit-constructor): the usual choice

    /// Redirects followed for one request. Five by default.
    redirect_options& max_redirects(unsigned n) noexcept
    {
        max_redirects_ = n;
        return *this;
    }
    /// Origins of one owner: a redirect from one of them to another may take the access token along. Whoever controls one of
    /// them chooses what the token is used for at the others.
    redirect_options& same_owner(std::vector<http::origin> origins)
    {
        same_owner_ = std::move(origins);
        return *this;
    }
    /// Whether 307 and 308 may take the body of a request to another origin. Off by default: it may hold secrets.
    redirect_options& send_body_elsewhere(bool yes) noexcept
    {
        send_body_elsewhere_ = yes;
        return *this;
    }

    redirect_policy policy() const noexcept { return policy_; }
    unsigned max_redirects() const noexcept { return max_redirects_; }
    bool send_body_elsewhere() const noexcept { return send_body_elsewhere_; }
    bool one_owner(http::origin const& a, http::origin const& b) const
    {
        auto const has = [this](http::origin const& o) {
            return std::find(same_owner_.begin(), same_owner_.end(), o) != same_owner_.end();
        };
        return has(a) && has(b);
    }

private:
    redirect_policy policy_ = redirect_policy::same_origin;
    unsigned max_redirects_ = 5;
    bool send_body_elsewhere_ = false;
    std::vector<http::origin> same_owner_;
};

/// Whether a status asks to go elsewhere by itself. 300, 304, 305 and 306 do not.
constexpr bool is_redirect(unsigned status) noexcept
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/** The method after a redirect, as browsers have it: 303 makes a GET of all but HEAD, 301 and 302 make a GET of a POST. All
    others stay as they are, with their body.

    @par Source  RFC 9110 §15.4; WHATWG Fetch, HTTP-redirect fetch, step 12 */
constexpr http::method method_after(unsigned status, http::method m) noexcept
{
    if (status == 303) return m == http::method::head ? m : http::method::get;
    if ((status == 301 || status == 302) && m == http::method::post) return http::method::get;
    return m;
}

namespace detail {

/// Fields that hold no credential and may go to another origin. What is not named here stays: API keys have many names.
inline bool may_go_elsewhere(std::string_view name) noexcept
{
    for (std::string_view const known :
         {"Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Content-Encoding", "Content-Language",
          "Content-Type", "Range", "User-Agent"})
        if (http::equal_names(name, known)) return true;
    return false;
}

template <class Goes>
void erase_fields(http::headers& fields, Goes goes)
{
    std::vector<std::string> names;
    for (auto const f : fields)
        if (goes(f.name)) names.emplace_back(f.name);
    for (auto const& name : names) fields.erase(name);
}

/// The one Location of an answer, with bytes beyond ASCII percent-encoded: servers forget that. Empty when there is none.
inline std::string location_of(http::headers const& fields)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::size_t longest = 8 * 1024;
    std::string out;
    auto const given = fields.find("Location").value_or("");
    if (fields.count("Location") != 1 || given.size() > longest) return out;
    for (char const c : given) {
        auto const byte = static_cast<unsigned char>(c);
        if (byte < 0x80) out += c;
        else out.append(1, '%').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    }
    return out;
}

} // namespace detail

/// One step of a chain of redirects.
struct redirect_step {
    error_code code; ///< why not; the rest is of no use then
    http::url to;
    http::method method = http::method::get;
    bool same_origin = true;
};

/** Where a redirect leads, and whether to go there.

    @param asked   what was answered
    @param answer  its status satisfies `is_redirect`
    @par Errors    redirect_errc::{bad_location, insecure, other_origin, body_to_other_origin} */
inline redirect_step
decide_redirect(redirect_options const& options, http::request const& asked, http::response const& answer)
{
    redirect_step step;
    auto const location = detail::location_of(answer.headers);
    http::url const from{asked.origin, asked.target};
    auto to = location.empty() ? http::parse_url("") : http::resolve_url(from, location);
    if (!to) {
        step.code = make_error_code(redirect_errc::bad_location);
        return step;
    }
    step.to = std::move(*to);
    step.method = method_after(answer.status, asked.method);
    step.same_origin = step.to.origin == asked.origin;
    if (step.same_origin) return step;
    bool const body_goes = step.method == asked.method && !asked.body.empty();
    if (asked.origin.tls && !step.to.origin.tls) step.code = make_error_code(redirect_errc::insecure);
    else if (options.policy() != redirect_policy::any) step.code = make_error_code(redirect_errc::other_origin);
    else if (body_goes && !options.send_body_elsewhere())
        step.code = make_error_code(redirect_errc::body_to_other_origin);
    return step;
}

/** Makes of a request the one that a redirect asks for. To another origin nothing goes that may identify the caller: no
    credential, no client certificate, no field but a few that hold none, and no access token either, unless both origins are
    of one owner. */
inline void apply_redirect(redirect_options const& options, redirect_step const& step, http::request& r)
{
    if (!step.same_origin) {
        detail::erase_fields(r.headers, [](std::string_view name) { return !detail::may_go_elsewhere(name); });
        r.certificate = {};
        r.identify = false;
        r.prove = false;
        r.authorize = r.authorize && options.one_owner(r.origin, step.to.origin);
    }
    if (step.method != r.method) {
        r.body.clear();
        detail::erase_fields(
            r.headers, [](std::string_view name) { return http::equal_names(name.substr(0, 8), "Content-"); });
    }
    r.method = step.method;
    r.origin = step.to.origin;
    r.target = step.to.target;
}

} // namespace cogrant

#endif // COGRANT_POLICY_REDIRECT_HPP
