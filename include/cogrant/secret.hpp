// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_SECRET_HPP
#define COGRANT_SECRET_HPP

#include <openssl/crypto.h>

#include <cstddef>
#include <string_view>
#include <utility>

namespace cogrant {

/** Text that must not leak: a client secret, an access token, a refresh token.

    The bytes live in their own allocation (no small-string copy stays behind), are overwritten when the object is
    destroyed, assigned to or moved from, compare in constant time, and cannot be streamed or formatted.

    @par Source         S33, S34, S35 of the security checklist (RFC 9700 §2.2.1, RFC 6819 §4.6.7, §5.1.4)
    @par Thread safety  distinct objects: safe; shared object: const members only */
class secret {
public:
    secret() noexcept = default;
    explicit secret(std::string_view text) : size_(text.size())
    {
        if (size_ == 0) return;
        data_ = new char[size_];
        for (std::size_t i = 0; i != size_; ++i) data_[i] = text[i];
    }
    /// The two texts one after the other, without a copy that would stay behind.
    secret(std::string_view head, std::string_view tail) : size_(head.size() + tail.size())
    {
        if (size_ == 0) return;
        data_ = new char[size_];
        for (std::size_t i = 0; i != head.size(); ++i) data_[i] = head[i];
        for (std::size_t i = 0; i != tail.size(); ++i) data_[head.size() + i] = tail[i];
    }
    secret(secret const& other) : secret(other.expose()) {}
    secret(secret&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0))
    {
    }
    secret& operator=(secret other) noexcept
    {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        return *this;
    }
    ~secret()
    {
        if (data_ != nullptr) OPENSSL_cleanse(data_, size_);
        delete[] data_;
    }

    /// The text itself. Named so that every reading place can be found.
    std::string_view expose() const noexcept { return {data_, size_}; }

    bool empty() const noexcept { return size_ == 0; }
    std::size_t size() const noexcept { return size_; }

    /// Whether two secrets are equal; the time taken depends on the length only.
    friend bool equal_in_constant_time(secret const& a, secret const& b) noexcept
    {
        return a.size_ == b.size_ && (a.size_ == 0 || CRYPTO_memcmp(a.data_, b.data_, a.size_) == 0);
    }

    /// A secret in a stream is a mistake that the compiler finds. Write `expose()` where it is meant.
    template <class Stream>
    friend Stream& operator<<(Stream& out, secret const&) = delete;

private:
    char* data_ = nullptr;
    std::size_t size_ = 0;
};

} // namespace cogrant

#endif // COGRANT_SECRET_HPP
