// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SUPPORT_FREED_MEMORY_HPP
#define COGRANT_TESTS_SUPPORT_FREED_MEMORY_HPP

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <malloc.h>
#include <new>
#include <string>
#include <string_view>

// Replaces operator new and delete of the whole program, so that a test can look into memory as it is given back.
// Include it in one file of a program only.

namespace support {

/// While it lives: counts the blocks that this thread frees with the text still in them.
class freed_memory {
public:
    explicit freed_memory(std::string_view text) noexcept : text_(text) { watching = this; }
    freed_memory(freed_memory const&) = delete;
    freed_memory& operator=(freed_memory const&) = delete;
    ~freed_memory() { watching = nullptr; }

    std::size_t found() const noexcept { return found_; }
    /// Blocks looked into: zero would mean that the test looks at nothing.
    std::size_t seen() const noexcept { return seen_; }

    static void look_into(void* block) noexcept
    {
        auto* const me = watching;
        if (me == nullptr || block == nullptr) return;
        ++me->seen_;
        if (::memmem(block, ::malloc_usable_size(block), me->text_.data(), me->text_.size()) != nullptr) ++me->found_;
    }

private:
    static inline thread_local freed_memory* watching = nullptr;
    std::string_view text_;
    std::size_t found_ = 0;
    std::size_t seen_ = 0;
};

} // namespace support

// GCC takes a malloc behind operator new for a mismatch once both are inlined.
[[gnu::noinline]] void* operator new(std::size_t size)
{
    if (void* const p = std::malloc(size == 0 ? 1 : size)) return p;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void* p) noexcept
{
    support::freed_memory::look_into(p);
    std::free(p);
}
[[gnu::noinline]] void operator delete(void* p, std::size_t) noexcept
{
    support::freed_memory::look_into(p);
    std::free(p);
}

#endif // COGRANT_TESTS_SUPPORT_FREED_MEMORY_HPP
