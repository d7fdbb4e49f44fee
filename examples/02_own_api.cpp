// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// An API that the library has never heard of: a struct for the page, one line for its style, stages put together by hand.
// Usage: 02_own_api BASE_URL   (expects BASE_URL/oauth/token and BASE_URL/api/v2/users, as genesys_emulator has them)
#include <cogrant/cogrant.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace asio = boost::asio;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;
using namespace std::chrono_literals;

struct person {
    std::string name;
    std::optional<std::string> email;
};

struct person_page {
    std::vector<person> entities;
    std::optional<std::string> next_uri; // nextUri on the wire
};

asio::awaitable<void> list_people(std::string base_url, std::string id, cogrant::secret secret)
{
    auto const executor = co_await asio::this_coro::executor;
    auto const base = http::parse_url(base_url).value();

    http::connection_pool pool(executor);
    oauth::token_source tokens(
        executor, oauth::grant_fetcher(
                      cogrant::retry() | cogrant::send(pool), http::url{base.origin, "/oauth/token"},
                      oauth::client_credentials{}, oauth::client_secret_basic(id, secret)));
    cogrant::any_client client = cogrant::deadline(60s) | cogrant::retry() | cogrant::limit(cogrant::rate_limiter()) |
                                 cogrant::authorize(tokens, {base.origin}) | cogrant::send(pool);

    http::request request;
    request.origin = base.origin;
    request.target = "/api/v2/users?pageSize=25";
    auto people = cogrant::async_paginate<person_page>(
        client, request, cogrant::next_link_in_body(&person_page::next_uri), &person_page::entities);

    while (auto* p = co_await people.next()) std::cout << p->name << " <" << p->email.value_or("no address") << ">\n";
}

int main(int argc, char** argv)
{
    char const* const id = std::getenv("CLIENT_ID");
    char const* const secret = std::getenv("CLIENT_SECRET");
    if (argc != 2 || id == nullptr || secret == nullptr) {
        std::cerr << "usage: CLIENT_ID=… CLIENT_SECRET=… 02_own_api BASE_URL\n";
        return 2;
    }
    asio::io_context context;
    std::exception_ptr failed;
    asio::co_spawn(
        context, list_people(argv[1], id, cogrant::secret(secret)), [&](std::exception_ptr e) { failed = e; });
    context.run();
    try {
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (std::exception const& e) {
        std::cerr << e.what() << '\n';
    }
    return 1;
}
