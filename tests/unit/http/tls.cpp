// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/print_result.hpp"
#include <cogrant/http/tls.hpp>
#include <cogrant/testing/certificate.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <optional>
#include <string>
#include <type_traits>

namespace {

using namespace cogrant;
using http::tls_context;
using http::tls_options;

// g++ 12 destroys aggregate temporaries twice in co_await expressions.
static_assert(!std::is_aggregate_v<tls_options>);

/// Sets a variable of the environment and puts it back.
class environment_variable {
public:
    environment_variable(char const* name, char const* value) : name_(name)
    {
        if (auto const* const before = std::getenv(name)) before_ = before;
        ::setenv(name, value, 1);
    }
    environment_variable(environment_variable const&) = delete;
    ~environment_variable()
    {
        if (before_) ::setenv(name_, before_->c_str(), 1);
        else ::unsetenv(name_);
    }

private:
    char const* name_;
    std::optional<std::string> before_;
};

TEST_SUITE("http/tls_options")
{
    TEST_CASE("servers are verified unless the loudly named option is used")
    {
        auto const usual = tls_context::make();
        REQUIRE(usual);
        CHECK(usual->verifies());
        CHECK(SSL_CTX_get_verify_mode(usual->native().native_handle()) == SSL_VERIFY_PEER);
        CHECK(SSL_CTX_get_min_proto_version(usual->native().native_handle()) == TLS1_2_VERSION);
        auto const open = tls_context::make(tls_options().dangerously_skip_verification());
        CHECK_FALSE(open->verifies());
        CHECK(SSL_CTX_get_verify_mode(open->native().native_handle()) == SSL_VERIFY_NONE);
    }

    TEST_CASE("an authority that cannot be read is an error with its name")
    {
        auto const file = tls_context::make(tls_options().add_ca_file("/nonexistent/ca.pem"));
        REQUIRE(file.has_error());
        CHECK(file.error().message().find("/nonexistent/ca.pem") != std::string::npos);
        CHECK(tls_context::make(tls_options().add_ca_pem("no certificate")).has_error());
        CHECK(tls_context::make(tls_options().add_ca_pem(testing::make_certificate().certificate_pem)).has_value());
        for (auto const* folder : {"/nonexistent/certs", "/dev/null"}) {
            auto const none = tls_context::make(tls_options().add_ca_directory(folder));
            REQUIRE(none.has_error());
            CHECK(none.error().message().find(folder) != std::string::npos);
        }
    }

    TEST_CASE("a context without any authority says so, and where it looked")
    {
        auto const has = [](std::string const& text, char const* part) { return text.find(part) != std::string::npos; };
        auto const off = tls_context::make(tls_options().system_trust(false))->lack_of_trust();
        CHECK(has(off, "no trust anchor is loaded"));
        CHECK(has(off, "switched off"));
        auto const pem = testing::make_certificate().certificate_pem;
        CHECK(tls_context::make(tls_options().system_trust(false).add_ca_pem(pem))->lack_of_trust() == "");
        // a folder is looked into when a certificate has to be verified: here only that there is something counts
        CHECK(tls_context::make(tls_options().system_trust(false).add_ca_directory("/etc"))->lack_of_trust() == "");

        environment_variable const file("SSL_CERT_FILE", "/nonexistent/cert.pem");
        environment_variable const folder("SSL_CERT_DIR", "/nonexistent/certs");
        auto const empty = tls_context::make()->lack_of_trust();
        CHECK(has(empty, "no trust anchor is loaded"));
        CHECK(has(empty, "/nonexistent/cert.pem"));
        CHECK(has(empty, "/nonexistent/certs"));
        CHECK(has(empty, "tls_options"));
        environment_variable const other("SSL_CERT_DIR", "/etc");
        CHECK(tls_context::make()->lack_of_trust() == "");
    }
}

} // namespace
