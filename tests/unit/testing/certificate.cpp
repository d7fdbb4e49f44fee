// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/testing/certificate.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>

namespace {

using cogrant::testing::make_certificate;

TEST_SUITE("testing/certificate")
{
    TEST_CASE("a certificate and its key belong together and hold the names")
    {
        auto const made = make_certificate("DNS:api.example.com,IP:127.0.0.1");
        std::unique_ptr<BIO, decltype(&BIO_free)> in(BIO_new_mem_buf(made.certificate_pem.data(), -1), &BIO_free);
        std::unique_ptr<X509, decltype(&X509_free)> cert(
            PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), &X509_free);
        REQUIRE(cert);
        std::unique_ptr<BIO, decltype(&BIO_free)> key_in(BIO_new_mem_buf(made.key_pem.data(), -1), &BIO_free);
        std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
            PEM_read_bio_PrivateKey(key_in.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
        REQUIRE(key);
        CHECK(X509_check_private_key(cert.get(), key.get()) == 1);
        CHECK(X509_check_host(cert.get(), "api.example.com", 0, 0, nullptr) == 1);
        CHECK(X509_check_host(cert.get(), "example.com", 0, 0, nullptr) == 0);
        CHECK(X509_check_ip_asc(cert.get(), "127.0.0.1", 0) == 1);
        CHECK(make_certificate().key_pem != made.key_pem);
    }

    TEST_CASE("names that OpenSSL does not understand are refused")
    {
        CHECK_THROWS_AS(make_certificate("IP:not an address"), std::runtime_error);
    }
}

} // namespace
