// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_ARCHETYPES_HPP
#define COGRANT_TESTS_ARCHETYPES_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/token_fetcher.hpp>
#include <cogrant/paginate/style.hpp>
#include <cogrant/pipeline/stage.hpp>
#include <cogrant/policy/random.hpp>

#include <chrono>
#include <cstddef>
#include <string>
#include <utility>

/// For every concept a type that has what the concept asks for and nothing else. Templates are instantiated with them,
/// so that none leans on a member that is not required.
namespace archetypes {

namespace asio = boost::asio;

struct transport {
    asio::awaitable<cogrant::result<cogrant::http::response>> send(cogrant::http::exchange& x)
    {
        auto const refused = x.fail(make_error_code(cogrant::http_errc::connection_closed));
        co_return refused;
    }
};

/// As `transport`, and cannot be copied.
struct move_only_transport : transport {
    move_only_transport() = default;
    move_only_transport(move_only_transport&&) = default;
    move_only_transport& operator=(move_only_transport&&) = default;
};

template <class Next>
struct passing_transport {
    explicit passing_transport(Next n) : next(std::move(n)) {}
    asio::awaitable<cogrant::result<cogrant::http::response>> send(cogrant::http::exchange& x) { return next.send(x); }
    Next next;
};

template <cogrant::stage_rank Rank>
struct stage {
    static constexpr cogrant::stage_rank rank = Rank;
    stage() = default;
    stage(stage&&) = default;

    template <class Next>
    auto bind(Next next) const
    {
        return passing_transport<Next>(std::move(next));
    }
};

struct client_authentication {
    explicit client_authentication(int) {}
    client_authentication(client_authentication const&) = default;
    client_authentication& operator=(client_authentication const&) = delete;
    cogrant::error_code apply(cogrant::http::request&, std::string&) const { return {}; }
};

struct token_fetcher {
    explicit token_fetcher(int) {}
    token_fetcher(token_fetcher&&) = default;
    token_fetcher& operator=(token_fetcher&&) = delete;
    asio::awaitable<cogrant::result<cogrant::oauth::token_set>> fetch(cogrant::time_point)
    {
        cogrant::oauth::token_set tokens;
        tokens.access_token = cogrant::secret("archetype");
        co_return tokens;
    }
};

/// A page: any struct with a JSON form.
struct page {
    int rows = 0;
};

template <class Page>
struct page_style {
    explicit page_style(int) {}
    page_style(page_style&&) = default;
    page_style& operator=(page_style&&) = delete;
    void first(cogrant::http::request&) {}
    cogrant::result<cogrant::page_step> next(cogrant::http::request&, Page const&) { return cogrant::page_step{}; }
};

template <class Page>
struct numbered_style : page_style<Page> {
    using page_style<Page>::page_style;
    void ask(cogrant::http::request&, std::size_t) const {}
    bool last(Page const&) const { return true; }
};

struct uniform_random {
    uniform_random() = default;
    uniform_random(uniform_random const&) = delete;
    double operator()() { return 0.5; }
};

struct monotonic_clock {
    using duration = cogrant::duration;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = cogrant::time_point;
    static constexpr bool is_steady = true;
    static time_point now() noexcept { return time_point(std::chrono::hours(1)); }
};

static_assert(cogrant::http::transport<transport>);
static_assert(cogrant::http::transport<move_only_transport>);
static_assert(cogrant::stage<stage<cogrant::stage_rank::retry>>);
static_assert(cogrant::oauth::client_authentication<client_authentication>);
static_assert(cogrant::oauth::token_fetcher<token_fetcher>);
static_assert(cogrant::page_style<page_style<page>, page>);
static_assert(!cogrant::numbered_style<page_style<page>, page>);
static_assert(cogrant::numbered_style<numbered_style<page>, page>);
static_assert(cogrant::uniform_random<uniform_random>);
static_assert(cogrant::monotonic_clock<monotonic_clock>);

} // namespace archetypes

#endif // COGRANT_TESTS_ARCHETYPES_HPP
