// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SCRIPTED_STORE_HPP
#define COGRANT_TESTS_SCRIPTED_STORE_HPP

#include <cogrant/oauth/memory_token_store.hpp>
#include <cogrant/testing/manual_clock.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

/// A wall clock that a test sets.
struct manual_wall {
    static inline cogrant::timestamp current{};
    static cogrant::timestamp now() noexcept { return current; }
    static void reset() { current = *cogrant::parse_iso8601("2026-03-01T12:00:00Z"); }
};

/// The process died.
struct killed {};

/// What goes wrong with a store, and at which of its operations; and what was asked of it.
struct store_script {
    enum class trouble {
        refuse,         ///< it fails and nothing has changed
        fail_after,     ///< it has been done and is reported as failed: the flush of the folder
        killed_before,  ///< the process dies
        killed_after
    };
    trouble what = trouble::refuse;
    int at = -1; ///< the operation of this number, from 0 on
    int operations = 0;
    std::vector<std::string> log;
};

/// A memory store that fails as a script says. Has what `token_store` asks for, and nothing else.
class scripted_store {
    using memory = cogrant::oauth::basic_memory_token_store<cogrant::testing::manual_clock>;
    template <class T>
    using awaited = boost::asio::awaitable<cogrant::result<T>>;

public:
    using lease_type = memory::lease_type;

    explicit scripted_store(store_script& s) : script_(&s) {}
    scripted_store(scripted_store const&) = default;
    scripted_store& operator=(scripted_store const&) = delete;

    awaited<std::optional<cogrant::oauth::stored_token>> load(std::string key)
    {
        return played(script_, "load", store_.load(std::move(key)));
    }
    awaited<std::uint64_t> save(std::string key, cogrant::oauth::stored_token record, std::uint64_t expected)
    {
        auto const what = std::string("save ") + std::string(record.access_token.expose()) +
                          (record.presented ? " presented" : "") + (record.refused ? " refused" : "");
        return played(script_, what, store_.save(std::move(key), std::move(record), expected));
    }
    awaited<lease_type> lease(std::string key, cogrant::time_point deadline)
    {
        return played(script_, "lease", store_.lease(std::move(key), deadline));
    }
    awaited<void> erase(std::string key, std::uint64_t version)
    {
        return played(script_, "erase", store_.erase(std::move(key), version));
    }

private:
    template <class T>
    static awaited<T> played(store_script* s, std::string what, awaited<T> work)
    {
        auto const hit = s->operations++ == s->at;
        s->log.push_back(std::move(what));
        cogrant::error const broken(make_error_code(boost::system::errc::no_space_on_device), cogrant::phase::token);
        if (hit && s->what == store_script::trouble::refuse) co_return broken;
        if (hit && s->what == store_script::trouble::killed_before) throw killed();
        auto done = co_await std::move(work);
        if (hit && s->what == store_script::trouble::fail_after) co_return broken;
        if (hit && s->what == store_script::trouble::killed_after) throw killed();
        co_return std::move(done);
    }

    memory store_;
    store_script* script_;
};

static_assert(cogrant::oauth::token_store<scripted_store>);
static_assert(cogrant::oauth::wall_clock<manual_wall>);

#endif // COGRANT_TESTS_SCRIPTED_STORE_HPP
