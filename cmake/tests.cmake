# Test programs of doctest. Each test case becomes one test of CTest, found right after linking.

# Where the tests keep what was said while they ran: searched by the last test, see tests/checks/no_secret.py.
set(COGRANT_SINKS "${PROJECT_BINARY_DIR}/sinks")

# main() and the precompiled header, shared by all test programs of one build.
add_library(cogrant_test_main OBJECT "${PROJECT_SOURCE_DIR}/tests/unit/main.cpp")
target_link_libraries(cogrant_test_main PUBLIC cogrant_own doctest::doctest)
target_include_directories(cogrant_test_main PUBLIC "${PROJECT_SOURCE_DIR}/tests/support" "${PROJECT_SOURCE_DIR}/tests")
target_compile_definitions(cogrant_test_main PUBLIC
    COGRANT_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    DOCTEST_CONFIG_SUPER_FAST_ASSERTS) # the asserts are calls instead of inlined code: compiles faster

# Saves a third of the time that the tests take to compile. Whether a header includes what it needs is checked without it.
option(COGRANT_TEST_PCH "Precompile the headers that nearly every test includes" ON)
if(COGRANT_TEST_PCH)
    target_precompile_headers(cogrant_test_main PRIVATE
        <doctest/doctest.h>
        <algorithm> <chrono> <map> <memory> <optional> <string> <string_view> <variant> <vector>
        <boost/asio/awaitable.hpp> <boost/asio/co_spawn.hpp> <boost/asio/detached.hpp> <boost/asio/io_context.hpp>
        <boost/asio/ip/tcp.hpp> <boost/asio/steady_timer.hpp> <boost/asio/use_awaitable.hpp>
        <boost/system/result.hpp>)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(cogrant_test_main PUBLIC -fpch-preprocess) # lets ccache see through it
    else()
        target_compile_options(cogrant_test_main PUBLIC "SHELL:-Xclang -fno-pch-timestamp") # same bytes from same input
    endif()
endif()

# cogrant_test_program(name LABEL label SOURCES file...)
function(cogrant_test_program name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL" "SOURCES")
    if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang" AND CMAKE_CXX_FLAGS MATCHES "-fsanitize=")
        # These replace operator new (support/freed_memory.hpp), which Clang's sanitizers have taken; the other builds run them.
        list(FILTER arg_SOURCES EXCLUDE REGEX "zeroising[.]cpp$")
    endif()
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE cogrant_test_main)
    if(COGRANT_TEST_PCH)
        target_precompile_headers(${name} REUSE_FROM cogrant_test_main)
    endif()
    set(list "${CMAKE_CURRENT_BINARY_DIR}/${name}_tests.cmake")
    add_custom_command(TARGET ${name} POST_BUILD
        COMMAND "${CMAKE_COMMAND}" -E env "COGRANT_TEST_PROGRAM=$<TARGET_FILE:${name}>"
                "COGRANT_TEST_PROPERTIES=LABELS ${arg_LABEL} WORKING_DIRECTORY [==[${CMAKE_CURRENT_BINARY_DIR}]==] FIXTURES_REQUIRED sinks ENVIRONMENT [==[COGRANT_SINKS=${COGRANT_SINKS}]==]"
                "$<TARGET_FILE:${name}>" --list-test-cases --reporters=ctest "--out=${list}"
        BYPRODUCTS "${list}"
        VERBATIM)
    set(include_file "${CMAKE_CURRENT_BINARY_DIR}/${name}_include.cmake")
    file(WRITE "${include_file}.new"
        "if(EXISTS [==[${list}]==])\n  include([==[${list}]==])\nelse()\n  add_test(${name}_NOT_BUILT ${name}_NOT_BUILT)\nendif()\n")
    file(COPY_FILE "${include_file}.new" "${include_file}" ONLY_IF_DIFFERENT)
    set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES "${include_file}")
endfunction()
