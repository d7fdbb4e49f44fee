// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_TESTS_SUPPORT_PRINT_RESULT_HPP
#define COGRANT_TESTS_SUPPORT_PRINT_RESULT_HPP

#include <cogrant/error.hpp>

#include <doctest/doctest.h>

/// A result in a failed check: its error, or that there is a value.
template <class T>
struct doctest::StringMaker<boost::system::result<T, cogrant::error>> {
    static String convert(boost::system::result<T, cogrant::error> const& r)
    {
        return r ? String("a value") : String(r.error().message().c_str());
    }
};

#endif // COGRANT_TESTS_SUPPORT_PRINT_RESULT_HPP
