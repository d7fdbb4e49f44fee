// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_DETAIL_MARKER_MEMORY_HPP
#define COGRANT_PAGINATE_DETAIL_MARKER_MEMORY_HPP

#include <cstddef>
#include <string>
#include <unordered_set>
#include <utility>

namespace cogrant::detail {

/** Knows a marker that came before, in bounded memory.

    Markers are kept as they are, up to `limit` bytes. Then the old ones are forgotten and one milestone is kept, renewed at
    each power of two (Brent's algorithm): a circle too long for the memory is still found, though later. */
class marker_memory {
public:
    explicit marker_memory(std::size_t limit = std::size_t{1} << 20U) : limit_(limit) {}

    /// Whether the marker is new.
    bool add(std::string const& marker)
    {
        if (forgot_ && marker == milestone_) return false;
        if (!seen_.insert(marker).second) return false;
        // The string, and what a node of the set takes beside it.
        used_ += marker.size() + 96;
        if (++count_ == next_milestone_) {
            milestone_ = marker;
            next_milestone_ *= 2;
        }
        if (used_ > limit_) {
            seen_.clear();
            seen_.insert(marker);
            used_ = marker.size() + 96;
            forgot_ = true;
        }
        return true;
    }

private:
    std::size_t limit_;
    std::size_t used_ = 0;
    std::size_t count_ = 0;
    std::size_t next_milestone_ = 1;
    bool forgot_ = false;
    std::string milestone_;
    std::unordered_set<std::string> seen_;
};

} // namespace cogrant::detail

#endif // COGRANT_PAGINATE_DETAIL_MARKER_MEMORY_HPP
