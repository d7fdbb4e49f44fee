// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_MEMORY_TOKEN_STORE_HPP
#define COGRANT_OAUTH_MEMORY_TOKEN_STORE_HPP

#include <cogrant/async/waiter.hpp>
#include <cogrant/oauth/token_store.hpp>

#include <boost/asio/error.hpp>

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

namespace cogrant::oauth {

/** Keeps logins while the program runs. For tests, and for programs that log in each time but share the login among
    several token sources.

    A handle: copies share what is stored. Leases are given in the order in which they were asked for.

    @par Thread safety  distinct objects and copies: safe; shared object: safe */
template <monotonic_clock Clock = std::chrono::steady_clock>
class basic_memory_token_store {
    struct slot {
        explicit slot(asio::any_io_executor const& executor) : wake(std::make_shared<basic_waiter<Clock>>(executor)) {}
        std::shared_ptr<basic_waiter<Clock>> wake;
        bool granted = false;
    };
    struct entry {
        std::optional<stored_token> record;
        std::uint64_t version = 0; // goes on counting when a record was erased
        bool leased = false;
        std::list<std::shared_ptr<slot>> queue;
    };
    struct state {
        std::mutex mutex;
        std::map<std::string, entry> entries;

        // With the mutex held.
        void pass_on(entry& e)
        {
            e.leased = !e.queue.empty();
            if (!e.leased) return;
            e.queue.front()->granted = true;
            e.queue.front()->wake->notify();
            e.queue.pop_front();
        }
    };

public:
    /// The exclusive right to renew one key.
    class lease_type {
    public:
        lease_type() = default;
        lease_type(lease_type&& other) noexcept = default;
        lease_type& operator=(lease_type other) noexcept
        {
            std::swap(state_, other.state_);
            std::swap(key_, other.key_);
            return *this;
        }
        ~lease_type()
        {
            if (!state_) return;
            std::lock_guard const lock(state_->mutex);
            state_->pass_on(state_->entries[key_]);
        }

    private:
        friend basic_memory_token_store;
        lease_type(std::shared_ptr<state> s, std::string key) : state_(std::move(s)), key_(std::move(key)) {}
        std::shared_ptr<state> state_;
        std::string key_;
    };

    basic_memory_token_store() : state_(std::make_shared<state>()) {}

    asio::awaitable<result<std::optional<stored_token>>> load(std::string key)
    {
        return load_from(state_, std::move(key));
    }
    /// @par Errors  oauth_errc::store_conflict
    asio::awaitable<result<std::uint64_t>> save(std::string key, stored_token record, std::uint64_t expected)
    {
        return save_to(state_, std::move(key), std::move(record), expected);
    }
    /// @par Errors  oauth_errc::store_conflict
    asio::awaitable<result<void>> erase(std::string key, std::uint64_t version)
    {
        return erase_from(state_, std::move(key), version);
    }

    /** @par Errors        oauth_errc::store_busy at the deadline, `operation_aborted`
        @par Cancellation  terminal, partial and total */
    asio::awaitable<result<lease_type>> lease(std::string key, time_point deadline)
    {
        return wait_for_lease(state_, std::move(key), deadline);
    }

private:
    // A place in the queue, left on every way out. A lease that was granted meanwhile is passed on.
    struct place {
        place(state& s, entry& e, asio::any_io_executor const& executor)
            : within(s), of(e), mine(std::make_shared<slot>(executor))
        {
            std::lock_guard const lock(within.mutex);
            mine->granted = !of.leased;
            if (of.leased) of.queue.push_back(mine);
            of.leased = true;
        }
        place(place const&) = delete;
        ~place()
        {
            if (taken) return;
            std::lock_guard const lock(within.mutex);
            if (mine->granted) within.pass_on(of);
            else of.queue.remove(mine);
        }
        bool take()
        {
            std::lock_guard const lock(within.mutex);
            taken = mine->granted;
            return taken;
        }
        state& within;
        entry& of;
        std::shared_ptr<slot> mine;
        bool taken = false;
    };

    static asio::awaitable<result<std::optional<stored_token>>> load_from(std::shared_ptr<state> s, std::string key)
    {
        std::lock_guard const lock(s->mutex);
        auto const found = s->entries.find(key);
        co_return found == s->entries.end() ? std::nullopt : found->second.record;
    }
    static asio::awaitable<result<std::uint64_t>>
    save_to(std::shared_ptr<state> s, std::string key, stored_token record, std::uint64_t expected)
    {
        std::lock_guard const lock(s->mutex);
        auto& e = s->entries[key];
        if ((e.record ? e.record->version : 0) != expected) co_return detail::store_conflict();
        record.version = ++e.version;
        e.record = std::move(record);
        co_return e.version;
    }
    static asio::awaitable<result<void>> erase_from(std::shared_ptr<state> s, std::string key, std::uint64_t version)
    {
        std::lock_guard const lock(s->mutex);
        auto& e = s->entries[key];
        if (e.record && e.record->version != version) co_return detail::store_conflict();
        e.record.reset();
        co_return result<void>();
    }

    static entry& entry_of(state& s, std::string const& key)
    {
        std::lock_guard const lock(s.mutex);
        return s.entries[key]; // entries are never removed
    }

    static asio::awaitable<result<lease_type>>
    wait_for_lease(std::shared_ptr<state> s, std::string key, time_point deadline)
    {
        auto const executor = co_await asio::this_coro::executor;
        place here(*s, entry_of(*s, key), executor);
        auto outcome = wait_result::notified;
        if (!here.take()) {
            auto waiting = here.mine->wake->wait(deadline);
            outcome = co_await std::move(waiting);
            if (!here.take() && outcome == wait_result::timeout) co_return detail::store_busy();
            if (!here.taken) co_return error(asio::error::operation_aborted, phase::token);
        }
        co_return lease_type(s, key);
    }

    std::shared_ptr<state> state_;
};

using memory_token_store = basic_memory_token_store<>;

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_MEMORY_TOKEN_STORE_HPP
