// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_JOB_BOOK_HPP
#define COGRANT_TESTING_EMULATOR_JOB_BOOK_HPP

#include <cogrant/testing/emulator/details_query.hpp>
#include <cogrant/testing/emulator/noise.hpp>
#include <cogrant/testing/emulator/options.hpp>
#include <cogrant/testing/emulator/wire_text.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::testing::detail {

struct details_job {
    row_selection rows;
    std::string identity; ///< of the query, for the page cache
    std::uint64_t key = 0;
    unsigned polls = 0;
    std::int64_t submitted = 0;
    std::int64_t completed = 0; ///< 0: not yet
    std::int64_t expires = 0;
};

/// The asynchronous jobs and where each of them stands.
class job_book {
public:
    explicit job_book(genesys_emulator_options const& o)
        : seed_(o.seed()), polls_(o.job_polls()), outcome_(o.job_outcome()),
          life_(std::chrono::milliseconds(o.job_life()).count())
    {
    }

    std::string submit(row_selection rows, std::string identity, std::int64_t now)
    {
        details_job job;
        job.rows = std::move(rows);
        job.identity = std::move(identity);
        job.key = mix(seed_ ^ 0x10b5, submitted_);
        job.submitted = now;
        job.expires = now + life_;
        auto id = to_string(id_of(mix(seed_, 9), submitted_++));
        jobs_.emplace(id, std::move(job));
        return id;
    }

    details_job* find(std::string_view id)
    {
        auto const found = jobs_.find(id);
        return found == jobs_.end() ? nullptr : &found->second;
    }

    bool erase(std::string_view id)
    {
        auto const found = jobs_.find(id);
        if (found == jobs_.end()) return false;
        jobs_.erase(found);
        return true;
    }

    std::size_t open() const noexcept { return jobs_.size(); }

    /// The state, as the next status request sees it; asking moves the job on.
    std::string_view poll(details_job& job, std::int64_t now) const
    {
        auto const state = state_of(job, now);
        if (state != "RUNNING") return state;
        if (job.polls++ < polls_) return job.polls == 1 ? "QUEUED" : "PENDING";
        job.completed = now;
        return outcome_;
    }

    /// Whether results can be had.
    bool ready(details_job const& job, std::int64_t now) const { return state_of(job, now) == "FULFILLED"; }

    /// The text that leads to row `offset`: opaque, and full of characters that must be percent-encoded.
    static std::string cursor(details_job const& job, std::uint64_t offset)
    {
        std::string bytes;
        put(bytes, offset ^ job.key);
        put(bytes, mix(job.key, offset));
        return base64_encode(bytes) + "+/%2B";
    }
    static std::optional<std::uint64_t> offset_of(details_job const& job, std::string_view cursor_text)
    {
        auto const bytes = base64_decode(cursor_text.substr(0, cursor_text.find('=')));
        if (!bytes || bytes->size() != 16) return std::nullopt;
        auto const offset = get(*bytes) ^ job.key;
        if (cursor(job, offset) != cursor_text) return std::nullopt;
        return offset;
    }

private:
    std::string_view state_of(details_job const& job, std::int64_t now) const
    {
        if (now >= job.expires) return "EXPIRED";
        return job.completed != 0 ? std::string_view(outcome_) : std::string_view("RUNNING");
    }
    static void put(std::string& out, std::uint64_t value)
    {
        for (unsigned shift = 64; shift != 0; shift -= 8) out += static_cast<char>((value >> (shift - 8)) & 0xff);
    }
    static std::uint64_t get(std::string_view bytes)
    {
        std::uint64_t value = 0;
        for (char const c : bytes.substr(0, 8)) value = (value << 8) | static_cast<unsigned char>(c);
        return value;
    }

    std::uint64_t seed_;
    unsigned polls_;
    std::string outcome_;
    std::int64_t life_;
    std::uint64_t submitted_ = 0;
    std::map<std::string, details_job, std::less<>> jobs_;
};

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_JOB_BOOK_HPP
