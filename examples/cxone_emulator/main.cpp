// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// cxone_emulator: a NICE CXone tenant on a port of this machine, for programs of any language. See --help.
#include <cogrant/codec/time.hpp>
#include <cogrant/testing/cxone_emulator_server.hpp>
#include <cogrant/version.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

namespace asio = boost::asio;
namespace testing = cogrant::testing;

namespace {

constexpr char const help[] =
    R"(cxone_emulator: a NICE CXone tenant on a port of this machine, with made-up data. One address is all its hosts.

usage: cxone_emulator [options]
  --port N               port on 127.0.0.1 (default 0: the system picks one; it is printed)
  --contacts N           completed contacts (default 1000)
  --agents N             (default 30)
  --from TIME --days N   when the contacts started (default: from yesterday 00:00 UTC until now)
  --seed N               another data set of the same size (default 1)
  --max-page N           rows of a page of contacts, at most (default 10000)
  --discover             the token answer does not name the API host: it has to be discovered
  --rate N               requests a minute before 429, 0 for no limit (default)
  --token-life SECONDS   (default 3600)
  --redirect-uri URI     people may sign in (user0@example.com, test-password) and are sent back there
  --job-polls N          how often an extraction is looked at before it is done (default 2)
  --job-outcome STATE    how extractions end (default SUCCEEDED)
  --faults SPEC          misbehave, e.g. seed=7,429=0.05,503=0.05,reset=0.02,truncate=0.02,
                         token-death=0.01,gzip=0.5,chunked=0.3
  --help, --version

The access key is CXONE_ACCESS_KEY_ID and CXONE_ACCESS_KEY_SECRET of the environment, else emulated-key and
emulated-secret; the application CXONE_CLIENT_ID and CXONE_CLIENT_SECRET, else emulated-client and emulated-secret.
It prints one line with its address and ends at SIGINT or SIGTERM. Its counts are printed at the end.

examples
  cxone_emulator --port 8080 --contacts 100000
  CXONE_ACCESS_KEY_ID=me CXONE_ACCESS_KEY_SECRET=hush cxone_emulator --discover --faults seed=7,429=0.05,reset=0.02
)";

using words = std::map<std::string, std::string>;

std::uint64_t number(words const& given, std::string const& name, std::uint64_t otherwise)
{
    auto const found = given.find(name);
    if (found == given.end()) return otherwise;
    auto const& text = found->second;
    std::uint64_t value = 0;
    auto const [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) throw std::invalid_argument(name + " takes a number");
    return value;
}

std::string setting(char const* name, char const* otherwise)
{
    char const* const text = std::getenv(name);
    return text != nullptr ? text : otherwise;
}

int run(words const& given)
{
    auto const port = number(given, "--port", 0);
    if (port > 0xffff) throw std::invalid_argument("--port is at most 65535");
    auto const now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    cogrant::timestamp begin = std::chrono::floor<std::chrono::days>(now) - std::chrono::days(1);
    if (auto const from = given.find("--from"); from != given.end()) {
        auto const parsed = cogrant::parse_iso8601(from->second);
        if (!parsed) throw std::invalid_argument("--from takes a time like 2026-03-01T00:00:00Z");
        begin = *parsed;
    }
    auto const days = number(given, "--days", 0);
    auto const span = days != 0 ? std::chrono::milliseconds(std::chrono::hours(24 * days)) : now - begin;
    auto const faults = given.find("--faults");
    auto const outcome = given.find("--job-outcome");
    auto options =
        testing::cxone_emulator_options()
            .contacts(number(given, "--contacts", 1000))
            .agents(number(given, "--agents", 30))
            .from(begin)
            .span(std::max<std::chrono::milliseconds>(span, std::chrono::hours(1)))
            .seed(number(given, "--seed", 1))
            .max_page(number(given, "--max-page", 10'000))
            .names_api_host(!given.contains("--discover"))
            .rate_per_minute(static_cast<unsigned>(number(given, "--rate", 0)))
            .token_life(std::chrono::seconds(number(given, "--token-life", 3600)))
            .job_polls(static_cast<unsigned>(number(given, "--job-polls", 2)))
            .job_outcome(outcome == given.end() ? "SUCCEEDED" : outcome->second)
            .access_key(
                setting("CXONE_ACCESS_KEY_ID", "emulated-key"), setting("CXONE_ACCESS_KEY_SECRET", "emulated-secret"))
            .application(
                setting("CXONE_CLIENT_ID", "emulated-client"), setting("CXONE_CLIENT_SECRET", "emulated-secret"))
            .faults(testing::fault_plan::parse(faults == given.end() ? "" : faults->second).value());

    if (auto const back = given.find("--redirect-uri"); back != given.end()) options.redirect_uri(back->second);

    asio::io_context context(1);
    testing::cxone_emulator_server server(context.get_executor(), options, {}, static_cast<std::uint16_t>(port));
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
        words given;
        for (int i = 1; i < argc; ++i) {
            std::string_view const word = argv[i];
            if (word == "--help" || word == "-h") return std::fputs(help, stdout) < 0 ? 1 : 0;
            if (word == "--version") return std::puts("cxone_emulator " COGRANT_VERSION_STRING) < 0 ? 1 : 0;
            if (word == "--discover") {
                given["--discover"];
                continue;
            }
            bool known = false;
            for (std::string_view const name :
                 {"--port", "--contacts", "--agents", "--from", "--days", "--seed", "--max-page", "--rate",
                  "--token-life", "--job-polls", "--job-outcome", "--faults", "--redirect-uri"})
                known = known || word == name;
            if (!known) throw std::invalid_argument("unknown word " + std::string(word));
            if (i + 1 == argc) throw std::invalid_argument(std::string(word) + " needs a value");
            given[std::string(word)] = argv[++i];
        }
        return run(given);
    } catch (cogrant::failure const& f) {
        std::fprintf(stderr, "cxone_emulator: %s\n", f.error().message().c_str());
    } catch (boost::system::system_error const& e) {
        std::fprintf(stderr, "cxone_emulator: cannot listen: %s\n", e.code().message().c_str());
        return 1;
    } catch (std::exception const& e) {
        std::fprintf(stderr, "cxone_emulator: %s. See cxone_emulator --help\n", e.what());
    }
    return 2;
}
