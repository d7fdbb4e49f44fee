// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_INTEROP_OIDC_CLIENT_HPP
#define COGRANT_TESTS_INTEROP_OIDC_CLIENT_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/error.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/oauth/server_metadata.hpp>
#include <cogrant/oauth/token.hpp>
#include <cogrant/pipeline/any_client.hpp>
#include <cogrant/reflect/reflect.hpp>
#include <cogrant/secret.hpp>

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

// What the parts of the program share: its settings, the way it talks to the runner, the client's authentication.

namespace client {

namespace asio = boost::asio;
namespace http = cogrant::http;
namespace oauth = cogrant::oauth;

/// As the runner writes them.
struct settings {
    static constexpr auto wire_letter_case = cogrant::reflect::letter_case::snake;
    std::string issuer{};
    std::string ca_file{};
    std::string client_id{};
    cogrant::secret client_secret{};
    std::string auth = "none"; ///< the client's authentication, as in the server's metadata
    std::string api{};         ///< where the tokens are for
    std::string key_file{};
    std::string kid{};
    std::string alg{};
    std::string certificate_file{};
    std::string certificate_key_file{};
    std::string proof_key_file{}; ///< of DPoP
    std::optional<std::string> scope{};
    std::optional<std::string> resource{};
    bool pushed = false;
    bool prove = false; ///< possession of a key, with every token (DPoP)
    int calls = 1;
    int refreshes = 0;
};

/// One line of JSON for the runner: say("tokens").text("scope", …).raw("answer", …);
class say {
public:
    explicit say(std::string_view what) { text("event", what); }
    say(say const&) = delete;
    say& operator=(say const&) = delete;
    ~say();
    say& text(std::string_view name, std::string_view value)
    {
        return raw(name, cogrant::json::encode(std::string(value)));
    }
    say& number(std::string_view name, long long value) { return raw(name, std::to_string(value)); }
    say& raw(std::string_view name, std::string_view json)
    {
        line_ += line_.empty() ? '{' : ',';
        line_ += cogrant::json::encode(std::string(name));
        line_.append(":").append(json);
        return *this;
    }

private:
    std::string line_;
};

void say_tokens(oauth::token_set const& tokens);
/// The failure, for the runner to judge.
void say_error(cogrant::error const& e);

/// Any of the ways in which a client proves itself; applied anew for each try.
struct authentication {
    static constexpr bool single_use = true;
    std::function<cogrant::error_code(http::request&, std::string&)> how;
    cogrant::error_code apply(http::request& r, std::string& form) const { return how(r, form); }
};

authentication authenticate(settings const& s, oauth::server_metadata const& server);
/// What carries the requests: connections, and proofs where they are wanted.
using wire = cogrant::any_client;
wire make_wire(settings const& s, asio::any_io_executor executor);
http::client_certificate certificate_of(settings const& s);
cogrant::time_point soon();
asio::awaitable<oauth::server_metadata> find_server(wire& pool, std::string issuer);
/// Calls the API with the token and says what it answered.
asio::awaitable<void> call_api(wire& pool, std::string api, oauth::token_set tokens);

asio::awaitable<void> machine(settings s);
asio::awaitable<void> inspect(settings s);
asio::awaitable<void> login(settings s);
asio::awaitable<void> device(settings s);

} // namespace client

#endif // COGRANT_TESTS_INTEROP_OIDC_CLIENT_HPP
