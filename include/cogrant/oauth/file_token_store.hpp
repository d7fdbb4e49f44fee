// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_FILE_TOKEN_STORE_HPP
#define COGRANT_OAUTH_FILE_TOKEN_STORE_HPP

#if defined(__unix__) || defined(__APPLE__) // POSIX only: other systems have no such class

#include <cogrant/oauth/detail/token_file.hpp>
#include <cogrant/oauth/token_store.hpp>
#include <cogrant/policy/random.hpp>

#include <boost/asio/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace cogrant::oauth {

/** Keeps logins in files, for several processes at once. POSIX only.

    A folder, and in it for each key a file `<key>.json` of its own, mode 0600 whatever the umask; beside it lock files,
    which stay. The folder is made when it is missing, mode 0700. What others could read or have planted is refused with
    oauth_errc::store_unsafe and not touched: a symbolic link, a file with two names, another user's file, one that group or
    others may use, a folder that others may write in. A file that cannot be read as a record is oauth_errc::store_corrupt
    and kept byte for byte: `save` and `erase` refuse as well.

    A record is written to a new file, flushed to the disk and renamed. A lease is `flock(2)` of a lock file: it ends with its
    object, and with its process however that dies. Taking it does not block: the lock is tried anew after 2 to 100 ms.
    Reading and flushing do block the calling thread, for as long as the disk takes.

    @code
    file_token_store store(home + "/.local/share/my_program");
    @endcode

    @par Thread safety  distinct objects and copies: safe; shared object: safe
    @par Limits         a record of 1 MiB; `save` and `erase` wait 10 seconds for one another, then oauth_errc::store_busy
    @par Source         S19, S34 of the security checklist */
template <monotonic_clock Clock = std::chrono::steady_clock>
class basic_file_token_store {
public:
    /// The exclusive right to renew one key.
    class lease_type {
    public:
        lease_type() = default;

    private:
        friend basic_file_token_store;
        explicit lease_type(detail::file_handle lock) : lock_(std::move(lock)) {}
        detail::file_handle lock_;
    };

    explicit basic_file_token_store(std::string folder) : folder_(std::move(folder)) {}

    std::string const& folder() const noexcept { return folder_; }

    /// @par Errors  oauth_errc::{store_unsafe, store_corrupt}, errors of the system
    asio::awaitable<result<std::optional<stored_token>>> load(std::string key)
    {
        return load_from(folder_, std::move(key));
    }
    /// @par Errors  oauth_errc::{store_conflict, store_unsafe, store_corrupt, store_busy}, errors of the system
    asio::awaitable<result<std::uint64_t>> save(std::string key, stored_token record, std::uint64_t expected)
    {
        return save_to(folder_, std::move(key), std::move(record), expected);
    }
    /** @par Errors        oauth_errc::{store_busy, store_unsafe}, `operation_aborted`, errors of the system
        @par Cancellation  terminal, partial and total */
    asio::awaitable<result<lease_type>> lease(std::string key, time_point deadline)
    {
        return wait_for_lease(folder_, std::move(key), deadline);
    }
    /// @par Errors  as `save`
    asio::awaitable<result<void>> erase(std::string key, std::uint64_t version)
    {
        return erase_from(folder_, std::move(key), version);
    }

private:
    static constexpr auto longest_change = std::chrono::seconds(10);

    static asio::awaitable<result<std::optional<stored_token>>> load_from(std::string path, std::string key)
    {
        auto const name = detail::file_name_of(key);
        if (!name) co_return name.error();
        auto const folder = detail::open_folder(path, false);
        if (!folder) co_return folder.error();
        if (!*folder) co_return std::optional<stored_token>();
        auto found = detail::read_token_file(*folder, *name + ".json");
        co_return found;
    }

    // A record under the lock of its folder, which nobody else changes meanwhile.
    struct locked_record {
        detail::file_handle lock;
        detail::file_handle folder;
        std::string file;
        std::optional<stored_token> found;
        std::uint64_t version() const noexcept { return found ? found->version : 0; }
    };
    static asio::awaitable<result<locked_record>> open_for_change(std::string path, std::string key)
    {
        auto const name = detail::file_name_of(key);
        if (!name) co_return name.error();
        auto locking = lock(path, ".lock", deadline_after(Clock::now(), longest_change));
        auto held = co_await std::move(locking);
        if (!held) co_return held.error();
        auto folder = detail::open_folder(path, true);
        if (!folder) co_return folder.error();
        auto file = *name + ".json";
        auto found = detail::read_token_file(*folder, file);
        if (!found) co_return found.error();
        locked_record out{std::move(*held), std::move(*folder), std::move(file), std::move(*found)};
        co_return std::move(out);
    }

    static asio::awaitable<result<std::uint64_t>>
    save_to(std::string path, std::string key, stored_token record, std::uint64_t expected)
    {
        auto opening = open_for_change(std::move(path), std::move(key));
        auto const now = co_await std::move(opening);
        if (!now) co_return now.error();
        if (now->version() != expected) co_return detail::store_conflict();
        record.version = expected == 0 ? first_version() : expected + 1;
        auto const written = detail::write_token_file(now->folder, now->file, record);
        if (!written) co_return written.error();
        co_return record.version;
    }

    static asio::awaitable<result<void>> erase_from(std::string path, std::string key, std::uint64_t version)
    {
        auto opening = open_for_change(std::move(path), std::move(key));
        auto const now = co_await std::move(opening);
        if (!now) co_return now.error();
        if (now->version() == 0) co_return result<void>();
        if (now->version() != version) co_return detail::store_conflict();
        if (::unlinkat(now->folder.get(), now->file.c_str(), 0) != 0)
            co_return detail::file_error(errno, "cannot remove the token file " + now->file);
        co_return result<void>();
    }

    static asio::awaitable<result<lease_type>> wait_for_lease(std::string path, std::string key, time_point deadline)
    {
        auto const name = detail::file_name_of(key);
        if (!name) co_return name.error();
        auto locking = lock(path, *name + ".lock", deadline);
        auto held = co_await std::move(locking);
        if (!held) co_return held.error();
        co_return lease_type(std::move(*held));
    }

    // Tries again and again instead of blocking: the thread has other work.
    static asio::awaitable<result<detail::file_handle>> lock(std::string path, std::string name, time_point deadline)
    {
        duration pause = std::chrono::milliseconds(2);
        for (;; pause = std::min<duration>(pause * 2, std::chrono::milliseconds(100))) {
            auto const folder = detail::open_folder(path, true);
            if (!folder) co_return folder.error();
            auto held = detail::try_lock(*folder, name);
            if (!held || *held) co_return held;
            auto const now = Clock::now();
            if (now >= deadline) co_return detail::store_busy();
            auto const stopped = co_await wait_until<Clock>(std::min(deadline, now + pause));
            if (stopped) co_return error(asio::error::operation_aborted, phase::token);
        }
    }

    // At random, so that a record that was erased and made anew is not taken for the old one.
    static std::uint64_t first_version() { return 1 + static_cast<std::uint64_t>(jitter_source()() * 0x1.0p40); }

    std::string folder_;
};

using file_token_store = basic_file_token_store<>;

} // namespace cogrant::oauth

#endif

#endif // COGRANT_OAUTH_FILE_TOKEN_STORE_HPP
