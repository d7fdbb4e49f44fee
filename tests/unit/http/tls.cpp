// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "support/print_result.hpp"
#include <cogrant/http/tls.hpp>
#include <cogrant/testing/certificate.hpp>

#include <doctest/doctest.h>

#include <string>
#include <type_traits>

namespace {

using namespace cogrant;
using http::tls_context;
using http::tls_options;

// g++ 12 destroys aggregate temporaries twice in co_await expressions.
static_assert(!std::is_aggregate_v<tls_options>);

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
    }
}

} // namespace
