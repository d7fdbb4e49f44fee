// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/freed_memory.hpp"
#include "support/http_peer.hpp"
#include <cogrant/oauth/client_auth.hpp>

#include <doctest/doctest.h>
#include <openssl/crypto.h>

#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace {

using namespace cogrant;
using namespace support;

constexpr std::string_view planted = "hush-0123456789-abcdefghij-hush";

/// A server on a thread of its own: what it leaves behind of what it received is not looked at.
class distant_server {
public:
    distant_server(handler answer, std::optional<testing::certificate> identity)
        : server_(context_.get_executor(), std::move(answer), std::move(identity)), thread_([this] { context_.run(); })
    {
    }
    distant_server(distant_server const&) = delete;
    ~distant_server()
    {
        context_.stop();
        thread_.join();
    }
    /// By address: the thread that looks a name up may inherit the memory of a server's thread, with all that is in it.
    http::origin origin() const
    {
        auto to = server_.origin();
        to.host = "127.0.0.1";
        return to;
    }

private:
    asio::io_context context_{1};
    testing::loopback_server server_;
    std::thread thread_;
};

http::request secret_request(http::origin to, http::method how, std::size_t body)
{
    auto r = ask_for(std::move(to), "/", how);
    r.headers.add("Authorization", planted);
    r.headers.add("DPoP", planted);
    r.authorize = false;
    r.body = body == 0 ? "" : std::string(planted) + std::string(body, 'x');
    return r;
}

TEST_SUITE("http/zeroising")
{
    TEST_CASE("S34: a whole exchange leaves nothing of token, proof, form and answer in freed memory")
    {
        auto const identity = testing::make_certificate();
        // in chunks, so that nobody knows beforehand how long the answer becomes
        std::string answer = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        answer += "1f\r\n" + std::string(planted) + "\r\n";
        for (int i = 0; i != 50; ++i) answer += "64\r\n" + std::string(100, 'x') + "\r\n";
        answer += "0\r\n\r\n";
        for (bool const tls : {false, true}) {
            CAPTURE(tls);
            std::optional<testing::certificate> shown;
            if (tls) shown = identity;
            distant_server server(saying(answer), shown);
            asio::io_context context;
            auto const options =
                http::pool_options().tls(http::tls_options().system_trust(false).add_ca_pem(identity.certificate_pem));
            std::size_t const bodies[] = {0, 100, 10'000, 100'000};
            for (auto const body : bodies) {
                CAPTURE(body);
                http::exchange x(
                    secret_request(server.origin(), body == 0 ? http::method::get : http::method::put, body));
                std::optional<result<http::response>> got;
                freed_memory const memory(planted);
                {
                    http::connection_pool pool(context.get_executor(), options);
                    for (int i = 0; i != 3; ++i) {
                        got = send(context, pool, x);
                        REQUIRE(got->has_value());
                        CHECK((*got)->body.starts_with(planted));
                        OPENSSL_cleanse((*got)->body.data(), (*got)->body.size()); // the caller's, who knows what it is
                    }
                }
                OPENSSL_cleanse(x.request.body.data(), x.request.body.size());
                x.request = http::request();
                got.reset();
                CHECK(memory.seen() != 0);
                CHECK(memory.found() == 0);
            }
        }
    }

    TEST_CASE("S34: a request that fails leaves nothing behind either")
    {
        asio::io_context context;
        http::exchange x(secret_request({false, "127.0.0.1", 1}, http::method::post, 100));
        distant_server server(saying("nonsense", afterwards::close), {});
        for (auto const& to : {server.origin(), http::origin{false, "127.0.0.1", 1}}) {
            x.request.origin = to;
            freed_memory const memory(planted);
            {
                http::connection_pool pool(context.get_executor());
                CHECK(send(context, pool, x).has_error());
            }
            CHECK(memory.found() == 0);
        }
    }

    TEST_CASE("S34: what a proxy is told leaves nothing behind, in words or in base64")
    {
        distant_server server(saying(ok()), {});
        auto const coded =
            std::string(http::proxy("p", 1).credentials("joe", secret(planted)).authorization().expose());
        for (std::string_view const needle : {planted, std::string_view(coded).substr(12, 24)}) {
            for (bool const tls : {false, true}) {
                asio::io_context context;
                std::string text = "http://joe:" + std::string(planted) + "@127.0.0.1:";
                text += std::to_string(server.origin().port);
                freed_memory const memory(needle);
                {
                    auto const via = http::proxy::parse(text).value();
                    http::connection_pool pool(context.get_executor(), http::pool_options().proxy(via));
                    // No tunnel is opened here, but it is asked for.
                    CHECK(send(context, pool, ask_for({tls, "api.example", 443})).has_value() == !tls);
                }
                {
                    auto const found = http::proxy_environment().https_proxy(text).http_proxy(text);
                    http::connection_pool pool(
                        context.get_executor(), http::pool_options().proxy_from_environment(found));
                    CHECK(send(context, pool, ask_for({tls, "api.example", 443})).has_value() == !tls);
                }
                CHECK(memory.found() == 0);
                OPENSSL_cleanse(text.data(), text.size());
            }
        }
    }

    TEST_CASE("S34: the ways of client authentication leave no secret behind")
    {
        secret const client_secret(planted);
        oauth::client_secret_basic const basic("client", client_secret);
        oauth::client_secret_basic const raw("client", client_secret, oauth::client_secret_basic::encoding::raw);
        oauth::client_secret_post const post("client", client_secret);
        for (std::string_view const needle : {planted, std::string_view("aHVzaC0wMTIz")}) { // and in base64
            freed_memory const memory(needle);
            for (int i = 0; i != 3; ++i) {
                http::request r;
                std::string form = "grant_type=client_credentials";
                auto const code = i == 0 ? basic.apply(r, form) : i == 1 ? raw.apply(r, form) : post.apply(r, form);
                CHECK_FALSE(code);
                OPENSSL_cleanse(form.data(), form.size());
            }
            CHECK(memory.found() == 0);
        }
    }
}

} // namespace
