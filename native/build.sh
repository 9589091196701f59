#!/bin/sh
# Builds the bridge library and the native programs; called by the Maven build of hm-bridge.
# usage: build.sh OUT CLASSES DEPENDENCIES JAVACPP_JAR JDK VERSION
#   OUT          where everything goes; only what is older than its sources is built
#   CLASSES      compiled classes of hm-bridge
#   DEPENDENCIES file with the class path of what those need, colon separated
#   JAVACPP_JAR  the JavaCPP library, which generates the JNI half of the callbacks
#   JDK          Java home with include/jni.h
#   VERSION      the product's version
# CXX and CC choose the compilers (default g++ and gcc).
set -eu
[ $# -eq 6 ] || { sed -n '2,10s/^# //p' "$0" >&2; exit 2; }
out=$1 classes=$2 dependencies=$3 javacpp=$4 jdk=$5 version=$6
here=$(cd "$(dirname "$0")" && pwd)
# relative from here on, so that lists of files hold no spaces wherever the checkout lies
mkdir -p "$out"
cd "$here"
out=$(realpath --relative-to="$here" "$out") here=.
cxx=${CXX:-g++} cc=${CC:-gcc}
cxxflags="-std=c++11 -O2 -g -fPIC -Wall -Wextra -Wshadow -Werror -ffp-contract=off -fvisibility=hidden"
# Integers wrap as in Java; floats are never contracted, so that all variants and Java agree.
kernelflags="-std=c++17 ${cxxflags#* } -O3 -fwrapv -fno-math-errno -fno-trapping-math"
cflags="-std=c99 -O2 -g -Wall -Wextra -Wshadow -Werror -ffp-contract=off"
mkdir -p "$out/gen"
command -v "$cxx" >/dev/null || {
  echo "no $cxx: the native part needs a C++ compiler; on Debian: apt-get install g++" >&2
  exit 1
}
[ -f "$jdk/include/jni.h" ] || {
  echo "$jdk/include/jni.h: missing; Maven must run on a JDK, not a JRE" >&2
  exit 1
}

# True if target $1 is missing or older than any of the other arguments.
stale() {
  target=$1
  shift
  [ -f "$target" ] || return 0
  for input; do
    [ -z "$(find "$input" -newer "$target" 2>/dev/null)" ] || return 0
  done
  return 1
}

# The half that JavaCPP generates. Its code is not ours to free of warnings.
gen="$out/gen/jninnrdoq.cpp"
if stale "$gen" "$classes/org/nnrdoq/bridge/HostCallbacks.class" "$javacpp" "$here/build.sh"; then
  "$jdk/bin/java" -jar "$javacpp" -nocompile -classpath "$classes" -d "$out/gen" -o jninnrdoq \
    org.nnrdoq.bridge.HostCallbacks >"$out/gen/javacpp.log" 2>&1 || { cat "$out/gen/javacpp.log" >&2; exit 1; }
fi
jni="-I$jdk/include -I$jdk/include/linux -I$here/include -I$here/bridge"
for part in jninnrdoq jnijavacpp; do
  if stale "$out/$part.o" "$out/gen/$part.cpp" "$here/bridge/callbacks.h"; then
    # shellcheck disable=SC2086
    $cxx -std=c++11 -O2 -fPIC -w -fvisibility=hidden $jni -c "$out/gen/$part.cpp" -o "$out/$part.o"
  fi
done

bridge_objects=
for source in "$here"/bridge/*.cpp; do
  object="$out/bridge_$(basename "$source" .cpp).o"
  if stale "$object" "$here/include" "$here/build.sh" "$here"/bridge/* "$here/kernel/kernel.h"; then
    # shellcheck disable=SC2086
    $cxx $cxxflags $jni -iquote "$here/kernel" -DNNRDOQ_VERSION="\"$version\"" -c "$source" -o "$object"
  fi
  bridge_objects="$bridge_objects $object"
done
# The kernel: needs nothing of the bridge.
kernel_objects=
for source in "$here"/kernel/*.cpp; do
  object="$out/kernel_$(basename "$source" .cpp).o"
  if stale "$object" "$here/include" "$here/build.sh" "$here"/kernel/*; then
    # shellcheck disable=SC2086
    $cxx $kernelflags -I"$here/include" -c "$source" -o "$object"
  fi
  kernel_objects="$kernel_objects $object"
done

# Not linked with libjvm: it is found at run time. Only the ABI and JNI entry points are visible.
# shellcheck disable=SC2086
if stale "$out/libnnrdoq.so" $bridge_objects "$out/jninnrdoq.o" "$out/jnijavacpp.o" \
  "$here/bridge/nnrdoq.map" $kernel_objects; then
  # shellcheck disable=SC2086
  $cxx -shared -Wl,--no-undefined -Wl,-soname,libnnrdoq.so -static-libgcc -static-libstdc++ \
    -Wl,--version-script="$here/bridge/nnrdoq.map" $bridge_objects $kernel_objects \
    "$out/jninnrdoq.o" "$out/jnijavacpp.o" -o "$out/libnnrdoq.so.new" -ldl -lpthread
  mv -f "$out/libnnrdoq.so.new" "$out/libnnrdoq.so"
fi

# The Java classes of this build tree, as it may be moved and run by others: nothing outside of it.
# An installed library has a list of jars instead.
{
  echo "# Java class path of libnnrdoq.so, one entry per line, relative to this file's folder"
  echo ../classes
  echo ../../../nnrdoq-core/target/classes
  tr ':' '\n' <"$dependencies" | sed -n 's#.*/\([^/]*\.jar\)$#../lib/\1#p' | grep -v /nnrdoq-core-
} >"$out/nnrdoq.classpath"

# Hosts: the example, and the programs that test the ABI.
for source in "$here"/examples/*.c "$here"/test/abi_*.c; do
  program="$out/$(basename "$source" .c)"
  if stale "$program" "$source" "$here/include/nnrdoq.h" "$here/build.sh"; then
    # shellcheck disable=SC2086
    $cc $cflags $jni "$source" -o "$program" -L"$out" -lnnrdoq -Wl,-rpath,'$ORIGIN' -lpthread -ldl
  fi
done

# Programs that compare the kernel with what Java wrote down.
for source in "$here"/test/kernel_*.cpp; do
  program="$out/$(basename "$source" .cpp)"
  # shellcheck disable=SC2086
  if stale "$program" "$source" $kernel_objects "$here/build.sh"; then
    $cxx $kernelflags -I"$here/include" -iquote "$here/kernel" "$source" $kernel_objects -o "$program"
  fi
done

# Programs that use what all hooks share, and a library that stands in for ours where only that is tested.
hosts="-I$here/include -I$here/hosts"
program="$out/host_threads"
if stale "$program" "$here"/test/host_* "$here"/hosts/*.h "$here/include/nnrdoq.h" "$here/build.sh"; then
  # shellcheck disable=SC2086
  {
    $cxx $cxxflags $hosts -c "$here/test/host_in_cpp.cpp" -o "$out/host_in_cpp.o"
    $cc $cflags -std=gnu99 -Wpedantic $hosts "$here/test/host_threads.c" "$out/host_in_cpp.o" \
      -o "$program" -lpthread -ldl
    $cc $cflags -std=gnu99 -Wpedantic $hosts "$here/test/host_times.c" -o "$out/host_times" -ldl
    $cc $cflags -std=gnu99 -Wpedantic $hosts "$here/test/host_costs.c" -o "$out/host_costs"
    $cc $cflags -std=gnu99 -fPIC -shared $hosts "$here/test/fake_library.c" -o "$out/fake_library.so"
  }
fi
program="$out/bench_crossing"
if stale "$program" "$here/bench/bench_crossing.cpp" "$here"/hosts/*.h "$here/include/nnrdoq.h" \
  "$here/build.sh"; then
  # shellcheck disable=SC2086
  $cxx $cxxflags $hosts "$here/bench/bench_crossing.cpp" -o "$program" -ldl
fi
