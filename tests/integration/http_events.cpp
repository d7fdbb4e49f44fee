// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// What a listener hears of real connections.
#include "support/http_peer.hpp"
#include <cogrant/http/event_log.hpp>
#include <cogrant/pipeline/inject.hpp>
#include <cogrant/pipeline/observe.hpp>
#include <cogrant/pipeline/retry.hpp>

#include <doctest/doctest.h>

#include <string>
#include <utility>

namespace {

using namespace cogrant;
using namespace support;

template <class Client>
asio::awaitable<unsigned> ask(Client client, http::request r)
{
    http::exchange x(std::move(r));
    x.request.route = "GET /{thing}";
    auto sending = client.send(x);
    auto const answer = co_await std::move(sending);
    co_return answer ? answer->status : 0;
}

} // namespace

TEST_SUITE("http/event")
{
    TEST_CASE("a log says of each request whether its connection was a kept one, and neither query nor header")
    {
        asio::io_context context;
        testing::loopback_server server(context.get_executor(), saying(ok()));
        http::connection_pool pool(context.get_executor());
        std::string text;
        http::event_log log(
            [&text](http::log_level l, std::string_view line) {
                text.append(to_string(l)).append(" ").append(line.substr(0, line.find(" after "))).append("\n");
            },
            http::log_level::debug);
        auto client = observe(log.hook()) | retry() | inject(trace_headers()) | send(pool);
        auto r = ask_for(server.origin(), "/thing?key=s3cret");
        r.headers.add("X-Api-Key", "s3cret");
        for (int i = 0; i != 2; ++i) CHECK(run(context, ask(client, r)) == 200);
        CHECK(
            text == "debug GET /{thing}: begins\n"
                    "debug GET /{thing}: try 1\n"
                    "debug GET /{thing}: new connection\n"
                    "debug GET /{thing}: answer 200\n"
                    "info GET /{thing}: ended\n"
                    "debug GET /{thing}: begins\n"
                    "debug GET /{thing}: try 1\n"
                    "debug GET /{thing}: kept connection\n"
                    "debug GET /{thing}: answer 200\n"
                    "info GET /{thing}: ended\n");
    }
}
