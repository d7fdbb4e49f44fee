// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_POLICY_DETAIL_PERMIT_QUEUE_HPP
#define COGRANT_POLICY_DETAIL_PERMIT_QUEUE_HPP

#include <cogrant/async/waiter.hpp>
#include <cogrant/config.hpp>
#include <cogrant/policy/detail/bucket_set.hpp>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

namespace cogrant::detail {

/** Those who wait for permits, first come first served, around a @ref bucket_set.

    Everyone sleeps on a timer of their own until the moment foretold for their place. Whoever wakes grants what is due
    from the front of the queue, so there is no thread and no leader that could be cancelled. When the front may go
    earlier than it was told (someone left, the server allows more) it is woken to set its timer anew.

    @par Thread safety  shared object: safe; one mutex, never held across a wait */
template <monotonic_clock Clock>
class permit_queue {
public:
    enum class standing : std::uint8_t { outside, waiting, granted, refused };

    /// A place in the queue. Leaves it when destroyed, and gives a permit back that was granted but not collected.
    class place {
    public:
        place(permit_queue& queue, time_point deadline) noexcept : queue_(queue), deadline_(deadline) {}
        place(place const&) = delete;
        place& operator=(place const&) = delete;
        ~place() { queue_.leave(*this); }

    private:
        friend class permit_queue;
        permit_queue& queue_;
        time_point deadline_;
        time_point told_{}; ///< when this place expects its permit
        time_point wake_{}; ///< when its timer ends: later than that of the place before it
        standing state_ = standing::outside;
        place* before_ = nullptr;
        place* after_ = nullptr;
        std::shared_ptr<basic_waiter<Clock>> alarm_;
    };

    explicit permit_queue(limiter_options const& options) : bucket_(options), foretold_(bucket_) {}

    bool try_take(time_point now)
    {
        std::lock_guard const lock(mutex_);
        return first_ == nullptr && bucket_.try_take(now);
    }

    /// Where the place stands now. While it is `waiting`, its owner waits on `alarm` until `wake` and asks again.
    standing ask(place& p, std::shared_ptr<basic_waiter<Clock>> alarm, time_point now, time_point& wake)
    {
        std::lock_guard const lock(mutex_);
        if (p.state_ == standing::outside && first_ != nullptr) {
            // The usual case of a long queue: only the newcomer's moment has to be computed.
            refresh_forecast(now);
            p.told_ = foretold_.next(now);
            if (p.told_ > p.deadline_) return standing::refused;
            foretold_.take(p.told_);
            link(p);
        } else if (p.state_ == standing::outside) {
            p.told_ = bucket_.next(now);
            if (p.told_ > p.deadline_) return standing::refused;
            link(p);
        }
        p.alarm_ = std::move(alarm);
        grant(now, &p);
        if (p.state_ != standing::waiting) return std::exchange(p.state_, standing::outside);
        if (p.told_ <= now || &p == first_) p.told_ = moment_of(p, now);
        if (p.told_ > p.deadline_) {
            unlink(p, standing::outside);
            stale_ = true;
            grant(now, nullptr);
            return standing::refused;
        }
        // Several may be due at one moment. Timers of one moment end in any order, so theirs differ.
        p.wake_ = p.before_ != nullptr ? std::max(p.told_, p.before_->wake_ + duration(1)) : p.told_;
        wake = p.wake_;
        return standing::waiting;
    }

    void leave(place& p)
    {
        std::lock_guard const lock(mutex_);
        if (p.state_ == standing::granted) bucket_.give_back();
        else if (p.state_ != standing::waiting) return;
        if (p.state_ == standing::waiting) unlink(p, standing::outside);
        stale_ = true;
        grant(Clock::now(), nullptr);
    }

    /// Changes the bucket by `change(bucket_set&)`, then tells those whom it concerns.
    template <class Change>
    void update(time_point now, Change change)
    {
        std::lock_guard const lock(mutex_);
        change(bucket_);
        stale_ = true;
        grant(now, nullptr);
    }

    /// Those who cannot get a permit before their deadline any more learn it now.
    void refuse_hopeless(time_point now)
    {
        std::lock_guard const lock(mutex_);
        if (first_ == nullptr) return;
        auto forecast = bucket_;
        for (auto* p = first_; p != nullptr;) {
            auto* const following = p->after_;
            auto const at = forecast.next(now);
            if (at > p->deadline_) {
                unlink(*p, standing::refused);
                p->alarm_->notify();
            } else {
                forecast.take(at);
            }
            p = following;
        }
        stale_ = true;
    }

    /// When a newcomer would get its permit.
    time_point forecast(time_point now)
    {
        std::lock_guard const lock(mutex_);
        if (first_ == nullptr) return bucket_.next(now);
        refresh_forecast(now);
        return foretold_.next(now);
    }

    unsigned limit() const
    {
        std::lock_guard const lock(mutex_);
        return bucket_.limit();
    }

private:
    void grant(time_point now, place* asking)
    {
        while (first_ != nullptr && bucket_.try_take(now)) {
            stale_ = true;
            auto& p = *first_;
            unlink(p, standing::granted);
            if (&p != asking) p.alarm_->notify();
        }
        if (first_ != nullptr && first_ != asking && first_->wake_ > bucket_.next(now)) first_->alarm_->notify();
    }

    void refresh_forecast(time_point now)
    {
        if (!stale_) return;
        foretold_ = bucket_;
        for (auto* p = first_; p != nullptr; p = p->after_) foretold_.reserve(now);
        stale_ = false;
    }

    time_point moment_of(place const& p, time_point now) const
    {
        auto forecast = bucket_;
        for (auto* other = first_; other != &p; other = other->after_) forecast.reserve(now);
        return forecast.next(now);
    }

    void link(place& p)
    {
        p.state_ = standing::waiting;
        p.before_ = last_;
        (last_ != nullptr ? last_->after_ : first_) = &p;
        last_ = &p;
        if (first_ == &p) stale_ = true;
    }

    void unlink(place& p, standing now)
    {
        (p.before_ != nullptr ? p.before_->after_ : first_) = p.after_;
        (p.after_ != nullptr ? p.after_->before_ : last_) = p.before_;
        p.before_ = p.after_ = nullptr;
        p.state_ = now;
    }

    mutable std::mutex mutex_;
    bucket_set bucket_;
    bucket_set foretold_;    ///< the bucket after everyone in the queue has been served
    bool stale_ = true;  ///< `foretold_` has to be computed anew
    place* first_ = nullptr;
    place* last_ = nullptr;
};

} // namespace cogrant::detail

#endif // COGRANT_POLICY_DETAIL_PERMIT_QUEUE_HPP
