// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_TLS_HPP
#define COGRANT_HTTP_TLS_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/client_certificate.hpp>
#include <cogrant/http/detail/tls_sessions.hpp>
#include <cogrant/http/detail/trust.hpp>
#include <cogrant/http/error.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::http {

/** How servers are verified. The default trusts what the system trusts; additions add, they do not replace.

    Not an aggregate on purpose (g++ 12 destroys aggregate temporaries twice in `co_await` expressions).

    @par Thread safety  distinct objects: safe; shared object: const members only */
class tls_options {
public:
    tls_options() = default;

    /// Also trust the certificates of this PEM file.
    tls_options& add_ca_file(std::string path)
    {
        ca_files_.push_back(std::move(path));
        return *this;
    }
    /// Also trust these certificates, PEM text.
    tls_options& add_ca_pem(std::string pem)
    {
        ca_pems_.push_back(std::move(pem));
        return *this;
    }
    /// Also trust the certificates of this folder, named by their hashes (`openssl rehash`).
    tls_options& add_ca_directory(std::string path)
    {
        ca_directories_.push_back(std::move(path));
        return *this;
    }
    /// Whether to trust what the system trusts (OpenSSL's default paths, `SSL_CERT_FILE`, `SSL_CERT_DIR`).
    tls_options& system_trust(bool on)
    {
        system_trust_ = on;
        return *this;
    }
    /// Whether a later handshake with the same origin, by the same identity, may build upon an earlier one. On by default.
    tls_options& resume_sessions(bool on)
    {
        resumes_ = on;
        return *this;
    }
    /** Shows this certificate to every https server that asks, unless the request names another (`request::certificate`).
        How servers are verified does not change.

        @par Source  RFC 8705 §2 */
    tls_options& certificate(client_certificate own)
    {
        certificate_ = std::move(own);
        return *this;
    }
    /// Accepts any certificate of anybody. Everything sent can be read by whoever sits in between: for experiments only.
    tls_options& dangerously_skip_verification()
    {
        verify_ = false;
        return *this;
    }

    std::vector<std::string> const& ca_files() const noexcept { return ca_files_; }
    std::vector<std::string> const& ca_pems() const noexcept { return ca_pems_; }
    std::vector<std::string> const& ca_directories() const noexcept { return ca_directories_; }
    bool system_trust() const noexcept { return system_trust_; }
    bool resumes_sessions() const noexcept { return resumes_; }
    bool verifies() const noexcept { return verify_; }
    client_certificate const& certificate() const noexcept { return certificate_; }

private:
    client_certificate certificate_;
    std::vector<std::string> ca_files_;
    std::vector<std::string> ca_pems_;
    std::vector<std::string> ca_directories_;
    bool resumes_ = true;
    bool system_trust_ = true;
    bool verify_ = true;
};

/** A client's TLS settings, ready for use: TLS 1.2 or newer, chain and host name verified, SNI always sent.

    @par Thread safety  may be shared once made */
class tls_context {
public:
    /// @par Errors  OpenSSL's code when a CA file, folder or PEM text cannot be read
    static result<tls_context> make(tls_options const& options = {})
    {
        tls_context made;
        made.context_ = std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_client);
        made.verifies_ = options.verifies();
        made.certificate_ = options.certificate();
        made.system_trust_ = options.system_trust();
        made.own_folder_ = !options.ca_directories().empty();
        auto& context = *made.context_;
        if (options.resumes_sessions()) detail::tls_sessions::collect(context.native_handle());
        SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
        // Answers of a token endpoint would stay behind in OpenSSL's own buffer.
        SSL_CTX_set_options(context.native_handle(), SSL_OP_CLEANSE_PLAINTEXT);
        context.set_verify_mode(options.verifies() ? boost::asio::ssl::verify_peer : boost::asio::ssl::verify_none);
        error_code code;
        if (options.system_trust()) context.set_default_verify_paths(code);
        for (auto const& path : options.ca_files()) {
            context.load_verify_file(path, code);
            if (code) return refused(code, "cannot load CA file " + path);
        }
        for (auto const& path : options.ca_directories()) {
            if (!detail::has_entries(path.c_str()))
                return refused(
                    make_error_code(boost::system::errc::no_such_file_or_directory),
                    "no certificates in CA folder " + path);
            context.add_verify_path(path, code);
            if (code) return refused(code, "cannot use CA folder " + path);
        }
        for (auto const& pem : options.ca_pems()) {
            context.add_certificate_authority(boost::asio::buffer(pem), code);
            if (code) return refused(code, "cannot use the CA certificate given as PEM text");
        }
        return made;
    }

    boost::asio::ssl::context& native() const noexcept { return *context_; }
    bool verifies() const noexcept { return verifies_; }
    /// Why no server's certificate could have verified; empty when there are authorities to trust.
    std::string lack_of_trust() const
    {
        return detail::lack_of_trust(context_->native_handle(), system_trust_, own_folder_);
    }
    /// The client's own, for requests that name none.
    client_certificate const& certificate() const noexcept { return certificate_; }

private:
    tls_context() = default;
    static error refused(error_code code, std::string why)
    {
        error e(code, phase::tls);
        e.edit().detail = std::move(why) + ": " + code.message();
        return e;
    }

    std::shared_ptr<boost::asio::ssl::context> context_;
    bool verifies_ = true;
    bool system_trust_ = true;
    bool own_folder_ = false;
    client_certificate certificate_;
};

} // namespace cogrant::http

#endif // COGRANT_HTTP_TLS_HPP
