// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTING_EMULATOR_WIRE_TEXT_HPP
#define COGRANT_TESTING_EMULATOR_WIRE_TEXT_HPP

#include <cogrant/testing/emulator/iso_time.hpp>
#include <cogrant/testing/emulator/noise.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cogrant::testing::detail {

/// Appends JSON to a string; puts commas where they belong by looking at what was written last.
class json_text {
public:
    explicit json_text(std::string& out) noexcept : out_(out) {}

    void open(char bracket)
    {
        comma();
        out_ += bracket;
    }
    void open(std::string_view name, char bracket)
    {
        key(name);
        out_ += bracket;
    }
    void close(char bracket) { out_ += bracket; }

    /// A string that is already escaped.
    void ready(std::string_view name, std::string_view value)
    {
        key(name);
        ready_item(value);
    }
    void ready_item(std::string_view value)
    {
        comma();
        out_ += '"';
        out_ += value;
        out_ += '"';
    }
    void text(std::string_view name, std::string_view value)
    {
        key(name);
        out_ += '"';
        escape(value);
        out_ += '"';
    }
    void id(std::string_view name, uuid value)
    {
        key(name);
        id_item(value);
    }
    void id_item(uuid value)
    {
        comma();
        out_ += '"';
        append_uuid(out_, value);
        out_ += '"';
    }
    void time(std::string_view name, std::int64_t ms, bool terse = false)
    {
        key(name);
        out_ += '"';
        append_iso(out_, ms, terse);
        out_ += '"';
    }
    void number(std::string_view name, std::int64_t value)
    {
        key(name);
        number_item(value);
    }
    void number_item(std::int64_t value)
    {
        comma();
        char digits[24];
        auto const end = std::to_chars(digits, digits + sizeof digits, value).ptr;
        out_.append(digits, end);
    }
    /// `value` / 10^`decimals`.
    void real(std::string_view name, std::int64_t value, unsigned decimals)
    {
        number(name, value);
        auto const start = out_.rfind(':') + (value < 0 ? 2U : 1U);
        if (out_.size() - start <= decimals) out_.insert(start, decimals + 1 - (out_.size() - start), '0');
        out_.insert(out_.size() - decimals, 1, '.');
    }
    void boolean(std::string_view name, bool value)
    {
        key(name);
        out_ += value ? "true" : "false";
    }
    void null(std::string_view name) { raw(name, "null"); }
    /// Any JSON.
    void raw(std::string_view name, std::string_view json)
    {
        key(name);
        out_ += json;
    }
    void raw_item(std::string_view json)
    {
        comma();
        out_ += json;
    }

private:
    void comma()
    {
        if (out_.empty()) return;
        char const last = out_.back();
        if (last != '{' && last != '[' && last != ':') out_ += ',';
    }
    void key(std::string_view name)
    {
        comma();
        out_ += '"';
        out_ += name;
        out_ += "\":";
    }
    void escape(std::string_view value)
    {
        constexpr char digits[] = "0123456789abcdef";
        for (char const c : value) {
            if (c == '"' || c == '\\') {
                out_ += '\\';
                out_ += c;
            } else if (static_cast<unsigned char>(c) < 0x20) {
                out_ += "\\u00";
                out_ += digits[(static_cast<unsigned char>(c) >> 4) & 0xf];
                out_ += digits[static_cast<unsigned char>(c) & 0xf];
            } else {
                out_ += c;
            }
        }
    }

    std::string& out_;
};

/// Undoes percent-encoding and, as form decoders do, turns '+' into a space. None when a '%' is not followed by two
/// digits.
inline std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = true)
{
    auto const hex = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i != text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] != '%') {
            out += text[i];
        } else {
            if (text.size() - i < 3) return std::nullopt;
            int const high = hex(text[i + 1]);
            int const low = hex(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            out += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return out;
}

using parameter_list = std::vector<std::pair<std::string, std::string>>;

/// `a=1&b=x%20y`. None when an encoding is broken.
inline std::optional<parameter_list> parse_parameters(std::string_view text)
{
    parameter_list out;
    while (!text.empty()) {
        auto const amp = text.find('&');
        auto const pair = text.substr(0, amp);
        text.remove_prefix(amp == text.npos ? text.size() : amp + 1);
        if (pair.empty()) continue;
        auto const eq = pair.find('=');
        auto name = percent_decode(pair.substr(0, eq));
        auto value = percent_decode(eq == pair.npos ? std::string_view() : pair.substr(eq + 1));
        if (!name || !value) return std::nullopt;
        out.emplace_back(std::move(*name), std::move(*value));
    }
    return out;
}

inline std::optional<std::string_view> find_parameter(parameter_list const& list, std::string_view name)
{
    for (auto const& [n, v] : list)
        if (n == name) return v;
    return std::nullopt;
}

inline constexpr std::string_view base64_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

inline std::string base64_encode(std::string_view bytes)
{
    std::string out;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t group = 0;
        auto const n = std::min<std::size_t>(3, bytes.size() - i);
        for (std::size_t k = 0; k != 3; ++k)
            group = (group << 8) | (k < n ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k != 4; ++k) out += k <= n ? base64_alphabet[(group >> (18 - 6 * k)) & 0x3f] : '=';
    }
    return out;
}

inline std::optional<std::string> base64_decode(std::string_view text)
{
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string out;
    std::uint32_t group = 0;
    unsigned bits = 0;
    for (char const c : text) {
        auto const digit = base64_alphabet.find(c);
        if (digit == base64_alphabet.npos) return std::nullopt;
        group = (group << 6) | static_cast<std::uint32_t>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out += static_cast<char>((group >> bits) & 0xff);
        }
    }
    return out;
}

/// A whole decimal number, nothing else.
inline std::optional<std::int64_t> parse_integer(std::string_view text)
{
    std::int64_t value = 0;
    auto const [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

} // namespace cogrant::testing::detail

#endif // COGRANT_TESTING_EMULATOR_WIRE_TEXT_HPP
