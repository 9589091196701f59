# What a host needs: libraries, header, pkg-config and CMake packages, hooks, networks.

include(CMakePackageConfigHelpers)

install(TARGETS nnrdoq nnrdoq_static EXPORT nnrdoq
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES include/nnrdoq.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY hosts DESTINATION ${CMAKE_INSTALL_DATADIR}/nnrdoq)
install(FILES examples/quantize_recording.c DESTINATION ${CMAKE_INSTALL_DATADIR}/nnrdoq/examples)
install(DIRECTORY ../models/ DESTINATION ${CMAKE_INSTALL_DATADIR}/nnrdoq/models FILES_MATCHING PATTERN "*.nnq")
install(FILES ../LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

set(packages ${CMAKE_INSTALL_LIBDIR}/cmake/nnrdoq)
install(EXPORT nnrdoq NAMESPACE nnrdoq:: FILE nnrdoqTargets.cmake DESTINATION ${packages})
configure_package_config_file(cmake/nnrdoqConfig.cmake.in ${CMAKE_BINARY_DIR}/nnrdoqConfig.cmake
                              INSTALL_DESTINATION ${packages})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/nnrdoqConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_BINARY_DIR}/nnrdoqConfig.cmake ${CMAKE_BINARY_DIR}/nnrdoqConfigVersion.cmake
        DESTINATION ${packages})

# Paths are relative to the file, so that an installed tree can be moved.
file(RELATIVE_PATH pc_prefix "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
string(REGEX REPLACE "/$" "" pc_prefix "${pc_prefix}")
configure_file(cmake/nnrdoq.pc.in ${CMAKE_BINARY_DIR}/nnrdoq.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/nnrdoq.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
