// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SUPPORT_SCRIPTED_NAMES_HPP
#define COGRANT_TESTS_SUPPORT_SCRIPTED_NAMES_HPP

#include <cogrant/http/resolver.hpp>

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace support {

/// A name server for tests: a table, a count, and names beginning with "hang" that get no answer until `release`.
class scripted_names {
    struct state {
        std::mutex mutex;
        std::condition_variable change;
        std::map<std::string, cogrant::http::addresses> table;
        std::map<std::string, int> asked;
        bool released = false;
    };

public:
    scripted_names() = default;
    scripted_names(scripted_names const&) = delete;
    ~scripted_names() { release(); }

    void set(std::string const& host, cogrant::http::addresses found)
    {
        std::lock_guard const lock(state_->mutex);
        state_->table[host] = std::move(found);
    }
    int asked(std::string const& host) const
    {
        std::lock_guard const lock(state_->mutex);
        return state_->asked[host];
    }
    /// Until the resolver has begun this lookup on its thread.
    void wait_until_asked(std::string const& host) const
    {
        std::unique_lock lock(state_->mutex);
        state_->change.wait_for(lock, std::chrono::seconds(10), [&] { return state_->asked[host] != 0; });
    }
    void release()
    {
        std::lock_guard const lock(state_->mutex);
        state_->released = true;
        state_->change.notify_all();
    }

    cogrant::http::lookup_function function() const
    {
        return [s = state_](std::string const& host) -> cogrant::result<cogrant::http::addresses> {
            std::unique_lock lock(s->mutex);
            ++s->asked[host];
            s->change.notify_all();
            if (host.starts_with("hang")) s->change.wait(lock, [&] { return s->released; });
            auto const at = s->table.find(host);
            if (at == s->table.end()) return cogrant::error(make_error_code(cogrant::http_errc::host_not_found));
            return at->second;
        };
    }
    cogrant::http::resolver_options options() const { return cogrant::http::resolver_options().lookup(function()); }

private:
    std::shared_ptr<state> state_ = std::make_shared<state>();
};

} // namespace support

#endif // COGRANT_TESTS_SUPPORT_SCRIPTED_NAMES_HPP
