# Compares the ABI with what was published: layouts and numbers that LAYOUT prints, and the functions that LIBRARY
# shows, with the lines of EXPECTED. Run by ctest.
cmake_minimum_required(VERSION 3.16)

string(REPLACE "|" ";" EMULATOR "${EMULATOR}")
execute_process(COMMAND ${EMULATOR} ${LAYOUT} OUTPUT_VARIABLE found RESULT_VARIABLE result)
execute_process(COMMAND ${NM} -D --defined-only ${LIBRARY} OUTPUT_VARIABLE symbols RESULT_VARIABLE result2)
if(result OR result2)
  message(FATAL_ERROR "${LAYOUT}: ${result}; ${NM}: ${result2}")
endif()
string(REGEX MATCHALL " T nnrdoq_[a-z_0-9]+" functions "${symbols}")
string(REPLACE " T " "" functions "${functions}")
list(SORT functions)
string(REPLACE ";" "()\n" functions "${functions}")
string(APPEND found "${functions}()\n")
file(READ ${EXPECTED} expected)
if(NOT found STREQUAL expected)
  file(WRITE abi_layout.found "${found}")
  message(FATAL_ERROR "the ABI is not that of ${EXPECTED}: hosts that were compiled before would break. "
                      "Where something was added at an end, and nothing moved, take abi_layout.found over.")
endif()
