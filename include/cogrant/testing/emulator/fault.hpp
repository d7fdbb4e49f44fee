// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_FAULT_HPP
#define COGRANT_TESTING_EMULATOR_FAULT_HPP

#include <cogrant/config.hpp>

#include <cstddef>
#include <cstdint>

namespace cogrant::testing {

/// What a server does to the connection instead of, or after, answering properly.
enum class breakage : std::uint8_t {
    none,          ///< answer, keep the connection
    reset,         ///< send nothing, reset the connection (RST)
    reset_in_body, ///< send the head and at most `bytes` of the body, then reset
    truncate,      ///< send the head and at most `bytes` of the body, then close in an orderly way (FIN)
    stale          ///< send the whole answer as one that keeps the connection, then close it unannounced
};

/** How a server that carries an answer is to misbehave. The parts combine: an answer may be delayed, compressed,
    chunked and truncated.

    For `reset_in_body` and `truncate` the head announces the whole body (`Content-Length`, or chunked without the last
    chunk); when the encoded body is not longer than `bytes`, the server holds back its last byte. */
struct fault {
    breakage broken = breakage::none;
    std::size_t bytes = 0;   ///< body bytes sent before the connection breaks
    duration delay{};        ///< wait before answering
    bool gzip = false;       ///< compress the body (set only when the request allows it)
    bool chunked = false;    ///< send the body in chunks instead of with Content-Length
    bool drip = false;       ///< send the body in small pieces with pauses

    friend bool operator==(fault const&, fault const&) = default;
};

} // namespace cogrant::testing

#endif // COGRANT_TESTING_EMULATOR_FAULT_HPP
