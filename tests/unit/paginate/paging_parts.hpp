// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_PAGING_PARTS_HPP
#define COGRANT_TESTS_PAGING_PARTS_HPP

#include "../pipeline/pipeline_parts.hpp"
#include <cogrant/async/generator.hpp>
#include <cogrant/paginate/paginate.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// What the tests of listings share: somebody who takes rows.
namespace paging {

namespace asio = boost::asio;

/// What a consumer saw.
template <class Row>
struct seen {
    std::vector<Row> rows;
    std::optional<cogrant::error> failed;
};

/// Takes rows until the end or until it has enough.
template <class Row>
asio::awaitable<void> take(cogrant::async_generator<Row>& source, seen<Row>& out, std::size_t enough = 1'000'000)
{
    auto const most = enough;
    while (out.rows.size() < most) {
        auto next = co_await source.try_next();
        if (!next) {
            out.failed = next.error();
            break;
        }
        if (*next == nullptr) break;
        out.rows.push_back(**next);
    }
}

template <class Row>
asio::awaitable<void> take_all(cogrant::async_generator<Row> rows, seen<Row>& out)
{
    auto source = std::move(rows);
    auto taking = take(source, out);
    co_await std::move(taking);
}

/// All rows of a listing.
template <class Row>
seen<Row> all(virtual_time& time, cogrant::paged<Row> rows)
{
    seen<Row> out;
    time.run(take_all<Row>(std::move(rows), out));
    return out;
}

inline cogrant::http::request posting(std::string target, std::string body = {})
{
    auto r = parts::ask(cogrant::http::method::post, std::move(target));
    r.query = true;
    r.body = std::move(body);
    return r;
}
inline cogrant::http::request getting(std::string target)
{
    return parts::ask(cogrant::http::method::get, std::move(target));
}

} // namespace paging

#endif // COGRANT_TESTS_PAGING_PARTS_HPP
