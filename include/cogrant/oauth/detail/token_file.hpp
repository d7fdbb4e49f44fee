// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_DETAIL_TOKEN_FILE_HPP
#define COGRANT_OAUTH_DETAIL_TOKEN_FILE_HPP

#include <cogrant/oauth/token_store.hpp>

#include <boost/system/system_category.hpp>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <fcntl.h>
#include <optional>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>
#include <utility>

// Plain POSIX calls beneath `file_token_store`; none of them waits for another process. All go through the descriptor of
// the folder, so that nobody can swap it between a check and a use.

namespace cogrant::oauth::detail {

/// An open file, closed when it goes. Closing one that is locked gives the lock back; so does the death of the process.
class file_handle {
public:
    file_handle() noexcept = default;
    explicit file_handle(int fd) noexcept : fd_(fd) {}
    file_handle(file_handle&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    file_handle& operator=(file_handle other) noexcept
    {
        std::swap(fd_, other.fd_);
        return *this;
    }
    ~file_handle()
    {
        if (fd_ >= 0) ::close(fd_);
    }
    int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }

private:
    int fd_ = -1;
};

inline error file_error(int number, std::string what)
{
    error e(error_code(number, boost::system::system_category()), phase::token);
    e.edit().detail = std::move(what) + ": " + e.code().message();
    return e;
}

inline error unsafe(std::string const& what) { return store_error(oauth_errc::store_unsafe, what); }

/// A file name for a key: other characters than letters, digits, '-', '_' and '.' become %XX; a leading dot too.
inline result<std::string> file_name_of(std::string_view key)
{
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string name;
    for (char const c : key) {
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || (c == '.' && !name.empty());
        auto const byte = static_cast<unsigned char>(c);
        if (plain) name += c;
        else name.append(1, '%').append(1, digits[byte >> 4]).append(1, digits[byte & 15]);
    }
    if (name.empty() || name.size() > 200) return unsafe("the key of the tokens is empty or too long for a file name");
    return name;
}

/// The folder and those above it that are missing, for nobody but us.
inline result<void> make_folders(std::string const& path)
{
    for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
        auto const part = path.substr(0, end);
        if (::mkdir(part.c_str(), 0700) != 0) {
            if (errno != EEXIST) return file_error(errno, "cannot make the folder " + part);
        } else if (::chmod(part.c_str(), 0700) != 0) { // the umask may have taken away our own rights
            return file_error(errno, "cannot make the folder " + part);
        }
        if (end == std::string::npos) return {};
    }
}

/// Opens the folder; an empty handle when it is missing and not to be made.
inline result<file_handle> open_folder(std::string path, bool make)
{
    while (path.size() > 1 && path.back() == '/') path.pop_back(); // "link/" would be followed
    auto const open = [&path] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC); };
    int fd = open();
    if (fd < 0 && errno == ENOENT) {
        if (!make) return file_handle();
        if (auto made = make_folders(path); !made) return made.error();
        fd = open();
    }
    if (fd < 0 && (errno == ELOOP || errno == ENOTDIR)) return unsafe(path + " is not a folder, or a symbolic link");
    if (fd < 0) return file_error(errno, "cannot open the folder " + path);
    file_handle folder(fd);
    struct stat facts{};
    if (::fstat(fd, &facts) != 0) return file_error(errno, "cannot look at the folder " + path);
    if (facts.st_uid != ::geteuid()) return unsafe("the folder " + path + " belongs to another user");
    if ((facts.st_mode & 022) != 0) return unsafe("others may write in the folder " + path + ": chmod 700");
    return folder;
}

/// Opens a file of ours, and no link, device or file that others may read.
inline result<file_handle> open_own(file_handle const& folder, std::string const& name, int flags)
{
    file_handle file(::openat(folder.get(), name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600));
    if (!file && errno == ENOENT) return file_handle();
    if (!file && (errno == ELOOP || errno == EMLINK)) return unsafe("the token file " + name + " is a symbolic link");
    if (!file && (errno == ENXIO || errno == EISDIR)) return unsafe("the token file " + name + " is not a file");
    if (!file) return file_error(errno, "cannot open the token file " + name);
    struct stat facts{};
    if (::fstat(file.get(), &facts) != 0) return file_error(errno, "cannot look at the token file " + name);
    if (!S_ISREG(facts.st_mode)) return unsafe("the token file " + name + " is not a file");
    if (facts.st_uid != ::geteuid()) return unsafe("the token file " + name + " belongs to another user");
    if (facts.st_nlink > 1) return unsafe("the token file " + name + " has a second name");
    if ((facts.st_mode & 077) != 0) return unsafe("others may use the token file " + name + ": chmod 600");
    return file;
}

/// The record in a file; nothing when there is no such file.
inline result<std::optional<stored_token>> read_token_file(file_handle const& folder, std::string const& name)
{
    auto opened = open_own(folder, name, O_RDONLY);
    if (!opened) return opened.error();
    if (!*opened) return std::optional<stored_token>();
    wiped_text content;
    content.text.resize(max_record_size / 16);
    std::size_t size = 0;
    for (;;) {
        auto const n = ::read(opened->get(), content.text.data() + size, content.text.size() - size);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return file_error(errno, "cannot read the token file " + name);
        if (n == 0) break;
        size += static_cast<std::size_t>(n);
        if (size != content.text.size()) continue;
        if (size >= max_record_size)
            return store_error(oauth_errc::store_corrupt, "the token file " + name + " is too large");
        wiped_text larger;
        larger.text.reserve(content.text.size() * 2);
        larger.text.append(content.text).resize(content.text.size() * 2);
        std::swap(content.text, larger.text);
    }
    auto record = read_record(std::string_view(content.text).substr(0, size));
    if (!record) {
        auto e = record.error();
        e.edit().detail = name + ": " + e.info().detail;
        return e;
    }
    return std::optional<stored_token>(std::move(*record));
}

inline int write_all(int fd, std::string_view text) noexcept
{
    while (!text.empty()) {
        auto const n = ::write(fd, text.data(), text.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        text.remove_prefix(static_cast<std::size_t>(n));
    }
    // Not before it is on the disk: after a power failure an empty file would stand in the place of the old one.
    return ::fchmod(fd, 0600) == 0 && ::fsync(fd) == 0 ? 0 : errno;
}

/// Puts the record in place of the old one in one step: a reader, or a crash, sees the old one or the new one.
inline result<void> write_token_file(file_handle const& folder, std::string const& name, stored_token const& record)
{
    auto const fresh = name + ".new"; // one left by a crash goes; the lock of the folder is held
    ::unlinkat(folder.get(), fresh.c_str(), 0);
    constexpr int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
    file_handle file(::openat(folder.get(), fresh.c_str(), flags, 0600));
    if (!file) return file_error(errno, "cannot write the token file " + fresh);
    auto const content = write_record(record);
    int failed = write_all(file.get(), content.text);
    if (failed == 0 && ::renameat(folder.get(), fresh.c_str(), folder.get(), name.c_str()) != 0) failed = errno;
    if (failed != 0) {
        ::unlinkat(folder.get(), fresh.c_str(), 0);
        return file_error(failed, "cannot write the token file " + name);
    }
    // Some file systems cannot do this and need not.
    if (::fsync(folder.get()) != 0 && errno != EINVAL && errno != ENOTSUP)
        return file_error(errno, "cannot write the folder of the token file " + name);
    return {};
}

/// Takes the lock of a lock file if it is free: a handle to keep as long as the lock; an empty one when another has it.
inline result<file_handle> try_lock(file_handle const& folder, std::string const& name)
{
    for (;;) {
        auto opened = open_own(folder, name, O_RDWR | O_CREAT);
        if (!opened) return opened.error();
        if (::fchmod(opened->get(), 0600) != 0) return file_error(errno, "cannot make the lock file " + name);
        if (::flock(opened->get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno == EINTR) continue;
            if (errno == EWOULDBLOCK) return file_handle();
            return file_error(errno, "cannot lock " + name);
        }
        // A lock on a file that somebody has removed excludes nobody.
        struct stat ours{};
        struct stat there{};
        bool const same = ::fstat(opened->get(), &ours) == 0 &&
                          ::fstatat(folder.get(), name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
                          ours.st_ino == there.st_ino && ours.st_dev == there.st_dev;
        if (same) return std::move(*opened);
    }
}

} // namespace cogrant::oauth::detail

#endif // COGRANT_OAUTH_DETAIL_TOKEN_FILE_HPP
