// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_SCRIPTED_TRANSPORT_HPP
#define COGRANT_TESTING_SCRIPTED_TRANSPORT_HPP

#include <cogrant/async/clock.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/exchange.hpp>
#include <cogrant/testing/detail/receive_body.hpp>
#include <cogrant/testing/expected_request.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace cogrant::testing {

/// A request as it reached a @ref basic_scripted_transport.
struct received_request {
    http::request request; ///< as sent: with the token, the body and all
    time_point at;         ///< when it arrived
};

/** A server that is not there: answers requests as a script says, without a socket. A transport for tests.

    @code
    scripted_transport peer;
    peer.expect(post("/oauth/token")).reply(200, R"({"access_token":"a","token_type":"bearer"})").after(1s);
    peer.expect(get("/people").with_header("Authorization", "Bearer a")).reply(503);
    peer.expect(get("/people")).fail_after_write(asio::error::connection_reset);
    // … run what is under test over `peer`, then:
    CHECK(peer.problems() == "");
    @endcode

    Requests are compared with the script in the order of their arrival. One that is not expected is answered with
    an error that is never tried again, and named in `problems()`.

    A handle: copies share the script. With `manual_clock` the delays pass in no real time.

    @par Thread safety  distinct objects and copies: safe; shared object: safe
    @par Cancellation   terminal, partial and total; fails with `operation_aborted` */
template <monotonic_clock Clock = std::chrono::steady_clock>
class basic_scripted_transport {
    struct step {
        expected_request request;
        http::response answer{200, {}, {}};
        error_code failure;
        bool written = true;
        bool answers = true;
        duration delay{0};
        std::size_t times = 1;
    };
    struct state {
        std::mutex mutex;
        std::deque<std::shared_ptr<step>> script;
        std::function<http::response(http::request const&)> server;
        duration server_delay{0};
        std::vector<received_request> received;
        std::string surprises;
        std::size_t under_way = 0;
        std::size_t most_at_once = 0;
    };

public:
    /// What happens to an expected request; 200 without a body if nothing else is said.
    class outcome {
    public:
        outcome& reply(unsigned status, std::string body = {}, http::headers headers = {})
        {
            step_->answer = http::response{status, std::move(headers), std::move(body)};
            return *this;
        }
        /// The connection fails before anything was sent: any request may be tried again.
        outcome& fail_before_write(error_code code)
        {
            step_->failure = code;
            step_->written = false;
            return *this;
        }
        /// The connection fails while the answer is awaited: the server may have acted on the request.
        outcome& fail_after_write(error_code code)
        {
            step_->failure = code;
            step_->written = true;
            return *this;
        }
        /// No answer ever comes; the deadline or a cancellation ends it.
        outcome& stay_silent()
        {
            step_->answers = false;
            return *this;
        }
        /// The answer or failure comes after so long.
        outcome& after(duration delay)
        {
            step_->delay = delay;
            return *this;
        }
        /// The same request comes so many times in a row.
        outcome& times(std::size_t n)
        {
            step_->times = n;
            return *this;
        }

    private:
        friend class basic_scripted_transport;
        explicit outcome(std::shared_ptr<step> s) : step_(std::move(s)) {}
        std::shared_ptr<step> step_;
    };

    basic_scripted_transport() : state_(std::make_shared<state>()) {}

    /// Adds the next line of the script. Say what happens before the request can arrive.
    outcome expect(expected_request request)
    {
        auto added = std::make_shared<step>();
        added->request = std::move(request);
        std::lock_guard const lock(state_->mutex);
        state_->script.push_back(added);
        return outcome(std::move(added));
    }

    /// Answers, by a function, the requests that come when the script is at its end. `serve` is called under a lock.
    void otherwise(std::function<http::response(http::request const&)> serve, duration delay = duration(0))
    {
        std::lock_guard const lock(state_->mutex);
        state_->server = std::move(serve);
        state_->server_delay = delay;
    }

    /// What went differently from the script, a line each: requests not expected, expectations not met. Empty when all
    /// went as written.
    std::string problems() const
    {
        std::lock_guard const lock(state_->mutex);
        auto text = state_->surprises;
        for (auto const& s : state_->script) {
            text += "still expected: " + to_string(s->request);
            if (s->times > 1) text += ", " + std::to_string(s->times) + " times";
            text += "\n";
        }
        return text;
    }

    /// All requests so far, in the order of their arrival.
    std::vector<received_request> received() const
    {
        std::lock_guard const lock(state_->mutex);
        return state_->received;
    }
    /// How many requests came so far.
    std::size_t count() const
    {
        std::lock_guard const lock(state_->mutex);
        return state_->received.size();
    }
    /// How many requests were under way at one time, at most.
    std::size_t most_at_once() const
    {
        std::lock_guard const lock(state_->mutex);
        return state_->most_at_once;
    }
    /// How many requests are under way now.
    std::size_t under_way() const
    {
        std::lock_guard const lock(state_->mutex);
        return state_->under_way;
    }

    asio::awaitable<result<http::response>> send(http::exchange& x) { return play(state_, x); }

private:
    struct presence {
        explicit presence(state& s) : within(s)
        {
            std::lock_guard const lock(within.mutex);
            within.most_at_once = std::max(within.most_at_once, ++within.under_way);
        }
        presence(presence const&) = delete;
        ~presence()
        {
            std::lock_guard const lock(within.mutex);
            --within.under_way;
        }
        state& within;
    };

    /// The line of the script for this request; a failing one when it is not expected.
    static step admit(state& s, http::request const& r)
    {
        std::lock_guard const lock(s.mutex);
        s.received.push_back({r, Clock::now()});
        step played;
        if (s.script.empty() && s.server) {
            played.answer = s.server(r);
            played.delay = s.server_delay;
            return played;
        }
        std::string const why = s.script.empty() ? "the script is at its end" : s.script.front()->request.mismatch(r);
        if (!why.empty()) {
            s.surprises +=
                "request " + std::to_string(s.received.size()) + " was not expected, " + line_of(r) + ": " + why + "\n";
            played.failure = boost::system::errc::make_error_code(boost::system::errc::protocol_error);
            return played;
        }
        auto& front = *s.script.front();
        played = front;
        if (front.times <= 1) s.script.pop_front();
        else --front.times;
        return played;
    }

    static asio::awaitable<result<http::response>> play(std::shared_ptr<state> s, http::exchange& x)
    {
        presence const here(*s);
        auto played = admit(*s, x.request);
        x.reused = false;
        x.bytes_written = played.written;
        x.where = played.written ? phase::first_byte : phase::connect;
        auto const now = Clock::now();
        auto const due = played.answers && played.delay < no_deadline - now ? now + played.delay : no_deadline;
        // Waits also when there is no delay: a real peer never answers within the call.
        auto const stopped = co_await wait_until<Clock>(std::min(due, x.deadline));
        if (stopped) co_return x.fail(asio::error::operation_aborted);
        if (x.deadline < due) co_return x.fail(make_error_code(http_errc::deadline_exceeded));
        if (played.failure == boost::system::errc::protocol_error)
            co_return x.fail(played.failure, "the script does not expect this request: see problems()");
        if (played.failure) co_return x.fail(played.failure);
        x.where = phase::body;
        if (auto const refused = detail::receive_body(x, played.answer)) co_return x.fail(refused);
        co_return std::move(played.answer);
    }

    std::shared_ptr<state> state_;
};

using scripted_transport = basic_scripted_transport<>;

} // namespace cogrant::testing

#endif // COGRANT_TESTING_SCRIPTED_TRANSPORT_HPP
