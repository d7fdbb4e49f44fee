# Settings for the programs of this repository. Never read by a project that only uses the library.

if(PROJECT_IS_TOP_LEVEL)
    set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
    set(CMAKE_CXX_EXTENSIONS OFF)
    if(NOT CMAKE_CXX_COMPILER_LAUNCHER)
        find_program(COGRANT_CCACHE ccache)
        if(COGRANT_CCACHE)
            # The sloppiness is what ccache's manual asks for when precompiled headers are used.
            set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env
                CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
                "${COGRANT_CCACHE}")
        endif()
    endif()
endif()

# Asio's deprecated names must not creep in; the users' projects keep them.
add_library(cogrant_own INTERFACE)
target_link_libraries(cogrant_own INTERFACE cogrant::cogrant)
target_compile_definitions(cogrant_own INTERFACE BOOST_ASIO_NO_DEPRECATED)

# A quarter less to compile. Some presets have it and the others not, so that the tests run both ways of building.
option(COGRANT_OWN_SEPARATE "Link the programs of this repository with cogrant::compiled" OFF)
if(COGRANT_OWN_SEPARATE)
    target_compile_definitions(cogrant_compiled PUBLIC BOOST_ASIO_NO_DEPRECATED)
    set_target_properties(cogrant_compiled PROPERTIES CXX_EXTENSIONS OFF) # as all the others, which come after the setting
    target_link_libraries(cogrant_own INTERFACE cogrant::compiled)
endif()

# A program of this repository that uses the library: cogrant_program(name source...)
function(cogrant_program name)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE cogrant_own)
endfunction()
