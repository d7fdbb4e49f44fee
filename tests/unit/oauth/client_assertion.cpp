// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/codec/form.hpp>
#include <cogrant/jose/jwt.hpp>
#include <cogrant/oauth/client_assertion.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <string_view>

using namespace cogrant;
using namespace cogrant::oauth;
using jose::algorithm;

namespace {

struct fixed_wall_clock {
    static std::chrono::system_clock::time_point now()
    {
        return std::chrono::system_clock::time_point(std::chrono::milliseconds(1'700'000'000'999));
    }
};

std::string fixed_id() { return "id-1"; }

constexpr auto issuer = "https://as.example";

struct applied {
    error_code code;
    std::map<std::string, std::string> form;
    std::string assertion() const { return form.count("client_assertion") ? form.at("client_assertion") : ""; }
};

template <class Auth>
applied apply(Auth const& auth, std::string form = "grant_type=client_credentials")
{
    static_assert(client_authentication<Auth>);
    static_assert(oauth::detail::single_use_proof<Auth>);
    http::request r;
    applied out;
    auto const before = form;
    out.code = auth.apply(r, form);
    CHECK(r.headers.empty());
    CHECK(r.target == "/");
    if (out.code) CHECK(form == before);
    auto const parsed = form::parse(form).value();
    for (auto const& [name, value] : parsed) CHECK(out.form.emplace(name, value).second);
    return out;
}

basic_private_key_jwt<fixed_wall_clock> fixed(jose::private_key key, algorithm a, assertion_options options = {})
{
    return {"client", issuer, std::move(key), a, options.unique_id(&fixed_id)};
}

std::string decoded(std::string_view compact, int which)
{
    for (; which != 0; --which) compact.remove_prefix(compact.find('.') + 1);
    return base64::decode_url(compact.substr(0, compact.find('.'))).value();
}

} // namespace

TEST_SUITE("oauth/client_assertion")
{
    TEST_CASE("RFC 7523 2.2, 3: private_key_jwt sends id, type and a signed assertion")
    {
        for (auto const a : {algorithm::es256, algorithm::eddsa, algorithm::rs256, algorithm::ps256}) {
            auto const key = jose::private_key::generate(a == algorithm::ps256 ? algorithm::rs256 : a).value();
            auto const sent = apply(fixed(key, a));
            REQUIRE_FALSE(sent.code);
            CHECK(sent.form.at("grant_type") == "client_credentials");
            CHECK(sent.form.at("client_id") == "client");
            CHECK(sent.form.at("client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
            auto const verified = jose::verify(sent.assertion(), jose::public_key(key), {a});
            REQUIRE(verified.has_value());
            CHECK(
                verified->payload() == R"({"iss":"client","sub":"client","aud":"https://as.example","jti":"id-1",)"
                                       R"("iat":1700000000,"exp":1700000060})");
            CHECK(
                decoded(sent.assertion(), 0) ==
                R"({"typ":"client-authentication+jwt","alg":")" + std::string(to_string(a)) + R"("})");
        }
    }

    TEST_CASE("S25: the audience is the issuer and nothing else, whatever endpoint is asked")
    {
        auto const key = jose::private_key::generate(algorithm::es256).value();
        http::request r;
        r.origin = {true, "victim.example", 443};
        r.target = "/token";
        std::string form;
        REQUIRE_FALSE(fixed(key, algorithm::es256).apply(r, form));
        auto const assertion = form::parse(form).value().back().second;
        auto const claims = decoded(assertion, 1);
        CHECK(claims.find(R"("aud":"https://as.example",)") != std::string::npos);
        CHECK(claims.find("victim") == std::string::npos);
    }

    TEST_CASE("S25: each application has an id of its own, which nobody can guess")
    {
        auto const key = jose::private_key::generate(algorithm::es256).value();
        private_key_jwt const auth("client", issuer, key, algorithm::es256);
        std::set<std::string> seen;
        for (int i = 0; i != 20; ++i) {
            auto const claims = decoded(apply(auth).assertion(), 1);
            auto const at = claims.find(R"("jti":")") + 7;
            auto const id = claims.substr(at, claims.find('"', at) - at);
            CHECK(id.size() >= 22); // 128 bits
            CHECK(seen.insert(id).second);
        }
    }

    TEST_CASE("options: key id, plain type, a lifetime that stays short")
    {
        auto const key = jose::private_key::generate(algorithm::es256).value();
        auto const header = [&](assertion_options o) {
            return decoded(apply(fixed(key, algorithm::es256, std::move(o))).assertion(), 0);
        };
        CHECK(
            header(assertion_options().key_id("key \"1\"")) ==
            R"({"typ":"client-authentication+jwt","alg":"ES256","kid":"key \"1\""})");
        CHECK(header(assertion_options().plain_type()) == R"({"typ":"JWT","alg":"ES256"})");
        CHECK(assertion_options().lifetime().count() == 60);
        CHECK(assertion_options().lifetime(std::chrono::hours(24)).lifetime().count() == 300);
        CHECK(assertion_options().lifetime(std::chrono::seconds(-1)).lifetime().count() == 1);
        CHECK(!std::is_aggregate_v<assertion_options>);
    }

    TEST_CASE("client_secret_jwt is signed with the secret, which does not travel; a short one is refused")
    {
        std::string const text = "a secret of more than thirty-two bytes";
        basic_client_secret_jwt<fixed_wall_clock> const auth(
            "client", issuer, secret(text), assertion_options().unique_id(&fixed_id));
        auto const sent = apply(auth);
        REQUIRE_FALSE(sent.code);
        CHECK(jose::verify(sent.assertion(), jose::symmetric_key(secret(text)), {algorithm::hs256}).has_value());
        CHECK(sent.form.count("client_secret") == 0);
        for (auto const& [name, value] : sent.form) CHECK(value.find(text) == std::string::npos);
        CHECK(apply(client_secret_jwt("client", issuer, secret("short"))).code == jose_errc::weak_key);
    }

    TEST_CASE("a key that does not fit the algorithm is refused before anything is sent")
    {
        auto const key = jose::private_key::generate(algorithm::es256).value();
        for (auto const a : {algorithm::rs256, algorithm::es384, algorithm::eddsa, algorithm::hs256})
            CHECK(apply(fixed(key, a)).code == jose_errc::unfit_key);
    }

    TEST_CASE("S35: each byte value in client id, issuer and key id")
    {
        auto const key = jose::private_key::generate(algorithm::eddsa).value();
        for (int byte = 0; byte != 256; ++byte) {
            CAPTURE(byte);
            std::string const text = std::string("a") + static_cast<char>(byte) + "b";
            bool const legal = byte >= 0x20 && byte <= 0x7e;
            auto const works = [&](std::string id, std::string iss, std::string kid) {
                private_key_jwt const auth(
                    std::move(id), std::move(iss), key, algorithm::eddsa, assertion_options().key_id(std::move(kid)));
                auto const sent = apply(auth);
                CHECK((sent.code == oauth_errc::illegal_credential) == !legal);
                return !sent.code;
            };
            CHECK(works(text, issuer, "k") == legal);
            CHECK(works("client", text, "k") == legal);
            CHECK(works("client", issuer, text) == legal);
        }
        CHECK(apply(private_key_jwt("", issuer, key, algorithm::eddsa)).code == oauth_errc::illegal_credential);
        CHECK(apply(private_key_jwt("client", "", key, algorithm::eddsa)).code == oauth_errc::illegal_credential);
    }

    TEST_CASE("an assertion of another's making is asked for anew at each application")
    {
        int calls = 0;
        auto const next = [&calls] { return "eyJh.eyJi." + std::to_string(++calls) + "\n"; };
        assertion_from const auth("workload", next);
        CHECK(apply(auth).assertion() == "eyJh.eyJi.1");
        auto const second = apply(auth);
        CHECK(second.assertion() == "eyJh.eyJi.2");
        CHECK(second.form.at("client_id") == "workload");
        CHECK(second.form.at("client_assertion_type") == jwt_bearer_assertion);
        auto const nameless = apply(assertion_from("", [] { return secret(" a.b.c "); }));
        CHECK(nameless.assertion() == "a.b.c");
        CHECK(nameless.form.count("client_id") == 0);
        auto const saml = apply(assertion_from(
            "c", [] { return std::string("PHNhbWw-"); }, "urn:ietf:params:oauth:client-assertion-type:saml2-bearer"));
        CHECK(saml.form.at("client_assertion_type") == "urn:ietf:params:oauth:client-assertion-type:saml2-bearer");
    }

    TEST_CASE("S35: an assertion that fails, is empty, too long or holds other bytes is not sent")
    {
        auto const failing = [] { return result<std::string>(error(make_error_code(oauth_errc::login_required))); };
        CHECK(apply(assertion_from("c", failing)).code == oauth_errc::login_required);
        auto const refused = [](std::string text) {
            auto const given = [text] { return text; };
            return apply(assertion_from("c", given)).code == oauth_errc::illegal_credential;
        };
        CHECK(refused(""));
        CHECK(refused(" \n"));
        CHECK(refused(std::string(64 * 1024 + 1, 'a')));
        CHECK_FALSE(refused(std::string(64 * 1024, 'a')));
        for (int byte = 0; byte != 256; ++byte) {
            CAPTURE(byte);
            bool const letter =
                (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
            bool const legal = letter || byte == '-' || byte == '_' || byte == '.' || byte == '=';
            CHECK(refused(std::string("a") + static_cast<char>(byte) + "b") == !legal);
        }
        CHECK(apply(assertion_from("c\n", [] { return std::string("a"); })).code == oauth_errc::illegal_credential);
    }
}
