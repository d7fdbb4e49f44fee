// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_STORM_WEATHER_HPP
#define COGRANT_TESTS_STORM_WEATHER_HPP

#include "paging_parts.hpp"
#include <cogrant/codec/raw.hpp>
#include <cogrant/pipeline/any_client.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

/// Takes listings through storms, whole or in pieces that begin where the one before said that it was.
namespace paging {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr std::uint64_t seeds = 25;
#else
inline constexpr std::uint64_t seeds = 200;
#endif

inline std::string text_of(int row) { return std::to_string(row); }
inline std::string text_of(json::raw const& row) { return std::string(row.text()); }

/// A listing whose rows are taken as texts, whatever they are.
struct listing {
    std::function<asio::awaitable<void>(seen<std::string>&, std::size_t)> take;
    std::function<page_position()> position;
};

template <class Row>
asio::awaitable<void> take_texts(std::shared_ptr<paged<Row>> rows, seen<std::string>& out, std::size_t enough)
{
    seen<Row> taken;
    auto taking = take<Row>(*rows, taken, enough - out.rows.size());
    co_await std::move(taking);
    for (auto const& row : taken.rows) out.rows.push_back(text_of(row));
    out.failed = taken.failed;
}

template <class Row>
listing wrapped(paged<Row> rows)
{
    auto const kept = std::make_shared<paged<Row>>(std::move(rows));
    return {
        [kept](seen<std::string>& out, std::size_t n) { return take_texts<Row>(kept, out, n); },
        [kept] { return kept->position(); }};
}

using begin = std::function<listing(any_client, page_options)>;

/// How many rows are taken before the listing is left and resumed.
using piece = std::function<std::size_t()>;

inline piece whole()
{
    return [] { return std::size_t{1} << 20U; };
}
/// Of even seeds by `size` rows: at the pages of a numbered listing; of others at all places by chance.
inline piece pieces(std::uint64_t seed, std::size_t size, std::size_t most)
{
    auto const random = std::make_shared<std::mt19937_64>(seed);
    return [=] { return seed % 2 == 0 ? size : 1 + (*random)() % most; };
}

/// Takes a whole listing in pieces, each behind a position that was written down.
inline std::vector<std::string>
weather(virtual_time& time, any_client client, begin const& start, std::uint64_t seed, piece const& next_piece)
{
    seen<std::string> out;
    page_position at;
    for (bool more = true; more;) {
        auto const want = out.rows.size() + next_piece();
        auto const options = page_options().concurrency(1 + seed % 4).resume(at);
        auto rows = start(client, options);
        time.context.restart();
        time.run(rows.take(out, want));
        if (out.failed) FAIL_CHECK(out.failed->message());
        if (out.failed) break;
        auto const back = page_position::parse(to_string(rows.position()));
        REQUIRE(back.has_value());
        at = *back;
        more = out.rows.size() == want;
    }
    time.context.restart();
    time.run();
    return out.rows;
}

} // namespace paging

#endif // COGRANT_TESTS_STORM_WEATHER_HPP
