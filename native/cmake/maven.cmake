# The Maven build's calls of CMake, as one:
#
#   cmake -DSOURCE=native -DBUILD=FOLDER [-DRUN_TESTS=ON] -P maven.cmake -- OPTIONS...
#
# configures with the options and builds; with RUN_TESTS it runs the tests too. A build folder of a tree that was
# moved since is made anew.
cmake_minimum_required(VERSION 3.16)

set(options)
set(behind_dashes FALSE)
math(EXPR last "${CMAKE_ARGC} - 1")
foreach(i RANGE ${last})
  if(behind_dashes)
    list(APPEND options "${CMAKE_ARGV${i}}")
  elseif("${CMAKE_ARGV${i}}" STREQUAL "--")
    set(behind_dashes TRUE)
  endif()
endforeach()

get_filename_component(BUILD "${BUILD}" ABSOLUTE)
if(EXISTS ${BUILD}/CMakeCache.txt)
  file(STRINGS ${BUILD}/CMakeCache.txt folder REGEX "^CMAKE_CACHEFILE_DIR:INTERNAL=")
  if(NOT folder STREQUAL "CMAKE_CACHEFILE_DIR:INTERNAL=${BUILD}")
    file(REMOVE_RECURSE ${BUILD}/CMakeCache.txt ${BUILD}/CMakeFiles)
  endif()
endif()

# What goes well is not worth a line of Maven's output.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message("${output}")
    message(FATAL_ERROR "the native build failed: ${result}")
  endif()
endfunction()

run(${CMAKE_COMMAND} -S ${SOURCE} -B ${BUILD} ${options})
run(${CMAKE_COMMAND} --build ${BUILD} --parallel 2)
if(RUN_TESTS)
  run(${CMAKE_COMMAND} -E chdir ${BUILD} ${CMAKE_CTEST_COMMAND} --output-on-failure)
endif()
