#include "variants.h"

#include <stdlib.h>
#include <string.h>

#include <stdexcept>
#include <string>

#include "isa/variant_list.h"

namespace nnrdoq {
namespace kernel {
namespace {

// Compiled for any processor, unlike the variants themselves.
#if defined(__x86_64__)
bool runsAvx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
         __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");
}

bool runsAvx512() {
  return runsAvx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vnni");
}
#endif

struct List {
  const Variant* variants[4];

  List() : variants{&BASELINE} {
#if defined(__x86_64__)
    const Variant** end = variants + 1;
    if (runsAvx2()) *end++ = &AVX2;
    if (runsAvx512()) *end++ = &AVX512;
#elif defined(__aarch64__)
    variants[1] = &NEON;
#endif
  }
};

// A group of a list is a register of 256 bits. Encoders take as long with AVX-512 as with AVX2 then: HM 0.834 of RDOQ's
// time for 0.842 with fcn-nano, 0.871 for 0.868 with fcn, 1.110 for 1.098 with ar (Intel, Sapphire Rapids).
bool isForLists(const Variant& variant) { return strcmp(variant.name, "avx512") != 0; }

}  // namespace

const Variant* const* variantsHere() {
  static const List list;
  return list.variants;
}

const Variant& chooseVariant(bool lists) {
  const char* wanted = getenv("NNRDOQ_KERNEL_ISA");
  std::string names;
  const Variant* best = nullptr;
  for (const Variant* const* v = variantsHere(); *v; v++) {
    if (!lists || isForLists(**v)) best = *v;
    names += (names.empty() ? "" : ", ") + std::string((*v)->name);
    if (wanted && strcmp(wanted, (*v)->name) == 0) return **v;
  }
  if (wanted && *wanted) {
    throw std::runtime_error("NNRDOQ_KERNEL_ISA=" + std::string(wanted) +
                             ": expected one of those that run here: " + names);
  }
  return *best;
}

}  // namespace kernel
}  // namespace nnrdoq
