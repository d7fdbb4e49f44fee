// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_HTTP_HEADERS_HPP
#define COGRANT_HTTP_HEADERS_HPP

#include <openssl/crypto.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::http {

/// Whether two header names are the same field. ASCII case is ignored (RFC 9110 §5.1).
constexpr bool equal_names(std::string_view a, std::string_view b) noexcept
{
    if (a.size() != b.size()) return false;
    auto const lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
    for (std::size_t i = 0; i != a.size(); ++i)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

/** The fields of a message, in order, names compared without case (RFC 9110 §5).

    All text is kept in one buffer, so a message of ordinary size costs two allocations, none when the object is
    reused after `clear()`. Values with CR, LF or NUL are refused: no caller can inject a header. Text that holds a
    credential (Authorization, Proxy-Authorization, Cookie, DPoP) is overwritten before its memory is given back.

    @par Limits         64 KiB of text in all; a field beyond it is refused
    @par Thread safety  distinct objects: safe; shared object: const members only */
class headers {
    struct entry {
        std::uint32_t begin;
        std::uint16_t name_size;
        std::uint32_t value_size;
    };

public:
    struct field {
        std::string_view name;
        std::string_view value;
    };

    class iterator {
    public:
        using iterator_category = std::input_iterator_tag;
        using value_type = field;
        using difference_type = std::ptrdiff_t;
        using pointer = void;
        using reference = field;

        iterator() = default;
        iterator(headers const* owner, std::size_t index) noexcept : owner_(owner), index_(index) {}
        field operator*() const noexcept { return owner_->at(index_); }
        iterator& operator++() noexcept
        {
            ++index_;
            return *this;
        }
        iterator operator++(int) noexcept
        {
            auto copy = *this;
            ++index_;
            return copy;
        }
        friend bool operator==(iterator const&, iterator const&) = default;

    private:
        headers const* owner_ = nullptr;
        std::size_t index_ = 0;
    };

    static constexpr std::size_t max_text = 64 * 1024;

    headers() = default;
    /// @throws std::invalid_argument  when `add` refuses a field
    headers(std::initializer_list<std::pair<std::string_view, std::string_view>> fields)
    {
        for (auto const& [name, value] : fields)
            if (!add(name, value)) {
                wipe();
                throw std::invalid_argument("cogrant::http::headers: illegal name or value");
            }
    }
    headers(headers const& other) : fields_(other.fields_), secret_(other.secret_)
    {
        if (secret_) text_.reserve(least_text);
        text_.append(other.text_);
    }
    headers(headers&& other) noexcept
        : text_(std::move(other.text_)), fields_(std::move(other.fields_)), secret_(std::exchange(other.secret_, false))
    {
    }
    headers& operator=(headers other) noexcept
    {
        text_.swap(other.text_);
        fields_.swap(other.fields_);
        std::swap(secret_, other.secret_);
        return *this;
    }
    ~headers() { wipe(); }

    /// Appends a field. False, and nothing done, when the name or value is not legal or `max_text` is exceeded.
    bool add(std::string_view name, std::string_view value)
    {
        if (!legal(name, value)) return false;
        auto const needed = name.size() + value.size();
        auto begin = text_.size();
        secret_ = secret_ || is_credential(name);
        // A string's own few bytes would stay behind when it is moved: a credential is kept on the heap.
        bool const fits = begin + needed <= text_.capacity() && (!secret_ || text_.capacity() >= least_text);
        if (fits && begin + needed <= max_text) {
            text_.append(name).append(value);
        } else {
            // The old text lives until the new one is whole: name and value may be views of it.
            std::size_t live = 0;
            for (auto const& e : fields_) live += e.name_size + e.value_size;
            if (live + needed > max_text) return false;
            std::string packed;
            packed.reserve(std::max(2 * (live + needed), least_text));
            for (auto& e : fields_) {
                auto const moved = static_cast<std::uint32_t>(packed.size());
                packed.append(text_, e.begin, e.name_size + e.value_size);
                e.begin = moved;
            }
            begin = packed.size();
            packed.append(name).append(value);
            text_.swap(packed);
            if (secret_) OPENSSL_cleanse(packed.data(), packed.size());
        }
        fields_.push_back(
            {static_cast<std::uint32_t>(begin), static_cast<std::uint16_t>(name.size()),
             static_cast<std::uint32_t>(value.size())});
        return true;
    }

    /// Replaces every field of this name by one, at the end. False, and nothing done, when `add` would refuse it.
    bool set(std::string_view name, std::string_view value)
    {
        if (!add(name, value)) return false;
        auto const last = fields_.back();
        fields_.pop_back();
        erase(view(last).name);
        fields_.push_back(last);
        return true;
    }

    /// Removes every field of this name.
    void erase(std::string_view name)
    {
        bool const credential = secret_ && is_credential(name);
        std::erase_if(fields_, [&](entry const& e) {
            bool const gone = equal_names(view(e).name, name);
            if (gone && credential) OPENSSL_cleanse(text_.data() + e.begin + e.name_size, e.value_size);
            return gone;
        });
    }

    /// The value of the first field of this name.
    std::optional<std::string_view> find(std::string_view name) const noexcept
    {
        for (auto const& e : fields_)
            if (auto const f = view(e); equal_names(f.name, name)) return f.value;
        return std::nullopt;
    }

    bool contains(std::string_view name) const noexcept { return find(name).has_value(); }

    /// How many fields of this name there are.
    std::size_t count(std::string_view name) const noexcept
    {
        std::size_t n = 0;
        for (auto const& e : fields_) n += equal_names(view(e).name, name) ? 1U : 0U;
        return n;
    }

    field at(std::size_t index) const noexcept { return view(fields_[index]); }
    std::size_t size() const noexcept { return fields_.size(); }
    bool empty() const noexcept { return fields_.empty(); }
    iterator begin() const noexcept { return {this, 0}; }
    iterator end() const noexcept { return {this, fields_.size()}; }

    /// Forgets the fields and keeps the memory.
    void clear() noexcept
    {
        wipe();
        text_.clear();
        fields_.clear();
        secret_ = false;
    }

private:
    static constexpr std::size_t least_text = 512;

    static constexpr bool is_credential(std::string_view name) noexcept
    {
        switch (name.size()) {
        case 4: return equal_names(name, "DPoP");
        case 6: return equal_names(name, "Cookie");
        case 13: return equal_names(name, "Authorization");
        case 19: return equal_names(name, "Proxy-Authorization");
        default: return false;
        }
    }
    void wipe() noexcept
    {
        if (secret_) OPENSSL_cleanse(text_.data(), text_.size());
    }
    static bool legal(std::string_view name, std::string_view value) noexcept
    {
        if (name.empty() || name.size() > 0xffff) return false;
        for (char const c : name) {
            bool const letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && std::string_view("!#$%&'*+-.^_`|~").find(c) == std::string_view::npos) return false;
        }
        for (char const c : value)
            if ((static_cast<unsigned char>(c) < ' ' && c != '\t') || c == 0x7f) return false;
        return true;
    }
    field view(entry const& e) const noexcept
    {
        std::string_view const all = text_;
        return {all.substr(e.begin, e.name_size), all.substr(e.begin + e.name_size, e.value_size)};
    }

    std::string text_;
    std::vector<entry> fields_;
    bool secret_ = false; // there is or was a credential in the text
};

} // namespace cogrant::http

#endif // COGRANT_HTTP_HEADERS_HPP
