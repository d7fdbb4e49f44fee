// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// A wallboard that was there before cogrant: an Asio program with its own io_context, its own timer, its own little server.
// cogrant was dropped into it: feed.hpp is all that was added. It runs on the executor that the program has, so there is no
// second event loop, no thread, no lock and nothing global. (Only names of hosts are looked up on a thread, which lives as
// long as the lookup does: the system's function cannot be interrupted.)
#include "feed.hpp"
#include "wallboard.hpp"

#include <boost/asio/signal_set.hpp>

#include <charconv>
#include <chrono>
#include <csignal>
#include <exception>
#include <iostream>
#include <string_view>

using namespace existing_app;
using namespace std::chrono_literals;

namespace {

constexpr char const help[] =
    R"(existing_app: a wallboard with the number of conversations of the last 24 hours, on 127.0.0.1.

usage: existing_app [--port N] [--every SECONDS]

GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET and GENESYS_REGION (or GENESYS_ENV_URL) come from the environment or .env.
It ends at SIGINT and SIGTERM.

exit codes: 0 ended   1 the port is taken   2 usage   3 a setting is missing or wrong

examples
  existing_app --port 8080 & curl http://127.0.0.1:8080/
  GENESYS_ENV_URL=http://127.0.0.1:9000 existing_app --every 60
)";

bool number(char const* text, unsigned low, unsigned high, unsigned& out)
{
    std::string_view const digits = text == nullptr ? "" : text;
    auto const [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    return code == std::errc() && end == digits.data() + digits.size() && out >= low && out <= high;
}

} // namespace

int main(int argc, char** argv)
{
    unsigned port = 0;
    unsigned every = 60;
    for (int i = 1; i < argc; ++i) {
        std::string_view const word = argv[i];
        if (word == "--help" || word == "-h") return std::cout << help, 0;
        bool const good = (word == "--port" && number(argv[++i], 0, 65535, port)) ||
                          (word == "--every" && number(argv[++i], 1, 86400, every));
        if (!good) return std::cerr << "existing_app: wrong words. See existing_app --help\n", 2;
    }
    try {
        asio::io_context context(1);
        board shown;
        feed numbers(context, shown);
        wall server(context, static_cast<unsigned short>(port), shown);
        ticker heart(context, 100ms, [&] { ++shown.beats; });
        ticker updates(context, std::chrono::seconds(every), [&] { numbers.update(); });
        asio::signal_set signals(context, SIGINT, SIGTERM);
        signals.async_wait(
            [&](boost::system::error_code, int) { // no context.stop(): when all have stopped, run() returns
                heart.stop();
                updates.stop();
                server.stop();
                numbers.stop();
            });
        heart.start();
        updates.start();
        server.start();
        std::cout << "listening on http://127.0.0.1:" << server.port() << std::endl;
        context.run();
        return 0;
    } catch (cogrant::failure const& e) {
        std::cerr << "existing_app: " << e.what() << "\n";
        return 3;
    } catch (std::exception const& e) {
        std::cerr << "existing_app: " << e.what() << "\n";
        return 1;
    }
}
