// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
//
// A program that uses cogrant against the real authorization server, driven by oidc.py:
//   oidc_client machine|inspect|login|device SETTINGS.json
// Says what it got as lines of JSON. Leaves with 1 after a failure, which it also says.
#include "client.hpp"

#include <cogrant/http/pool.hpp>
#include <cogrant/http/url.hpp>
#include <cogrant/jose/key.hpp>
#include <cogrant/oauth/client_assertion.hpp>
#include <cogrant/oauth/client_auth.hpp>
#include <cogrant/oauth/discovery.hpp>
#include <cogrant/oauth/tls_client_auth.hpp>
#include <cogrant/pipeline/dpop.hpp>
#include <cogrant/pipeline/stage.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <cstdio>
#include <exception>
#include <fstream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <utility>

namespace client {

say::~say() { std::printf("%s}\n", line_.c_str()), std::fflush(stdout); }

void say_tokens(oauth::token_set const& tokens)
{
    say("tokens")
        .text("token_type", tokens.token_type)
        .text("scope", tokens.scope.value_or(""))
        .number("expires_in", tokens.expires_in.count())
        .number("refresh_token", tokens.refresh_token ? 1 : 0)
        .number("id_token", tokens.id_token ? 1 : 0);
}

void say_error(cogrant::error const& e)
{
    say("error")
        .text("code", e.code().message())
        .number("status", e.info().status)
        .text("server_code", e.info().server_code)
        .text("message", e.message());
}

cogrant::time_point soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(60); }

namespace {

cogrant::jose::private_key key_in(std::string const& path)
{
    std::ifstream in(path, std::ios::binary);
    return cogrant::jose::private_key::from_pem(cogrant::secret(std::string{std::istreambuf_iterator<char>(in), {}}))
        .value();
}

} // namespace

authentication authenticate(settings const& s, oauth::server_metadata const& server)
{
    if (s.auth == "client_secret_basic")
        return {
            [a = oauth::client_secret_basic(s.client_id, s.client_secret)](auto& r, auto& f) { return a.apply(r, f); }};
    if (s.auth == "client_secret_post")
        return {
            [a = oauth::client_secret_post(s.client_id, s.client_secret)](auto& r, auto& f) { return a.apply(r, f); }};
    if (s.auth == "none") return {[a = oauth::public_client(s.client_id)](auto& r, auto& f) { return a.apply(r, f); }};
    if (s.auth == "tls_client_auth" || s.auth == "self_signed_tls_client_auth")
        return {
            [a = oauth::tls_client_auth(s.client_id, certificate_of(s))](auto& r, auto& f) { return a.apply(r, f); }};
    auto const options = oauth::assertion_options().key_id(s.kid);
    if (s.auth == "client_secret_jwt")
        return {[a = oauth::client_secret_jwt(s.client_id, server.issuer, s.client_secret)](auto& r, auto& f) {
            return a.apply(r, f);
        }};
    if (s.auth == "private_key_jwt")
        return {[a = oauth::private_key_jwt(
                     s.client_id, server.issuer, key_in(s.key_file), cogrant::jose::algorithm_from(s.alg).value(),
                     options)](auto& r, auto& f) { return a.apply(r, f); }};
    throw std::invalid_argument("unknown client authentication " + s.auth);
}

http::client_certificate certificate_of(settings const& s)
{
    if (s.certificate_file.empty()) return {};
    return http::client_certificate::from_files(s.certificate_file, s.certificate_key_file).value();
}

wire make_wire(settings const& s, asio::any_io_executor executor)
{
    http::tls_options tls;
    tls.system_trust(false).add_ca_file(s.ca_file).certificate(certificate_of(s));
    http::connection_pool const pool(std::move(executor), http::pool_options().tls(tls));
    if (!s.prove) return pool;
    auto const key = oauth::dpop_key::from(key_in(s.proof_key_file), cogrant::jose::algorithm::es256).value();
    return cogrant::dpop(key) | cogrant::send(pool);
}

asio::awaitable<oauth::server_metadata> find_server(wire& pool, std::string issuer)
{
    auto options = oauth::discovery_options().allow_loopback_http(true);
    auto asking = oauth::discover(pool, std::move(issuer), options, soon());
    auto server = co_await std::move(asking);
    co_return std::move(server).value();
}

asio::awaitable<void> call_api(wire& pool, std::string api, oauth::token_set tokens)
{
    auto const url = http::parse_url(api).value();
    http::exchange x(http::request(), soon());
    x.request.origin = url.origin;
    x.request.target = url.target;
    x.request.headers.set("Authorization", tokens.token_type + " " + std::string(tokens.access_token.expose()));
    auto sending = pool.send(x);
    auto answer = co_await std::move(sending);
    say("api").number("status", answer.value().status).raw("answer", answer.value().body);
}

} // namespace client

namespace {

int run(std::string const& command, char const* file)
{
    std::ifstream in(file, std::ios::binary);
    std::string const text{std::istreambuf_iterator<char>(in), {}};
    auto const given = cogrant::json::decode<client::settings>(text).value();
    std::map<std::string, boost::asio::awaitable<void> (*)(client::settings)> const commands{
        {"machine", &client::machine},
        {"inspect", &client::inspect},
        {"login", &client::login},
        {"device", &client::device}};
    boost::asio::io_context context(1);
    std::exception_ptr failed;
    boost::asio::co_spawn(context, commands.at(command)(given), [&](std::exception_ptr e) { failed = e; });
    context.run();
    if (failed) std::rethrow_exception(failed);
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        if (argc == 3) return run(argv[1], argv[2]);
        std::fprintf(stderr, "usage: oidc_client machine|inspect|login|device SETTINGS.json\n");
        return 2;
    } catch (cogrant::failure const& f) {
        client::say_error(f.error());
    } catch (std::exception const& e) {
        client::say("error").text("message", e.what());
    }
    return 1;
}
