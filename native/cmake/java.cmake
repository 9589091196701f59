# What the part of the library that starts Java needs: a JDK, and the half of the callbacks that JavaCPP
# generates. Sets with_jvm, and then java_include_dirs and generated_sources.

set(NNRDOQ_JDK "$ENV{JAVA_HOME}" CACHE PATH "JDK to build with (default: JAVA_HOME, or that of the javac on the PATH)")
set(NNRDOQ_JAVACPP_JAR "" CACHE FILEPATH "The JavaCPP library (default: what is in the local Maven repository)")
set(NNRDOQ_CLASSES "" CACHE PATH "Compiled classes of hm-bridge (default: those needed are compiled)")
set(NNRDOQ_JAVA_DEPENDENCIES "" CACHE FILEPATH "File with the class path that the classes need, for nnrdoq.classpath")
set(NNRDOQ_JAVA_LIBRARIES "" CACHE PATH "Folder with copies of the jars of that class path")

function(find_java)
  set(jdk "${NNRDOQ_JDK}")
  if(NOT jdk)
    find_program(javac_program javac)
    if(javac_program)
      get_filename_component(jdk "${javac_program}" REALPATH)
      get_filename_component(jdk "${jdk}/../.." ABSOLUTE)
    endif()
  endif()
  set(jar "${NNRDOQ_JAVACPP_JAR}")
  if(NOT jar)
    file(GLOB jars "$ENV{HOME}/.m2/repository/org/bytedeco/javacpp/*/javacpp-*.jar")
    list(FILTER jars EXCLUDE REGEX "(linux|macosx|windows|android|ios|sources|javadoc)")
    if(jars)
      list(SORT jars COMPARE NATURAL)
      list(GET jars -1 jar)
    endif()
  endif()
  set(missing)
  if(NOT EXISTS "${jdk}/include/jni.h")
    set(missing "no JDK (${jdk}/include/jni.h): set NNRDOQ_JDK")
  elseif(NOT EXISTS "${jar}")
    set(missing "no JavaCPP (${jar}): set NNRDOQ_JAVACPP_JAR to javacpp.jar")
  endif()
  set(jdk "${jdk}" PARENT_SCOPE)
  set(jar "${jar}" PARENT_SCOPE)
  set(missing "${missing}" PARENT_SCOPE)
endfunction()

set(with_jvm OFF)
if(NOT NNRDOQ_JVM MATCHES "^(AUTO|ON|OFF)$")
  message(FATAL_ERROR "NNRDOQ_JVM=${NNRDOQ_JVM}: expected AUTO, ON or OFF")
elseif(NNRDOQ_JVM STREQUAL "OFF" OR (NNRDOQ_JVM STREQUAL "AUTO" AND CMAKE_CROSSCOMPILING))
  message(STATUS "Java: not used")
else()
  find_java()
  if(NOT missing)
    set(with_jvm ON)
    message(STATUS "Java: ${jdk}, ${jar}")
  elseif(NNRDOQ_JVM STREQUAL "ON")
    message(FATAL_ERROR "NNRDOQ_JVM=ON, but ${missing}")
  else()
    message(STATUS "Java: not used; ${missing}")
  endif()
endif()

if(with_jvm)
  set(java_include_dirs ${jdk}/include ${jdk}/include/linux)
  set(generated ${CMAKE_BINARY_DIR}/gen)
  set(classes "${NNRDOQ_CLASSES}")
  set(callbacks org/nnrdoq/bridge/HostCallbacks)
  set(callbacks_class ${classes}/${callbacks}.class)
  if(NOT classes)
    set(callbacks_source ${CMAKE_CURRENT_SOURCE_DIR}/../hm-bridge/src/main/java/${callbacks}.java)
    set(classes ${generated}/classes)
    set(callbacks_class ${classes}/${callbacks}.class)
    add_custom_command(
      OUTPUT ${callbacks_class}
      COMMAND ${jdk}/bin/javac -nowarn -proc:none -cp ${jar} -d ${classes} ${callbacks_source}
      DEPENDS ${callbacks_source}
      COMMENT "Compiling the callbacks' class" VERBATIM)
  endif()
  set(generated_sources ${generated}/jninnrdoq.cpp ${generated}/jnijavacpp.cpp)
  # Java lists methods in the order in which their names happen to lie in memory: with memory laid out alike in every
  # run, what is generated is the same.
  set(laid_out_alike)
  find_program(setarch_program setarch)
  if(setarch_program)
    execute_process(COMMAND ${setarch_program} -R true RESULT_VARIABLE refused OUTPUT_QUIET ERROR_QUIET)
    if(NOT refused)
      set(laid_out_alike ${setarch_program} -R)
    endif()
  endif()
  add_custom_command(
    OUTPUT ${generated_sources}
    COMMAND ${laid_out_alike} ${jdk}/bin/java -Xint -Xshare:off -XX:+UseSerialGC -Dorg.bytedeco.javacpp.logger.debug=false -jar ${jar} -nocompile
            -classpath ${classes} -d ${generated} -o jninnrdoq org.nnrdoq.bridge.HostCallbacks
    DEPENDS ${callbacks_class} ${jar}
    COMMENT "Generating the callbacks" VERBATIM)
endif()
