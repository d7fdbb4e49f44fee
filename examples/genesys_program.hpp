// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_EXAMPLES_GENESYS_PROGRAM_HPP
#define COGRANT_EXAMPLES_GENESYS_PROGRAM_HPP

#include <cogrant/error.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <exception>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

// What the small reporting programs share: words of the command line, a context for one coroutine, exit codes.

namespace program {

struct bad_usage : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// `--name value` pairs and other words.
class command_line {
public:
    command_line(int count, char** words, std::vector<std::string> const& known)
    {
        for (int i = 1; i != count; ++i) {
            std::string const word = words[i];
            if (word == "--help" || word == "-h") {
                help_ = true;
            } else if (!word.starts_with("--")) {
                rest_.push_back(word);
            } else if (std::find(known.begin(), known.end(), word) == known.end()) {
                throw bad_usage("there is no option " + word);
            } else if (++i == count) {
                throw bad_usage(word + " needs a value");
            } else {
                given_[word] = words[i];
            }
        }
    }

    bool help() const noexcept { return help_; }
    std::vector<std::string> const& rest() const noexcept { return rest_; }
    std::string text(std::string const& name, std::string otherwise = {}) const
    {
        auto const found = given_.find(name);
        return found == given_.end() ? std::move(otherwise) : found->second;
    }
    int number(std::string const& name, int otherwise, int most) const
    {
        auto const found = given_.find(name);
        if (found == given_.end()) return otherwise;
        int value = 0;
        auto const& digits = found->second;
        auto const [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (code != std::errc() || end != digits.data() + digits.size() || value < 1 || value > most)
            throw bad_usage(name + " takes a number from 1 to " + std::to_string(most));
        return value;
    }

private:
    bool help_ = false;
    std::map<std::string, std::string> given_;
    std::vector<std::string> rest_;
};

/// 3: who we are; 4: what we may; 5: too often; 6: network, server or time; 7: an answer that cannot be used.
inline int exit_code(cogrant::error const& e)
{
    using cogrant::condition;
    if (e.code() == condition::needs_login) return 3;
    if (e.code() == condition::forbidden) return 4;
    if (e.code() == condition::rate_limited) return 5;
    if (e.code() == condition::bad_data) return 7;
    return 6;
}

/// Runs the coroutine to its end; what it throws becomes a line and an exit code.
inline int run(boost::asio::awaitable<void> work)
{
    boost::asio::io_context context;
    std::exception_ptr failed;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr e) { failed = e; });
    try {
        context.run();
        if (failed) std::rethrow_exception(failed);
        return 0;
    } catch (cogrant::failure const& f) {
        std::fprintf(stderr, "%s\n", f.error().message().c_str());
        return exit_code(f.error());
    } catch (std::exception const& e) {
        std::fprintf(stderr, "%s\n", e.what());
        return 1;
    }
}

/// `main` of such a program: usage errors are 2.
template <class Work>
int main(int count, char** words, std::vector<std::string> const& known, char const* help, Work work)
{
    try {
        command_line const line(count, words, known);
        if (line.help()) return std::fputs(help, stdout) < 0 ? 1 : 0;
        return run(work(line));
    } catch (bad_usage const& e) {
        std::fprintf(stderr, "%s; see --help\n", e.what());
        return 2;
    } catch (cogrant::failure const& f) {
        std::fprintf(stderr, "%s\n", f.error().message().c_str());
        return exit_code(f.error());
    }
}

} // namespace program

#endif // COGRANT_EXAMPLES_GENESYS_PROGRAM_HPP
