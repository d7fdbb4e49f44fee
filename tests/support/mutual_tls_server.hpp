// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SUPPORT_MUTUAL_TLS_SERVER_HPP
#define COGRANT_TESTS_SUPPORT_MUTUAL_TLS_SERVER_HPP

#include "support/http_peer.hpp"
#include <cogrant/http/client_certificate.hpp>
#include <cogrant/testing/certificate.hpp>

#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace support {

namespace testing = cogrant::testing;

inline http::client_certificate handle_of(testing::certificate const& made)
{
    return http::client_certificate::from_pem(made.certificate_pem, cogrant::secret(made.key_pem)).value();
}

/// A TLS server that asks its clients for a certificate. Answers each request with the client's name, "nobody" without;
/// POST /token with a token of that name.
class mutual_tls_server {
public:
    struct settings {
        testing::certificate identity; ///< the server's own
        std::string trusted; ///< PEM of the authority of its clients
        bool demands = true; ///< or only asks
        int newest = TLS1_3_VERSION;
    };

    mutual_tls_server(asio::io_context& context, settings const& s) : state_(std::make_shared<state>(context))
    {
        auto& tls = state_->tls;
        tls.use_certificate_chain(asio::buffer(s.identity.certificate_pem));
        tls.use_private_key(asio::buffer(s.identity.key_pem), asio::ssl::context::pem);
        tls.add_certificate_authority(asio::buffer(s.trusted));
        tls.set_verify_mode(
            asio::ssl::verify_peer | (s.demands ? asio::ssl::verify_fail_if_no_peer_cert : asio::ssl::verify_none));
        SSL_CTX_set_max_proto_version(tls.native_handle(), s.newest);
        // Sessions are of this server's clients; without, OpenSSL fails the handshakes of those who resume one.
        static unsigned char const here[] = {'m', 't', 'l', 's'};
        SSL_CTX_set_session_id_context(tls.native_handle(), here, sizeof here);
        asio::co_spawn(context, accept(state_), asio::detached);
    }
    mutual_tls_server(mutual_tls_server const&) = delete;
    ~mutual_tls_server()
    {
        cogrant::error_code ignored;
        state_->acceptor.close(ignored);
    }

    http::origin origin() const { return {true, "localhost", state_->acceptor.local_endpoint().port()}; }
    std::size_t accepted() const { return state_->accepted; }
    /// The clients' names, one for each request.
    std::vector<std::string> const& names() const { return state_->names; }

private:
    struct state {
        explicit state(asio::io_context& context) : acceptor(context, {asio::ip::address_v4::loopback(), 0}) {}
        asio::ip::tcp::acceptor acceptor;
        asio::ssl::context tls{asio::ssl::context::tls_server};
        std::size_t accepted = 0;
        std::vector<std::string> names;
    };

    static std::string name_of(SSL* session)
    {
        std::unique_ptr<X509, decltype(&X509_free)> const shown(SSL_get1_peer_certificate(session), &X509_free);
        char text[64] = "nobody";
        if (shown) X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, text, sizeof text);
        return text;
    }
    static asio::awaitable<void> accept(std::shared_ptr<state> s)
    {
        auto& acceptor = s->acceptor;
        for (;;) {
            auto outcome = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
            auto& [code, socket] = outcome;
            if (code) co_return;
            ++s->accepted;
            asio::co_spawn(acceptor.get_executor(), serve(s, std::move(socket)), asio::detached);
        }
    }
    static asio::awaitable<void> serve(std::shared_ptr<state> s, asio::ip::tcp::socket socket)
    {
        asio::ssl::stream<asio::ip::tcp::socket> stream(std::move(socket), s->tls);
        auto outcome =
            co_await stream.async_handshake(asio::ssl::stream_base::server, asio::as_tuple(asio::use_awaitable));
        auto& [refused] = outcome;
        if (refused) co_return;
        auto const name = name_of(stream.native_handle());
        auto const answer = ok(name);
        auto const token_answer = ok(R"({"access_token":"token-of-)" + name + R"(","token_type":"Bearer"})");
        std::string request;
        for (;;) {
            auto const until = asio::dynamic_buffer(request);
            auto read = co_await asio::async_read_until(stream, until, "\r\n\r\n", asio::as_tuple(asio::use_awaitable));
            auto& [ended, n] = read;
            if (ended) co_return;
            s->names.push_back(name);
            bool const token = request.find("POST /token ") < n;
            request.erase(0, n); // the body of a form, which has no such end, stays in front of the next request
            auto const& chosen = token ? token_answer : answer;
            auto written =
                co_await asio::async_write(stream, asio::buffer(chosen), asio::as_tuple(asio::use_awaitable));
            static_cast<void>(written);
        }
    }

    std::shared_ptr<state> state_;
};

} // namespace support

#endif // COGRANT_TESTS_SUPPORT_MUTUAL_TLS_SERVER_HPP
