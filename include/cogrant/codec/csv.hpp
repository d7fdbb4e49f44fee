// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_CODEC_CSV_HPP
#define COGRANT_CODEC_CSV_HPP

#include <cogrant/codec/field.hpp>
#include <cogrant/codec/json.hpp>
#include <cogrant/codec/text_form.hpp>
#include <cogrant/reflect/names.hpp>

#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// Rows for spreadsheets and databases (RFC 4180): one column for each member, nested structs as `outer.inner`, vectors
// and maps as JSON in one cell.

namespace cogrant::csv {

/// How rows are written.
/// @par Thread safety  distinct objects: safe; shared object: const members only
class options {
public:
    options() = default;

    /// The character between cells.
    options& separator(char c) noexcept
    {
        separator_ = c;
        return *this;
    }
    /// Puts `'` in front of texts that a spreadsheet would run as a formula (first character `= + - @`, tab or CR).
    /// The text is changed: leave it off for machines, turn it on for people.
    options& guard_formulas(bool yes = true) noexcept
    {
        guard_ = yes;
        return *this;
    }
    char separator() const noexcept { return separator_; }
    bool guard_formulas() const noexcept { return guard_; }

private:
    char separator_ = ',';
    bool guard_ = false;
};

namespace detail {

template <class T>
struct value_of {
    using type = T;
};
template <class T>
struct value_of<std::optional<T>> : value_of<T> {};
template <class T>
struct value_of<field<T>> : value_of<T> {};

// Members that become columns of their own.
template <class T>
concept nested = !has_text_form<T> && !json::has_codec<T> && !json::detail::is_list<T> && !json::detail::is_map<T> &&
                 !json::detail::is_std_array<T> && reflect::reflectable<T>;

inline void quote(std::string& out, std::string_view text)
{
    out += '"';
    for (char const c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

inline void cell(std::string& out, std::string_view text, options const& o, bool guard)
{
    constexpr std::string_view dangerous = "=+-@\t\r";
    std::string guarded;
    if (guard && !text.empty() && dangerous.find(text.front()) != std::string_view::npos) {
        guarded.append(1, '\'').append(text);
        text = guarded;
    }
    bool special = text.empty() || text.front() == ' ' || text.back() == ' ';
    for (char const c : text) // find_first_of would call memchr for each character
        special |= c == '"' || c == '\r' || c == '\n' || c == o.separator();
    if (!special) out += text;
    else quote(out, text); // a text that is there but empty is "", one that is not there is nothing
}

/// Which cells are wanted, and what they are: `place` has the position of each member's cell, or `left_out`.
struct chosen_cells {
    static constexpr std::size_t left_out = static_cast<std::size_t>(-1);

    std::vector<std::size_t> place;
    std::vector<std::string> cells;
};

class row_writer {
public:
    row_writer(std::string& out, options const& o, chosen_cells* chosen = nullptr) noexcept
        : out_(out), options_(o), chosen_(chosen)
    {
    }

    template <class T>
    void header(std::string const& prefix)
    {
        reflect::for_each_field_name<T>([&]<class Member>(std::string_view name, std::type_identity<Member>) {
            using value_type = typename value_of<std::remove_cv_t<Member>>::type;
            if constexpr (nested<value_type>) {
                header<value_type>(std::string(prefix).append(name).append(1, '.'));
            } else {
                if (auto* to = next()) cell(*to, std::string(prefix).append(name), options_, false);
            }
        });
    }

    // `value` is null where an optional struct around the members is empty.
    template <class T>
    void cells(T const* value)
    {
        static T const none{};
        reflect::for_each_index(value == nullptr ? none : *value, [this, value](auto, auto const& member) {
            this->one(value == nullptr ? nullptr : &member);
        });
    }

private:
    template <class T>
    void one(T const* member)
    {
        if constexpr (json::detail::is_optional<T> || is_field<T>) {
            one(member != nullptr && member->has_value() ? &**member : nullptr);
        } else if constexpr (nested<T>) {
            cells(member);
        } else {
            auto* const to = next();
            if (to == nullptr || member == nullptr) return;
            if constexpr (requires {
                              { json::codec<T>::empty(*member) } -> std::same_as<bool>;
                          })
                if (json::codec<T>::empty(*member)) return;
            text_.clear();
            if constexpr (has_text_form<T>) text_form<T>::append(text_, *member);
            else json::write(text_, *member);
            cell(*to, text_, options_, options_.guard_formulas() && !std::is_arithmetic_v<T>);
        }
    }

    // Where the next cell goes; null when nobody wants it.
    std::string* next()
    {
        if (chosen_ != nullptr) {
            auto const place = chosen_->place[member_++];
            if (place == chosen_cells::left_out) return nullptr;
            chosen_->cells[place].clear();
            return &chosen_->cells[place];
        }
        if (!first_) out_ += options_.separator();
        first_ = false;
        return &out_;
    }

    std::string& out_;
    options const& options_;
    chosen_cells* chosen_;
    std::size_t member_ = 0;
    std::string text_;
    bool first_ = true;
};

} // namespace detail

/// Appends the line with the names of the columns of T, CR LF included.
template <class T>
    requires reflect::reflectable<T>
void header(std::string& out, options const& o = {})
{
    detail::row_writer(out, o).template header<T>(std::string());
    out += "\r\n";
}

/// Appends the line of one value, CR LF included. An empty optional is an empty cell, and so is a @ref field that is null or absent.
template <class T>
    requires reflect::reflectable<T>
void row(T const& value, std::string& out, options const& o = {})
{
    detail::row_writer(out, o).cells(&value);
    out += "\r\n";
}

} // namespace cogrant::csv

#endif // COGRANT_CODEC_CSV_HPP
