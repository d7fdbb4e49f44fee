// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_GENESYS_ENVIRONMENT_HPP
#define COGRANT_GENESYS_ENVIRONMENT_HPP

#include <cogrant/error.hpp>
#include <cogrant/genesys/detail/env_file.hpp>
#include <cogrant/genesys/endpoints.hpp>
#include <cogrant/genesys/error.hpp>
#include <cogrant/secret.hpp>

#include <openssl/crypto.h>

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant::genesys {

/// What the environment and the `.env` file say about whom to talk to and as whom.
struct environment {
    std::string client_id;           ///< GENESYS_CLIENT_ID; empty when not given
    secret client_secret;            ///< GENESYS_CLIENT_SECRET; empty when not given
    std::optional<endpoints> hosts;  ///< from GENESYS_ENV_URL, else from GENESYS_REGION

    bool has_credentials() const noexcept { return !client_id.empty() && !client_secret.empty(); }
};

/// Where @ref read_environment looks besides the environment.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class environment_options {
public:
    environment_options() = default;

    /// Names the file, which then has to exist. Without this `.env` in the current folder is read if it is there.
    environment_options& env_file(std::string path)
    {
        path_ = std::move(path);
        required_ = true;
        return *this;
    }
    /// Reads no file at all.
    environment_options& no_env_file() noexcept
    {
        path_.clear();
        required_ = false;
        return *this;
    }

    std::string const& path() const noexcept { return path_; }
    bool required() const noexcept { return required_; }

private:
    std::string path_ = ".env";
    bool required_ = false;
};

namespace detail {

// Text that is overwritten when it goes: it may hold a secret.
struct wiped_text {
    std::string text;

    wiped_text() = default;
    wiped_text(wiped_text const&) = delete;
    wiped_text& operator=(wiped_text const&) = delete;
    ~wiped_text() { OPENSSL_cleanse(text.data(), text.size()); }
};

struct settings {
    secret client_id;
    secret client_secret;
    secret region; // whoever mixes the lines up has a secret here
    secret url;

    secret* find(std::string_view key) noexcept
    {
        if (key == "GENESYS_CLIENT_ID") return &client_id;
        if (key == "GENESYS_CLIENT_SECRET") return &client_secret;
        if (key == "GENESYS_REGION") return &region;
        if (key == "GENESYS_ENV_URL") return &url;
        return nullptr;
    }
};

inline constexpr std::size_t longest_env_file = 64 * 1024;

inline error env_file_error(genesys_errc code, std::string const& path, std::string_view why)
{
    error e{make_error_code(code)};
    e.edit().detail = path + ": " + std::string(why);
    return e;
}

inline result<void> load_env_file(environment_options const& options, wiped_text& into)
{
    if (options.path().empty()) return {};
    struct close_file {
        void operator()(std::FILE* f) const noexcept { static_cast<void>(std::fclose(f)); }
    };
    errno = 0;
    std::unique_ptr<std::FILE, close_file> const file(std::fopen(options.path().c_str(), "rb"));
    if (file == nullptr) {
        bool const absent = errno == ENOENT || errno == ENOTDIR;
        if (absent && !options.required()) return {};
        return env_file_error(genesys_errc::no_env_file, options.path(), absent ? "no such file" : "cannot be opened");
    }
    std::setvbuf(file.get(), nullptr, _IONBF, 0); // stdio's own buffer would keep a copy
    into.text.resize(longest_env_file + 1);       // once, so that no reallocation leaves a copy behind
    auto const size = std::fread(into.text.data(), 1, into.text.size(), file.get());
    if (std::ferror(file.get()) != 0)
        return env_file_error(genesys_errc::no_env_file, options.path(), "cannot be read");
    if (size > longest_env_file)
        return env_file_error(genesys_errc::bad_env_file, options.path(), "is longer than 64 KiB");
    into.text.resize(size);
    return {};
}

// The error with the variable at fault in front; never its value.
inline error blame(std::string_view variable, error e)
{
    auto& info = e.edit();
    info.detail = std::string(variable) + ": " + (info.detail.empty() ? e.code().message() : info.detail);
    return e;
}

} // namespace detail

/** Reads `GENESYS_CLIENT_ID`, `GENESYS_CLIENT_SECRET`, `GENESYS_REGION` and `GENESYS_ENV_URL`.

    A variable of the environment wins over the same line of the file, even when it is empty, which then means "not
    given". Region and URL belong together: when the environment has either, the file's are ignored; the URL wins over
    the region of the same source. What is missing is no error here: see @ref require_complete.

    `lookup(char const* name)` gives a variable's text or null; `std::getenv` unless a test replaces it.

    @par Errors         genesys_errc::{no_env_file, bad_env_file, bad_region, bad_url}, http_errc::bad_url.
                        No text of an error repeats a value.
    @par Thread safety  as `std::getenv`: no other thread may change the environment meanwhile */
template <class Lookup>
result<environment> read_environment(environment_options const& options, Lookup lookup)
{
    detail::wiped_text file;
    if (auto const loaded = detail::load_env_file(options, file); !loaded) return loaded.error();
    detail::settings said;
    auto const parsed = detail::env_parser(file.text).run([&said](std::string_view key, std::string_view value) {
        if (auto* const to = said.find(key)) *to = secret(value);
    });
    if (!parsed) return detail::blame(options.path(), parsed.error());

    char const* const region = lookup("GENESYS_REGION");
    char const* const url = lookup("GENESYS_ENV_URL");
    if (region != nullptr || url != nullptr) {
        said.region = secret(region != nullptr ? region : "");
        said.url = secret(url != nullptr ? url : "");
    }
    if (char const* const id = lookup("GENESYS_CLIENT_ID")) said.client_id = secret(id);
    if (char const* const text = lookup("GENESYS_CLIENT_SECRET")) said.client_secret = secret(text);

    environment out;
    out.client_id = said.client_id.expose();
    out.client_secret = std::move(said.client_secret);
    if (!said.url.empty()) {
        auto hosts = endpoints_of_url(said.url.expose());
        if (!hosts) return detail::blame("GENESYS_ENV_URL", hosts.error());
        out.hosts = std::move(*hosts);
    } else if (!said.region.empty()) {
        auto hosts = endpoints_of(said.region.expose());
        if (!hosts) return detail::blame("GENESYS_REGION", hosts.error());
        out.hosts = std::move(*hosts);
    }
    return out;
}

/// The same with `std::getenv`.
inline result<environment> read_environment(environment_options const& options = {})
{
    return read_environment(options, [](char const* name) -> char const* { return std::getenv(name); });
}

/** Whether everything is there that a client needs.

    @par Errors  genesys_errc::missing_setting; the detail names the variables to set */
inline result<void> require_complete(environment const& e)
{
    std::string missing;
    auto const add = [&missing](std::string_view name) {
        if (!missing.empty()) missing += ", ";
        missing += name;
    };
    if (e.client_id.empty()) add("GENESYS_CLIENT_ID");
    if (e.client_secret.empty()) add("GENESYS_CLIENT_SECRET");
    if (!e.hosts) add("GENESYS_REGION (e.g. eu-central-1) or GENESYS_ENV_URL");
    if (missing.empty()) return {};
    error out{make_error_code(genesys_errc::missing_setting)};
    out.edit().detail = "not set in the environment or the .env file: " + missing;
    return out;
}

/// Where the organisation lives.
/// @throws failure  with genesys_errc::missing_setting when there is neither region nor URL
inline endpoints hosts_of(environment const& e)
{
    if (e.hosts) return *e.hosts;
    error missing(make_error_code(genesys_errc::missing_setting));
    missing.edit().detail = "not set in the environment or the .env file: GENESYS_REGION or GENESYS_ENV_URL";
    throw failure(std::move(missing));
}

} // namespace cogrant::genesys

#endif // COGRANT_GENESYS_ENVIRONMENT_HPP
