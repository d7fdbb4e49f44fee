// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Listings of any API: rows, pages, a checkpoint in a file, styles by name. docs/pages.md explains each part.
// Usage: 06_pages rows URL | offset URL | tokens URL | links URL | left URL FILE | raw STYLE URL | callbacks URL
#include <cogrant/cogrant.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>

#include <exception>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace asio = boost::asio;
namespace http = cogrant::http;
using namespace std::chrono_literals;

struct ship {
    std::string name;
    int tons = 0;
};
struct ship_page {
    std::vector<ship> results;
    std::optional<std::string> next;
};
struct ship_query {
    std::string flag = "NO";
    std::optional<std::string> page_token;
};

asio::awaitable<void> rows(cogrant::any_client client, http::request request)
{
    auto ships = cogrant::async_paginate<ship_page>(
        client, request, cogrant::cursor_in_query(&ship_page::next), &ship_page::results);
    while (auto* s = co_await ships.next()) std::cout << s->name << ' ' << s->tons << '\n';
}

asio::awaitable<void> offset(cogrant::any_client client, http::request request)
{
    auto by_offset = cogrant::offset_in_query(100, &ship_page::results, "skip", "top");
    auto options = cogrant::page_options().concurrency(8).deadline(std::chrono::steady_clock::now() + 10min);
    auto ships = cogrant::async_paginate<ship_page>(client, request, by_offset, &ship_page::results, options);
    while (auto* s = co_await ships.next()) std::cout << s->name << '\n';
}

asio::awaitable<void> tokens(cogrant::any_client client, http::request request)
{
    request.method = http::method::post;
    request.query = true; // changes nothing, so it may be tried again
    request.headers.add("Content-Type", "application/json");
    auto put = [](ship_query& q, std::string const& token) { q.page_token = token; };
    auto by_token = cogrant::cursor_in_body(ship_query(), put, &ship_page::next);
    auto pages = cogrant::async_paginate_pages<ship_page>(client, request, by_token);
    while (auto* page = co_await pages.next()) std::cout << page->results.size() << " ships\n";
}

asio::awaitable<void> links(cogrant::any_client client, http::request request)
{
    asio::thread_pool decoders(1);
    auto options = cogrant::page_options().concurrency(3).decode_on(decoders.get_executor());
    auto whole = [](std::vector<ship>& page) -> std::vector<ship>& { return page; }; // a bare array
    auto ships =
        cogrant::async_paginate<std::vector<ship>>(client, request, cogrant::next_link_in_header(), whole, options);
    while (auto* s = co_await ships.next()) std::cout << s->name << '\n';
    decoders.join();
}

asio::awaitable<void> left(cogrant::any_client client, http::request request, std::string path)
{
    std::string line;
    std::getline(std::ifstream(path), line);
    auto options = cogrant::page_options();
    if (!line.empty()) options.resume(cogrant::page_position::parse(line).value());
    auto ships = cogrant::async_paginate<ship_page>(
        client, request, cogrant::cursor_in_query(&ship_page::next), &ship_page::results, options);
    auto* s = co_await ships.next(); // one ship each time the program runs
    std::cout << (s != nullptr ? s->name : "no more") << '\n';
    std::ofstream(path) << to_string(ships.position()) << '\n';
}

asio::awaitable<void> raw(cogrant::any_client client, http::request request, std::string name)
{
    auto style = cogrant::raw_style::named(name);
    if (!style) throw std::runtime_error("no such style: " + name);
    auto all = cogrant::async_paginate_raw(client, request, *style);
    while (auto* row = co_await all.next()) std::cout << row->text() << '\n';
}

void callbacks(asio::io_context& context, cogrant::any_client client, http::request request)
{
    cogrant::error why;
    cogrant::async_paginate<ship_page>(
        context.get_executor(), client, request, cogrant::cursor_in_query(&ship_page::next),
        [](ship_page& page) { std::cout << page.results.size() << " ships\n"; }, cogrant::page_options(), why,
        [&](cogrant::error_code code, cogrant::page_position end) {
            std::cout << (code ? why.message() : std::to_string(end.pages()) + " pages") << '\n';
        });
    context.run();
}

int main(int argc, char** argv)
{
    std::string const what = argc > 1 ? argv[1] : "";
    bool const more = what == "left" || what == "raw";
    if (argc != (more ? 4 : 3)) return std::cerr << "usage: 06_pages WHAT URL, see the source\n", 2;
    asio::io_context context;
    try {
        auto const url = http::parse_url(what == "raw" ? argv[3] : argv[2]).value();
        http::connection_pool pool(context.get_executor());
        cogrant::any_client client = cogrant::retry() | cogrant::send(pool);
        http::request request;
        request.origin = url.origin;
        request.target = url.target;
        if (what == "callbacks") return callbacks(context, client, request), 0;
        auto work = what == "rows"     ? rows(client, request)
                    : what == "offset" ? offset(client, request)
                    : what == "tokens" ? tokens(client, request)
                    : what == "links"  ? links(client, request)
                    : what == "left"   ? left(client, request, argv[3])
                                       : raw(client, request, argv[2]);
        std::exception_ptr failed;
        asio::co_spawn(context, std::move(work), [&](std::exception_ptr e) { failed = e; });
        context.run();
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (std::exception const& e) {
        std::cerr << e.what() << '\n';
    }
    return 1;
}
