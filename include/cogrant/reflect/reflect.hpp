// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_REFLECT_REFLECT_HPP
#define COGRANT_REFLECT_REFLECT_HPP

#include <cogrant/reflect/enums.hpp>
#include <cogrant/reflect/fields.hpp>
#include <cogrant/reflect/names.hpp>

#endif // COGRANT_REFLECT_REFLECT_HPP
