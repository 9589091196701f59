// The vector class of any x86-64 processor, and of processors that the kernel has nothing special
// for.
#ifndef NNRDOQ_KERNEL_VECTOR_H
#define NNRDOQ_KERNEL_VECTOR_H

#include "vector128.h"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace nnrdoq {
namespace kernel {
namespace {

struct Basics {
  static constexpr int AT_ONCE = 2;

#if defined(__SSE2__)
  static FourInts dot(FourInts sum, FourInts a, FourInts b) {
    return sum + (FourInts)_mm_madd_epi16((__m128i)a, (__m128i)b);
  }

  static uint32_t signs(FourInts v) { return static_cast<uint32_t>(_mm_movemask_ps((__m128)v)); }
#else
  static FourInts dot(FourInts sum, FourInts a, FourInts b) {
    return sum + (a << 16 >> 16) * (b << 16 >> 16) + (a >> 16) * (b >> 16);
  }

  static uint32_t signs(FourInts v) {
    uint32_t mask = 0;
    for (int k = 0; k < 4; k++) mask |= static_cast<uint32_t>(v[k] < 0) << k;
    return mask;
  }
#endif
};

struct Vector : Vector128<Basics> {};

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_VECTOR_H
