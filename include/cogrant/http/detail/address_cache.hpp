// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_DETAIL_ADDRESS_CACHE_HPP
#define COGRANT_HTTP_DETAIL_ADDRESS_CACHE_HPP

#include <cogrant/config.hpp>

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::http::detail {

/// Answers of name servers for a short while. Decides only: the time is the caller's.
class address_cache {
public:
    using addresses = std::vector<boost::asio::ip::address>;
    static constexpr std::size_t max_entries = 256;

    explicit address_cache(duration keep_for) noexcept : keep_for_(keep_for) {}

    /// Null when the answer is unknown or too old.
    addresses const* find(std::string_view host, time_point now) const noexcept
    {
        for (auto const& e : entries_)
            if (e.host == host) return now < e.until ? &e.found : nullptr;
        return nullptr;
    }

    void put(std::string const& host, addresses const& found, time_point now)
    {
        if (keep_for_ <= duration::zero()) return;
        std::erase_if(entries_, [&](entry const& e) { return e.until <= now || e.host == host; });
        if (entries_.size() == max_entries) entries_.erase(entries_.begin()); // the oldest
        entries_.push_back({host, found, deadline_after(now, keep_for_)});
    }

    void prefer(std::string_view host, boost::asio::ip::address const& working)
    {
        for (auto& e : entries_) {
            auto const at = std::find(e.found.begin(), e.found.end(), working);
            if (e.host == host && at != e.found.end()) std::rotate(e.found.begin(), at, at + 1);
        }
    }

    void forget(std::string_view host)
    {
        std::erase_if(entries_, [host](entry const& e) { return e.host == host; });
    }

    std::size_t size() const noexcept { return entries_.size(); }

private:
    struct entry {
        std::string host;
        addresses found;
        time_point until;
    };
    duration keep_for_;
    std::vector<entry> entries_;
};

} // namespace cogrant::http::detail

#endif // COGRANT_HTTP_DETAIL_ADDRESS_CACHE_HPP
