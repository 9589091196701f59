# Programs that try the library, its kernel and the hooks, the example host, and benchmarks. `ctest` runs what
# needs no Java; the Maven build of hm-bridge runs the rest.

if(NNRDOQ_SANITIZE)
  set(nnrdoq_parts_objects ${nnrdoq_kernel_objects})
else()
  add_kernel(nnrdoq_parts TRUE)
endif()

foreach(program kernel_decide kernel_fuzz kernel_changes kernel_parts)
  add_executable(${program} test/${program}.cpp ${nnrdoq_parts_objects})
endforeach()
add_executable(bench_kernel bench/bench_kernel.cpp ${nnrdoq_parts_objects})
foreach(program kernel_decide kernel_fuzz kernel_changes kernel_parts bench_kernel)
  target_compile_options(${program} PRIVATE ${warnings} ${kernel_options})
  target_include_directories(${program} PRIVATE include kernel test)
endforeach()

add_executable(file_fuzz test/file_fuzz.cpp bridge/sha256.cpp)
target_compile_options(file_fuzz PRIVATE ${warnings})
target_include_directories(file_fuzz PRIVATE bridge kernel test)
target_link_libraries(file_fuzz PRIVATE nnrdoq)

# Hosts that are linked with the library.
foreach(program examples/quantize_recording test/abi_blocks test/abi_checks test/abi_guest test/abi_layout
                test/abi_native test/abi_open_close test/abi_threads)
  get_filename_component(name ${program} NAME)
  add_executable(${name} ${program}.c)
  target_compile_options(${name} PRIVATE ${warnings})
  target_link_libraries(${name} PRIVATE nnrdoq Threads::Threads)
endforeach()
target_link_libraries(abi_guest PRIVATE m)
if(with_jvm)
  add_executable(abi_attach test/abi_attach.c)
  target_compile_options(abi_attach PRIVATE ${warnings})
  target_include_directories(abi_attach SYSTEM PRIVATE ${java_include_dirs})
  target_link_libraries(abi_attach PRIVATE nnrdoq Threads::Threads ${CMAKE_DL_LIBS})
endif()

# A host that was compiled with the header as ABI 1 was first published.
add_executable(host_of_abi1 examples/quantize_recording.c)
target_include_directories(host_of_abi1 BEFORE PRIVATE test/abi1)
target_compile_options(host_of_abi1 PRIVATE ${warnings})
target_link_libraries(host_of_abi1 PRIVATE nnrdoq Threads::Threads)

# Clang's runtime for C lacks what its sanitizers check in the library's C++.
if(NNRDOQ_SANITIZE)
  set_target_properties(host_of_abi1 quantize_recording abi_blocks abi_checks abi_guest abi_layout abi_native
                        abi_open_close abi_threads PROPERTIES LINKER_LANGUAGE CXX)
endif()

# What all hooks share, in C and in C++11, and a library that stands in for ours where only that is tested.
add_library(fake_library MODULE test/fake_library.c)
set_target_properties(fake_library PROPERTIES PREFIX "" C_EXTENSIONS ON)
add_library(host_in_cpp OBJECT test/host_in_cpp.cpp)
set_target_properties(host_in_cpp PROPERTIES CXX_STANDARD 11)
add_executable(host_threads test/host_threads.c $<TARGET_OBJECTS:host_in_cpp>)
add_executable(host_times test/host_times.c)
add_executable(host_costs test/host_costs.c)
add_executable(bench_crossing bench/bench_crossing.cpp)
foreach(program fake_library host_in_cpp host_costs host_threads host_times bench_crossing)
  target_compile_options(${program} PRIVATE ${warnings})
  target_include_directories(${program} PRIVATE include hosts)
  target_link_libraries(${program} PRIVATE Threads::Threads ${CMAKE_DL_LIBS})
endforeach()
set_target_properties(host_costs host_threads host_times PROPERTIES C_EXTENSIONS ON)
if(NOT NNRDOQ_SANITIZE)
  set_target_properties(host_threads PROPERTIES LINKER_LANGUAGE C)  # a C encoder needs no C++ library
endif()
foreach(program fake_library host_costs host_threads host_times)
  target_compile_options(${program} PRIVATE -Wpedantic)
endforeach()

add_test(NAME kernel_fuzz COMMAND kernel_fuzz 1 1000)
add_test(NAME kernel_parts COMMAND kernel_parts 1 60)
add_test(NAME bench_kernel COMMAND bench_kernel --rounds 1)
add_test(NAME host_parts COMMAND host_threads - parts)
add_test(NAME host_count COMMAND host_threads $<TARGET_FILE:fake_library> count)
add_test(NAME host_fail COMMAND host_threads $<TARGET_FILE:fake_library> fail none.stream none.recording)
set_tests_properties(host_fail PROPERTIES PASS_REGULAR_EXPRESSION "nnrdoq: made to fail")

# Networks without Java: all that ship, on recorded blocks of HM, with eight threads on one handle.
set(recordings ${CMAKE_CURRENT_SOURCE_DIR}/../hm-bridge/src/test/resources/golden/hm)
add_test(NAME file_fuzz COMMAND file_fuzz 1 1000 ${network_files} ${recordings}/ldp-qp27-rdoq/input.rec)
set(limits)
if(NOT NNRDOQ_SANITIZE AND NOT CMAKE_CROSSCOMPILING)
  set(limits --limits)
endif()
add_test(NAME abi_native COMMAND abi_native ${limits} ${network_files})
add_test(NAME abi_blocks COMMAND abi_blocks)
string(REPLACE ";" "|" emulator "${CMAKE_CROSSCOMPILING_EMULATOR}")
add_test(NAME abi_layout COMMAND ${CMAKE_COMMAND} -DLAYOUT=$<TARGET_FILE:abi_layout> -DNM=${CMAKE_NM} -DEMULATOR=${emulator}
  -DLIBRARY=$<TARGET_FILE:nnrdoq> -DEXPECTED=${CMAKE_CURRENT_SOURCE_DIR}/test/abi_layout.txt
  -P ${CMAKE_CURRENT_SOURCE_DIR}/test/check_abi.cmake)
add_test(NAME host_of_abi1
         COMMAND host_of_abi1 ${recordings}/ra-qp32-rdoq/input.rec ar --backend native --threads 2)
foreach(network ${network_files})
  get_filename_component(name ${network} NAME_WE)
  string(REGEX MATCH "^[a-z]+" kind ${name})
  add_test(NAME native_${name} COMMAND quantize_recording ${recordings}/ra-qp32-rdoq/input.rec ${kind} ${network}
                                       --threads 8 --repeat 2)
endforeach()

# With Java's classes at hand: recordings of HM whose levels are those of the quantizer.
if(with_jvm AND NNRDOQ_CLASSES)
  add_test(NAME java_abi_checks COMMAND abi_checks)
  add_test(NAME java_abi_threads COMMAND abi_threads ${CMAKE_BINARY_DIR})
  add_test(NAME java_rdoq
           COMMAND quantize_recording ${recordings}/ra-qp32-rdoq/input.rec rdoq --expect-equal --threads 3)
  add_test(NAME java_abi1
           COMMAND host_of_abi1 ${recordings}/ra-qp32-rdoq/input.rec rdoq --expect-equal --threads 3)
  add_test(NAME java_sq
           COMMAND quantize_recording ${recordings}/main10-qp22-sq/input.rec sq --expect-equal --threads 3)
  # The virtual machine uses SIGSEGV itself, and LeakSanitizer cannot walk its heap.
  set_tests_properties(java_abi_checks java_abi_threads java_abi1 java_rdoq java_sq PROPERTIES ENVIRONMENT
    "JAVA_HOME=${jdk};ASAN_OPTIONS=handle_segv=0:allow_user_segv_handler=1:detect_leaks=0:exitcode=99")
endif()

if(NOT NNRDOQ_SANITIZE)
  add_test(NAME install COMMAND ${CMAKE_COMMAND}
    -DBUILD=${CMAKE_BINARY_DIR} -DCONSUMER=${CMAKE_CURRENT_SOURCE_DIR}/test/consumer
    -DC_COMPILER=${CMAKE_C_COMPILER} -DCXX_COMPILER=${CMAKE_CXX_COMPILER} -DTOOLCHAIN=${CMAKE_TOOLCHAIN_FILE}
    -DEMULATOR=${emulator} -DVERSION=${product_version} -DABI=${abi_version} -DNM=${CMAKE_NM}
    -DREADELF=${CMAKE_READELF}
    -P ${CMAKE_CURRENT_SOURCE_DIR}/test/consumer/check_install.cmake)
endif()
