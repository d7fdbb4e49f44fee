// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_RESOLVER_HPP
#define COGRANT_HTTP_RESOLVER_HPP

#include <cogrant/async/waiter.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/error.hpp>

#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::http {

/// What a name stands for, in the order in which to try.
using addresses = std::vector<asio::ip::address>;

/// Looks one name up and may block meanwhile: it runs on a thread of the resolver. May be called on several at once.
using lookup_function = std::function<result<addresses>(std::string const& host)>;

/** What the system says of a name: getaddrinfo, at most 8 addresses.

    @par Errors  http_errc::{host_not_found, lookup_failed} */
result<addresses> system_lookup(std::string const& host);

/** How names are looked up. Not an aggregate on purpose (see `tls_options`).

    @par Thread safety  distinct objects: safe; shared object: const members only */
class resolver_options {
public:
    resolver_options() = default;

    /// Asks this function instead of the system: for another DNS client, a fixed table, a test.
    resolver_options& lookup(lookup_function f)
    {
        lookup_ = std::move(f);
        return *this;
    }
    /// Lookups under way at a time. One that hangs holds its thread until the system gives it up.
    resolver_options& max_threads(std::size_t n) noexcept
    {
        max_threads_ = n == 0 ? 1 : n;
        return *this;
    }
    /// Names that may wait for a thread; the next one fails with `lookup_failed`.
    resolver_options& max_waiting(std::size_t n) noexcept
    {
        max_waiting_ = n;
        return *this;
    }
    /// How long an answer is used again; zero: never. A failure is not kept.
    resolver_options& keep_for(std::chrono::seconds s) noexcept
    {
        keep_for_ = s;
        return *this;
    }

    lookup_function const& lookup() const noexcept { return lookup_; }
    std::size_t max_threads() const noexcept { return max_threads_; }
    std::size_t max_waiting() const noexcept { return max_waiting_; }
    std::chrono::seconds keep_for() const noexcept { return keep_for_; }

private:
    lookup_function lookup_ = &system_lookup;
    std::size_t max_threads_ = 4;
    std::size_t max_waiting_ = 64;
    std::chrono::seconds keep_for_{30};
};

/** Looks names up on threads of its own, so that a name server that hangs holds nobody but itself.

    getaddrinfo can neither be cancelled nor hurried, and Asio runs all lookups of an execution context on one thread,
    for which the context's destructor waits. Here the caller leaves at its deadline and the lookup ends by itself.
    Threads are started when there is a name to look up and end with the last one; nothing ever waits for them. Requests
    that ask for the same name at the same time share one lookup.

    A handle: copies share threads and answers, and may be given to several pools. It, the pools and their execution
    contexts may be destroyed while lookups hang.

    @par Limits         `max_threads` lookups at a time, `max_waiting` names behind them, 256 answers for `keep_for`
    @par Thread safety  distinct objects and copies: safe; shared object: safe */
class resolver {
    struct state;
    struct job;
    class place;

public:
    explicit resolver(resolver_options options = {});

    /** The addresses of a name, or of an address as text. The result is never empty.

        @par Errors         http_errc::{host_not_found; lookup_failed: the name server does not answer or too many
                            names wait; deadline_exceeded}, what the lookup function says; `operation_aborted`
        @par Cancellation   terminal, partial and total: the caller leaves, the lookup goes on
        @par Executor       `executor` for the timer, the coroutine's for resumption */
    asio::awaitable<result<addresses>> resolve(asio::any_io_executor executor, std::string host, time_point deadline)
    {
        return run(state_, std::move(executor), std::move(host), deadline);
    }

    /// This address of the name works: it is given first while the answer is kept.
    void prefer(std::string const& host, asio::ip::address const& working);

    /// Asks anew next time: no address of the name works.
    void forget(std::string const& host);

    /// Threads at work now.
    std::size_t threads() const;

private:
    static asio::awaitable<result<addresses>>
    run(std::shared_ptr<state> s, asio::any_io_executor executor, std::string host, time_point deadline);
    static void work(std::shared_ptr<state> s);

    std::shared_ptr<state> state_;
};

} // namespace cogrant::http

#include <cogrant/http/impl/resolver.hpp>

#endif // COGRANT_HTTP_RESOLVER_HPP
