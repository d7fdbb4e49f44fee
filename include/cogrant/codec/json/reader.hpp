// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_JSON_READER_HPP
#define COGRANT_CODEC_JSON_READER_HPP

#include <cogrant/codec/error.hpp>
#include <cogrant/codec/json/limits.hpp>
#include <cogrant/codec/json/scan.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace cogrant::json {

class arena;
class reader;

/// Reads a value of any supported type at the reader's place; false, with the reason in `in.problem()`, when it is none.
template <class T>
bool read(reader& in, T& out);

/** A place in a JSON document and the first problem found in it.

    The functions that read return false after a problem, and the place stays where it was found. A reader never
    looks behind the end of the document, which need not be terminated.

    @par Lifetime       the document must outlive the reader
    @par Thread safety  distinct objects: safe; shared object: unsafe */
class reader {
public:
    enum class more : std::uint8_t { item, done, failed };

    explicit reader(std::string_view document, json::limits const& l = {}) noexcept
        : p_(document.data()), begin_(document.data()), end_(document.data() + document.size()), limits_(l)
    {
        if (document.size() > l.max_document) fail(codec_errc::too_large);
    }

    json::limits const& limits() const noexcept { return limits_; }
    error const& problem() const noexcept { return error_; }
    error& problem() noexcept { return error_; }
    std::size_t offset() const noexcept { return static_cast<std::size_t>(p_ - begin_); }
    char const* position() const noexcept { return p_; }
    char const* document_end() const noexcept { return end_; }
    void rewind(char const* p) noexcept { p_ = p; }
    std::size_t left() const noexcept { return static_cast<std::size_t>(end_ - p_); }

    std::size_t depth() const noexcept { return depth_; }

    /// How many items lists of one kind had of late: a guess for the next one. Kinds may share a number.
    std::uint8_t& usual_size(std::size_t kind) noexcept { return usual_sizes_[kind % usual_sizes_.size()]; }

    /// Which member came behind each member of a struct of late, and which one first: 129 guesses, 0 for none. `from` tells
    /// structs apart; they may share guesses.
    std::uint8_t* usual_next(std::size_t from) noexcept
    {
        return usual_next_.data() + from % (usual_next_.size() - 128);
    }

    /// Whether what is read replaces an old value, whose memory is used again: see @ref decode_over. Off: what the document does
    /// not name stays.
    bool over() const noexcept { return over_; }
    void over(bool on) noexcept { over_ = on; }

    /// The next character that matters, 0 at the end.
    COGRANT_JSON_INLINE char peek() noexcept
    {
        if (p_ != end_ && static_cast<unsigned char>(*p_) > ' ') return *p_;
        return peek_behind_space();
    }

    /// Whether nothing but white space is left.
    bool finish()
    {
        if (error_) return false;
        peek();
        return p_ == end_ || fail(codec_errc::trailing_data);
    }

    /// Reads `null` if it is there. Nothing when another value is there; false when it begins like null but is not.
    std::optional<bool> null()
    {
        if (peek() != 'n') return std::nullopt;
        return null_word();
    }

    /// Reads `null`, which must be here.
    bool null_word() { return literal("null"); }

    bool boolean(bool& out)
    {
        char const c = peek();
        if (c != 't' && c != 'f') return mismatch("a boolean");
        if (!literal(c == 't' ? std::string_view("true") : std::string_view("false"))) return false;
        out = c == 't';
        return true;
    }

    /// Reads a string into `out`.
    bool string(std::string& out);

    /// Reads a string that stands right here, if it is ASCII without escapes; else false, and nothing has changed.
    bool plain_string(std::string_view& out) noexcept
    {
        if (p_ == end_ || *p_ != '"') return false;
        char const* const end = detail::skip_plain(p_ + 1, end_);
        if (end == end_ || *end != '"') return false;
        out = std::string_view(p_ + 1, static_cast<std::size_t>(end - p_ - 1));
        p_ = end + 1;
        return true;
    }

    /// Reads a string: a view into the document, or into `scratch` when it has escapes.
    bool string(std::string_view& out, std::string& scratch);

    /// Reads a string without copying it: a view into the document, or into the arena when it has escapes.
    bool borrowed_string(std::string_view& out);

    /// Where texts with escapes are kept; it must outlive their views.
    void lend(arena& texts) noexcept { texts_ = &texts; }

    /// Characters up to the end of the string that is next, escapes counted as written: room that surely is enough.
    std::size_t string_room() noexcept;

    template <class Integer>
    bool integer(Integer& out);

    bool floating(double& out);

    /// Reads any number, checks it and gives its text.
    bool number(std::string_view& text);

    /// Passes over any value; everything in it is checked.
    bool skip();

    /// Enters an array or object: `open` is the bracket.
    COGRANT_JSON_INLINE bool enter(char open)
    {
        if (peek() != open) return mismatch(open == '{' ? "an object" : "an array");
        if (++depth_ > limits_.max_depth) return fail(codec_errc::too_deep);
        ++p_;
        return true;
    }

    /// After `enter`: whether there is a first item.
    COGRANT_JSON_INLINE more first(char close)
    {
        if (peek() != close) return more::item;
        return leave();
    }

    /// After an item: whether another one follows.
    COGRANT_JSON_INLINE more next(char close)
    {
        char const c = peek();
        if (c == ',') {
            ++p_;
            return more::item;
        }
        if (c == close) return leave();
        unexpected(close == '}' ? "',' or '}'" : "',' or ']'");
        return more::failed;
    }

    /// Reads a key and its colon.
    bool key(std::string_view& out, std::string& scratch)
    {
        if (peek() != '"') return unexpected("a key");
        return string(out, scratch) && colon();
    }

    /// Passes over the colon behind a key.
    bool colon()
    {
        if (p_ == end_ || *p_ != ':')
            if (peek() != ':') return unexpected("':'");
        ++p_;
        return true;
    }

    /// Refuses the document here. `expected` and `found` are literals; left out, they are what is usual for the code.
    [[gnu::cold, gnu::noinline]] bool fail(codec_errc code, std::string_view expected = {}, std::string_view found = {})
    {
        if (!error_) {
            error_.code = code;
            error_.offset = offset();
            auto const usual = cogrant::detail::usual_expectation(code);
            error_.expected = expected.empty() ? usual.expected : expected;
            error_.found = found.empty() ? usual.found : found;
            if (error_.found.empty()) error_.found = anything_here();
        }
        return false;
    }

    /// Refuses a value that is of another kind, or no value at all.
    [[gnu::cold, gnu::noinline]] bool mismatch(std::string_view expected)
    {
        std::string_view const found = kind_here();
        if (found.empty()) return unexpected(expected);
        return fail(codec_errc::wrong_type, expected, found);
    }

    /// Refuses what is here because something else must be here.
    [[gnu::cold, gnu::noinline]] bool unexpected(std::string_view expected)
    {
        if (peek() == '\0' && p_ == end_) return fail(codec_errc::unexpected_end, expected, "the end");
        return fail(codec_errc::syntax, expected, anything_here());
    }

    /// After a problem, on the way out: the problem is inside item `index`, or inside a member. `server_key` says
    /// that the name was chosen by the server.
    void inside(std::size_t index) { inside(std::to_string(index), false); }
    void inside(std::string_view name, bool server_key);

private:
    char peek_behind_space() noexcept
    {
        while (p_ != end_ && (*p_ == ' ' || *p_ == '\n' || *p_ == '\r' || *p_ == '\t')) ++p_;
        return p_ == end_ ? '\0' : *p_;
    }

    bool literal(std::string_view word)
    {
        auto const left = static_cast<std::size_t>(end_ - p_);
        if (left >= word.size() && std::memcmp(p_, word.data(), word.size()) == 0) {
            p_ += word.size();
            return true;
        }
        for (std::size_t i = 0; i != word.size(); ++i) {
            if (p_ == end_) return fail(codec_errc::unexpected_end, word);
            if (*p_ != word[i]) return fail(codec_errc::syntax, word, "another word");
            ++p_;
        }
        return fail(codec_errc::syntax, word);
    }

    more leave() noexcept
    {
        ++p_;
        --depth_;
        return more::done;
    }

    std::string_view kind_here() noexcept
    {
        switch (peek()) {
        case '{': return "an object";
        case '[': return "an array";
        case '"': return "a string";
        case 't':
        case 'f': return "a boolean";
        case 'n': return "null";
        case '-': return "a number";
        default: return p_ != end_ && detail::is_digit(*p_) ? "a number" : std::string_view();
        }
    }

    // As kind_here, with a name for what is no value too.
    std::string_view anything_here() noexcept
    {
        std::string_view const kind = kind_here();
        if (!kind.empty()) return kind;
        return p_ == end_ ? "the end" : "another character";
    }

    [[gnu::cold, gnu::noinline]] bool bad_string(char const* at, codec_errc code)
    {
        p_ = at;
        if (p_ == end_) return fail(codec_errc::unexpected_end, "the end of the string");
        if (code == codec_errc::syntax) return fail(code, "a character of a string", "a control character");
        return fail(code);
    }
    char const* validate_run(char const* p);
    bool escape(char const*& p, char* to, std::size_t& size);
    bool unescape(char const* run, char const* p, std::string& out);
    bool scan_string();
    char const* scan_number();
    bool skip_block() noexcept;
    bool skip_object();
    bool skip_array();

    char const* p_;
    char const* begin_;
    char const* end_;
    json::limits limits_;
    std::size_t depth_ = 0;
    bool spaced_ = false; // the document has white space between its tokens, or something is wrong with it
    arena* texts_ = nullptr;
    std::array<std::uint8_t, 64> usual_sizes_{};
    std::array<std::uint8_t, 1024> usual_next_{};
    bool over_ = false;
    error error_;
};

inline void reader::inside(std::string_view name, bool server_key)
{
    std::string segment = "/";
    for (char const c : name) {
        if (c == '~') segment += "~0";
        else if (c == '/') segment += "~1";
        else segment += c;
    }
    error_.ours = server_key ? 0 : error_.ours + segment.size();
    error_.pointer.insert(0, segment);
}

} // namespace cogrant::json

#endif // COGRANT_CODEC_JSON_READER_HPP
