// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Large and endless bodies, redirects, a proxy, a circuit breaker and a log. docs/resilience.md explains each part.
// Usage: 05_bodies download URL FILE | lines URL | events URL | upload URL TEXT
#include <cogrant/cogrant.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <string_view>

namespace asio = boost::asio;
namespace http = cogrant::http;
using namespace std::chrono_literals;

asio::awaitable<void> download(cogrant::any_client client, http::request request, std::string path)
{
    http::file_sink file(path, http::file_sink_options().owner_only(true)); // appears when it is whole, not before
    request.sink = &file;
    http::exchange x(std::move(request));
    auto fetching = cogrant::fetch<http::response>(client, x);
    auto const answer = co_await std::move(fetching);
    std::cout << (answer ? "whole: " + path : answer.error().message()) << '\n';
}

asio::awaitable<void> lines(cogrant::any_client client, http::request request)
{
    auto all = cogrant::async_lines(client, std::move(request)); // one line in memory at a time
    while (auto* line = co_await all.next()) std::cout << line->size() << ' ' << *line << '\n';
}

asio::awaitable<void> events(cogrant::any_client client, http::request request)
{
    auto all = cogrant::async_events(client, std::move(request)); // text/event-stream
    while (auto* e = co_await all.next()) std::cout << e->type << ": " << e->data << '\n';
}

asio::awaitable<void> upload(cogrant::any_client client, http::request request, std::string text)
{
    http::multipart_form form;
    form.field("kind", "note").file("file", "note.txt", "text/plain", std::move(text));
    request.method = http::method::post;
    if (auto const refused = form.put_into(request)) throw cogrant::failure(refused);
    http::exchange x(std::move(request));
    auto fetching = cogrant::fetch<http::response>(client, x);
    auto const answer = co_await std::move(fetching);
    std::cout << (answer ? answer->body : answer.error().message()) << '\n';
}

asio::awaitable<void> work(std::string what, std::string address, std::string last)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const url = http::parse_url(address).value();
    http::event_log log([](http::log_level, std::string_view line) { std::cerr << line << '\n'; });
    http::pool_options options;
    options.connect_timeout(5s).answer_timeout(60s); // beside the deadline, which bounds all of a request
    options.proxy_from_environment();                // HTTPS_PROXY, HTTP_PROXY, NO_PROXY
    http::connection_pool pool(executor, options);
    cogrant::circuit circuit(cogrant::circuit_options().consecutive_failures(5).pause(5s, 1min));
    cogrant::any_client client =
        cogrant::observe(log.hook()) | cogrant::redirect(cogrant::redirect_policy::same_origin) | cogrant::retry() |
        cogrant::circuit_breaker(circuit) | cogrant::inject(cogrant::trace_headers()) | cogrant::send(pool);
    http::request request;
    request.origin = url.origin;
    request.target = url.target;
    auto doing = what == "download" ? download(client, request, last)
                 : what == "lines"  ? lines(client, request)
                 : what == "events" ? events(client, request)
                                    : upload(client, request, last);
    co_await std::move(doing);
}

int main(int argc, char** argv)
{
    std::string const what = argc > 1 ? argv[1] : "";
    bool const takes_one = what == "lines" || what == "events";
    if (!(takes_one && argc == 3) && !((what == "download" || what == "upload") && argc == 4))
        return std::cerr << "usage: 05_bodies download URL FILE | lines URL | events URL | upload URL TEXT\n", 2;
    asio::io_context context;
    std::exception_ptr failed;
    asio::co_spawn(context, work(what, argv[2], takes_one ? "" : argv[3]), [&](std::exception_ptr e) { failed = e; });
    context.run();
    try {
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (std::exception const& e) {
        std::cerr << e.what() << '\n';
    }
    return 1;
}
