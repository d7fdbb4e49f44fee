// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CXONE_API_HOST_HPP
#define COGRANT_CXONE_API_HOST_HPP

#include <cogrant/cxone/tenant.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/oauth/any_token_fetcher.hpp>
#include <cogrant/paginate/next_link.hpp>
#include <cogrant/paginate/step.hpp>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// The host of the data comes out of the login. Until then requests carry a name that stands for it.

namespace cogrant::cxone {

/** The address of the API, as soon as it is known; shared by a client and its fetcher.

    @par Thread safety  distinct objects and copies: safe; shared object: safe */
class api_address {
    struct state {
        std::mutex mutex;
        std::optional<api_base> base;
        std::string tenant; // whom it was discovered for
    };

public:
    api_address() : state_(std::make_shared<state>()) {}

    std::optional<api_base> get() const
    {
        std::lock_guard const lock(state_->mutex);
        return state_->base;
    }
    /// The same if it was set for this tenant.
    std::optional<api_base> get(std::string_view tenant) const
    {
        std::lock_guard const lock(state_->mutex);
        return state_->tenant == tenant ? state_->base : std::nullopt;
    }
    void set(api_base base, std::string tenant = {}) const
    {
        std::lock_guard const lock(state_->mutex);
        state_->base = std::move(base);
        state_->tenant = std::move(tenant);
    }

private:
    std::shared_ptr<state> state_;
};

/// What requests for the API name as their server until they are sent. `.invalid` is nobody's (RFC 2606 §2).
inline http::origin api_placeholder() { return detail::tls_origin("api.cxone.invalid"); }

/** Sends requests for the API to where it is; all others as they are. Stands below the stage that attaches the token,
    so the login has been when the address is needed.

    @par Errors         cxone_errc::no_api_host
    @par Thread safety  as the next transport */
template <http::transport Next>
class api_host_transport {
public:
    api_host_transport(Next next, api_address api) : next_(std::move(next)), api_(std::move(api)) {}

    asio::awaitable<result<http::response>> send(http::exchange& x)
    {
        if (x.request.origin != api_placeholder()) return next_.send(x);
        return send_there(x);
    }

private:
    // Puts back what stood there: the request may be tried again, at another address after another login.
    struct readdressed {
        readdressed(http::request& r, api_base const& base)
            : request(r), origin(std::exchange(r.origin, base.origin)), target(r.target)
        {
            r.target.insert(0, base.prefix);
        }
        readdressed(readdressed const&) = delete;
        ~readdressed()
        {
            request.origin = std::move(origin);
            request.target = std::move(target);
        }
        http::request& request;
        http::origin origin;
        std::string target;
    };

    asio::awaitable<result<http::response>> send_there(http::exchange& x)
    {
        auto const base = api_.get();
        if (!base) co_return x.fail(make_error_code(cxone_errc::no_api_host));
        readdressed const there(x.request, *base);
        auto sending = next_.send(x);
        auto answer = co_await std::move(sending);
        co_return std::move(answer);
    }

    Next next_;
    api_address api_;
};

/** The style of listings with `_links`: the next page is at an absolute address, on the API's own host.

    @par Source  contract of CXone §4, style 2; S10 of the security checklist
    @par Errors  those of @ref follow_link: a link to another server is not followed
    @par Thread safety  distinct objects: safe; shared object: unsafe */
template <class Link>
class next_api_link {
public:
    next_api_link(Link link, api_address api) : link_(std::move(link)), api_(std::move(api)) {}

    void first(http::request&) {}
    template <class Page>
    result<page_step> next(http::request& r, Page const& page)
    {
        auto const link = cogrant::detail::marker_of(link_, page);
        if (!link) return page_step{};
        auto const base = api_.get();
        http::request there;
        there.origin = base ? base->origin : r.origin;
        there.target = (base ? base->prefix : std::string()) + r.target;
        auto step = follow_link(there, *link);
        if (!step) return step.error();
        auto const prefix = base ? std::string_view(base->prefix) : std::string_view();
        if (there.target.starts_with(prefix)) there.target.erase(0, prefix.size());
        r.target = std::move(there.target);
        return page_step{true, r.target};
    }
    result<void> resume(http::request& r, std::string_view marker) { return cogrant::detail::resume_link(r, marker); }

private:
    Link link_;
    api_address api_;
};

/** Fetches tokens by another fetcher, and finds out for each which API host they are for: from the answer itself, else
    by tenant discovery, which is asked once for a tenant.

    @par Source         contract of CXone §1, §2.4
    @par Thread safety  one `fetch` at a time, as a `token_source` does */
template <http::transport Transport>
class tenant_fetcher {
public:
    /// @param tenant_id  for tokens that do not name their tenant; empty for those that do
    tenant_fetcher(
        oauth::any_token_fetcher login, Transport transport, hosts where, api_address api, std::string tenant_id = {},
        std::vector<std::string> trusted = {}, http::event_hook hook = {})
        : login_(std::move(login)), transport_(std::move(transport)), where_(std::move(where)), api_(std::move(api)),
          tenant_id_(std::move(tenant_id)), trusted_(std::move(trusted)), hook_(hook)
    {
    }

    bool uninterrupted() const noexcept { return login_.uninterrupted(); }

    /** @par Errors        those of the fetcher within, of discovery; cxone_errc::{foreign_host, no_api_host}
        @par Cancellation  terminal */
    asio::awaitable<result<oauth::token_set>> fetch(time_point until)
    {
        auto asking = login_.fetch(until);
        auto tokens = co_await std::move(asking);
        if (!tokens) co_return std::move(tokens);
        auto const named = base_in_answer(*tokens, where_.area, trusted_);
        if (!named) co_return at_login(named.error());
        auto const claims = claims_of(tokens->access_token.expose());
        auto const tenant = claims.tenant_id.empty() ? tenant_id_ : claims.tenant_id.text();
        if (*named) {
            api_.set(**named, tenant);
            co_return std::move(tokens);
        }
        if (tenant.empty() && claims.ic_cluster_id.empty()) co_return at_login(no_tenant());
        if (api_.get(tenant)) co_return std::move(tokens);
        tenant_configuration found;
        if (!tenant.empty()) {
            auto discovering = discover_tenant(transport_, where_.issuer, tenant, until, hook_);
            auto discovered = co_await std::move(discovering);
            // Where discovery knows nothing of the tenant, its cluster may still tell.
            bool const unknown = !discovered && discovered.error().code() == http_errc::not_found;
            if (!discovered && !(unknown && !claims.ic_cluster_id.empty())) co_return at_login(discovered.error());
            if (discovered) found = std::move(*discovered);
        }
        auto base = base_in_configuration(found, where_.issuer, claims.ic_cluster_id.text(), trusted_);
        if (!base) co_return at_login(base.error());
        api_.set(std::move(*base), tenant);
        co_return std::move(tokens);
    }

private:
    static error at_login(error e)
    {
        e.edit().where = phase::token;
        return e;
    }
    static error no_tenant()
    {
        error e{make_error_code(cxone_errc::no_api_host)};
        e.edit().detail = "the token names neither its tenant nor the API host";
        return e;
    }

    oauth::any_token_fetcher login_;
    Transport transport_;
    hosts where_;
    api_address api_;
    std::string tenant_id_;
    std::vector<std::string> trusted_;
    http::event_hook hook_;
};

} // namespace cogrant::cxone

#endif // COGRANT_CXONE_API_HOST_HPP
