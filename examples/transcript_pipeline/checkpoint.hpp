// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef TRANSCRIPT_PIPELINE_CHECKPOINT_HPP
#define TRANSCRIPT_PIPELINE_CHECKPOINT_HPP

#include <cogrant/codec/interval.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/time.hpp>
#include <cogrant/error.hpp>
#include <cogrant/sink/part_file.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// What the pipeline knows between two looks, and between two lives.

namespace transcript_pipeline {

using cogrant::timestamp;

/// One communication of which the transcript is wanted.
struct item {
    std::string conversation;
    std::string communication;
    timestamp ended{}; ///< the conversation

    std::string key() const { return conversation + "." + communication; }
};

/// The file, as JSON.
struct saved_state {
    int version = 1;
    std::optional<timestamp> until; ///< everything that ended before was looked at
    std::vector<item> waiting;      ///< asked for in vain: not made yet, or the server failed
    std::vector<item> done;         ///< still inside the look-back window
};

/** Which transcripts are there and which are to be asked for again. A plain value: no clock, no network.

    A look covers what ended since the look-back window before the last one, so that nothing falls between two looks,
    however
    late it appears or however long the program was down; what is done already is not asked for again. */
class progress {
public:
    explicit progress(saved_state from = {}) : until_(from.until)
    {
        for (auto& i : from.waiting) waiting_.emplace(i.key(), std::move(i));
        for (auto& i : from.done) done_.emplace(i.key(), std::move(i));
    }

    /// What the next look covers; after a long pause not all of it, since a query spans at most 31 days.
    cogrant::interval window(timestamp now, std::chrono::milliseconds look_back) const
    {
        auto const from = std::min(until_.value_or(now), now) - look_back;
        return {from, std::min(now, from + std::chrono::hours(28 * 24))};
    }

    /// Whether a look that was complete did not come up to about now.
    bool behind(timestamp now, std::chrono::milliseconds slack) const { return until_ && *until_ < now - slack; }

    /// Takes notice of a communication. False when it is known already.
    bool add(item i)
    {
        auto key = i.key();
        if (done_.contains(key) || waiting_.contains(key)) return false;
        waiting_.emplace(std::move(key), std::move(i));
        return true;
    }

    /// What is to be asked for now.
    std::vector<item> open() const
    {
        std::vector<item> out;
        for (auto const& [key, i] : waiting_) out.push_back(i);
        return out;
    }

    /// It is there, or it never will be.
    void done(item const& i)
    {
        waiting_.erase(i.key());
        done_.emplace(i.key(), i);
    }

    /// A look up to here was complete. Forgets what no window can show again; gives up, and returns, what was waited
    /// for too
    /// long.
    std::vector<item> looked(timestamp until, std::chrono::milliseconds look_back, std::chrono::milliseconds patience)
    {
        until_ = until;
        std::erase_if(done_, [&](auto const& d) { return d.second.ended < until - look_back; });
        std::vector<item> given_up;
        for (auto const& [key, i] : waiting_)
            if (i.ended < until - patience) given_up.push_back(i);
        for (auto const& i : given_up) waiting_.erase(i.key());
        return given_up;
    }

    saved_state state() const
    {
        saved_state out;
        out.until = until_;
        for (auto const& [key, i] : waiting_) out.waiting.push_back(i);
        for (auto const& [key, i] : done_) out.done.push_back(i);
        return out;
    }

private:
    std::optional<timestamp> until_;
    std::map<std::string, item> waiting_;
    std::map<std::string, item> done_;
};

/// A file cannot be written, or is not what it should be.
class file_trouble : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Writes a file that appears whole. @throws file_trouble
inline void write_whole(std::string const& path, std::string const& text)
{
    cogrant::part_file file(path);
    auto code = file.open();
    if (!code) code = file.write(text);
    if (!code) code = file.commit();
    if (code) throw file_trouble(file.problem());
}

/// The state of an earlier life; a fresh one when there is no file. @throws file_trouble for a file of something else
inline progress load(std::string const& path)
{
    std::ifstream file(path, std::ios::binary);
    if (!file) return progress();
    std::string const text(std::istreambuf_iterator<char>(file), {});
    auto state = cogrant::json::decode<saved_state>(text);
    if (!state || state->version != 1) throw file_trouble(path + " is no checkpoint of this program");
    return progress(std::move(*state));
}

inline void save(std::string const& path, progress const& now)
{
    write_whole(path, cogrant::json::encode(now.state()) + "\n");
}

} // namespace transcript_pipeline

#endif // TRANSCRIPT_PIPELINE_CHECKPOINT_HPP
