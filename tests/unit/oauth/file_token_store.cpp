// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/oauth/file_token_store.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <dirent.h>
#include <fstream>
#include <functional>
#include <optional>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>
#include <virtual_time.hpp>

using namespace cogrant;
using namespace cogrant::oauth;
using namespace cogrant::testing;
using namespace std::chrono_literals;

namespace {

using store = basic_file_token_store<manual_clock>;
static_assert(token_store<store>);

void remove_all(std::string const& path)
{
    if (DIR* const d = ::opendir(path.c_str())) {
        while (auto const* e = ::readdir(d)) {
            std::string const name = e->d_name;
            if (name != "." && name != "..") remove_all(path + "/" + name);
        }
        ::closedir(d);
    }
    std::remove(path.c_str());
}

/// A folder that goes with the test.
struct temporary {
    temporary()
    {
        char name[] = "/tmp/cogrant_store_XXXXXX";
        path = ::mkdtemp(name);
    }
    temporary(temporary const&) = delete;
    ~temporary() { remove_all(path); }
    std::string operator/(std::string const& name) const { return path + "/" + name; }
    std::string path;
};

stored_token record(std::string access)
{
    stored_token r;
    r.access_token = secret(access);
    r.refresh_token = secret("r-" + access);
    return r;
}

template <class T>
result<T> now(asio::awaitable<result<T>> work)
{
    virtual_time time;
    std::optional<result<T>> out;
    asio::co_spawn(time.context, std::move(work), [&](std::exception_ptr e, result<T> r) {
        if (e) std::rethrow_exception(e);
        out.emplace(std::move(r));
    });
    time.run();
    return std::move(*out);
}

unsigned mode_of(std::string const& path)
{
    struct stat s{};
    return ::lstat(path.c_str(), &s) == 0 ? s.st_mode & 07777U : 0;
}

std::string bytes_of(std::string const& path)
{
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

void write(std::string const& path, std::string const& text)
{
    std::ofstream(path, std::ios::binary) << text;
    ::chmod(path.c_str(), 0600);
}

/// No operation on the key does anything but say this.
void check_refused(std::string const& folder, oauth_errc expected)
{
    store s(folder);
    CHECK(now(s.load("me")).error().code() == expected);
    CHECK(now(s.save("me", record("new"), 0)).error().code() == expected);
    CHECK(now(s.erase("me", 1)).error().code() == expected);
}

} // namespace

TEST_SUITE("oauth/file_token_store")
{
    TEST_CASE("a record survives the store that saved it, and is changed only by who knows its version")
    {
        temporary const t;
        auto const v1 = now(store(t / "new/folder").save("me@x", record("a"), 0));
        REQUIRE(v1.has_value());
        store s(t / "new/folder");
        CHECK((**now(s.load("me@x"))).access_token.expose() == "a");
        CHECK((**now(s.load("me@x"))).version == *v1);
        CHECK(now(s.save("me@x", record("b"), 0)).error().code() == oauth_errc::store_conflict);
        CHECK(now(s.save("me@x", record("b"), *v1 + 1)).error().code() == oauth_errc::store_conflict);
        CHECK(now(s.save("me@x", record("b"), *v1)).value() == *v1 + 1);
        CHECK(now(s.erase("me@x", *v1)).error().code() == oauth_errc::store_conflict);
        CHECK((**now(s.load("me@x"))).refresh_token->expose() == "r-b");
        CHECK(now(s.erase("me@x", *v1 + 1)).has_value());
        CHECK(!now(s.load("me@x"))->has_value());
        CHECK(now(s.erase("me@x", 1)).has_value());
    }

    TEST_CASE("keys do not meet, and none leaves the folder")
    {
        temporary const t;
        store s(t / "f");
        int n = 0;
        std::vector<std::string> const keys{"a",    "A",     "a/b", "a%2Fb",    "..", ".",
                                            "../x", ".lock", "a b", "\xc3\xa4", "a\n"};
        for (auto const& k : keys) CHECK(now(s.save(k, record("t" + std::to_string(n++)), 0)).has_value());
        n = 0;
        for (auto const& k : keys) CHECK((**now(s.load(k))).access_token.expose() == "t" + std::to_string(n++));
        CHECK(now(s.load("")).error().code() == oauth_errc::store_unsafe);
        CHECK(now(s.load(std::string(201, 'x'))).error().code() == oauth_errc::store_unsafe);
        std::vector<std::string> left;
        DIR* const d = ::opendir(t.path.c_str());
        while (auto const* e = ::readdir(d)) left.emplace_back(e->d_name);
        ::closedir(d);
        CHECK(left.size() == 3); // ".", ".." and "f"
    }

    TEST_CASE("S34: files are 0600 and the folder is 0700, whatever the umask")
    {
        for (unsigned const mask : {0U, 022U, 077U, 0777U}) {
            temporary const t;
            auto const before = ::umask(mask);
            auto const first = now(store(t / "f/g").save("me", record("a"), 0));
            auto const second = first ? now(store(t / "f/g").save("me", record("b"), *first)) : first;
            ::umask(before);
            CHECK(second.has_value());
            CHECK(mode_of(t / "f") == 0700);
            CHECK(mode_of(t / "f/g") == 0700);
            CHECK(mode_of(t / "f/g/me.json") == 0600);
            CHECK(mode_of(t / "f/g/.lock") == 0600);
        }
    }

    TEST_CASE("S34: a symbolic link is refused, wherever it was planted, and its target is left alone")
    {
        temporary const t;
        REQUIRE(::mkdir((t / "f").c_str(), 0700) == 0);
        write(t / "target", R"({"access_token":"a","version":1})");
        auto const before = bytes_of(t / "target");
        REQUIRE(::symlink((t / "target").c_str(), (t / "f/me.json").c_str()) == 0);
        check_refused(t / "f", oauth_errc::store_unsafe);
        CHECK(bytes_of(t / "target") == before);
        REQUIRE(::unlink((t / "f/me.json").c_str()) == 0);

        // In the place of the new file: it is removed, not followed.
        REQUIRE(::symlink((t / "target").c_str(), (t / "f/me.json.new").c_str()) == 0);
        CHECK(now(store(t / "f").save("me", record("b"), 0)).has_value());
        CHECK(bytes_of(t / "target") == before);

        REQUIRE(::symlink((t / "target").c_str(), (t / "f/you.lock").c_str()) == 0);
        CHECK(now(store(t / "f").lease("you", no_deadline)).error().code() == oauth_errc::store_unsafe);

        REQUIRE(::symlink((t / "f").c_str(), (t / "link").c_str()) == 0);
        check_refused(t / "link", oauth_errc::store_unsafe);
        check_refused(t / "link/", oauth_errc::store_unsafe);
    }

    TEST_CASE("S34: what others may use, or have a second name for, is refused")
    {
        temporary const t;
        store s(t / "f");
        REQUIRE(now(s.save("me", record("a"), 0)).has_value());
        auto const file = t / "f/me.json";
        for (unsigned const mode : {0640U, 0604U, 0620U, 0660U, 0644U}) {
            ::chmod(file.c_str(), mode);
            check_refused(t / "f", oauth_errc::store_unsafe);
            CHECK(mode_of(file) == mode);
        }
        ::chmod(file.c_str(), 0600);
        REQUIRE(::link(file.c_str(), (t / "second").c_str()) == 0);
        check_refused(t / "f", oauth_errc::store_unsafe);
        ::unlink((t / "second").c_str());
        for (unsigned const mode : {0770U, 0707U, 0777U, 0720U}) {
            ::chmod((t / "f").c_str(), mode);
            check_refused(t / "f", oauth_errc::store_unsafe);
        }
        ::chmod((t / "f").c_str(), 0755);
        CHECK(now(s.load("me")).has_value());
        if (::geteuid() == 0) {
            REQUIRE(::chown(file.c_str(), 12345, 12345) == 0);
            check_refused(t / "f", oauth_errc::store_unsafe);
            REQUIRE(::chown(file.c_str(), 0, 0) == 0);
            REQUIRE(::chown((t / "f").c_str(), 12345, 12345) == 0);
            check_refused(t / "f", oauth_errc::store_unsafe);
        }
    }

    TEST_CASE("a folder, a pipe or a file in the wrong place is refused and does not block")
    {
        temporary const t;
        REQUIRE(::mkdir((t / "f").c_str(), 0700) == 0);
        REQUIRE(::mkdir((t / "f/me.json").c_str(), 0700) == 0);
        CHECK(now(store(t / "f").load("me")).error().code() == oauth_errc::store_unsafe);
        REQUIRE(::rmdir((t / "f/me.json").c_str()) == 0);
        REQUIRE(::mkfifo((t / "f/me.json").c_str(), 0600) == 0);
        check_refused(t / "f", oauth_errc::store_unsafe);
        write(t / "plain", "");
        check_refused(t / "plain", oauth_errc::store_unsafe);
    }

    TEST_CASE("a corrupt file is an error for every operation and is kept byte for byte")
    {
        temporary const t;
        REQUIRE(now(store(t / "f").save("me", record("PLANTED"), 0)).has_value());
        auto const good = bytes_of(t / "f/me.json");
        std::vector<std::string> bad{"",        "{", "[]", std::string(100, '\0'), std::string((1 << 20) + 1, ' '),
                                     good + "x"};
        for (std::size_t n = 0; n + 1 < good.size(); n += 7) bad.push_back(good.substr(0, n));
        for (auto const& text : bad) {
            write(t / "f/me.json", text);
            check_refused(t / "f", oauth_errc::store_corrupt);
            CHECK(bytes_of(t / "f/me.json") == text);
        }
        auto const told = now(store(t / "f").load("me")).error().message();
        CHECK(told.find("me.json") != std::string::npos);
        CHECK(told.find("PLANTED") == std::string::npos);
    }

    TEST_CASE("what a crash left of a write is no harm, and goes with the next one")
    {
        temporary const t;
        store s(t / "f");
        auto const v = now(s.save("me", record("a"), 0));
        write(t / "f/me.json.new", "{\"access_tok");
        CHECK((**now(s.load("me"))).access_token.expose() == "a");
        CHECK(now(s.save("me", record("b"), *v)).has_value());
        CHECK(mode_of(t / "f/me.json.new") == 0);
    }

    TEST_CASE("a large record is read whole")
    {
        temporary const t;
        store s(t / "f");
        REQUIRE(now(s.save("me", record(std::string(300'000, 'x')), 0)).has_value());
        CHECK((**now(s.load("me"))).access_token.size() == 300'000);
    }

    TEST_CASE("one lease at a time; at the deadline the store is busy; another key is free")
    {
        temporary const t;
        virtual_time time;
        store s(t / "f");
        {
            auto const held = now(s.lease("me", no_deadline));
            REQUIRE(held.has_value());
            CHECK(now(s.lease("you", no_deadline)).has_value());
            auto const refused = now(store(t / "f").lease("me", manual_clock::now() + 3s));
            CHECK(refused.error().code() == oauth_errc::store_busy);
            CHECK(manual_clock::now() >= cogrant::time_point(1h) + 3s);
            CHECK(now(s.save("me", record("a"), 0)).has_value()); // who holds it may save
        }
        CHECK(now(s.lease("me", manual_clock::now())).has_value());
    }

    TEST_CASE("a lease of a lock file that was removed excludes the others all the same")
    {
        temporary const t;
        store s(t / "f");
        auto const first = now(s.lease("me", no_deadline));
        ::unlink((t / "f/me.lock").c_str());
        auto const second = now(s.lease("me", no_deadline)); // nothing can be done about the first
        CHECK(second.has_value());
        CHECK(now(s.lease("me", manual_clock::now())).error().code() == oauth_errc::store_busy);
    }

    TEST_CASE("a folder that cannot be made is an error of the system, with its name")
    {
        auto const e = now(store("/proc/self/cogrant/x").save("me", record("a"), 0)).error();
        CHECK(e.code().category() == boost::system::system_category());
        CHECK(e.message().find("/proc/self/cogrant") != std::string::npos);
        CHECK(!now(store("/tmp/no_such_folder_of_cogrant").load("me"))->has_value());
    }
}
