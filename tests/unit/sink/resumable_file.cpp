// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/sink/resumable_file.hpp>

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

using namespace cogrant;
namespace fs = std::filesystem;

namespace {

/// An empty folder that goes with the test.
struct folder {
    folder() : path(fs::temp_directory_path() / ("cogrant-resumable-" + std::to_string(::getpid())))
    {
        fs::remove_all(path);
        fs::create_directory(path);
    }
    ~folder() { fs::remove_all(path); }
    std::string operator/(std::string const& name) const { return (path / name).string(); }
    std::string text(std::string const& name) const
    {
        std::ostringstream out;
        out << std::ifstream(path / name).rdbuf();
        return out.str();
    }
    void put(std::string const& name, std::string const& text) const { std::ofstream(path / name) << text; }
    std::size_t files() const
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator(path), fs::directory_iterator()));
    }
    fs::path path;
};

struct file_in : resumable_file {
    explicit file_in(folder const& f, file_options o = {}) : resumable_file(f / "rows", f / "check", o) {}
};

} // namespace

TEST_SUITE("sink/resumable_file")
{
    TEST_CASE("what was written after the last save is cut off, and the run goes on from there")
    {
        folder const f;
        {
            file_in first(f);
            CHECK(!first.open().value().has_value());
            REQUIRE(!first.write("one\n"));
            REQUIRE(!first.save("after one"));
            REQUIRE(!first.write("two, lost\n"));
        }
        CHECK(f.text("rows.part") == "one\ntwo, lost\n");
        {
            file_in second(f);
            CHECK(second.open().value().value_or("nothing") == "after one");
            CHECK(f.text("rows.part") == "one\n");
            REQUIRE(!second.write("two\n"));
            REQUIRE(!second.finish());
            CHECK(second.complete());
        }
        CHECK(f.text("rows") == "one\ntwo\n");
        CHECK(f.files() == 1);
        file_in third(f); // finished: a new one begins, and the old one stays until it is whole
        CHECK(!third.open().value().has_value());
        CHECK(f.text("rows") == "one\ntwo\n");
    }

    TEST_CASE("without a checkpoint everything begins anew")
    {
        folder const f;
        f.put("rows.part", "of somebody who never saved");
        file_in file(f);
        CHECK(!file.open().value().has_value());
        CHECK(f.text("rows.part") == "");
    }

    TEST_CASE("a run that ended within its last steps is finished by the next one")
    {
        folder const f;
        auto const whole = R"({"version":1,"length":4,"whole":true,"state":""})";
        f.put("rows.part", "one\n"); // before the name
        f.put("check", whole);
        f.put("rows", "old");
        {
            file_in file(f);
            CHECK(file.open().has_value());
            CHECK(file.complete());
        }
        CHECK(f.text("rows") == "one\n");
        CHECK(f.files() == 1);
        f.put("check", whole); // after the name
        {
            file_in file(f);
            CHECK(file.open().has_value());
            CHECK(file.complete());
        }
        CHECK(f.text("rows") == "one\n");
        CHECK(f.files() == 1);
    }

    TEST_CASE("a file that is shorter than its checkpoint says, or gone, is not gone on with")
    {
        folder const f;
        f.put("check", R"({"version":1,"length":10,"whole":false,"state":"x"})");
        for (auto const* text : {"short", ""}) {
            f.put("rows.part", text);
            file_in file(f);
            auto const opened = file.open();
            REQUIRE(!opened.has_value());
            CHECK(opened.error().code() == make_error_code(resume_errc::lost_output));
            CHECK(f.text("rows.part") == text);
        }
        f.put("check", R"({"version":1,"length":10,"whole":true,"state":"x"})");
        f.put("rows", "something else");
        file_in file(f);
        CHECK(file.open().error().code() == make_error_code(resume_errc::lost_output));
        CHECK(f.text("rows") == "something else");
    }

    TEST_CASE("a checkpoint that nobody can read is left as it is")
    {
        for (auto const* text : {"", "{", "rows", R"({"version":2,"length":0,"whole":false,"state":""})"}) {
            folder const f;
            f.put("check", text);
            file_in file(f);
            auto const opened = file.open();
            REQUIRE(!opened.has_value());
            CHECK(opened.error().code() == make_error_code(resume_errc::bad_checkpoint));
            CHECK(opened.error().info().detail.find("check") != std::string::npos);
            CHECK(f.text("check") == text);
        }
    }

    TEST_CASE("two cannot write at once")
    {
        folder const f;
        file_in first(f);
        CHECK(first.open().has_value());
        REQUIRE(!first.write("one"));
        REQUIRE(!first.save("s"));
        file_in second(f);
        CHECK(second.open().error().code() == make_error_code(resume_errc::in_use));
        REQUIRE(!first.finish());
        CHECK(f.text("rows") == "one");
    }

    TEST_CASE("the checkpoint is the owner's alone, and the file has the rights of the one that it replaces")
    {
        folder const f;
        f.put("rows", "old");
        fs::permissions(f / "rows", fs::perms::owner_read | fs::perms::owner_write);
        file_in file(f, file_options().follow(true));
        CHECK(file.open().has_value());
        REQUIRE(!file.save("s"));
        CHECK(fs::status(f / "check").permissions() == (fs::perms::owner_read | fs::perms::owner_write));
        REQUIRE(!file.finish());
        CHECK(fs::status(f / "rows").permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    }

    TEST_CASE("what cannot be written is an error that names the file")
    {
        folder const f;
        resumable_file nowhere(f / "no/rows", f / "check");
        auto const opened = nowhere.open();
        REQUIRE(!opened.has_value());
        CHECK(opened.error().info().detail.starts_with("cannot write " + (f / "no/rows.part") + ": "));
        resumable_file no_checkpoint(f / "rows", f / "no/check");
        CHECK(no_checkpoint.open().has_value());
        CHECK(no_checkpoint.save("s") == boost::system::errc::no_such_file_or_directory);
        CHECK(no_checkpoint.problem().find("no/check") != std::string::npos);
    }
}
