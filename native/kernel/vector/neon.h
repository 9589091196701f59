// The vector class of AArch64.
#ifndef NNRDOQ_KERNEL_VECTOR_H
#define NNRDOQ_KERNEL_VECTOR_H

#include <arm_neon.h>

#include "vector128.h"

namespace nnrdoq {
namespace kernel {
namespace {

struct Basics {
  static constexpr int AT_ONCE = 4;

  static FourInts dot(FourInts sum, FourInts a, FourInts b) {
    const int16x8_t x = (int16x8_t)a;
    const int16x8_t y = (int16x8_t)b;
    return sum +
           (FourInts)vpaddq_s32(vmull_s16(vget_low_s16(x), vget_low_s16(y)), vmull_high_s16(x, y));
  }

  static uint32_t signs(FourInts v) {
    const int32x4_t bits = {1, 2, 4, 8};
    return static_cast<uint32_t>(vaddvq_s32(vandq_s32(vshrq_n_s32((int32x4_t)v, 31), bits)));
  }
};

struct Vector : Vector128<Basics> {};

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_VECTOR_H
