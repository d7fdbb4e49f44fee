// Copyright (c) 2026 The cogrant authors
// SPDX-License-Identifier: BSL-1.0
#ifndef COGRANT_SRC_HPP
#define COGRANT_SRC_HPP

/** Separate compilation, for programs of many files: define COGRANT_SEPARATE_COMPILATION for all of them, and include this
    header in exactly one, which holds nothing else:

    @code
    #include <cogrant/src.hpp>
    @endcode

    What is not a template, and the templates that every program of a platform uses, is compiled there once; the other
    files see declarations only. CMake's target `cogrant::compiled` does both. Without the macro the library is header-only
    and this header adds nothing. A file without the macro in a program with it breaks the one-definition rule.

    The parts under `testing/` stay header-only: they belong to test programs. */

#include <cogrant/cogrant.hpp>
#include <cogrant/genesys.hpp>
#include <cogrant/genesys/impl/access.hpp>
#include <cogrant/genesys/impl/describe.hpp>
#include <cogrant/genesys/impl/link.hpp>
#include <cogrant/http/impl/connecting.hpp>
#include <cogrant/http/impl/connection.hpp>
#include <cogrant/http/impl/pool.hpp>
#include <cogrant/http/impl/tunnel.hpp>
#include <cogrant/jose/impl/jws.hpp>
#include <cogrant/oauth/impl/loopback_listener.hpp>

#if defined(COGRANT_SEPARATE_COMPILATION)
char const cogrant::detail::COGRANT_ASIO_SETTING = 0;
template class cogrant::genesys::basic_client<>;
#endif

#endif // COGRANT_SRC_HPP
