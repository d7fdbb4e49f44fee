// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_SINK_RESUMABLE_FILE_HPP
#define COGRANT_SINK_RESUMABLE_FILE_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/sink/error.hpp>
#include <cogrant/sink/part_file.hpp>

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace cogrant {

/** A file that is written over several runs, each of which may end at any point, killed or without power, and that appears
    under its name when it is whole.

    Until then it is `<path>.part`. A checkpoint beside it says how far the file was written (`save`) and what its writer
    needs to go on from there, in the writer's own words. `open` cuts off what was written after the last `save`.

    @code
    resumable_file file("rows.ndjson", "rows.checkpoint");
    auto const last = file.open().value();                  // what was saved last, nothing at the first run
    if (file.complete()) return;                            // an earlier run had done all but the last step
    … file.write(bytes) …; file.save(to_string(position));  // as often as is right
    file.finish();                                          // the file has its name, the checkpoint is gone
    @endcode

    The order on the disk: the bytes, then the checkpoint that covers them, each waited for; at the end a checkpoint that
    says so, the name, and only then the removal of the checkpoint.

    @par Errors         the system's, and resume_errc; `problem()` names the file
    @par Thread safety  distinct objects: safe, also in different processes: one has the file, the others get
                        resume_errc::in_use; shared object: unsafe
    @par Limits         writing blocks the thread as long as the system takes */
class resumable_file {
    struct checkpoint {
        int version = 1;
        std::uint64_t length = 0; ///< of the file that is covered
        bool whole = false; ///< all of it: only its name is missing, if that
        std::string state;
    };

public:
    resumable_file(std::string path, std::string checkpoint_path, file_options options = {})
        : path_(options.follow() ? detail::real_path(std::move(path)) : std::move(path)), part_(path_ + ".part"),
          checkpoint_(std::move(checkpoint_path)), options_(options)
    {
    }
    resumable_file(resumable_file const&) = delete;
    resumable_file& operator=(resumable_file const&) = delete;
    ~resumable_file() { close(); }

    /// Whether the file has its name.
    bool complete() const noexcept { return complete_; }
    /// Our words for the error returned last; empty when there was none.
    std::string const& problem() const noexcept { return problem_; }

    /// What was saved last, or nothing when this is the beginning.
    result<std::optional<std::string>> open()
    {
        std::optional<std::string> saved;
        auto code = lock();
        checkpoint last;
        bool there = false;
        if (!code) code = read(last, there);
        if (!code && there) code = go_on(last);
        else if (!code && ::ftruncate(descriptor_, 0) != 0) code = failed(part_, errno);
        if (!code && !there) detail::sync_folder_of(part_);
        if (code) {
            close();
            error e(code);
            e.edit().detail = problem_;
            return e;
        }
        if (there) saved = std::move(last.state);
        return saved;
    }

    error_code write(std::string_view bytes)
    {
        auto const code = detail::write_all(descriptor_, bytes, false);
        if (code) return failed(path_, code);
        length_ += bytes.size();
        return {};
    }

    /// All that was written so far is covered, and this is what its writer will want to know.
    error_code save(std::string_view state) { return save(state, false); }

    /// It is whole: gives it its name and removes the checkpoint.
    error_code finish()
    {
        if (auto const code = save({}, true)) return code;
        return give_name();
    }

private:
    // The file that has the name is the one to lock: another process may have finished it meanwhile.
    error_code lock()
    {
        close();
        complete_ = false;
        length_ = 0;
        problem_.clear();
        for (;;) {
            constexpr int flags = O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC;
            descriptor_ = ::open(part_.c_str(), flags, options_.owner_only() ? 0600 : 0666);
            if (descriptor_ < 0) return failed(part_, errno);
            if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0)
                return errno == EWOULDBLOCK ? failed(part_, make_error_code(resume_errc::in_use))
                                            : failed(part_, errno);
            struct stat ours{};
            struct stat named{};
            bool const same = ::fstat(descriptor_, &ours) == 0 && ::stat(part_.c_str(), &named) == 0 &&
                              ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
            if (same) return {};
            close();
        }
    }

    error_code read(checkpoint& out, bool& there)
    {
        int const from = ::open(checkpoint_.c_str(), O_RDONLY | O_CLOEXEC);
        if (from < 0) return errno == ENOENT ? error_code() : failed(checkpoint_, errno);
        std::string text(1024 * 1024, '\0');
        auto const n = ::read(from, text.data(), text.size());
        int const number = errno;
        ::close(from);
        if (n < 0) return failed(checkpoint_, number);
        text.resize(static_cast<std::size_t>(n));
        auto decoded = json::decode<checkpoint>(text);
        if (!decoded || decoded->version != 1) return failed(checkpoint_, make_error_code(resume_errc::bad_checkpoint));
        out = std::move(*decoded);
        there = true;
        return {};
    }

    error_code go_on(checkpoint const& from)
    {
        struct stat found{};
        if (::fstat(descriptor_, &found) != 0) return failed(part_, errno);
        auto const size = static_cast<std::uint64_t>(found.st_size);
        if (size < from.length) {
            // Ended between the name and the removal of the checkpoint?
            bool const named = from.whole && ::stat(path_.c_str(), &found) == 0 && S_ISREG(found.st_mode) &&
                               static_cast<std::uint64_t>(found.st_size) == from.length;
            if (!named) return failed(path_, make_error_code(resume_errc::lost_output));
            ::unlink(part_.c_str()); // made by `lock`
            complete_ = true;
            return remove_checkpoint();
        }
        if (::ftruncate(descriptor_, static_cast<off_t>(from.length)) != 0) return failed(part_, errno);
        if (::lseek(descriptor_, 0, SEEK_END) < 0) return failed(part_, errno);
        length_ = from.length;
        return from.whole ? give_name() : error_code();
    }

    error_code save(std::string_view state, bool whole)
    {
        if (options_.sync() && ::fdatasync(descriptor_) != 0) return failed(part_, errno);
        checkpoint now;
        now.length = length_;
        now.whole = whole;
        now.state = state;
        auto const text = json::encode(now) + "\n";
        auto const made = checkpoint_ + ".part";
        constexpr int flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC;
        int const to = ::open(made.c_str(), flags, 0600);
        if (to < 0) return failed(checkpoint_, errno);
        auto code = detail::write_all(to, text, false);
        if (!code && options_.sync() && ::fsync(to) != 0) code = detail::system_error_code(errno);
        if (::close(to) != 0 && !code) code = detail::system_error_code(errno);
        if (!code && std::rename(made.c_str(), checkpoint_.c_str()) != 0) code = detail::system_error_code(errno);
        if (code) return failed(checkpoint_, code);
        if (options_.sync()) detail::sync_folder_of(checkpoint_);
        return {};
    }

    error_code give_name()
    {
        struct stat old{};
        if (options_.follow() && ::stat(path_.c_str(), &old) == 0 && S_ISREG(old.st_mode))
            if (::fchmod(descriptor_, old.st_mode & 0777U) != 0) return failed(path_, errno);
        if (std::rename(part_.c_str(), path_.c_str()) != 0) return failed(path_, errno);
        if (options_.sync()) detail::sync_folder_of(path_);
        complete_ = true;
        return remove_checkpoint();
    }

    error_code remove_checkpoint()
    {
        if (::unlink(checkpoint_.c_str()) != 0 && errno != ENOENT) return failed(checkpoint_, errno);
        if (options_.sync()) detail::sync_folder_of(checkpoint_);
        close();
        return {};
    }

    void close() noexcept
    {
        if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
    }

    error_code failed(std::string const& path, int number) { return failed(path, detail::system_error_code(number)); }
    error_code failed(std::string const& path, error_code code)
    {
        problem_ = "cannot write " + path + ": " + code.message();
        return code;
    }

    std::string path_;
    std::string part_;
    std::string checkpoint_;
    file_options options_;
    int descriptor_ = -1;
    std::uint64_t length_ = 0;
    bool complete_ = false;
    std::string problem_;
};

} // namespace cogrant

#endif // COGRANT_SINK_RESUMABLE_FILE_HPP
