// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// genesys_emulator: a Genesys Cloud organisation on a port of this machine, for programs of any language. See --help.
#include <cogrant/codec/time.hpp>
#include <cogrant/testing/emulator_server.hpp>
#include <cogrant/version.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace asio = boost::asio;
namespace testing = cogrant::testing;

namespace {

constexpr char const help[] =
    R"(genesys_emulator: a Genesys Cloud organisation on a port of this machine, with made-up data.

usage: genesys_emulator [options]
  --port N               port on 127.0.0.1 (default 0: the system picks one; it is printed)
  --redirect-uri URI     people may log in (user0@example.com, test-password) and are sent back there
  --public-client ID     a second client, without a secret, that logs people in with PKCE
  --tls CA.PEM           speak https with a certificate made now; it is written to CA.PEM for clients to trust
  --conversations N      rows of the details query and of jobs (default 1000)
  --users N              people; one in ten has left (default 50)
  --from TIME --days N   when the conversations happened (default: from yesterday 00:00 UTC until now)
  --seed N               another data set of the same size (default 1)
  --rate N               requests a minute before 429, 0 for no limit (default 300)
  --token-life SECONDS   (default 86399)
  --without-permission P refuse what needs this permission, e.g. routing:queue:view
  --transcode-polls N    how often recordings are answered with "not ready yet" (default 1)
  --transcript-lag SECONDS  how long after its end a call has a transcript (default 300)
  --link-life SECONDS    how long presigned links are good (default 600)
  --faults SPEC          misbehave, e.g. seed=7,429=0.05,503=0.05,reset=0.02,truncate=0.02,stale=0.05,
                         token-death=0.01,gzip=0.5,chunked=0.3
  --help, --version

Client id and secret are those of GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET, else emulated-client and emulated-secret.
It prints one line with its address and ends at SIGINT or SIGTERM. Its counts are printed at the end.

examples
  genesys_emulator --port 8080 --conversations 100000 --rate 0
  GENESYS_CLIENT_ID=me GENESYS_CLIENT_SECRET=hush genesys_emulator --faults seed=7,429=0.05,reset=0.02
)";

std::uint64_t number(std::map<std::string, std::string> const& given, std::string const& name, std::uint64_t otherwise)
{
    auto const found = given.find(name);
    if (found == given.end()) return otherwise;
    auto const& text = found->second;
    std::uint64_t value = 0;
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) throw std::invalid_argument(name + " takes a number");
    return value;
}

int run(std::map<std::string, std::string> const& given)
{
    auto const port = number(given, "--port", 0);
    if (port > 0xffff) throw std::invalid_argument("--port is at most 65535");
    auto const now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    auto begin = std::chrono::sys_time<std::chrono::milliseconds>(
        std::chrono::floor<std::chrono::days>(now) - std::chrono::days(1));
    if (auto const from = given.find("--from"); from != given.end()) {
        auto const parsed = cogrant::parse_iso8601(from->second);
        if (!parsed) throw std::invalid_argument("--from takes a time like 2026-03-01T00:00:00Z");
        begin = *parsed;
    }
    auto const days = number(given, "--days", 0);
    auto const span = days != 0 ? std::chrono::milliseconds(std::chrono::hours(24 * days)) : now - begin;
    char const* const id = std::getenv("GENESYS_CLIENT_ID");
    char const* const secret = std::getenv("GENESYS_CLIENT_SECRET");
    auto const faults = given.find("--faults");

    auto options = testing::genesys_emulator_options()
                       .conversations(number(given, "--conversations", 1000))
                       .users(number(given, "--users", 50))
                       .from(begin)
                       .span(std::max<std::chrono::milliseconds>(span, std::chrono::hours(1)))
                       .seed(number(given, "--seed", 1))
                       .rate_per_minute(static_cast<unsigned>(number(given, "--rate", 300)))
                       .token_life(std::chrono::seconds(number(given, "--token-life", 86399)))
                       .client(id != nullptr ? id : "emulated-client", secret != nullptr ? secret : "emulated-secret")
                       .public_client(given.contains("--public-client") ? given.at("--public-client") : "")
                       .transcode_polls(static_cast<unsigned>(number(given, "--transcode-polls", 1)))
                       .transcript_lag(std::chrono::seconds(number(given, "--transcript-lag", 300)))
                       .link_life(std::chrono::seconds(number(given, "--link-life", 600)))
                       .faults(testing::fault_plan::parse(faults == given.end() ? "" : faults->second).value());

    if (auto const back = given.find("--redirect-uri"); back != given.end()) options.redirect_uri(back->second);
    if (auto const gone = given.find("--without-permission"); gone != given.end())
        options.without_permission(gone->second);

    std::optional<testing::certificate> identity;
    if (auto const tls = given.find("--tls"); tls != given.end()) {
        identity = testing::make_certificate();
        std::FILE* const file = std::fopen(tls->second.c_str(), "wb");
        if (file == nullptr) throw std::invalid_argument("cannot write " + tls->second);
        std::fputs(identity->certificate_pem.c_str(), file);
        std::fclose(file);
    }

    asio::io_context context(1);
    testing::emulator_server server(context.get_executor(), options, identity, static_cast<std::uint16_t>(port));
    std::printf("listening on %s\n", to_string(server.origin()).c_str());
    std::fflush(stdout);
    asio::signal_set signals(context, SIGINT, SIGTERM);
    signals.async_wait([&](cogrant::error_code, int) { server.stop(); });
    context.run();

    auto const counted = server.emulator().counters();
    for (auto const& [route, n] : counted.requests)
        std::printf("%8llu  %s\n", static_cast<unsigned long long>(n), route.c_str());
    for (auto const& [fault, n] : counted.faults)
        std::printf("%8llu  fault %s\n", static_cast<unsigned long long>(n), fault.c_str());
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    try {
        std::map<std::string, std::string> given;
        for (int i = 1; i < argc; ++i) {
            std::string_view const word = argv[i];
            if (word == "--help" || word == "-h") return std::fputs(help, stdout) < 0 ? 1 : 0;
            if (word == "--version") return std::puts("genesys_emulator " COGRANT_VERSION_STRING) < 0 ? 1 : 0;
            bool known = false;
            for (std::string_view const name :
                 {"--port", "--tls", "--conversations", "--users", "--from", "--days", "--seed", "--rate",
                  "--token-life", "--faults", "--redirect-uri", "--public-client", "--without-permission",
                  "--transcode-polls", "--transcript-lag", "--link-life"})
                known = known || word == name;
            if (!known) throw std::invalid_argument("unknown word " + std::string(word));
            if (i + 1 == argc) throw std::invalid_argument(std::string(word) + " needs a value");
            given[std::string(word)] = argv[++i];
        }
        return run(given);
    } catch (cogrant::failure const& f) {
        std::fprintf(stderr, "genesys_emulator: %s\n", f.error().message().c_str());
    } catch (boost::system::system_error const& e) {
        std::fprintf(stderr, "genesys_emulator: cannot listen: %s\n", e.code().message().c_str());
        return 1;
    } catch (std::exception const& e) {
        std::fprintf(stderr, "genesys_emulator: %s. See genesys_emulator --help\n", e.what());
    }
    return 2;
}
