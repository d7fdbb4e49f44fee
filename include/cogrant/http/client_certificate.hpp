// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_CLIENT_CERTIFICATE_HPP
#define COGRANT_HTTP_CLIENT_CERTIFICATE_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/secret.hpp>

#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::http {

/** What a client shows of itself in the TLS handshake: a certificate, those that lead up to a known authority, and the
    private key. Never printed.

    A handle: copies share one identity, and two that were made apart are two identities, also from the same files. The
    empty handle means none. It is given to a pool (`tls_options::certificate`) or to one request
    (`request::certificate`); see there.

    @par Source         RFC 8446 §4.4.2, RFC 8705 §2
    @par Limits         64 KiB for each text or file, 10 certificates
    @par Thread safety  immutable: may be shared once made */
class client_certificate {
    template <auto Free>
    struct freeing {
        template <class T>
        void operator()(T* p) const noexcept
        {
            Free(p);
        }
    };
    using x509_ptr = std::unique_ptr<X509, freeing<&X509_free>>;
    using bio_ptr = std::unique_ptr<BIO, freeing<&BIO_free>>;
    struct chain_free {
        void operator()(STACK_OF(X509) * p) const noexcept { sk_X509_pop_free(p, &X509_free); }
    };
    struct parts {
        x509_ptr leaf;
        std::unique_ptr<STACK_OF(X509), chain_free> chain;
        std::unique_ptr<EVP_PKEY, freeing<&EVP_PKEY_free>> key;
    };

public:
    static constexpr std::size_t max_text = 64 * 1024;
    static constexpr int max_certificates = 10;

    /// No certificate.
    client_certificate() noexcept = default;

    /** From PEM texts: the client's certificate first, then those that lead up from it.

        @par Errors  http_errc::client_certificate_unusable: not PEM, wrong passphrase, or the key is not the
                     certificate's; phase tls */
    static result<client_certificate>
    from_pem(std::string_view chain, secret const& key, secret const& passphrase = {});

    /** The same from files, which may be one and the same.

        @par Errors  as `from_pem`; the detail names the file */
    static result<client_certificate>
    from_files(std::string const& chain_file, std::string const& key_file, secret const& passphrase = {});

    explicit operator bool() const noexcept { return parts_ != nullptr; }
    /// Whether both are the same identity: one was copied from the other.
    friend bool operator==(client_certificate const&, client_certificate const&) noexcept = default;

    /// For OpenSSL; null for the empty handle. They live as long as a copy of this does.
    X509* leaf() const noexcept { return parts_ ? parts_->leaf.get() : nullptr; }
    EVP_PKEY* key() const noexcept { return parts_ ? parts_->key.get() : nullptr; }
    STACK_OF(X509) * chain() const noexcept { return parts_ ? parts_->chain.get() : nullptr; }

private:
    static error unusable(std::string why)
    {
        ERR_clear_error(); // what is left here would be taken for a failure of the next TLS operation
        error e(make_error_code(http_errc::client_certificate_unusable), phase::tls);
        e.edit().detail = std::move(why);
        return e;
    }
    // Without a passphrase OpenSSL would ask for one at the terminal.
    static int give_passphrase(char* out, int room, int, void* self)
    {
        auto const text = static_cast<secret const*>(self)->expose();
        if (text.empty() || static_cast<std::size_t>(room) < text.size()) return -1;
        std::memcpy(out, text.data(), text.size());
        return static_cast<int>(text.size());
    }
    static bio_ptr reader(std::string_view text)
    {
        return bio_ptr(BIO_new_mem_buf(text.data(), static_cast<int>(std::min(text.size(), max_text))));
    }
    static result<secret> read(std::string const& path);

    std::shared_ptr<parts const> parts_;
};

inline result<client_certificate>
client_certificate::from_pem(std::string_view chain, secret const& key, secret const& passphrase)
{
    if (chain.size() > max_text || key.size() > max_text)
        return unusable("the client certificate is larger than 64 KiB");
    auto made = std::make_shared<parts>();
    secret none; // a certificate is not encrypted: the passphrase belongs to the key
    auto const certificates = reader(chain);
    made->leaf.reset(PEM_read_bio_X509(certificates.get(), nullptr, &give_passphrase, &none));
    if (!made->leaf) return unusable("the client certificate is not PEM");
    made->chain.reset(sk_X509_new_null());
    while (x509_ptr next{PEM_read_bio_X509(certificates.get(), nullptr, &give_passphrase, &none)}) {
        if (sk_X509_num(made->chain.get()) + 1 >= max_certificates)
            return unusable("the client certificate comes with more than 10 certificates");
        if (sk_X509_push(made->chain.get(), next.get()) != 0) static_cast<void>(next.release());
    }
    if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
        return unusable("a certificate of the client certificate's chain is damaged");
    ERR_clear_error();

    auto const key_text = reader(key.expose());
    auto known = passphrase; // OpenSSL takes it as void*
    made->key.reset(PEM_read_bio_PrivateKey(key_text.get(), nullptr, &give_passphrase, &known));
    if (!made->key) return unusable("the key of the client certificate is not PEM, or its passphrase is another");
    if (X509_check_private_key(made->leaf.get(), made->key.get()) != 1)
        return unusable("the key is not the one of the client certificate");
    client_certificate out;
    out.parts_ = std::move(made);
    return out;
}

inline result<client_certificate>
client_certificate::from_files(std::string const& chain_file, std::string const& key_file, secret const& passphrase)
{
    auto const chain = read(chain_file);
    if (!chain) return chain.error();
    auto const key = read(key_file);
    if (!key) return key.error();
    auto made = from_pem(chain->expose(), *key, passphrase);
    if (!made) {
        auto failed = made.error();
        failed.edit().detail += ": " + chain_file + (key_file == chain_file ? "" : ", " + key_file);
        return failed;
    }
    return made;
}

// Without a buffer of the C library in between, where a key would stay behind.
inline result<secret> client_certificate::read(std::string const& path)
{
    struct close {
        void operator()(std::FILE* f) const noexcept { std::fclose(f); }
    };
    std::unique_ptr<std::FILE, close> const file(std::fopen(path.c_str(), "rb"));
    if (!file) return unusable("cannot open " + path);
    std::setvbuf(file.get(), nullptr, _IONBF, 0);
    std::vector<char> bytes(max_text + 1);
    auto const n = std::fread(bytes.data(), 1, bytes.size(), file.get());
    secret text(std::string_view(bytes.data(), n));
    OPENSSL_cleanse(bytes.data(), n);
    if (n > max_text) return unusable("larger than 64 KiB: " + path);
    if (std::ferror(file.get()) != 0 || n == 0) return unusable("cannot read " + path);
    return text;
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_CLIENT_CERTIFICATE_HPP
