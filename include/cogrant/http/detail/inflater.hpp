// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_DETAIL_INFLATER_HPP
#define COGRANT_HTTP_DETAIL_INFLATER_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/headers.hpp>

#include <zlib.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace cogrant::http::detail {

/// Undoes gzip and deflate (RFC 9110 §8.4.1) piece by piece, never past the limit of decoded bytes.
class inflater {
public:
    enum class encoding { identity, compressed, unknown };

    static encoding encoding_of(std::string_view content_encoding)
    {
        if (content_encoding.empty() || equal_names(content_encoding, "identity")) return encoding::identity;
        for (std::string_view const known : {"gzip", "x-gzip", "deflate"})
            if (equal_names(content_encoding, known)) return encoding::compressed;
        return encoding::unknown;
    }

    inflater() = default;
    inflater(inflater const&) = delete;
    inflater& operator=(inflater const&) = delete;
    ~inflater()
    {
        if (begun_) inflateEnd(&stream_);
    }

    /// Appends what `input` decodes to. `out` must not be longer than `limit`. Input after the end of the compressed data
    /// is ignored (some servers pad).
    error_code append(std::string_view input, std::string& out, std::size_t limit)
    {
        return append(input, out, limit, [](std::string&, std::size_t&) { return error_code(); });
    }

    /// The same in bounded memory: after each step `take(out, limit)` may take bytes out and lower the limit by as many.
    template <class Take>
    error_code append(std::string_view input, std::string& out, std::size_t limit, Take take)
    {
        if (input.empty()) return {};
        if (finished_ && !next_member(input.front())) return {};
        if (!begun_) {
            // "deflate" means zlib format, but some servers send raw deflate: the first byte tells (RFC 1950 §2.2).
            auto const first = static_cast<unsigned char>(input.front());
            int const window = first == 0x1f || (first & 0x0f) == 8 ? 15 + 32 : -15;
            if (inflateInit2(&stream_, window) != Z_OK) return make_error_code(http_errc::bad_encoding);
            begun_ = true;
            gzip_ = first == 0x1f;
        }
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
        stream_.avail_in = static_cast<uInt>(input.size());
        while (stream_.avail_in != 0 || stream_.avail_out == 0) {
            auto const old = out.size();
            auto const left = limit - old; // one byte more tells that there is more
            auto const room = left < step ? left + 1 : step;
            out.resize(old + room);
            stream_.next_out = reinterpret_cast<Bytef*>(out.data() + old);
            stream_.avail_out = static_cast<uInt>(room);
            auto const given = stream_.avail_out;
            int const status = inflate(&stream_, Z_NO_FLUSH);
            out.resize(old + (given - stream_.avail_out));
            if (out.size() > limit) return make_error_code(http_errc::body_limit);
            if (auto const refused = take(out, limit)) return refused;
            if (status == Z_STREAM_END) {
                finished_ = true;
                if (stream_.avail_in == 0 || !next_member(static_cast<char>(*stream_.next_in))) return {};
                continue;
            }
            if (status == Z_BUF_ERROR) break;
            if (status != Z_OK) return make_error_code(http_errc::bad_encoding);
        }
        return {};
    }

    /// Whether the compressed data came to their end; a body that stops before is damaged.
    bool complete() const noexcept { return finished_ || !begun_; }

private:
    static constexpr std::size_t step = 64 * 1024;

    // A gzip body may have several members (RFC 1952 §2.2); anything else behind the end is padding.
    bool next_member(char first)
    {
        if (!gzip_ || static_cast<unsigned char>(first) != 0x1f) return false;
        finished_ = inflateReset(&stream_) != Z_OK;
        return !finished_;
    }

    z_stream stream_{};
    bool begun_ = false;
    bool gzip_ = false;
    bool finished_ = false;
};

} // namespace cogrant::http::detail

#endif // COGRANT_HTTP_DETAIL_INFLATER_HPP
