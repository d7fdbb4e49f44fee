// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include "id_token_parts.hpp"
#include <cogrant/oauth/jwks_cache.hpp>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>
#include <virtual_time.hpp>

using namespace id_token_parts;
using namespace std::chrono_literals;
using cogrant::http_errc;
using cogrant::jose_errc;
using cogrant::testing::get;
namespace asio = boost::asio;

namespace {

using cache = oauth::basic_jwks_cache<scripted_peer, virtual_time::clock>;
using outcomes = std::vector<cogrant::error_code>;

std::string const uri = "https://op.example/jwks";

std::string published(std::vector<std::pair<jose::private_key, std::string>> const& keys)
{
    std::string out = R"({"keys":[)";
    for (auto const& [key, kid] : keys) {
        auto one = jose::public_jwk(key);
        one.insert(1, R"("kid":")" + kid + "\",");
        out += (out.back() == '[' ? "" : ",") + one;
    }
    return out + "]}";
}

std::string first_set() { return published({{provider::get().ec, "ec-1"}}); }
std::string rotated_set() { return published({{provider::get().ec, "ec-2"}}); }

asio::awaitable<void>
verify(cache keys, std::string token, outcomes* out, cogrant::time_point deadline = cogrant::no_deadline)
{
    jose::algorithm_set const allowed{algorithm::es256, algorithm::rs256};
    auto verifying = keys.verify(secret(token), allowed, deadline);
    auto done = co_await std::move(verifying);
    out->push_back(done ? cogrant::error_code() : done.error().code());
}

asio::awaitable<void> validate(cache keys, std::string token, std::vector<std::string>* out)
{
    auto rules = good_rules();
    auto validating = oauth::validate_id_token(keys, secret(token), std::move(rules), cogrant::no_deadline, now);
    auto done = co_await std::move(validating);
    out->push_back(verdict(done));
}

struct world {
    virtual_time time;
    scripted_peer peer;
    cache keys{time.context.get_executor(), peer, uri};
    outcomes said;

    cogrant::error_code ask(std::string const& kid)
    {
        time.run(verify(keys, signed_text(good_claims(), kid), &said));
        return said.back();
    }
};

cogrant::error_code const good{};

} // namespace

TEST_SUITE("oauth/jwks_cache")
{
    TEST_CASE("the keys are fetched when the first token comes, and kept for the next ones")
    {
        world w;
        w.peer.expect(get("/jwks").with_header("Accept", "application/jwk-set+json, application/json"))
            .reply(200, first_set());
        for (int i = 0; i != 3; ++i) CHECK(w.ask("ec-1") == good);
        CHECK(w.peer.count() == 1);
        CHECK(!w.peer.received()[0].request.authorize);
    }

    TEST_CASE("a hundred who wait share one fetch, and its failure")
    {
        for (unsigned const status : {200U, 503U}) {
            world w;
            w.peer.expect(get("/jwks")).reply(status, first_set()).after(1s);
            for (int i = 0; i != 100; ++i) w.time.start(verify(w.keys, signed_text(good_claims()), &w.said));
            w.time.run();
            CHECK(w.peer.count() == 1);
            CHECK(w.said == outcomes(100, status == 200 ? good : make_error_code(http_errc::server_error)));
        }
    }

    TEST_CASE("S23: rotation between two tokens, and rotation just before signing: one fetch, then accepted")
    {
        world w;
        w.peer.expect(get("/jwks")).reply(200, first_set());
        CHECK(w.ask("ec-1") == good);
        w.time.run_for(30s);
        w.peer.expect(get("/jwks")).reply(200, rotated_set());
        CHECK(w.ask("ec-2") == good);
        CHECK(w.ask("ec-1") == make_error_code(jose_errc::no_key)); // withdrawn
    }

    TEST_CASE("S23: a thousand tokens with random kids cause one fetch per cool-down")
    {
        world w;
        w.peer.otherwise([](auto const&) { return cogrant::http::response{200, {}, first_set()}; });
        CHECK(w.ask("ec-1") == good);
        for (int minute = 1; minute != 4; ++minute) {
            w.time.run_for(30s);
            for (int i = 0; i != 1000; ++i) {
                auto const token = jose::sign(
                    header_of(algorithm::es256, "k" + std::to_string(i)), "{}", provider::get().ec, algorithm::es256);
                w.time.start(verify(w.keys, token.value(), &w.said));
            }
            w.time.run();
            CHECK(w.peer.count() == static_cast<std::size_t>(1 + minute));
        }
        CHECK(std::count(w.said.begin(), w.said.end(), make_error_code(jose_errc::no_key)) == 3000);
        CHECK(w.ask("ec-1") == good);
    }

    TEST_CASE("S23: old keys stay in use while fetches fail; who needs a new one hears why there is none")
    {
        world w;
        w.peer.expect(get("/jwks")).reply(200, first_set());
        CHECK(w.ask("ec-1") == good);
        w.peer.otherwise([](auto const&) { return cogrant::http::response{503, {}, {}}; });
        w.time.run_for(30s);
        CHECK(w.ask("ec-2") == make_error_code(http_errc::server_error));
        CHECK(w.ask("ec-2") == make_error_code(http_errc::server_error)); // without another request
        CHECK(w.peer.count() == 2);
        for (int hour = 0; hour != 23; ++hour) {
            w.time.run_for(1h);
            CHECK(w.ask("ec-1") == good);
        }
        w.time.run_for(1h);
        CHECK(w.ask("ec-1") == make_error_code(http_errc::server_error)); // not for ever
    }

    TEST_CASE("keys of a certain age are renewed behind the caller's back")
    {
        world w;
        w.peer.expect(get("/jwks")).reply(200, first_set());
        CHECK(w.ask("ec-1") == good);
        w.time.run_for(10min);
        w.peer.expect(get("/jwks")).reply(200, rotated_set()).after(3s);
        auto const before = w.time.elapsed();
        w.time.start(verify(w.keys, signed_text(good_claims()), &w.said));
        w.time.run_for(0s);
        CHECK(w.said == outcomes(2, good));
        CHECK(w.time.elapsed() == before);
        w.time.run();
        CHECK(w.ask("ec-2") == good);
        CHECK(w.peer.problems() == "");
    }

    TEST_CASE("a token without kid makes the set be fetched anew when no key fits; one with a known kid does not")
    {
        world w;
        auto const other = jose::private_key::generate(algorithm::es256).value();
        w.peer.expect(get("/jwks")).reply(200, published({{other, "ec-1"}}));
        CHECK(w.ask("ec-1") == make_error_code(jose_errc::bad_signature));
        w.time.run_for(30s);
        CHECK(w.ask("ec-1") == make_error_code(jose_errc::bad_signature));
        CHECK(w.peer.count() == 1);
        w.peer.expect(get("/jwks")).reply(200, first_set());
        CHECK(w.ask("") == good);
        CHECK(w.peer.problems() == "");
    }

    TEST_CASE("S09: a redirect of the key set is not followed")
    {
        for (unsigned const status : {301U, 302U, 303U, 307U, 308U}) {
            world w;
            cogrant::http::headers elsewhere;
            elsewhere.add("Location", "https://evil.example/jwks");
            w.peer.expect(get("/jwks")).reply(status, first_set(), elsewhere);
            CHECK(w.ask("ec-1") == make_error_code(http_errc::unexpected_status));
            CHECK(w.peer.count() == 1);
        }
    }

    TEST_CASE("S11: a key set in a place that is not to be asked is not asked for")
    {
        for (auto const* place :
             {"http://169.254.169.254/", "file:///etc/passwd", "javascript:1", "https://10.0.0.1/"}) {
            virtual_time time;
            scripted_peer peer;
            outcomes said;
            time.run(verify(cache(time.context.get_executor(), peer, place), signed_text(good_claims()), &said));
            CHECK(said.front() == make_error_code(oauth_errc::endpoint_refused));
            CHECK(peer.count() == 0);
        }
    }

    TEST_CASE("S23, S45: a hostile key set is refused, and asked for again only after a pause")
    {
        std::string many = R"({"keys":[{})";
        for (int i = 0; i != 9999; ++i) many += ",{}";
        for (auto const& body :
             {many + "]}", std::string("<html></html>"), std::string(), std::string("[]"),
              R"({"keys":)" + std::string(100000, '[')}) {
            world w;
            w.peer.expect(get("/jwks")).reply(200, body);
            CHECK(w.ask("ec-1") == make_error_code(oauth_errc::malformed_metadata));
            CHECK(w.ask("ec-1") == make_error_code(oauth_errc::malformed_metadata));
            CHECK(w.peer.count() == 1);
            w.time.run_for(5s);
            w.peer.expect(get("/jwks")).reply(200, first_set());
            CHECK(w.ask("ec-1") == good);
        }
        world w;
        w.peer.expect(get("/jwks")).reply(200, first_set() + std::string(600000, ' '));
        CHECK(w.ask("ec-1") == make_error_code(http_errc::body_limit));
    }

    TEST_CASE("a caller leaves at its own deadline, the fetch goes on for the others and ends in time")
    {
        world w;
        auto const start = virtual_time::clock::now();
        w.peer.expect(get("/jwks")).reply(200, first_set()).after(5s);
        w.time.start(verify(w.keys, signed_text(good_claims()), &w.said, start + 1s));
        w.time.start(verify(w.keys, signed_text(good_claims()), &w.said));
        w.time.run();
        CHECK(w.said == outcomes{make_error_code(http_errc::deadline_exceeded), good});
        world silent;
        silent.peer.expect(get("/jwks")).stay_silent();
        CHECK(silent.ask("ec-1") == make_error_code(http_errc::deadline_exceeded));
        CHECK(silent.time.elapsed() == 10s);
        CHECK(silent.ask("ec-1") == make_error_code(http_errc::deadline_exceeded)); // the pause counts from the end
        CHECK(silent.peer.count() == 1);
    }

    TEST_CASE("S42: cancelling one caller leaves the others; a fetch nobody waits for ends with the last handle")
    {
        world w;
        w.peer.expect(get("/jwks")).reply(200, first_set()).after(5s);
        asio::cancellation_signal stop;
        bool cancelled = false;
        asio::co_spawn(
            w.time.context, verify(w.keys, signed_text(good_claims()), &w.said),
            asio::bind_cancellation_slot(stop.slot(), [&](std::exception_ptr e) { cancelled = e != nullptr; }));
        w.time.start(verify(w.keys, signed_text(good_claims()), &w.said));
        w.time.run_for(1s);
        stop.emit(asio::cancellation_type::terminal);
        w.time.run();
        CHECK(w.said.size() + (cancelled ? 1U : 0U) == 2);
        CHECK(w.said.back() == good);

        virtual_time time;
        scripted_peer peer;
        peer.expect(get("/jwks")).reply(200, first_set()).after(5s);
        outcomes said;
        auto const soon = virtual_time::clock::now() + 1s;
        time.run(verify(cache(time.context.get_executor(), peer, uri), signed_text(good_claims()), &said, soon));
        CHECK(said == outcomes{make_error_code(http_errc::deadline_exceeded)});
        CHECK(time.elapsed() == 1s);
        CHECK(peer.under_way() == 0);
    }

    TEST_CASE("an id_token is validated with keys that are fetched; one that no key can mend asks for none")
    {
        world w;
        std::vector<std::string> said;
        auto const unsigned_text = cogrant::base64::encode_url(R"({"alg":"none"})") + ".e30.";
        for (auto const& text :
             {unsigned_text, std::string("nonsense"), signed_text(good_claims(), "ec-1", R"(,"crit":["x"])")})
            w.time.run(validate(w.keys, text, &said));
        CHECK(w.peer.count() == 0);
        CHECK(said.front() == "id_token: alg: not one that is allowed");
        w.peer.expect(get("/jwks")).reply(200, first_set());
        w.time.run(validate(w.keys, signed_text(good_claims()), &said));
        CHECK(said.back() == "");
        auto expired = good_claims();
        expired["exp"] = "1";
        w.time.run(validate(w.keys, signed_text(expired), &said));
        CHECK(said.back() == "id_token: exp: has passed");
        w.time.run(validate(w.keys, signed_text(good_claims(), "ec-2"), &said));
        CHECK(said.back() == "id_token: kid: no key of the issuer fits");
        CHECK(w.peer.count() == 1);
    }

    TEST_CASE("keys are to be had with a callback too")
    {
        world w;
        w.peer.expect(get("/jwks")).reply(200, first_set());
        cogrant::error why;
        std::size_t count = 0;
        w.keys.async_keys(
            why, [&](cogrant::error_code ec, oauth::jwks_snapshot s) { count = ec ? 99 : s.keys().keys().size(); });
        w.time.run();
        CHECK(count == 1);
    }
}
