// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Did two clients get the same values? Each row as JSON in the order of its members, folded into one number.
#ifndef COGRANT_BENCHMARKS_PEERS_CHECKSUM_HPP
#define COGRANT_BENCHMARKS_PEERS_CHECKSUM_HPP

#include <cogrant/codec/json.hpp>

#include <cstdint>
#include <string>

class checksum {
public:
    template <class Row>
    void add(Row const& row)
    {
        text_.clear();
        cogrant::json::write(text_, row);
        for (char const c : text_) value_ = (value_ ^ static_cast<unsigned char>(c)) * 0x100000001b3; // FNV-1a
    }
    std::uint64_t value() const noexcept { return value_; }

private:
    std::string text_;
    std::uint64_t value_ = 0xcbf29ce484222325;
};

#endif // COGRANT_BENCHMARKS_PEERS_CHECKSUM_HPP
