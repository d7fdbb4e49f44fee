// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/http/file_sink.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <dirent.h>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/stat.h>
#include <type_traits>
#include <unistd.h>
#include <vector>

using namespace cogrant;

namespace {

static_assert(!std::is_aggregate_v<http::file_sink_options>);

struct folder {
    folder()
    {
        char name[] = "/tmp/cogrant_sink_XXXXXX";
        path = ::mkdtemp(name);
    }
    folder(folder const&) = delete;
    ~folder()
    {
        ::chmod(path.c_str(), 0700);
        for (auto const& name : names())
            if (::unlink((path + "/" + name).c_str()) != 0) ::rmdir((path + "/" + name).c_str());
        ::rmdir(path.c_str());
    }
    std::vector<std::string> names() const
    {
        std::vector<std::string> out;
        DIR* const d = ::opendir(path.c_str());
        while (auto const* e = ::readdir(d))
            if (std::string const name = e->d_name; name != "." && name != "..") out.push_back(name);
        ::closedir(d);
        return out;
    }
    std::string operator/(std::string const& name) const { return path + "/" + name; }
    std::string path;
};

std::string content(std::string const& path)
{
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
}

unsigned mode_of(std::string const& path)
{
    struct stat facts{};
    CHECK(::lstat(path.c_str(), &facts) == 0);
    return facts.st_mode & 0777U;
}

struct with_umask {
    explicit with_umask(mode_t m) : before(::umask(m)) {}
    ~with_umask() { ::umask(before); }
    mode_t before;
};

error_code whole(http::file_sink& sink, std::string const& text) { return http::deliver(sink, 200, {}, text); }

} // namespace

TEST_SUITE("http/file_sink")
{
    TEST_CASE("a file appears under its name when it is whole, not before")
    {
        folder const f;
        http::file_sink sink(f / "report.csv");
        REQUIRE_FALSE(sink.begin(200, {}));
        REQUIRE_FALSE(sink.write("a,b\n"));
        CHECK(f.names() != std::vector<std::string>{"report.csv"});
        CHECK_FALSE(sink.complete());
        REQUIRE_FALSE(sink.write("1,2\n"));
        REQUIRE_FALSE(sink.finish());
        CHECK(sink.complete());
        CHECK(f.names() == std::vector<std::string>{"report.csv"});
        CHECK(content(f / "report.csv") == "a,b\n1,2\n");
    }

    TEST_CASE("nothing is left of a file that did not become whole, and the older one stays")
    {
        folder const f;
        {
            http::file_sink sink(f / "a");
            REQUIRE_FALSE(whole(sink, "old"));
        }
        {
            http::file_sink sink(f / "a");
            REQUIRE_FALSE(sink.begin(200, {}));
            REQUIRE_FALSE(sink.write("new"));
        }
        CHECK(f.names() == std::vector<std::string>{"a"});
        CHECK(content(f / "a") == "old");
    }

    TEST_CASE("a second begin makes void what came before")
    {
        folder const f;
        http::file_sink sink(f / "a", http::file_sink_options().sync(false));
        CHECK(sink.restartable());
        REQUIRE_FALSE(sink.begin(200, {}));
        REQUIRE_FALSE(sink.write("half"));
        REQUIRE_FALSE(whole(sink, "all of it"));
        CHECK(f.names() == std::vector<std::string>{"a"});
        CHECK(content(f / "a") == "all of it");
    }

    TEST_CASE("the mode is the umask's, or the owner's alone")
    {
        folder const f;
        with_umask const usual(027);
        http::file_sink open(f / "open");
        REQUIRE_FALSE(whole(open, "x"));
        CHECK(mode_of(f / "open") == 0640);
        http::file_sink closed(f / "closed", http::file_sink_options().owner_only(true));
        REQUIRE_FALSE(closed.begin(200, {}));
        CHECK(mode_of(f / f.names()[f.names()[0] == "open" ? 1 : 0]) == 0600); // from the first byte on
        REQUIRE_FALSE(closed.finish());
        CHECK(mode_of(f / "closed") == 0600);
    }

    TEST_CASE("a symbolic link is replaced, not followed")
    {
        folder const f;
        std::ofstream(f / "precious") << "keep";
        REQUIRE(::symlink("precious", (f / "link").c_str()) == 0);
        http::file_sink sink(f / "link");
        REQUIRE_FALSE(whole(sink, "new"));
        CHECK(content(f / "precious") == "keep");
        CHECK(content(f / "link") == "new");
    }

    TEST_CASE("what cannot be written is an error that names the file")
    {
        folder const f;
        http::file_sink nowhere(f / "no/such/file");
        CHECK(nowhere.begin(200, {}) == boost::system::errc::no_such_file_or_directory);
        CHECK(nowhere.problem() == "cannot write " + f.path + "/no/such/file: No such file or directory");
        REQUIRE(::mkdir((f / "folder").c_str(), 0700) == 0);
        http::file_sink folder_there(f / "folder");
        CHECK(whole(folder_there, "x") == boost::system::errc::is_a_directory);
        CHECK_FALSE(folder_there.complete());
        CHECK(f.names() == std::vector<std::string>{"folder"});
    }

    TEST_CASE("an empty body is an empty file; the limit is the sink's own")
    {
        folder const f;
        http::file_sink sink(f / "empty", http::file_sink_options().limit(7));
        CHECK(sink.limit() == 7);
        REQUIRE_FALSE(whole(sink, ""));
        CHECK(content(f / "empty").empty());
        CHECK(http::file_sink("x").limit() == http::body_sink::no_limit);
    }
}
