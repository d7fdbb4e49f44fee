// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_OAUTH_CHALLENGE_HPP
#define COGRANT_OAUTH_CHALLENGE_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/error.hpp>
#include <cogrant/http/headers.hpp>
#include <cogrant/http/message.hpp>
#include <cogrant/http/printable.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::oauth {

/// One way a server offers to be asked: a scheme with its parameters, or with one token68.
struct challenge {
    std::string scheme;  ///< as written: "Bearer", "DPoP", "basic"
    std::string token68; ///< empty when there are parameters or nothing
    std::vector<std::pair<std::string, std::string>> params; ///< in order, quotes and quoted pairs undone

    /// Whether it is of this scheme; ASCII case is ignored (RFC 9110 §11.1).
    bool is(std::string_view name) const noexcept { return http::equal_names(scheme, name); }

    /// The value of a parameter; ASCII case of the name is ignored (RFC 9110 §11.2).
    std::optional<std::string_view> find(std::string_view name) const noexcept
    {
        for (auto const& [key, value] : params)
            if (http::equal_names(key, name)) return std::string_view(value);
        return std::nullopt;
    }
};

/// What a reader of challenges puts up with: more than any honest server sends.
inline constexpr std::size_t max_challenge_bytes = 8 * 1024; ///< of all fields together
inline constexpr std::size_t max_challenges = 16;
inline constexpr std::size_t max_challenge_params = 32; ///< of one challenge

namespace detail {

class challenge_reader {
public:
    challenge_reader(std::string_view text, std::vector<challenge>& out) : text_(text), first_(out.size()), out_(out) {}

    /// What is wrong; empty when the whole field was read.
    std::string_view read()
    {
        for (;;) {
            while (at(blank) || peek() == ',') ++pos_; // empty elements of a list mean nothing (RFC 9110 §5.6.1.2)
            if (ended()) return {};
            auto const name = take(token_char);
            if (name.empty()) return "a character that no scheme or parameter begins with";
            auto const wrong = parameter_follows() ? parameter(name) : scheme(name);
            if (!wrong.empty()) return wrong;
            skip_blanks();
            if (!ended() && peek() != ',') return "no comma after a challenge or parameter";
        }
    }

private:
    static bool blank(char c) noexcept { return c == ' ' || c == '\t'; }
    static bool alphanumeric(char c) noexcept
    {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
    static bool token_char(char c) noexcept
    {
        return alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    }
    static bool token68_char(char c) noexcept
    {
        return alphanumeric(c) || std::string_view("-._~+/").find(c) != std::string_view::npos;
    }

    bool ended() const noexcept { return pos_ == text_.size(); }
    char peek() const noexcept { return ended() ? '\0' : text_[pos_]; }
    bool at(bool (*kind)(char) noexcept) const noexcept { return !ended() && kind(text_[pos_]); }
    std::string_view take(bool (*kind)(char) noexcept)
    {
        auto const begin = pos_;
        while (at(kind)) ++pos_;
        return text_.substr(begin, pos_ - begin);
    }
    void skip_blanks()
    {
        while (at(blank)) ++pos_;
    }

    bool parameter_follows() const noexcept
    {
        auto const next = text_.find_first_not_of(" \t", pos_);
        return next != text_.npos && text_[next] == '=';
    }

    std::string_view scheme(std::string_view name)
    {
        if (out_.size() == max_challenges) return "too many challenges";
        auto& added = out_.emplace_back();
        added.scheme = name;
        auto const spaces = text_.find_first_not_of(" \t", pos_);
        if (spaces == text_.npos || text_[spaces] == ',') return {};
        if (peek() != ' ') return "no space after a scheme";
        skip_blanks();
        // What looks like a token68 is one only when nothing but the end or the next challenge follows.
        auto const begin = pos_;
        if (!take(token68_char).empty()) {
            while (peek() == '=') ++pos_;
            auto const end = pos_;
            skip_blanks();
            if (ended() || peek() == ',') {
                added.token68 = text_.substr(begin, end - begin);
                return {};
            }
            pos_ = begin;
        }
        auto const first = take(token_char);
        if (first.empty() || !parameter_follows()) return "neither a token68 nor a parameter after a scheme";
        return parameter(first);
    }

    std::string_view parameter(std::string_view name)
    {
        if (out_.size() == first_) return "a parameter without a scheme";
        auto& owner = out_.back();
        if (!owner.token68.empty()) return "a parameter after a token68";
        if (owner.params.size() == max_challenge_params) return "too many parameters";
        if (owner.find(name)) return "a parameter comes twice";
        skip_blanks();
        ++pos_; // '='
        skip_blanks();
        std::string value;
        if (peek() == '"') {
            if (auto const wrong = quoted(value); !wrong.empty()) return wrong;
        } else {
            value = take(token_char);
            if (value.empty()) return "a parameter without a value";
        }
        owner.params.emplace_back(std::string(name), std::move(value));
        return {};
    }

    // RFC 9110 §5.6.4; bytes from 0x80 on are obs-text.
    std::string_view quoted(std::string& value)
    {
        for (++pos_; !ended(); ++pos_) {
            if (peek() == '"') {
                ++pos_;
                return {};
            }
            if (peek() == '\\') {
                ++pos_;
                if (ended()) break;
            }
            auto const c = static_cast<unsigned char>(peek());
            if ((c < ' ' && c != '\t') || c == 0x7f) return "a control character in a quoted string";
            value += peek();
        }
        return "a quoted string without its end";
    }

    std::string_view text_;
    std::size_t pos_ = 0;
    std::size_t first_; // challenges of earlier fields
    std::vector<challenge>& out_;
};

inline error bad_challenge(std::string_view why)
{
    error e{make_error_code(http_errc::bad_message)};
    e.edit().detail = std::string("the challenges of the server are malformed: ").append(why);
    return e;
}

} // namespace detail

/** Reads the challenges of one `WWW-Authenticate` (or `Proxy-Authenticate`) field: several, with quoted strings, token68 or
    nothing but a scheme. Strict: what breaks the grammar, or repeats a parameter, is an error as a whole.

    @par Source  RFC 9110 §11.6.1, §11.2, §5.6.4; S28 of the security checklist
    @par Errors  http_errc::bad_message; `detail` names the rule and quotes nothing
    @par Limits  `max_challenge_bytes`, `max_challenges`, `max_challenge_params`; time linear in the size */
inline result<std::vector<challenge>> parse_challenges(std::string_view field_value)
{
    if (field_value.size() > max_challenge_bytes) return detail::bad_challenge("too long");
    std::vector<challenge> out;
    auto const wrong = detail::challenge_reader(field_value, out).read();
    if (!wrong.empty()) return detail::bad_challenge(wrong);
    return out;
}

/** The challenges of an answer, of all fields of this name in order. Each field is read by itself, so that no field gives a
    parameter to a challenge of another. Empty when there is no such field.

    @par Errors  as above
    @par Limits  as above, for all fields together */
inline result<std::vector<challenge>>
parse_challenges(http::headers const& fields, std::string_view name = "WWW-Authenticate")
{
    std::vector<challenge> out;
    std::size_t bytes = 0;
    for (auto const field : fields) {
        if (!http::equal_names(field.name, name)) continue;
        bytes += field.value.size();
        if (bytes > max_challenge_bytes) return detail::bad_challenge("too long");
        auto const wrong = detail::challenge_reader(field.value, out).read();
        if (!wrong.empty()) return detail::bad_challenge(wrong);
    }
    return out;
}

/// The first challenge of the scheme that gives a reason, in its `error`; null when none does.
inline challenge const* reason_in(std::vector<challenge> const& all, std::string_view scheme) noexcept
{
    for (auto const& c : all)
        if (c.is(scheme) && c.find("error")) return &c;
    return nullptr;
}

/** Adds to an error what the challenges of a 401 or 403 say: the scope that is missing, and the server's code, words and page
    where nothing else gave them. Malformed ones say nothing.

    @param scheme  the one that was used; what others offer is not looked at
    @return        the server's code as written; empty when it gives none
    @par Source    RFC 6750 §3, S29 of the security checklist */
inline std::string describe_challenges(http::response const& answer, std::string_view scheme, error& e)
{
    if (answer.status != 401 && answer.status != 403) return {};
    auto const challenges = parse_challenges(answer.headers);
    auto const* given = challenges ? reason_in(*challenges, scheme) : nullptr;
    if (given == nullptr) return {};
    auto const said = [given](std::string_view name) { return http::printable(given->find(name).value_or(""), 500); };
    std::string const code(*given->find("error"));
    auto& info = e.edit();
    if (code == "insufficient_scope") info.needed_scope = said("scope");
    if (info.server_code.empty()) info.server_code = said("error");
    if (info.server_message.empty()) info.server_message = said("error_description");
    // A page is only named, never opened; other schemes than https are not even named.
    auto const page = given->find("error_uri").value_or("");
    if (info.server_uri.empty() && page.starts_with("https://")) info.server_uri = http::printable_ascii(page, 500);
    return code;
}

} // namespace cogrant::oauth

#endif // COGRANT_OAUTH_CHALLENGE_HPP
