// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SCRIPTED_FETCHER_HPP
#define COGRANT_TESTS_SCRIPTED_FETCHER_HPP

#include <cogrant/oauth/grant_fetcher.hpp>
#include <cogrant/testing/manual_clock.hpp>

#include <deque>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

/// What a token endpoint does, one entry for each time it is asked.
struct fetch_script {
    struct entry {
        cogrant::result<cogrant::oauth::token_set> outcome{cogrant::oauth::token_set()};
        int exception = -1;
        cogrant::duration delay{};
    };

    fetch_script& answer(std::string token, std::chrono::seconds life, cogrant::duration delay)
    {
        cogrant::oauth::token_set set;
        set.access_token = cogrant::secret(token);
        set.expires_in = life;
        entries.push_back({std::move(set), -1, delay});
        return *this;
    }
    fetch_script& refuse(cogrant::oauth_errc code, cogrant::duration delay)
    {
        entries.push_back({cogrant::error(make_error_code(code), cogrant::phase::token), -1, delay});
        return *this;
    }
    fetch_script& refuse(cogrant::error why, cogrant::duration delay)
    {
        entries.push_back({std::move(why), -1, delay});
        return *this;
    }
    fetch_script& raise(int what, cogrant::duration delay)
    {
        entries.push_back({cogrant::error(), what, delay});
        return *this;
    }

    std::deque<entry> entries;
    int fetches = 0;
    int under_way = 0;
    int cancelled = 0;
    cogrant::time_point last_deadline{};
};

class scripted_fetcher {
public:
    explicit scripted_fetcher(fetch_script& script) : script_(&script) {}

    boost::asio::awaitable<cogrant::result<cogrant::oauth::token_set>> fetch(cogrant::time_point deadline)
    {
        auto& script = *script_;
        struct presence {
            explicit presence(fetch_script& s) : within(s) { ++within.under_way; }
            presence(presence const&) = delete;
            ~presence() { --within.under_way; }
            fetch_script& within;
        } const here(script);
        ++script.fetches;
        script.last_deadline = deadline;
        if (script.entries.empty()) throw std::logic_error("the script of the token endpoint is at its end");
        auto played = std::move(script.entries.front());
        script.entries.pop_front();
        auto const code = co_await cogrant::wait_until<cogrant::testing::manual_clock>(
            cogrant::testing::manual_clock::now() + played.delay);
        if (code) {
            ++script.cancelled;
            co_return cogrant::error(code);
        }
        if (played.exception == 0) throw std::runtime_error("out of luck");
        if (played.exception == 1) throw std::bad_alloc();
        if (played.exception == 2) throw 42;
        if (played.exception == 3)
            throw cogrant::failure(cogrant::error(make_error_code(cogrant::oauth_errc::server_error)));
        if (played.exception == 4) throw boost::system::system_error(boost::asio::error::connection_reset);
        co_return std::move(played.outcome);
    }

private:
    fetch_script* script_;
};

#endif // COGRANT_TESTS_SCRIPTED_FETCHER_HPP
