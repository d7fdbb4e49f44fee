// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_IMPL_RESOLVER_HPP
#define COGRANT_HTTP_IMPL_RESOLVER_HPP

#include <cogrant/http/detail/address_cache.hpp>
#include <cogrant/http/detail/context_gate.hpp>
#include <cogrant/http/resolver.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <algorithm>
#include <csignal>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

namespace cogrant::http {

namespace detail {

inline error lookup_failed(std::string why)
{
    error e(make_error_code(http_errc::lookup_failed), phase::resolve);
    e.edit().detail = std::move(why);
    return e;
}

} // namespace detail

inline result<addresses> system_lookup(std::string const& host)
{
    constexpr std::size_t enough = 8;
    asio::io_context unused; // the blocking call needs one, but runs nothing on it
    asio::ip::tcp::resolver lookup(unused);
    error_code code;
    auto const entries = lookup.resolve(host, "0", asio::ip::resolver_base::numeric_service, code);
    addresses found;
    for (auto const& entry : entries) {
        auto const address = entry.endpoint().address();
        if (found.size() < enough && std::find(found.begin(), found.end(), address) == found.end())
            found.push_back(address);
    }
    if (!found.empty()) return found;
    if (code == asio::error::host_not_found_try_again)
        return detail::lookup_failed("the name server does not answer for " + host);
    if (code && code != asio::error::host_not_found && code != asio::error::no_data) return error(code, phase::resolve);
    error unknown(make_error_code(http_errc::host_not_found), phase::resolve);
    unknown.edit().detail = "the host name " + host + " does not resolve";
    return unknown;
}

/// One name that is being looked up, and who waits for it.
struct resolver::job {
    explicit job(std::string name) : host(std::move(name)) {}
    std::string host;
    bool started = false;
    std::vector<place*> waiting;
};

struct resolver::state {
    explicit state(resolver_options o) : options(std::move(o)), known(options.keep_for()) {}

    resolver_options const options;
    std::mutex mutex;
    detail::address_cache known;
    std::vector<std::shared_ptr<job>> jobs; // those under way and those in the queue
    std::deque<std::shared_ptr<job>> queue;
    std::size_t threads = 0;
};

/** One request's wait for a name. It lives in the request's coroutine: while the job knows it, the frame and the timer
    exist, because the destructor takes the name off the list under the mutex. */
class resolver::place {
public:
    place(std::shared_ptr<state> s, asio::any_io_executor const& executor)
        : state_(std::move(s)), wake_(std::make_shared<waiter>(executor)), gate_(detail::context_gate::of(executor))
    {
    }
    place(place const&) = delete;
    place& operator=(place const&) = delete;
    ~place()
    {
        std::lock_guard const lock(state_->mutex);
        if (!job_) return;
        std::erase(job_->waiting, this);
        if (job_->started || !job_->waiting.empty()) return;
        std::erase(state_->queue, job_); // nobody wants to know any more
        std::erase(state_->jobs, job_);
    }

    /// The answer, when it is there already or cannot be had; else the caller has to wait.
    std::optional<result<addresses>> begin(std::string const& host)
    {
        std::lock_guard const lock(state_->mutex);
        auto& s = *state_;
        if (auto const* const found = s.known.find(host, std::chrono::steady_clock::now())) return *found;
        for (auto const& other : s.jobs)
            if (other->host == host) job_ = other;
        if (job_) {
            job_->waiting.push_back(this);
            return std::nullopt;
        }
        if (s.threads >= s.options.max_threads() && s.queue.size() >= s.options.max_waiting())
            return detail::lookup_failed("too many name lookups hang; no place for " + host);
        auto fresh = std::make_shared<job>(host);
        fresh->waiting.push_back(this);
        s.jobs.push_back(fresh);
        s.queue.push_back(fresh);
        job_ = std::move(fresh);
        if (s.threads < s.options.max_threads()) return start_thread();
        return std::nullopt;
    }

    asio::awaitable<wait_result> wait(time_point deadline) { return wake_->wait(deadline); }

    result<addresses> answer()
    {
        std::lock_guard const lock(state_->mutex);
        return std::move(answer_);
    }

    /// With the mutex held, on the thread that looked the name up.
    void tell(result<addresses> const& found)
    {
        answer_ = found;
        job_.reset();
        std::lock_guard const lock(gate_->mutex);
        if (gate_->open) wake_->notify();
    }

private:
    std::optional<result<addresses>> start_thread()
    {
        try {
            std::thread(&resolver::work, state_).detach();
            ++state_->threads;
        } catch (std::exception const&) { // no thread to be had, or no memory
            if (state_->threads != 0) return std::nullopt; // one of the others will come to it
            std::erase(state_->queue, job_);
            std::erase(state_->jobs, job_);
            job_.reset();
            return detail::lookup_failed("no thread can be started to look a name up");
        }
        return std::nullopt;
    }

    std::shared_ptr<state> state_;
    std::shared_ptr<waiter> wake_; // made before the gate is asked for: see there
    std::shared_ptr<detail::context_gate::state> gate_;
    std::shared_ptr<job> job_;
    result<addresses> answer_ = error(asio::error::operation_aborted);
};

inline resolver::resolver(resolver_options options) : state_(std::make_shared<state>(std::move(options))) {}

// Runs detached: nobody could wait for a lookup that hangs. It holds nothing but the shared state.
inline void resolver::work(std::shared_ptr<state> s)
{
#if defined(__unix__) || defined(__APPLE__)
    // The application's signals are for the application's threads.
    sigset_t all;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, nullptr);
#endif
    std::unique_lock lock(s->mutex);
    while (!s->queue.empty()) {
        auto const mine = std::move(s->queue.front());
        s->queue.pop_front();
        mine->started = true;
        lock.unlock();
        auto found = [&]() -> result<addresses> {
            try {
                auto answer = s->options.lookup()(mine->host);
                if (answer && answer->empty()) return error(make_error_code(http_errc::host_not_found), phase::resolve);
                return answer;
            } catch (std::exception const&) {
                return detail::lookup_failed("looking up " + mine->host + " threw an exception");
            }
        }();
        lock.lock();
        if (found) s->known.put(mine->host, *found, std::chrono::steady_clock::now());
        for (auto* const one : mine->waiting) one->tell(found);
        mine->waiting.clear();
        std::erase(s->jobs, mine);
    }
    --s->threads;
}

inline asio::awaitable<result<addresses>>
resolver::run(std::shared_ptr<state> s, asio::any_io_executor executor, std::string host, time_point deadline)
{
    error_code not_literal;
    auto const literal = asio::ip::make_address(host, not_literal);
    if (!not_literal) co_return addresses(1, literal);

    place mine(std::move(s), executor);
    auto at_once = mine.begin(host);
    if (at_once) co_return std::move(*at_once);
    auto waiting = mine.wait(deadline);
    auto const outcome = co_await std::move(waiting);
    if (outcome == wait_result::notified) {
        auto found = mine.answer();
        co_return std::move(found);
    }
    bool const late = outcome == wait_result::timeout;
    co_return error(late ? make_error_code(http_errc::deadline_exceeded) : error_code(asio::error::operation_aborted));
}

inline void resolver::prefer(std::string const& host, asio::ip::address const& working)
{
    std::lock_guard const lock(state_->mutex);
    state_->known.prefer(host, working);
}

inline void resolver::forget(std::string const& host)
{
    std::lock_guard const lock(state_->mutex);
    state_->known.forget(host);
}

inline std::size_t resolver::threads() const
{
    std::lock_guard const lock(state_->mutex);
    return state_->threads;
}

} // namespace cogrant::http

#endif // COGRANT_HTTP_IMPL_RESOLVER_HPP
