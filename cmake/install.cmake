# cmake --install: the headers, find_package(cogrant) and pkg-config. Nothing in it depends on the architecture.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(cogrant_config_dir "${CMAKE_INSTALL_DATADIR}/cmake/cogrant")

install(TARGETS cogrant EXPORT cogrant_targets FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(EXPORT cogrant_targets NAMESPACE cogrant:: FILE cogrant-targets.cmake DESTINATION "${cogrant_config_dir}")

configure_package_config_file(
    "${CMAKE_CURRENT_LIST_DIR}/cogrant-config.cmake.in" "${PROJECT_BINARY_DIR}/cogrant-config.cmake"
    INSTALL_DESTINATION "${cogrant_config_dir}")
write_basic_package_version_file(
    "${PROJECT_BINARY_DIR}/cogrant-config-version.cmake" COMPATIBILITY SameMajorVersion ARCH_INDEPENDENT)
install(FILES
    "${PROJECT_BINARY_DIR}/cogrant-config.cmake" "${PROJECT_BINARY_DIR}/cogrant-config-version.cmake"
    "${CMAKE_CURRENT_LIST_DIR}/compiled.cmake" "${CMAKE_CURRENT_LIST_DIR}/cogrant_src.cpp"
    DESTINATION "${cogrant_config_dir}")

# ${pcfiledir} keeps the file right when the prefix is moved.
file(RELATIVE_PATH cogrant_pc_prefix "/${CMAKE_INSTALL_DATADIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" cogrant_pc_prefix "${cogrant_pc_prefix}")
configure_file("${CMAKE_CURRENT_LIST_DIR}/cogrant.pc.in" "${PROJECT_BINARY_DIR}/cogrant.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/cogrant.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig")
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/cogrant")
