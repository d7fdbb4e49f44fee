// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// What a program without cogrant compiles: a token and one request over TLS with a timeout, in Beast coroutines, with
// only the headers that it needs. Compiled, never run; it does less than examples/01_nightly.cpp, which it is compared
// with: no JSON, no retry, no pages, one connection per request.
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using namespace std::chrono_literals;

asio::awaitable<std::string> ask(asio::ssl::context& tls, std::string host, http::request<http::string_body> request)
{
    auto const executor = co_await asio::this_coro::executor;
    asio::ip::tcp::resolver resolver(executor);
    beast::ssl_stream<beast::tcp_stream> stream(executor, tls);
    if (!SSL_set_tlsext_host_name(stream.native_handle(), host.c_str())) throw std::runtime_error("SNI");
    stream.set_verify_callback(asio::ssl::host_name_verification(host));
    auto const addresses = co_await resolver.async_resolve(host, "443", asio::use_awaitable);
    beast::get_lowest_layer(stream).expires_after(30s);
    co_await beast::get_lowest_layer(stream).async_connect(addresses, asio::use_awaitable);
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    request.set(http::field::host, host);
    request.prepare_payload();
    co_await http::async_write(stream, request, asio::use_awaitable);
    beast::flat_buffer buffer;
    http::response<http::string_body> answer;
    co_await http::async_read(stream, buffer, answer, asio::use_awaitable);
    if (answer.result() != http::status::ok) throw std::runtime_error("status " + std::to_string(answer.result_int()));
    co_return std::move(answer.body());
}

asio::awaitable<void> nightly()
{
    asio::ssl::context tls(asio::ssl::context::tls_client);
    tls.set_default_verify_paths();
    tls.set_verify_mode(asio::ssl::verify_peer);

    http::request<http::string_body> login(http::verb::post, "/oauth/token", 11);
    login.set(http::field::content_type, "application/x-www-form-urlencoded");
    login.set(http::field::authorization, std::string("Basic ") + std::getenv("GENESYS_BASIC"));
    login.body() = "grant_type=client_credentials";
    auto granting = ask(tls, "login.mypurecloud.com", std::move(login));
    auto const granted = co_await std::move(granting);
    auto const begin = granted.find("\"access_token\":\"") + 16;
    auto const token = granted.substr(begin, granted.find('"', begin) - begin);

    http::request<http::string_body> get(http::verb::get, "/api/v2/users?pageSize=100", 11);
    get.set(http::field::authorization, "Bearer " + token);
    auto asking = ask(tls, "api.mypurecloud.com", std::move(get));
    auto const users = co_await std::move(asking);
    std::cout << users << '\n';
}

int main()
{
    asio::io_context context;
    std::exception_ptr failed;
    asio::co_spawn(context, nightly(), [&](std::exception_ptr e) { failed = e; });
    context.run();
    try {
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (std::exception const& e) {
        std::cerr << e.what() << '\n';
    }
    return 1;
}
