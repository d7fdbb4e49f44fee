// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_CERTIFICATE_HPP
#define COGRANT_TESTING_CERTIFICATE_HPP

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace cogrant::testing {

/// A key and a self-signed certificate for it, PEM text. Trust it with `tls_options::add_ca_pem(certificate)`.
struct certificate {
    std::string certificate_pem;
    std::string key_pem;
};

namespace detail {

/// Signs a certificate for a new key: with the issuer's key, or with its own when there is no issuer.
inline certificate certify(std::string const& common_name, std::string const& names, certificate const* issuer)
{
    auto const require = [](bool good) {
        if (!good) throw std::runtime_error("cogrant::testing::make_certificate: OpenSSL refused");
    };
    auto const reader = [](std::string const& text) {
        return std::unique_ptr<BIO, decltype(&BIO_free)>(BIO_new_mem_buf(text.data(), -1), &BIO_free);
    };
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
    std::unique_ptr<X509, decltype(&X509_free)> made(X509_new(), &X509_free);
    require(key && made);
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), issuer == nullptr ? 1 : 2);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 24 * 3600);
    X509_set_pubkey(made.get(), key.get());
    auto* subject = X509_get_subject_name(made.get());
    X509_NAME_add_entry_by_txt(
        subject, "CN", MBSTRING_UTF8, reinterpret_cast<unsigned char const*>(common_name.c_str()), -1, -1, 0);
    X509_set_issuer_name(made.get(), subject);
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> issuer_key(nullptr, &EVP_PKEY_free);
    if (issuer != nullptr) {
        std::unique_ptr<X509, decltype(&X509_free)> const above(
            PEM_read_bio_X509(reader(issuer->certificate_pem).get(), nullptr, nullptr, nullptr), &X509_free);
        issuer_key.reset(PEM_read_bio_PrivateKey(reader(issuer->key_pem).get(), nullptr, nullptr, nullptr));
        require(above && issuer_key);
        X509_set_issuer_name(made.get(), X509_get_subject_name(above.get()));
    }
    auto const extend = [&](int which, std::string const& value) {
        std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> extension(
            X509V3_EXT_conf_nid(nullptr, nullptr, which, value.c_str()), &X509_EXTENSION_free);
        require(extension != nullptr && X509_add_ext(made.get(), extension.get(), -1) == 1);
    };
    extend(NID_basic_constraints, issuer == nullptr ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (issuer != nullptr) extend(NID_ext_key_usage, "clientAuth");
    if (!names.empty()) extend(NID_subject_alt_name, names);
    require(X509_sign(made.get(), issuer_key ? issuer_key.get() : key.get(), EVP_sha256()) != 0);

    auto const text = [&](auto write) {
        std::unique_ptr<BIO, decltype(&BIO_free)> out(BIO_new(BIO_s_mem()), &BIO_free);
        require(out != nullptr && write(out.get()) == 1);
        char* data = nullptr;
        auto const size = BIO_get_mem_data(out.get(), &data);
        return std::string(data, static_cast<std::size_t>(size));
    };
    certificate result;
    result.certificate_pem = text([&](BIO* out) { return PEM_write_bio_X509(out, made.get()); });
    result.key_pem =
        text([&](BIO* out) { return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    return result;
}

} // namespace detail

/** Makes a certificate (P-256, valid for one day) for these names, e.g. `"DNS:localhost,IP:127.0.0.1"`.

    @throws std::runtime_error  when OpenSSL refuses the names */
inline certificate make_certificate(std::string const& names = "DNS:localhost,IP:127.0.0.1,IP:::1")
{
    return detail::certify("cogrant test", names, nullptr);
}

/** Makes a certificate for a client of this name, signed by `issuer` (one of `make_certificate`).

    @throws std::runtime_error  when OpenSSL refuses */
inline certificate make_client_certificate(std::string const& common_name, certificate const& issuer)
{
    return detail::certify(common_name, {}, &issuer);
}

} // namespace cogrant::testing

#endif // COGRANT_TESTING_CERTIFICATE_HPP
