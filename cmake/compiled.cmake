# cogrant::compiled: the library for programs of many files. What is not a template is compiled once, into a static library
# that nothing builds unless it is linked. Included by this project and by find_package(cogrant); needs cogrant::cogrant.
if(NOT TARGET cogrant_compiled)
    add_library(cogrant_compiled STATIC EXCLUDE_FROM_ALL "${CMAKE_CURRENT_LIST_DIR}/cogrant_src.cpp")
    add_library(cogrant::compiled ALIAS cogrant_compiled)
    target_compile_definitions(cogrant_compiled PUBLIC COGRANT_SEPARATE_COMPILATION)
    target_link_libraries(cogrant_compiled PUBLIC cogrant::cogrant)
endif()
