// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_DATA_SET_HPP
#define COGRANT_TESTING_EMULATOR_DATA_SET_HPP

#include <cogrant/testing/emulator/conversation_facts.hpp>
#include <cogrant/testing/emulator/iso_time.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/emulator/options.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cogrant::testing::detail {

/** The rows of the emulated organisation. Nothing is stored: row `i` is a function of the seed and `i`.

    @par Thread safety  const members only: safe */
class data_set {
public:
    explicit data_set(genesys_emulator_options const& o)
        : seed_(o.seed()), count_(o.conversations()), users_(o.users()), from_(to_ms(o.from())),
          span_(std::max(o.span().count(), static_cast<std::int64_t>(o.conversations())))
    {
    }

    std::uint64_t conversations() const noexcept { return count_; }
    std::uint64_t users() const noexcept { return users_; }
    std::uint64_t seed() const noexcept { return seed_; }
    /// When conversations start: from the first to after the last.
    std::int64_t from() const noexcept { return from_; }
    std::int64_t until() const noexcept { return from_ + span_; }

    /// Grows with `i`: `from + i * span / count`.
    std::int64_t start_of(std::uint64_t i) const noexcept
    {
        auto const n = static_cast<std::int64_t>(count_);
        auto const k = static_cast<std::int64_t>(i);
        return from_ + k * (span_ / n) + k * (span_ % n) / n; // in two parts: the plain product would overflow
    }
    /// `running` for one that is live.
    std::int64_t end_of(std::uint64_t i) const noexcept
    {
        auto const length = length_of(seed_of(i));
        return length.live ? running : start_of(i) + length.ms;
    }
    conversation_facts facts(std::uint64_t i) const { return make_facts(seed_of(i), i, start_of(i), users_); }

    /// The first row that starts at `ms` or later; `conversations()` when there is none.
    std::uint64_t first_from(std::int64_t ms) const noexcept
    {
        std::uint64_t low = 0;
        std::uint64_t high = count_;
        while (low != high) {
            auto const middle = low + (high - low) / 2;
            if (start_of(middle) < ms) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    uuid conversation_id(std::uint64_t i) const noexcept { return id_of(family(1), i); }
    uuid user_id(std::uint64_t i) const noexcept { return id_of(family(2), i); }
    uuid queue_id(std::uint64_t i) const noexcept { return id_of(family(3), i); }
    uuid division_id(std::uint64_t i) const noexcept { return id_of(family(4), i); }
    uuid wrap_up_id(std::uint64_t i) const noexcept { return id_of(family(5), i); }
    uuid skill_id(std::uint64_t i) const noexcept { return id_of(family(6), i); }
    uuid flow_id(std::uint64_t i) const noexcept { return id_of(family(7), i); }
    uuid form_id(std::uint64_t i) const noexcept { return id_of(family(8), i); }

    std::optional<std::uint64_t> find_conversation(std::string_view id) const
    {
        return index_of(family(1), id, count_);
    }
    std::optional<std::uint64_t> find_user(std::string_view id) const { return index_of(family(2), id, users_); }

    /// The number of a queue; none for an id that is not one of them.
    std::optional<std::uint64_t> find_queue(std::string_view id) const { return index_of(family(3), id, queue_count); }
    /// Whether a user works in a queue; one in four does.
    bool member_of(std::uint64_t user, std::uint64_t queue) const noexcept
    {
        return mix(mix(seed_, 0x9e11), user * queue_count + queue) % 4 == 0;
    }

    /// Whether a user is active; most are.
    bool user_active(std::uint64_t i) const noexcept { return mix(seed_ ^ 0xac71, i) % 10 != 0; }

private:
    std::uint64_t family(std::uint64_t kind) const noexcept { return mix(seed_, kind); }
    std::uint64_t seed_of(std::uint64_t i) const noexcept { return mix(mix(seed_, 0xc0), i); }

    std::uint64_t seed_;
    std::uint64_t count_;
    std::uint64_t users_;
    std::int64_t from_;
    std::int64_t span_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_DATA_SET_HPP
