// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#include <cogrant/genesys/client_options.hpp>
#include <cogrant/genesys/environment.hpp>

#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <type_traits>
#include <unistd.h>

namespace genesys = cogrant::genesys;
using cogrant::genesys_errc;

namespace {

static_assert(!std::is_aggregate_v<genesys::environment_options>);

struct variables {
    std::map<std::string, std::string> set;
    char const* operator()(char const* name) const
    {
        auto const found = set.find(name);
        return found == set.end() ? nullptr : found->second.c_str();
    }
};

class scratch_file {
public:
    explicit scratch_file(std::string const& text)
    {
        char name[] = "/tmp/cogrant-env-XXXXXX";
        int const fd = ::mkstemp(name);
        REQUIRE_GE(fd, 0);
        ::close(fd);
        path_ = name;
        std::ofstream(path_, std::ios::binary) << text;
    }
    scratch_file(scratch_file const&) = delete;
    scratch_file& operator=(scratch_file const&) = delete;
    ~scratch_file() { std::remove(path_.c_str()); }
    std::string const& path() const { return path_; }

private:
    std::string path_;
};

cogrant::result<genesys::environment> read(variables const& v, genesys::environment_options const& o)
{
    return genesys::read_environment(o, v);
}

} // namespace

TEST_SUITE("genesys/environment")
{
    TEST_CASE("the four variables are read")
    {
        auto const no_file = genesys::environment_options().no_env_file();
        auto const e = read(
            {{{"GENESYS_CLIENT_ID", "id"}, {"GENESYS_CLIENT_SECRET", "hush"}, {"GENESYS_REGION", "eu-west-2"}}},
            no_file);
        REQUIRE(e.has_value());
        CHECK_EQ(e->client_id, "id");
        CHECK_EQ(e->client_secret.expose(), "hush");
        CHECK_EQ(e->hosts.value().api.host, "api.euw2.pure.cloud");
        CHECK(e->has_credentials());
        CHECK(genesys::require_complete(*e).has_value());

        auto const url = read({{{"GENESYS_ENV_URL", "http://127.0.0.1:9"}, {"GENESYS_REGION", "eu-west-2"}}}, no_file);
        REQUIRE(url.has_value());
        CHECK_EQ(to_string(url->hosts.value().login), "http://127.0.0.1:9");
        CHECK_FALSE(url->has_credentials());
    }

    TEST_CASE("what is missing is named, and only when it is needed")
    {
        auto const e = read({}, genesys::environment_options().no_env_file());
        REQUIRE(e.has_value());
        CHECK_FALSE(e->hosts.has_value());
        auto const r = genesys::require_complete(*e);
        REQUIRE_FALSE(r.has_value());
        CHECK(r.error() == make_error_code(genesys_errc::missing_setting));
        CHECK_EQ(
            r.error().message(), "not set in the environment or the .env file: GENESYS_CLIENT_ID, "
                                 "GENESYS_CLIENT_SECRET, GENESYS_REGION (e.g. eu-central-1) or GENESYS_ENV_URL");
    }

    TEST_CASE("the environment wins over the file, variable by variable")
    {
        scratch_file const file("GENESYS_CLIENT_ID=from-file\nexport GENESYS_CLIENT_SECRET=\"s # 1\"\nOTHER=x\n");
        auto const options = genesys::environment_options().env_file(file.path());
        auto const e = read({{{"GENESYS_CLIENT_ID", "from-env"}}}, options);
        REQUIRE(e.has_value());
        CHECK_EQ(e->client_id, "from-env");
        CHECK_EQ(e->client_secret.expose(), "s # 1");
        auto const emptied = read({{{"GENESYS_CLIENT_ID", ""}}}, options);
        REQUIRE(emptied.has_value());
        CHECK(emptied->client_id.empty());
    }

    TEST_CASE("region and URL of the environment replace both of the file")
    {
        scratch_file const file("GENESYS_ENV_URL=https://api.mypurecloud.com\nGENESYS_REGION=us-west-2\n");
        auto const options = genesys::environment_options().env_file(file.path());
        auto const own = read({}, options);
        REQUIRE(own.has_value());
        CHECK_EQ(own->hosts.value().api.host, "api.mypurecloud.com");
        auto const replaced = read({{{"GENESYS_REGION", "eu-central-1"}}}, options);
        REQUIRE(replaced.has_value());
        CHECK_EQ(replaced->hosts.value().api.host, "api.mypurecloud.de");
        auto const emptied = read({{{"GENESYS_ENV_URL", ""}}}, options);
        REQUIRE(emptied.has_value());
        CHECK_FALSE(emptied->hosts.has_value());
    }

    TEST_CASE("a missing file is fine unless it was named")
    {
        CHECK_EQ(genesys::environment_options().path(), ".env");
        genesys::detail::wiped_text text;
        CHECK(genesys::detail::load_env_file(genesys::environment_options().no_env_file(), text).has_value());
        auto const r = read({}, genesys::environment_options().env_file("/nonexistent/cogrant.env"));
        REQUIRE_FALSE(r.has_value());
        CHECK(r.error() == make_error_code(genesys_errc::no_env_file));
        CHECK_EQ(r.error().message(), "/nonexistent/cogrant.env: no such file");
        CHECK(
            read({}, genesys::environment_options().env_file("/tmp")).error() ==
            make_error_code(genesys_errc::no_env_file));
    }

    TEST_CASE("no error ever shows a value")
    {
        for (std::string const text :
             {"GENESYS_REGION=hunter2secret\n", "GENESYS_ENV_URL=https://hunter2secret/x/\n",
              "GENESYS_ENV_URL=ht!tp://hunter2secret\n", "GENESYS_CLIENT_SECRET='hunter2secret\n",
              "GENESYS_CLIENT_SECRET hunter2secret\n"}) {
            CAPTURE(text);
            scratch_file const file(text);
            auto const r = read({}, genesys::environment_options().env_file(file.path()));
            REQUIRE_FALSE(r.has_value());
            CHECK_EQ(r.error().message().find("hunter2"), std::string::npos);
            CHECK_FALSE(r.error().info().detail.empty());
        }
        scratch_file const file("A=1\nB\n");
        auto const r = read({}, genesys::environment_options().env_file(file.path()));
        CHECK_EQ(r.error().info().detail, file.path() + ": line 2 of the .env file is not KEY=VALUE");
        auto const region = read({{{"GENESYS_REGION", "eu north"}}}, genesys::environment_options().no_env_file());
        CHECK_EQ(region.error().message(), "GENESYS_REGION: not a Genesys Cloud region: it has a space in it");
    }

    TEST_CASE("an endless file is refused")
    {
        auto const r = read({}, genesys::environment_options().env_file("/dev/zero"));
        REQUIRE_FALSE(r.has_value());
        CHECK(r.error() == make_error_code(genesys_errc::bad_env_file));
    }

    TEST_CASE("options made of what was found never guess where the organisation lives")
    {
        auto const none = genesys::environment_options().no_env_file();
        auto const found = read(
            {{{"GENESYS_CLIENT_ID", "id"}, {"GENESYS_CLIENT_SECRET", "hush"}, {"GENESYS_REGION", "eu-central-1"}}},
            none);
        genesys::client_options const options(found.value());
        CHECK_EQ(options.client_id(), "id");
        CHECK_EQ(options.client_secret().expose(), "hush");
        CHECK_EQ(options.hosts().api.host, "api.mypurecloud.de");
        auto const homeless = read({{{"GENESYS_CLIENT_ID", "id"}, {"GENESYS_CLIENT_SECRET", "hush"}}}, none);
        try {
            genesys::client_options const guessed(homeless.value());
            FAIL("a region was guessed: " << guessed.hosts().api.host);
        } catch (cogrant::failure const& f) {
            CHECK(f.error().code() == genesys_errc::missing_setting);
            CHECK(f.error().info().detail.find("GENESYS_REGION or GENESYS_ENV_URL") != std::string::npos);
        }
    }
}
