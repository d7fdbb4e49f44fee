// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_LINK_HEADER_HPP
#define COGRANT_PAGINATE_LINK_HEADER_HPP

#include <cogrant/error.hpp>
#include <cogrant/http/headers.hpp>
#include <cogrant/paginate/error.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace cogrant {

/// How many links one answer may have; `headers` bounds their length.
inline constexpr std::size_t max_links = 64;

namespace detail {

/// One link: what it points to, its relations, and whether it speaks of another page than the one it came with.
struct web_link {
    std::string_view target;
    std::string relations;
    bool has_relations = false;
    bool anchored = false;
};

/// Reads the links of one `Link` field, strictly.
class link_reader {
public:
    explicit link_reader(std::string_view field) noexcept : rest_(field) {}

    /// Whether there is another link; empty elements of the list are passed over (RFC 9110 §5.6.1.2).
    bool more() noexcept
    {
        for (space(); take(','); space()) {}
        return !rest_.empty();
    }

    /// Reads one link and what separates it from the next. False when it is not legal.
    bool read(web_link& out)
    {
        if (!take('<')) return false;
        auto const end = rest_.find('>');
        if (end == rest_.npos) return false;
        out.target = rest_.substr(0, end);
        for (char const c : out.target)
            if (c <= ' ' || c == 0x7F || c == '<' || c == '"') return false;
        rest_.remove_prefix(end + 1);
        for (space(); take(';'); space()) {
            space();
            // An empty parameter, as in `<a>;`, is allowed by the grammar.
            if (rest_.empty() || rest_.front() == ',' || rest_.front() == ';') continue;
            if (!parameter(out)) return false;
        }
        return rest_.empty() || rest_.front() == ',';
    }

private:
    static bool token_char(char c) noexcept
    {
        bool const usual = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return usual || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
    }
    bool take(char c) noexcept
    {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void space() noexcept
    {
        while (take(' ') || take('\t')) {}
    }
    std::string_view token() noexcept
    {
        std::size_t n = 0;
        while (n != rest_.size() && token_char(rest_[n])) ++n;
        auto const out = rest_.substr(0, n);
        rest_.remove_prefix(n);
        return out;
    }
    bool quoted(std::string& out)
    {
        while (!rest_.empty()) {
            char c = rest_.front();
            rest_.remove_prefix(1);
            if (c == '"') return true;
            if (c == '\\') {
                if (rest_.empty()) return false;
                c = rest_.front();
                rest_.remove_prefix(1);
            }
            if ((static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F) return false;
            out += c;
        }
        return false;
    }
    bool parameter(web_link& out)
    {
        auto const name = token();
        if (name.empty()) return false;
        std::string value;
        space();
        if (take('=')) {
            space();
            if (take('"')) {
                if (!quoted(value)) return false;
            } else {
                auto const plain = token();
                if (plain.empty()) return false;
                value = plain;
            }
        }
        // RFC 8288 §3.3: a second rel has no meaning.
        if (http::equal_names(name, "rel") && !out.has_relations) {
            out.relations = std::move(value);
            out.has_relations = true;
        }
        if (http::equal_names(name, "anchor")) out.anchored = true;
        return true;
    }

    std::string_view rest_;
};

/// Whether a relation is one of those in a list separated by spaces. Case does not matter.
inline bool has_relation(std::string_view list, std::string_view relation) noexcept
{
    while (!list.empty()) {
        auto const end = list.find(' ');
        if (http::equal_names(list.substr(0, end), relation)) return true;
        list = end == list.npos ? std::string_view() : list.substr(end + 1);
    }
    return false;
}

} // namespace detail

/** The target of the link with this relation in an answer's `Link` fields, as it is written there; nothing when there is
    none. Links with an anchor speak of another page and are passed over.

    Strict: a field that is not legal is an error, since its end may have been cut off, and so are two links of the
    relation with different targets.

    @par Source  RFC 8288 §3, §3.2 (anchor), §3.3 (rel)
    @par Errors  page_errc::bad_link
    @par Limits  @ref max_links */
inline result<std::optional<std::string>> find_link(http::headers const& fields, std::string_view relation)
{
    auto const refuse = [](std::string_view why) {
        error e(make_error_code(page_errc::bad_link), phase::decode);
        e.edit().detail = std::string("the Link field is not legal: ").append(why);
        return e;
    };
    std::optional<std::string> found;
    std::size_t count = 0;
    for (auto const field : fields) {
        if (!http::equal_names(field.name, "Link")) continue;
        for (detail::link_reader links(field.value); links.more();) {
            if (++count > max_links) return refuse("too many links");
            detail::web_link link;
            if (!links.read(link)) return refuse("it does not follow RFC 8288");
            if (link.anchored || !detail::has_relation(link.relations, relation)) continue;
            if (found && *found != link.target) return refuse("two links of one relation lead to different places");
            found = std::string(link.target);
        }
    }
    return found;
}

} // namespace cogrant

#endif // COGRANT_PAGINATE_LINK_HEADER_HPP
