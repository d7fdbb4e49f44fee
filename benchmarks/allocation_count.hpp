// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
// Counts allocations of the whole program. To be included by one source file of a benchmark.
#ifndef COGRANT_BENCHMARKS_ALLOCATION_COUNT_HPP
#define COGRANT_BENCHMARKS_ALLOCATION_COUNT_HPP

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace allocation_count {

inline std::atomic<std::uint64_t> made{0};

inline std::uint64_t so_far() noexcept { return made.load(std::memory_order_relaxed); }

inline void* make(std::size_t size, std::size_t alignment)
{
    made.fetch_add(1, std::memory_order_relaxed);
    void* p = alignment > alignof(std::max_align_t)
                  ? std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment)
                  : std::malloc(size == 0 ? 1 : size);
    if (p == nullptr) throw std::bad_alloc();
    return p;
}

} // namespace allocation_count

void* operator new(std::size_t size) { return allocation_count::make(size, 1); }
void* operator new(std::size_t size, std::align_val_t a)
{
    return allocation_count::make(size, static_cast<std::size_t>(a));
}
void operator delete(void* p) noexcept { std::free(p); }
void operator delete(void* p, std::size_t) noexcept { std::free(p); }
void operator delete(void* p, std::align_val_t) noexcept { std::free(p); }
void operator delete(void* p, std::size_t, std::align_val_t) noexcept { std::free(p); }

#endif // COGRANT_BENCHMARKS_ALLOCATION_COUNT_HPP
