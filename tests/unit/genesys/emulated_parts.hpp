// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_GENESYS_EMULATED_PARTS_HPP
#define COGRANT_TESTS_GENESYS_EMULATED_PARTS_HPP

#include <cogrant/genesys/call.hpp>
#include <cogrant/genesys/client.hpp>
#include <cogrant/testing/emulator_transport.hpp>
#include <cogrant/testing/genesys_emulator.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>
#include <virtual_time.hpp>

/// The typed calls against the emulated organisation, within the process and in virtual time.
namespace emulated {

namespace asio = boost::asio;
using namespace cogrant;
using peer = testing::basic_emulator_transport<testing::genesys_emulator, testing::manual_clock>;
using client = genesys::basic_client<peer, testing::manual_clock>;

template <class T>
asio::awaitable<void> keep(asio::awaitable<result<T>> calling, std::optional<result<T>>& out)
{
    auto doing = std::move(calling);
    auto answer = co_await std::move(doing);
    out.emplace(std::move(answer));
}

template <class Row>
asio::awaitable<void> gather(paged<Row> rows, std::vector<Row>& out)
{
    auto source = std::move(rows);
    for (;;) {
        auto* const row = co_await source.next();
        if (row == nullptr) break;
        out.push_back(*row);
    }
}

struct organisation {
    explicit organisation(testing::genesys_emulator_options o = testing::genesys_emulator_options())
        : server(std::move(o.rate_per_minute(0)))
    {
        server.wall(std::chrono::sys_days{std::chrono::year{2025} / 3 / 10});
    }

    template <class R>
    result<typename R::answer> call(R const& wanted)
    {
        std::optional<result<typename R::answer>> out;
        time.run(keep<typename R::answer>(genesys::call(org, wanted), out));
        REQUIRE(out.has_value());
        return std::move(*out);
    }
    template <class R>
    std::vector<typename R::row> all(R const& wanted)
    {
        std::vector<typename R::row> out;
        time.run(gather<typename R::row>(genesys::list(org, wanted), out));
        return out;
    }
    /// Requests since the last time.
    std::uint64_t asked()
    {
        auto const now = server.emulator().counters().total;
        return now - std::exchange(seen, now);
    }

    virtual_time time;
    peer server;
    client org{time.context.get_executor(), genesys::client_options("test-client", secret("test-secret")), server};
    std::uint64_t seen = 0;
};

} // namespace emulated

#endif // COGRANT_TESTS_GENESYS_EMULATED_PARTS_HPP
