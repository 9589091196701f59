# libnnrdoq.so, which starts Java if it was built for that, and libnnrdoq.a without Java.

include(cmake/java.cmake)

# The networks that run without Java and without a file.
set(models ${CMAKE_CURRENT_SOURCE_DIR}/../models)
set(carried_networks ${CMAKE_BINARY_DIR}/gen/carried_networks.cpp)
file(GLOB network_files CONFIGURE_DEPENDS ${models}/*.nnq)
add_custom_command(
  OUTPUT ${carried_networks}
  COMMAND ${CMAKE_COMMAND} -DMODELS=${models} -DOUTPUT=${carried_networks}
          -P ${CMAKE_CURRENT_SOURCE_DIR}/cmake/carried_networks.cmake
  DEPENDS ${models}/manifest.json ${network_files} cmake/carried_networks.cmake
  COMMENT "Taking networks in" VERBATIM)

# What both have.
add_library(nnrdoq_abi OBJECT bridge/errors.cpp bridge/host_state.cpp bridge/inflater.cpp bridge/java_calls.cpp
                              bridge/log.cpp bridge/native_network.cpp bridge/network_file.cpp bridge/nnrdoq.cpp
                              bridge/reader.cpp bridge/recording.cpp bridge/sha256.cpp bridge/structs.cpp
                              ${carried_networks})
target_compile_options(nnrdoq_abi PRIVATE ${warnings})
target_compile_definitions(nnrdoq_abi PRIVATE NNRDOQ_VERSION="${product_version}")
target_include_directories(nnrdoq_abi PRIVATE include bridge kernel)

add_library(nnrdoq_without_java OBJECT bridge/without_java.cpp)
target_compile_options(nnrdoq_without_java PRIVATE ${warnings})
target_include_directories(nnrdoq_without_java PRIVATE include bridge)

set(java_objects $<TARGET_OBJECTS:nnrdoq_without_java>)
if(with_jvm)
  add_library(nnrdoq_java OBJECT bridge/java_home.cpp bridge/java_options.cpp bridge/java_trial.cpp
                                  bridge/jvm.cpp bridge/kernel_calls.cpp)
  target_compile_options(nnrdoq_java PRIVATE ${warnings})
  target_include_directories(nnrdoq_java PRIVATE include bridge kernel)
  target_include_directories(nnrdoq_java SYSTEM PRIVATE ${java_include_dirs})
  # The code that JavaCPP generates is not ours to free of warnings.
  add_library(nnrdoq_generated OBJECT ${generated_sources})
  target_compile_options(nnrdoq_generated PRIVATE -w)
  target_include_directories(nnrdoq_generated PRIVATE include bridge ${java_include_dirs})
  set(java_objects $<TARGET_OBJECTS:nnrdoq_java> $<TARGET_OBJECTS:nnrdoq_generated>)
endif()

# Not linked with libjvm, which is found at run time, nor with a C++ library, which the host may have another of.
# Only the ABI and JNI's entry points are visible.
add_library(nnrdoq SHARED $<TARGET_OBJECTS:nnrdoq_abi> ${nnrdoq_kernel_objects} ${java_objects})
set(map ${CMAKE_CURRENT_SOURCE_DIR}/bridge/nnrdoq.map)
target_link_options(nnrdoq PRIVATE -Wl,--version-script=${map})
if(NOT NNRDOQ_SANITIZE)
  target_link_options(nnrdoq PRIVATE -static-libgcc -static-libstdc++ -Wl,--no-undefined)
endif()
target_link_libraries(nnrdoq PRIVATE Threads::Threads ${CMAKE_DL_LIBS})
target_include_directories(
  nnrdoq PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
set_target_properties(nnrdoq PROPERTIES
  VERSION ${abi_version}.0.0 SOVERSION ${abi_version} LINK_DEPENDS ${map})

# One object in which only the ABI is visible, so that a host may have its own of everything else.
set(static_object ${CMAKE_BINARY_DIR}/nnrdoq_static.o)
add_custom_command(
  OUTPUT ${static_object}
  COMMAND ${CMAKE_LINKER} -r --force-group-allocation -o ${static_object} $<TARGET_OBJECTS:nnrdoq_abi> ${nnrdoq_kernel_objects}
          $<TARGET_OBJECTS:nnrdoq_without_java>
  COMMAND ${CMAKE_OBJCOPY} --wildcard --keep-global-symbol=nnrdoq_* ${static_object}
  DEPENDS $<TARGET_OBJECTS:nnrdoq_abi> ${nnrdoq_kernel_objects} $<TARGET_OBJECTS:nnrdoq_without_java>
  COMMENT "Linking libnnrdoq.a's object" COMMAND_EXPAND_LISTS VERBATIM)
add_library(nnrdoq_static STATIC ${static_object})
set_target_properties(nnrdoq_static PROPERTIES OUTPUT_NAME nnrdoq LINKER_LANGUAGE CXX)
set_source_files_properties(${static_object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
add_dependencies(nnrdoq_static nnrdoq_abi nnrdoq_without_java ${nnrdoq_kernel_targets})
target_include_directories(
  nnrdoq_static PUBLIC $<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>
                       $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(nnrdoq_static INTERFACE stdc++ m Threads::Threads ${CMAKE_DL_LIBS})

# The Java classes of this build tree, as it may be moved and run by others: nothing outside of it. An installed
# library has a list of jars instead.
if(with_jvm AND NNRDOQ_CLASSES AND NNRDOQ_JAVA_DEPENDENCIES)
  set(entries ${NNRDOQ_CLASSES} ${CMAKE_CURRENT_SOURCE_DIR}/../nnrdoq-core/target/classes)
  file(READ "${NNRDOQ_JAVA_DEPENDENCIES}" dependencies)
  string(STRIP "${dependencies}" dependencies)
  string(REPLACE ":" ";" dependencies "${dependencies}")
  foreach(dependency ${dependencies})
    get_filename_component(name "${dependency}" NAME)
    if(name MATCHES "\\.jar$" AND NOT name MATCHES "^nnrdoq-core-")
      list(APPEND entries ${NNRDOQ_JAVA_LIBRARIES}/${name})
    endif()
  endforeach()
  set(class_path "# Java class path of libnnrdoq.so, one entry per line, relative to this file's folder\n")
  foreach(entry ${entries})
    file(RELATIVE_PATH relative ${CMAKE_BINARY_DIR} ${entry})
    string(APPEND class_path "${relative}\n")
  endforeach()
  file(WRITE ${CMAKE_BINARY_DIR}/nnrdoq.classpath "${class_path}")
endif()

# For the jar of hm-bridge: the library without what only debuggers read, in a folder of its platform.
set(NNRDOQ_PACKED "" CACHE PATH "Folder in which the Java classes look for libraries that travel in their jar")
if(NNRDOQ_PACKED)
  string(TOLOWER "${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR}" platform)
  set(packed ${NNRDOQ_PACKED}/${platform}/libnnrdoq.so)
  add_custom_command(
    OUTPUT ${packed}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${NNRDOQ_PACKED}/${platform}
    COMMAND ${CMAKE_STRIP} --strip-unneeded -o ${packed} $<TARGET_FILE:nnrdoq>
    DEPENDS nnrdoq
    COMMENT "Packing the library for the jar" VERBATIM)
  add_custom_target(nnrdoq_packed ALL DEPENDS ${packed})
endif()
