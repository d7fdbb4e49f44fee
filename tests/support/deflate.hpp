// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SUPPORT_DEFLATE_HPP
#define COGRANT_TESTS_SUPPORT_DEFLATE_HPP

#include <zlib.h>

#include <string>

namespace support {

/// zlib's window argument, which chooses the format.
enum deflate_format : int { gzip = 15 + 16, zlib = 15, raw = -15 };

inline std::string deflated(std::string const& text, deflate_format format)
{
    z_stream stream{};
    deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, format, 9, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, static_cast<uLong>(text.size())) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

} // namespace support

#endif // COGRANT_TESTS_SUPPORT_DEFLATE_HPP
