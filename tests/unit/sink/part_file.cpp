// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/sink/part_file.hpp>

#include <doctest/doctest.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/time.h>
#include <unistd.h>

using namespace cogrant;
namespace fs = std::filesystem;

namespace {

/// An empty folder that goes with the test.
struct folder {
    folder() : path(fs::temp_directory_path() / ("cogrant-part-file-" + std::to_string(::getpid())))
    {
        fs::remove_all(path);
        fs::create_directory(path);
    }
    ~folder() { fs::remove_all(path); }
    std::string operator/(std::string const& name) const { return (path / name).string(); }
    std::size_t files() const
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }
    fs::path path;
};

std::string contents(std::string const& path)
{
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

void put(std::string const& path, std::string const& text) { std::ofstream(path) << text; }

void write(std::string const& path, std::string const& text, file_options o = {})
{
    part_file file(path, o);
    REQUIRE(!file.open());
    REQUIRE(!file.write(text));
    REQUIRE(!file.commit());
    CHECK(file.complete());
}

} // namespace

TEST_SUITE("sink/part_file")
{
    TEST_CASE("a file that never became whole leaves nothing, and the older one stays")
    {
        folder const f;
        put(f / "rows", "old");
        {
            part_file file(f / "rows");
            REQUIRE(!file.open());
            REQUIRE(!file.write("new"));
            CHECK(f.files() == 2);
            CHECK(contents(f / "rows") == "old");
        }
        CHECK(f.files() == 1);
        CHECK(contents(f / "rows") == "old");
        write(f / "rows", "new");
        CHECK(f.files() == 1);
        CHECK(contents(f / "rows") == "new");
    }

    TEST_CASE("a moved file is written once and removed once")
    {
        folder const f;
        part_file first(f / "rows");
        REQUIRE(!first.open());
        {
            part_file second(std::move(first));
            CHECK(!first.is_open()); // NOLINT(bugprone-use-after-move): that is the question
            REQUIRE(!second.write("x"));
        }
        CHECK(f.files() == 0);
        first.discard();
    }

    TEST_CASE("a symbolic link is replaced, or followed where that is asked for, and the rights are kept")
    {
        folder const f;
        put(f / "real", "old");
        fs::permissions(f / "real", fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read);
        fs::create_symlink("real", f / "link");
        write(f / "link", "through", file_options().follow(true));
        CHECK(fs::is_symlink(f / "link"));
        CHECK(contents(f / "real") == "through");
        CHECK((fs::status(f / "real").permissions() & fs::perms::others_read) == fs::perms::none);
        write(f / "link", "instead");
        CHECK(!fs::is_symlink(f / "link"));
        CHECK(contents(f / "real") == "through");
    }

    TEST_CASE("what is no file is written in place")
    {
        write("/dev/null", "x", file_options().follow(true));
        CHECK(fs::is_character_file("/dev/null"));
        part_file full("/dev/full", file_options().follow(true));
        REQUIRE(!full.open());
        CHECK(full.write("x") == boost::system::errc::no_space_on_device);
        CHECK(full.problem().starts_with("cannot write /dev/full: "));
        CHECK(!full.is_open());
    }

    TEST_CASE("a signal stops a write that a reader keeps waiting, however large it is, where that is asked for")
    {
        std::array<int, 2> ends{};
        REQUIRE(::pipe(ends.data()) == 0);
        struct sigaction quiet{};
        struct sigaction before{};
        quiet.sa_handler = [](int) {};
        REQUIRE(::sigaction(SIGALRM, &quiet, &before) == 0); // without SA_RESTART, as Asio's
        // Again and again, so that one comes while the write waits, whenever that begins.
        itimerval const soon{{0, 1000}, {0, 1000}};
        REQUIRE(::setitimer(ITIMER_REAL, &soon, nullptr) == 0);
        CHECK(
            cogrant::detail::write_all(ends[1], std::string(1 << 20, 'x'), true) ==
            error_code(boost::asio::error::operation_aborted));
        itimerval const never{};
        ::setitimer(ITIMER_REAL, &never, nullptr);
        ::sigaction(SIGALRM, &before, nullptr);
        ::close(ends[0]);
        ::close(ends[1]);
    }

    TEST_CASE("the mode is the owner's alone where that is asked for")
    {
        folder const f;
        write(f / "rows", "x", file_options().owner_only(true));
        CHECK(fs::status(f / "rows").permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    }

    TEST_CASE("a name that is a folder, or that is in none, cannot be written")
    {
        folder const f;
        part_file nowhere(f / "no/rows");
        CHECK(nowhere.open() == boost::system::errc::no_such_file_or_directory);
        fs::create_directory(f / "sub");
        part_file over(f / "sub");
        REQUIRE(!over.open());
        CHECK(over.commit());
        CHECK(f.files() == 1);
        CHECK(over.problem().find("sub") != std::string::npos);
    }
}
