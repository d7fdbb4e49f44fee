// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/client_certificate.hpp>
#include <cogrant/testing/certificate.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <string>
#include <type_traits>
#include <unistd.h>

namespace {

using namespace cogrant;
using http::client_certificate;

static_assert(!std::is_aggregate_v<client_certificate>);

/// A text in a file of its own, which goes with it.
class text_file {
public:
    explicit text_file(std::string const& text)
    {
        auto const handle = ::mkstemp(path_);
        REQUIRE(handle != -1);
        CHECK(::write(handle, text.data(), text.size()) == static_cast<::ssize_t>(text.size()));
        ::close(handle);
    }
    text_file(text_file const&) = delete;
    ~text_file() { ::unlink(path_); }
    std::string path() const { return path_; }

private:
    char path_[32] = "/tmp/cogrant-pem-XXXXXX";
};

std::string encrypted(std::string const& key_pem, std::string_view passphrase)
{
    std::unique_ptr<BIO, decltype(&BIO_free)> const in(BIO_new_mem_buf(key_pem.data(), -1), &BIO_free);
    std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> const key(
        PEM_read_bio_PrivateKey(in.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
    std::unique_ptr<BIO, decltype(&BIO_free)> const out(BIO_new(BIO_s_mem()), &BIO_free);
    REQUIRE(
        PEM_write_bio_PKCS8PrivateKey(
            out.get(), key.get(), EVP_aes_256_cbc(), passphrase.data(), static_cast<int>(passphrase.size()), nullptr,
            nullptr) == 1);
    char* data = nullptr;
    auto const size = BIO_get_mem_data(out.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
}

std::string refusal(result<client_certificate> const& made)
{
    REQUIRE_FALSE(made.has_value());
    CHECK(made.error() == http_errc::client_certificate_unusable);
    CHECK(made.error().info().where == phase::tls);
    CHECK(ERR_peek_error() == 0); // the next TLS operation would take it for its own
    return made.error().message();
}

TEST_SUITE("http/client_certificate")
{
    TEST_CASE("a certificate, its chain and its key are read from PEM; copies are one identity")
    {
        auto const authority = testing::make_certificate();
        auto const own = testing::make_client_certificate("reporting", authority);
        auto const made =
            client_certificate::from_pem(own.certificate_pem + authority.certificate_pem, secret(own.key_pem));
        REQUIRE(made.has_value());
        CHECK(*made);
        CHECK(made->leaf() != nullptr);
        CHECK(made->key() != nullptr);
        CHECK(sk_X509_num(made->chain()) == 1);
        auto const copy = *made;
        CHECK(copy == *made);
        CHECK_FALSE(*client_certificate::from_pem(own.certificate_pem, secret(own.key_pem)) == copy);
        CHECK_FALSE(client_certificate());
        CHECK(client_certificate() == client_certificate());
        CHECK_FALSE(client_certificate() == copy);
        CHECK(client_certificate().leaf() == nullptr);
    }

    TEST_CASE("an encrypted key needs its passphrase, and nobody is asked for it at the terminal")
    {
        auto const own = testing::make_certificate();
        secret const key(encrypted(own.key_pem, "open sesame"));
        CHECK(client_certificate::from_pem(own.certificate_pem, key, secret("open sesame")).has_value());
        for (std::string_view const wrong : {"", "open", "open sesame "}) {
            auto const why = refusal(client_certificate::from_pem(own.certificate_pem, key, secret(wrong)));
            CHECK(why.find("passphrase") != std::string::npos);
            CHECK(why.find("sesame") == std::string::npos);
        }
    }

    TEST_CASE("what cannot be a client certificate is refused, with the reason and without the key")
    {
        auto const own = testing::make_certificate();
        auto const other = testing::make_certificate();
        CHECK(
            refusal(client_certificate::from_pem(own.certificate_pem, secret(other.key_pem))).find("the key is not") !=
            std::string::npos);
        CHECK(refusal(client_certificate::from_pem("no PEM", secret(own.key_pem))).find("PEM") != std::string::npos);
        refusal(client_certificate::from_pem(own.certificate_pem, secret("no PEM")));
        refusal(client_certificate::from_pem("", secret()));
        refusal(client_certificate::from_pem(own.key_pem, secret(own.certificate_pem)));
        auto damaged = other.certificate_pem;
        damaged[damaged.size() / 2] = '!';
        refusal(client_certificate::from_pem(own.certificate_pem + damaged, secret(own.key_pem)));
    }

    TEST_CASE("S43: texts and chains have limits")
    {
        auto const own = testing::make_certificate();
        refusal(client_certificate::from_pem(std::string(client_certificate::max_text + 1, 'x'), secret(own.key_pem)));
        refusal(client_certificate::from_pem(
            own.certificate_pem, secret(std::string(client_certificate::max_text + 1, 'x'))));
        std::string chain;
        for (int i = 0; i != client_certificate::max_certificates; ++i) chain += own.certificate_pem;
        CHECK(client_certificate::from_pem(chain, secret(own.key_pem)).has_value());
        CHECK(
            refusal(client_certificate::from_pem(chain + own.certificate_pem, secret(own.key_pem)))
                .find("more than 10") != std::string::npos);
    }

    TEST_CASE("files are read, and named when they cannot be")
    {
        auto const own = testing::make_certificate();
        text_file const certificate(own.certificate_pem);
        text_file const key(own.key_pem);
        text_file const both(own.key_pem + own.certificate_pem);
        text_file const large(std::string(client_certificate::max_text + 1, 'x'));
        text_file const empty("");
        CHECK(client_certificate::from_files(certificate.path(), key.path()).has_value());
        CHECK(client_certificate::from_files(both.path(), both.path()).has_value());
        for (auto const* bad : {"/nonexistent/key.pem", "/tmp"})
            CHECK(refusal(client_certificate::from_files(certificate.path(), bad)).find(bad) != std::string::npos);
        refusal(client_certificate::from_files("/nonexistent/chain.pem", key.path()));
        refusal(client_certificate::from_files(certificate.path(), large.path()));
        refusal(client_certificate::from_files(empty.path(), key.path()));
        CHECK(
            refusal(client_certificate::from_files(certificate.path(), certificate.path())).find(certificate.path()) !=
            std::string::npos);
    }
}

} // namespace
