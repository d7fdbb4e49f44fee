// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_FILE_SINK_HPP
#define COGRANT_HTTP_FILE_SINK_HPP

#include <cogrant/http/body_sink.hpp>

#include <boost/system/system_category.hpp>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
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
    explicit file_sink(std::string path, file_sink_options options = {}) : path_(std::move(path)), options_(options) {}
    file_sink(file_sink const&) = delete;
    file_sink& operator=(file_sink const&) = delete;
    ~file_sink() override { discard(); }

    /// Whether the file has its name.
    bool complete() const noexcept { return complete_; }

    error_code begin(unsigned, http::headers const&) override
    {
        discard();
        complete_ = false;
        problem_.clear();
        static std::atomic<unsigned> last{0};
        for (int tries = 0;; ++tries) {
            auto name = path_ + "." + std::to_string(::getpid()) + "-" + std::to_string(++last) + ".part";
            constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
            fd_ = ::open(name.c_str(), flags, options_.owner_only() ? 0600 : 0666);
            if (fd_ >= 0) {
                part_ = std::move(name);
                // The umask may take rights away, but gives none.
                if (options_.owner_only() && ::fchmod(fd_, 0600) != 0) return failed(errno);
                return {};
            }
            if (errno != EEXIST || tries == 100) return failed(errno);
        }
    }

    error_code write(std::string_view piece) override
    {
        while (!piece.empty()) {
            auto const n = ::write(fd_, piece.data(), piece.size());
            if (n < 0 && errno == EINTR) continue;
            if (n < 0) return failed(errno);
            piece.remove_prefix(static_cast<std::size_t>(n));
        }
        return {};
    }

    error_code finish() override
    {
        if (options_.sync() && ::fsync(fd_) != 0) return failed(errno);
        if (::close(std::exchange(fd_, -1)) != 0) return failed(errno); // some file systems write only now
        if (std::rename(part_.c_str(), path_.c_str()) != 0) return failed(errno);
        part_.clear();
        complete_ = true;
        if (options_.sync()) sync_folder();
        return {};
    }

    std::uint64_t limit() const noexcept override { return options_.limit(); }
    bool restartable() const noexcept override { return true; }
    std::string problem() const override { return problem_; }

private:
    error_code failed(int number)
    {
        error_code const code(number, boost::system::system_category());
        discard();
        problem_ = "cannot write " + path_ + ": " + code.message();
        return code;
    }

    void discard() noexcept
    {
        if (fd_ >= 0) ::close(std::exchange(fd_, -1));
        if (!part_.empty()) ::unlink(part_.c_str());
        part_.clear();
    }

    // The new name has to reach the disk as well. A file system that cannot do this need not: the file is there.
    void sync_folder() const
    {
        auto const slash = path_.rfind('/');
        std::string folder = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
        int const fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd < 0) return;
        ::fsync(fd);
        ::close(fd);
    }

    std::string path_;
    file_sink_options options_;
    std::string part_; // the file's name until it is whole; empty when there is none
    int fd_ = -1;
    bool complete_ = false;
    std::string problem_;
};

} // namespace cogrant::http

#endif // COGRANT_HTTP_FILE_SINK_HPP
