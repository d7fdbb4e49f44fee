// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Forty days of conversations, three columns of each, in a file that appears when it is whole. Reads the settings as
// 01_nightly does.
#include <cogrant/genesys.hpp>
#include <cogrant/sink/row_sink.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <string>
#include <utility>

namespace asio = boost::asio;
namespace genesys = cogrant::genesys;
using namespace std::chrono_literals;

asio::awaitable<void> export_to(std::string path)
{
    auto const executor = co_await asio::this_coro::executor;
    auto org = genesys::client::from_environment(executor);

    // Longer than one query may be: it is split, and no conversation comes twice.
    genesys::conversation_details_query query{.interval = cogrant::last(40 * 24h)};
    auto rows = org.async_paginate_split(query);

    using table = cogrant::csv::table<genesys::conversation>;
    auto columns = table::of({"conversationId", "conversationStart", "originatingDirection"}).value();
    cogrant::row_sink sink{
        cogrant::csv_format<genesys::conversation>(std::move(columns)),
        cogrant::file_target(path, cogrant::file_options().sync(true))};
    auto writing = write_rows(std::move(rows), sink);
    auto const count = co_await std::move(writing);
    std::cout << count.value() << " rows\n";
}

int main(int argc, char** argv)
{
    asio::io_context context;
    std::exception_ptr failed;
    asio::co_spawn(context, export_to(argc > 1 ? argv[1] : "export.csv"), [&](std::exception_ptr e) { failed = e; });
    context.run();
    try {
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (std::exception const& e) {
        std::cerr << e.what() << '\n';
    }
    return 1;
}
