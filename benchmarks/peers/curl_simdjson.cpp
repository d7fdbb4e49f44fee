// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// What the export is measured against: the client that a good engineer writes by hand with libcurl and simdjson
// On-Demand, for the same rows into the same structs. One easy handle for all requests (one kept connection), one receive
// buffer with simdjson's padding behind it so that nothing is copied, one parser, one vector of rows. Keys are guessed
// from the order of the members and looked up by their length otherwise. The members' names come from cogrant's
// reflection, so that none is forgotten; the bytes are libcurl's and the parsing is simdjson's.
// Run by paged_export: curl_simdjson <port> <rows> <interval> <page size> <check: 0 or 1>; the certificate is in
// COGRANT_BENCH_CA. Says: rows, bytes, seconds, seconds of the processor, peak MiB, checksum.
#include "checksum.hpp"
#include <cogrant/codec/time.hpp>
#include <cogrant/genesys/conversation.hpp>
#include <cogrant/reflect/reflect.hpp>

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <curl/curl.h>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/resource.h>
#include <utility>
#include <vector>

namespace genesys = cogrant::genesys;
namespace reflect = cogrant::reflect;

namespace {

// ---- decoding

using value = simdjson::ondemand::value;

template <class T>
void read_object(T& out, simdjson::ondemand::object object);

void read(std::string& out, value v) { out = std::string_view(v.get_string()); }
void read(bool& out, value v) { out = v.get_bool(); }
void read(double& out, value v) { out = v.get_double(); }
void read(std::int64_t& out, value v) { out = v.get_int64(); }
void read(std::int32_t& out, value v)
{
    std::int64_t const wide = v.get_int64();
    if (!std::in_range<std::int32_t>(wide)) throw std::out_of_range("integer");
    out = static_cast<std::int32_t>(wide);
}
void read(cogrant::timestamp& out, value v)
{
    auto const time = cogrant::parse_iso8601(v.get_string());
    if (!time) throw std::invalid_argument("time");
    out = *time;
}
template <class E>
void read(cogrant::open_enum<E>& out, value v)
{
    out.assign(v.get_string());
}
void read(std::map<std::string, std::string>& out, value v)
{
    for (auto field : v.get_object()) {
        std::string key(std::string_view(field.unescaped_key()));
        read(out[std::move(key)], field.value());
    }
}
template <class T>
    requires reflect::reflectable<T>
void read(T& out, value v)
{
    read_object(out, v.get_object());
}
template <class T>
void read(std::vector<T>& out, value v);
template <class T>
void read(std::optional<T>& out, value v)
{
    read(out.emplace(), v);
}
template <class T>
void read(std::vector<T>& out, value v)
{
    for (auto item : v.get_array()) read(out.emplace_back(), item.value());
}

/// The members of T: how each is read, and which have a name of a certain length.
template <class T>
struct members {
    static constexpr auto const& names = reflect::wire_name_list<T>;
    static constexpr std::size_t count = names.size();
    static constexpr std::size_t longest = 63;
    using setter = void (*)(T&, value);

    template <std::size_t... I>
    static constexpr std::array<setter, count> make_setters(std::index_sequence<I...>)
    {
        return {[](T& out, value v) { read(reflect::get<I>(out), v); }...};
    }
    static constexpr auto setters = make_setters(std::make_index_sequence<count>());

    struct by_length_table {
        std::array<std::uint8_t, count> order{};
        std::array<std::uint8_t, longest + 2> begin{};
    };
    static constexpr by_length_table make_by_length()
    {
        by_length_table out;
        std::size_t at = 0;
        for (std::size_t length = 0; length <= longest; ++length) {
            out.begin[length] = static_cast<std::uint8_t>(at);
            for (std::size_t i = 0; i != count; ++i)
                if (names[i].size() == length) out.order[at++] = static_cast<std::uint8_t>(i);
        }
        out.begin[longest + 1] = static_cast<std::uint8_t>(at);
        return out;
    }
    static constexpr by_length_table by_length = make_by_length();

    /// The member with this key; `count` when there is none. Absent members are few in a row, so the next ones are tried
    /// before the key's length is counted.
    static std::size_t find(simdjson::ondemand::raw_json_string key, std::size_t expected)
    {
        auto const near = std::min(expected + 4, count);
        for (std::size_t i = expected; i < near; ++i)
            if (key.unsafe_is_equal(names[i])) return i;
        auto const* const end = static_cast<char const*>(std::memchr(key.raw(), '"', longest + 1));
        if (end == nullptr) return count;
        auto const length = static_cast<std::size_t>(end - key.raw());
        for (std::size_t k = by_length.begin[length]; k != by_length.begin[length + 1]; ++k)
            if (std::memcmp(key.raw(), names[by_length.order[k]].data(), length) == 0) return by_length.order[k];
        return count;
    }
};

template <class T>
void read_object(T& out, simdjson::ondemand::object object)
{
    using all = members<T>;
    std::size_t expected = 0;
    for (auto field : object) {
        auto const member = all::find(field.key(), expected);
        if (member == all::count) continue; // simdjson goes past its value
        expected = member + 1;
        value v = field.value();
        if (!v.is_null()) all::setters[member](out, v);
    }
}

// ---- transport

[[noreturn]] void give_up(char const* what)
{
    std::fprintf(stderr, "curl_simdjson: %s\n", what);
    std::exit(1);
}

/// The bytes of an answer, with room for simdjson's padding behind them; kept from answer to answer.
class receive_buffer {
public:
    receive_buffer() { grow(1U << 20U); }
    void clear() noexcept { size_ = 0; }
    void append(char const* bytes, std::size_t n)
    {
        if (size_ + n + simdjson::SIMDJSON_PADDING > capacity_) grow((size_ + n) * 2);
        std::memcpy(bytes_.get() + size_, bytes, n);
        size_ += n;
    }
    simdjson::padded_string_view view() const { return simdjson::padded_string_view(bytes_.get(), size_, capacity_); }
    std::string_view text() const { return {bytes_.get(), size_}; }

private:
    void grow(std::size_t capacity)
    {
        auto larger = std::make_unique<char[]>(capacity + simdjson::SIMDJSON_PADDING);
        if (size_ != 0) std::memcpy(larger.get(), bytes_.get(), size_);
        bytes_ = std::move(larger);
        capacity_ = capacity + simdjson::SIMDJSON_PADDING;
    }
    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

class http_client {
public:
    explicit http_client(std::string port) : easy_(curl_easy_init()), base_("https://localhost:" + port)
    {
        char const* const ca = std::getenv("COGRANT_BENCH_CA");
        if (easy_ == nullptr || ca == nullptr) give_up("no libcurl or no certificate");
        addresses_ = curl_slist_append(nullptr, ("localhost:" + port + ":127.0.0.1").c_str());
        curl_blob blob{const_cast<char*>(ca), std::strlen(ca), CURL_BLOB_COPY};
        curl_easy_setopt(easy_, CURLOPT_CAINFO_BLOB, &blob);
        curl_easy_setopt(easy_, CURLOPT_RESOLVE, addresses_);
        curl_easy_setopt(easy_, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_1_1});
        curl_easy_setopt(easy_, CURLOPT_BUFFERSIZE, long{256 * 1024});
        curl_easy_setopt(easy_, CURLOPT_TIMEOUT, long{60});
        curl_easy_setopt(easy_, CURLOPT_NOSIGNAL, long{1});
        curl_easy_setopt(easy_, CURLOPT_WRITEDATA, &answer_);
        curl_easy_setopt(easy_, CURLOPT_WRITEFUNCTION, &http_client::write);
    }
    http_client(http_client const&) = delete;
    ~http_client()
    {
        curl_easy_cleanup(easy_);
        curl_slist_free_all(headers_);
        curl_slist_free_all(addresses_);
    }

    void headers(std::vector<std::string> const& lines)
    {
        curl_slist_free_all(headers_);
        headers_ = nullptr;
        for (auto const& line : lines) headers_ = curl_slist_append(headers_, line.c_str());
        curl_easy_setopt(easy_, CURLOPT_HTTPHEADER, headers_);
    }
    receive_buffer const& post(std::string const& path, std::string const& body)
    {
        answer_.clear();
        curl_easy_setopt(easy_, CURLOPT_URL, (base_ + path).c_str());
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDSIZE, static_cast<long>(body.size()));
        curl_easy_setopt(easy_, CURLOPT_POSTFIELDS, body.data());
        if (auto const code = curl_easy_perform(easy_); code != CURLE_OK) give_up(curl_easy_strerror(code));
        long status = 0;
        curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
        if (status != 200) give_up("the answer is no success");
        return answer_;
    }

private:
    static std::size_t write(char* bytes, std::size_t one, std::size_t n, void* to)
    {
        static_cast<receive_buffer*>(to)->append(bytes, one * n);
        return one * n;
    }

    CURL* easy_;
    std::string base_;
    curl_slist* addresses_ = nullptr;
    curl_slist* headers_ = nullptr;
    receive_buffer answer_;
};

} // namespace

int main(int argc, char** argv)
{
    if (argc != 6) give_up("arguments: port, rows, interval, page size, check");
    auto const wanted = std::strtoull(argv[2], nullptr, 10);
    std::string const interval = argv[3];
    auto const page_size = std::strtoull(argv[4], nullptr, 10);
    bool const check = *argv[5] == '1';

    auto const started = std::chrono::steady_clock::now();
    http_client http(argv[1]);
    simdjson::ondemand::parser parser;
    http.headers({"Authorization: Basic aWQ6c2VjcmV0", "Accept: application/json"});
    auto const& granted = http.post("/oauth/token", "grant_type=client_credentials");
    auto tree = parser.iterate(granted.view());
    std::string const token(std::string_view(tree["access_token"].get_string()));
    http.headers(
        {"Authorization: Bearer " + token, "Accept: application/json", "Content-Type: application/json", "Expect:"});

    std::uint64_t rows = 0;
    std::uint64_t bytes = 0;
    checksum sum;
    std::vector<genesys::conversation> page;
    page.reserve(page_size);
    for (std::uint64_t number = 1;; ++number) {
        auto const& answer = http.post(
            "/api/v2/analytics/conversations/details/query",
            R"({"interval":")" + interval + R"(","paging":{"pageSize":)" + std::to_string(page_size) +
                R"(,"pageNumber":)" + std::to_string(number) + "}}");
        bytes += answer.text().size();
        page.clear();
        auto document = parser.iterate(answer.view());
        for (auto field : document.get_object())
            if (field.key() == "conversations") read(page, field.value());
        rows += page.size();
        if (check)
            for (auto const& row : page) sum.add(row);
        if (page.size() < page_size) break;
    }
    auto const seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    auto const of = [](timeval t) { return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec); };
    std::printf(
        "%llu %llu %.9f %.6f %.1f %llu\n", static_cast<unsigned long long>(rows),
        static_cast<unsigned long long>(bytes), seconds, of(used.ru_utime) + of(used.ru_stime),
        static_cast<double>(used.ru_maxrss) / 1024, static_cast<unsigned long long>(sum.value()));
    return rows == wanted ? 0 : 1;
}
