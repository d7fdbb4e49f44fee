// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_FILE_SINK_HPP
#define COGRANT_HTTP_FILE_SINK_HPP

#include <cogrant/http/body_sink.hpp>
#include <cogrant/sink/part_file.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::http {

/** How a file is written. Not an aggregate on purpose (see `tls_options`).

    @par Thread safety  distinct objects: safe; shared object: const members only */
class file_sink_options {
public:
    file_sink_options() = default;

    /// For the owner alone (mode 0600), or as the umask has it. Off by default.
    file_sink_options& owner_only(bool yes) noexcept
    {
        owner_only_ = yes;
        return *this;
    }
    /// Waits for the disk before the file gets its name: after a power failure it is whole or not there. On by default.
    file_sink_options& sync(bool yes) noexcept
    {
        sync_ = yes;
        return *this;
    }
    /// Decoded bytes after which the request fails with http_errc::body_limit. None by default.
    file_sink_options& limit(std::uint64_t bytes) noexcept
    {
        limit_ = bytes;
        return *this;
    }

    bool owner_only() const noexcept { return owner_only_; }
    bool sync() const noexcept { return sync_; }
    std::uint64_t limit() const noexcept { return limit_; }

private:
    bool owner_only_ = false;
    bool sync_ = true;
    std::uint64_t limit_ = body_sink::no_limit;
};

/** Writes a body to a file, which appears under its name when it is whole.

    Until then it is a file of another name in the same folder, removed when this object goes. An older file of the name
    stays as it is until it is replaced in one step; a symbolic link is replaced, not followed. A failed request may be
    tried again: writing begins anew.

    @par Errors         the system's (no space left, permission denied, …); `error::info().detail` names the file
    @par Thread safety  distinct objects: safe; shared object: unsafe
    @par Limits         writing blocks the thread as long as the system takes */
class file_sink final : public body_sink {
public:
    explicit file_sink(std::string path, file_sink_options options = {})
        : file_(std::move(path), file_options().owner_only(options.owner_only()).sync(options.sync())),
          limit_(options.limit())
    {
    }

    /// Whether the file has its name.
    bool complete() const noexcept { return file_.complete(); }

    error_code begin(unsigned, http::headers const&) override { return file_.open(); }
    error_code write(std::string_view piece) override { return file_.write(piece); }
    error_code finish() override { return file_.commit(); }

    std::uint64_t limit() const noexcept override { return limit_; }
    bool restartable() const noexcept override { return true; }
    std::string problem() const override { return file_.problem(); }

private:
    part_file file_;
    std::uint64_t limit_;
};

} // namespace cogrant::http

#endif // COGRANT_HTTP_FILE_SINK_HPP
