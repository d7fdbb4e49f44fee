// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_EXAMPLES_PROGRAM_MAIN_HPP
#define COGRANT_EXAMPLES_PROGRAM_MAIN_HPP

#include "exit_code.hpp"

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

// What the small reporting programs share: words of the command line, and a context for one coroutine.

namespace program {

/// `--name value` pairs and other words. @throws std::invalid_argument  for what is no such pair
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
                throw std::invalid_argument("there is no option " + word);
            } else if (++i == count) {
                throw std::invalid_argument(word + " needs a value");
            } else {
                given_[word] = words[i];
            }
        }
    }

    bool help() const noexcept { return help_; }
    std::vector<std::string> const& rest() const noexcept { return rest_; }
    /// For a program that takes no other words.
    void no_other_words() const
    {
        if (!rest_.empty()) throw std::invalid_argument("unknown word " + rest_.front());
    }
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
            throw std::invalid_argument(name + " takes a number from 1 to " + std::to_string(most));
        return value;
    }

private:
    bool help_ = false;
    std::map<std::string, std::string> given_;
    std::vector<std::string> rest_;
};

/// Runs the coroutine to its end; what it throws is thrown here.
inline void run(boost::asio::awaitable<void> work)
{
    boost::asio::io_context context;
    std::exception_ptr failed;
    boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr e) { failed = e; });
    context.run();
    if (failed) std::rethrow_exception(failed);
}

/// `main` of such a program: `work` makes the coroutine from the command line.
template <class Work>
int main(int count, char** words, std::vector<std::string> const& known, char const* help, Work work)
{
    std::string const path = words[0];
    auto const name = path.substr(path.rfind('/') + 1);
    try {
        command_line const line(count, words, known);
        if (line.help()) return std::fputs(help, stdout) < 0 ? 1 : 0;
        run(work(line));
        return 0;
    } catch (...) {
        return report(name.c_str(), std::current_exception());
    }
}

} // namespace program

#endif // COGRANT_EXAMPLES_PROGRAM_MAIN_HPP
