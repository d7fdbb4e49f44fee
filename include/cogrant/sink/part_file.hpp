// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_SINK_PART_FILE_HPP
#define COGRANT_SINK_PART_FILE_HPP

#include <cogrant/error.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_category.hpp>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <string>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace cogrant {

/// How a file is written. Not an aggregate on purpose (g++ 12 destroys aggregate temporaries twice in `co_await` expressions).
/// @par Thread safety  distinct objects: safe; shared object: const members only
class file_options {
public:
    file_options() = default;

    /// For the owner alone (mode 0600), or as the umask has it. Off by default.
    file_options& owner_only(bool yes) noexcept
    {
        owner_only_ = yes;
        return *this;
    }
    /// Waits for the disk before the file gets its name: after a power failure it is whole or not there. On by default.
    file_options& sync(bool yes) noexcept
    {
        sync_ = yes;
        return *this;
    }
    /// Writes where the name leads: through a symbolic link, with the rights of the file that is replaced, and straight
    /// into what is no file (a device, a named pipe). Off by default: then a link is replaced.
    file_options& follow(bool yes) noexcept
    {
        follow_ = yes;
        return *this;
    }
    /// Ends with `operation_aborted` when a signal comes while the system keeps us waiting, as a pipe that nobody reads
    /// does. Off by default: then writing goes on.
    file_options& stop_at_signal(bool yes) noexcept
    {
        stop_at_signal_ = yes;
        return *this;
    }

    bool owner_only() const noexcept { return owner_only_; }
    bool sync() const noexcept { return sync_; }
    bool follow() const noexcept { return follow_; }
    bool stop_at_signal() const noexcept { return stop_at_signal_; }

private:
    bool owner_only_ = false;
    bool sync_ = true;
    bool follow_ = false;
    bool stop_at_signal_ = false;
};

namespace detail {

inline error_code system_error_code(int number) noexcept
{
    if (number == EINTR) return boost::asio::error::operation_aborted;
    return {number, boost::system::system_category()};
}

/// Writes all of it, blocking. If a signal is to stop it, in pieces that a pipe takes whole or not at all: a write that was
/// interrupted in its middle would say how much it wrote, and not why it stopped.
inline error_code write_all(int descriptor, std::string_view bytes, bool stop_at_signal) noexcept
{
    constexpr std::size_t whole_or_nothing = 4096; // PIPE_BUF of Linux
    while (!bytes.empty()) {
        auto const piece = stop_at_signal ? bytes.substr(0, whole_or_nothing) : bytes;
        auto const n = ::write(descriptor, piece.data(), piece.size());
        if (n < 0 && errno == EINTR && !stop_at_signal) continue;
        if (n < 0) return system_error_code(errno);
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
}

/// Waits until the names in the folder of this file are on the disk. A file system that cannot do this need not.
inline void sync_folder_of(std::string const& path) noexcept
{
    auto const slash = path.rfind('/');
    std::string const folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    int const descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return;
    ::fsync(descriptor);
    ::close(descriptor);
}

/// What a name stands for, links followed; the name itself when there is nothing.
inline std::string real_path(std::string path)
{
    if (char* const real = ::realpath(path.c_str(), nullptr)) {
        path = real;
        std::free(real); // NOLINT(cppcoreguidelines-no-malloc): as realpath has it
    }
    return path;
}

} // namespace detail

/** A file that appears under its name when it is whole.

    Until then it is a file of another name in the same folder, removed when this object goes. An older file of the name
    stays as it is until it is replaced in one step.

    @par Errors         the system's (no space left, permission denied, …); `problem()` names the file
    @par Thread safety  distinct objects: safe; shared object: unsafe
    @par Limits         writing blocks the thread as long as the system takes */
class part_file {
public:
    explicit part_file(std::string path, file_options options = {}) : path_(std::move(path)), options_(options) {}
    part_file(part_file&& other) noexcept
        : path_(std::move(other.path_)), options_(other.options_), part_(std::move(other.part_)),
          descriptor_(std::exchange(other.descriptor_, -1)), complete_(other.complete_),
          problem_(std::move(other.problem_))
    {
        other.part_.clear();
    }
    part_file& operator=(part_file&&) = delete;
    ~part_file() { discard(); }

    std::string const& path() const noexcept { return path_; }
    bool is_open() const noexcept { return descriptor_ >= 0; }
    /// Whether the file has its name.
    bool complete() const noexcept { return complete_; }
    /// Our words for the error returned last; empty when there was none.
    std::string const& problem() const noexcept { return problem_; }

    /// Begins anew: what was written before is void.
    error_code open()
    {
        discard();
        complete_ = false;
        problem_.clear();
        struct stat found{};
        bool replaces = false;
        if (options_.follow()) {
            path_ = detail::real_path(std::move(path_));
            replaces = ::stat(path_.c_str(), &found) == 0;
            if (replaces && !S_ISREG(found.st_mode)) {
                descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
                return descriptor_ < 0 ? failed(errno) : error_code();
            }
        }
        auto const mode = options_.owner_only() ? mode_t(0600) : replaces ? found.st_mode & 0777U : mode_t(0666);
        static std::atomic<unsigned> last{0};
        for (int tries = 0;; ++tries) {
            auto name = path_ + "." + std::to_string(::getpid()) + "-" + std::to_string(++last) + ".part";
            constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
            descriptor_ = ::open(name.c_str(), flags, mode);
            if (descriptor_ >= 0) {
                part_ = std::move(name);
                // The umask may take rights away, but gives none.
                if (options_.owner_only() && ::fchmod(descriptor_, 0600) != 0) return failed(errno);
                return {};
            }
            if (errno != EEXIST || tries == 100) return failed(errno);
        }
    }

    error_code write(std::string_view bytes)
    {
        // A file does not keep us waiting.
        auto const code = detail::write_all(descriptor_, bytes, options_.stop_at_signal() && part_.empty());
        return code ? failed(code) : code;
    }

    /// It is whole: gives it its name.
    error_code commit()
    {
        if (part_.empty()) { // written in place
            if (::close(std::exchange(descriptor_, -1)) != 0) return failed(errno);
            complete_ = true;
            return {};
        }
        if (options_.sync() && ::fsync(descriptor_) != 0) return failed(errno);
        if (::close(std::exchange(descriptor_, -1)) != 0) return failed(errno); // some file systems write only now
        if (std::rename(part_.c_str(), path_.c_str()) != 0) return failed(errno);
        part_.clear();
        complete_ = true;
        if (options_.sync()) detail::sync_folder_of(path_); // the new name has to reach the disk as well
        return {};
    }

    /// Nothing of it stays.
    void discard() noexcept
    {
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
        if (!part_.empty()) ::unlink(part_.c_str());
        part_.clear();
    }

private:
    error_code failed(int number) { return failed(detail::system_error_code(number)); }
    error_code failed(error_code code)
    {
        discard();
        problem_ = "cannot write " + path_ + ": " + code.message();
        return code;
    }

    std::string path_;
    file_options options_;
    std::string part_; // the file's name until it is whole; empty when there is none
    int descriptor_ = -1;
    bool complete_ = false;
    std::string problem_;
};

} // namespace cogrant

#endif // COGRANT_SINK_PART_FILE_HPP
