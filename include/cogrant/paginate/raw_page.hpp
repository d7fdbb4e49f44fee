// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_PAGINATE_RAW_PAGE_HPP
#define COGRANT_PAGINATE_RAW_PAGE_HPP

#include <cogrant/codec/json.hpp>
#include <cogrant/codec/raw.hpp>
#include <cogrant/http/headers.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant {

/** A page of a listing nobody described: its lists, each row as the server wrote it, and its texts and numbers, among
    which the continuation is. Members of inner objects have dotted names, `_links.next`.

    @par Limits  512 texts and numbers, 64 lists; three objects deep
    @par Thread safety  distinct objects: safe; shared object: const members only */
class raw_page {
public:
    struct list {
        std::string name; ///< of the member; empty when the whole answer is a list
        std::vector<json::raw> rows;
    };

    raw_page() = default;

    /// The text or number of this name, as text; empty when there is none.
    std::string_view word(std::string_view name) const noexcept
    {
        for (auto const& [key, value] : words_)
            if (key == name) return value;
        return {};
    }
    std::vector<list> const& lists() const noexcept { return lists_; }

    std::vector<list>& lists() noexcept { return lists_; }

    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    /// The place of the list of this name, or `none`.
    std::size_t find(std::string_view name) const noexcept
    {
        for (std::size_t i = 0; i != lists_.size(); ++i)
            if (lists_[i].name == name) return i;
        return none;
    }

    /** The place of the list that holds the rows: one of a usual name, or the only one outside inner objects. `none` when
        there is none; `sure` becomes false when there are several to choose from. */
    std::size_t guess(bool& sure) const noexcept
    {
        static constexpr std::array<std::string_view, 10> usual{
            "conversations",     "entities", "results", "resources", "items",
            "completedContacts", "data",     "rows",    "records",   "values"};
        sure = true;
        for (auto const name : usual)
            for (std::size_t i = 0; i != lists_.size(); ++i)
                if (http::equal_names(lists_[i].name, name)) return i;
        std::size_t only = none;
        for (std::size_t i = 0; i != lists_.size(); ++i) {
            if (lists_[i].name.find('.') != std::string::npos) continue;
            if (only != none) sure = false;
            only = i;
        }
        return sure ? only : none;
    }

private:
    friend struct json::codec<raw_page>;
    static constexpr std::size_t max_words = 512;
    static constexpr std::size_t max_lists = 64;

    std::vector<list> lists_;
    std::vector<std::pair<std::string, std::string>> words_;
};

template <>
struct json::codec<raw_page> {
    static constexpr bool replaces = true;

    static bool decode(reader& in, raw_page& out)
    {
        // Over an old page: its lists lend their memory to the lists that come.
        std::vector<raw_page::list> old;
        if (in.over()) old.swap(out.lists_);
        out = raw_page();
        char const c = in.peek();
        if (c == '[') return take_list(in, out, {}, old);
        if (c == '{') return take_object(in, out, {}, 0, old);
        return in.mismatch("an object or an array");
    }
    static void encode(std::string& out, raw_page const&) { out += "null"; }

private:
    using lists = std::vector<raw_page::list>;

    static bool take_list(reader& in, raw_page& out, std::string name, lists& old)
    {
        auto place = out.find(name);
        if (place == raw_page::none) {
            place = out.lists_.size();
            if (place == raw_page::max_lists) return in.skip();
            auto& added = out.lists_.emplace_back();
            // A listing's pages look alike: a list has the rows of the one of its name.
            for (auto& one : old)
                if (one.name == name) added.rows.swap(one.rows);
            added.name = std::move(name);
        }
        bool const over = in.over();
        in.over(true);
        bool const good = read(in, out.lists_[place].rows);
        in.over(over); // what stands behind this page in a struct may be meant to keep what it holds
        return good;
    }
    static bool take_object(reader& in, raw_page& out, std::string const& prefix, int depth, lists& old)
    {
        if (!in.enter('{')) return false;
        std::string scratch;
        for (auto m = in.first('}'); m != reader::more::done; m = in.next('}')) {
            if (m == reader::more::failed) return false;
            std::string_view key;
            if (!in.key(key, scratch)) return false;
            if (!take_member(in, out, prefix + std::string(key), depth, old)) return false;
        }
        return true;
    }
    static bool take_member(reader& in, raw_page& out, std::string name, int depth, lists& old)
    {
        char const c = in.peek();
        if (c == '{' && depth < 2) return take_object(in, out, name + ".", depth + 1, old);
        if (c == '[' && depth < 2) return take_list(in, out, std::move(name), old);
        bool const number = c == '-' || (c >= '0' && c <= '9');
        if ((c != '"' && !number) || out.words_.size() >= raw_page::max_words) return in.skip();
        std::string scratch;
        std::string_view text;
        if (!(number ? in.number(text) : in.string(text, scratch))) return false;
        // Of a key that comes twice the last one counts.
        std::erase_if(out.words_, [&](auto const& word) { return word.first == name; });
        out.words_.emplace_back(std::move(name), std::string(text));
        return true;
    }
};

} // namespace cogrant

#endif // COGRANT_PAGINATE_RAW_PAGE_HPP
