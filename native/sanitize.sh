#!/bin/sh
# Builds our native code with AddressSanitizer and UndefinedBehaviorSanitizer and runs the example
# host, the ABI checks and damaged images of networks with it; called by `mvn verify`.
# usage: sanitize.sh OUT JDK VERSION RECORDING...
#   OUT        the folder build.sh filled
#   RECORDING  block recordings whose levels are those of the quantizer their name ends with
set -eu
[ $# -ge 4 ] || { sed -n '2,7s/^# //p' "$0" >&2; exit 2; }
out=$1 jdk=$2 version=$3
shift 3
here=$(cd "$(dirname "$0")" && pwd)
cxx=${CXX:-g++} cc=${CC:-gcc}
dir="$out/sanitized"
flags="-O1 -g -Wall -Wextra -Wshadow -Werror -fno-omit-frame-pointer -fsanitize=address,undefined \
  -fno-sanitize-recover=all"
jni="-I$jdk/include -I$jdk/include/linux -I$here/include -I$here/bridge"
mkdir -p "$dir"
sed "s#^\([^/\#]\)#../\1#" "$out/nnrdoq.classpath" >"$dir/nnrdoq.classpath"

if ! echo 'int main(void){return 0;}' | $cc -x c -fsanitize=address,undefined - -o "$dir/probe" \
  2>/dev/null || ! "$dir/probe"; then
  echo "sanitize.sh: this compiler has no sanitizers; skipped" >&2
  exit 0
fi
# Without forwprop, which at -O1 takes some vector comparisons for others (GCC 12).
kernelflags="$flags -std=c++17 -fPIC -fvisibility=hidden -fwrapv -ffp-contract=off \
  -fno-tree-forwprop"
kernel_objects=
for source in "$here"/kernel/*.cpp; do
  object="$dir/kernel_$(basename "$source" .cpp).o"
  kernel_objects="$kernel_objects $object"
  # shellcheck disable=SC2086
  $cxx $kernelflags -I"$here/include" -c "$source" -o "$object"
done
# shellcheck disable=SC2086
$cxx $kernelflags -shared $jni -iquote "$here/kernel" -DNNRDOQ_VERSION="\"$version\"" \
  "$here"/bridge/*.cpp $kernel_objects "$out/jninnrdoq.o" "$out/jnijavacpp.o" \
  -Wl,--version-script="$here/bridge/nnrdoq.map" -o "$dir/libnnrdoq.so" -ldl -lpthread
# shellcheck disable=SC2086
$cxx $kernelflags -I"$here/include" -iquote "$here/kernel" "$here/test/kernel_fuzz.cpp" \
  $kernel_objects -o "$dir/kernel_fuzz"
for source in "$here/examples/quantize_recording.c" "$here/test/abi_checks.c" \
  "$here/test/abi_threads.c"; do
  # shellcheck disable=SC2086
  $cc -std=c99 $flags $jni "$source" -o "$dir/$(basename "$source" .c)" -L"$dir" -lnnrdoq \
    -Wl,-rpath,'$ORIGIN' -lpthread
done

# SIGSEGV is the virtual machine's own tool (null checks, safepoints). LeakSanitizer stops at the
# machine's heap, which it cannot walk: leaks are what the soak of native/README.md looks for.
ASAN_OPTIONS=handle_segv=0:allow_user_segv_handler=1:detect_leaks=0:exitcode=99
UBSAN_OPTIONS=print_stacktrace=1
JAVA_HOME=$jdk
export ASAN_OPTIONS UBSAN_OPTIONS JAVA_HOME
"$dir/abi_checks"
"$dir/abi_threads" "$dir"
"$dir/kernel_fuzz" 1 1000
for recording; do
  case $(basename "$(dirname "$recording")") in
    *rdoq) quantizer=rdoq ;;
    *) quantizer=sq ;;
  esac
  "$dir/quantize_recording" "$recording" $quantizer --expect-equal --threads 3
done
echo "sanitize.sh: clean"
