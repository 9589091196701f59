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

struct Vector : Vector128<Basics> {
  static Ints pick(const Ints* table, Ints at) {
    const uint8_t* const bytes = reinterpret_cast<const uint8_t*>(table);
    return (Ints)vqtbl4q_u8(vld1q_u8_x4(bytes), bytesOf(at));
  }

  static Ints pick(const Ints* lower, const Ints* upper, Ints at) {
    return at < 16 ? pick(lower, at) : pick(upper, at);
  }

  static Ints group(const int32_t* c, int size, const int32_t* order, int r) {
    uint8x16x4_t rows;
    for (int y = 0; y < 4; y++) rows.val[y] = (uint8x16_t)vld1q_s32(c + y * size);
    return (Ints)vqtbl4q_u8(rows, bytesOf((Ints)vld1q_s32(order + LANES * r)));
  }

  using Basics::signs;
  static uint32_t signs(Shorts v) { return signs(packed(v)); }

  static uint32_t signs(Bytes v) {
    const uint8x16_t bits = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
    const uint8x16_t set = vandq_u8((uint8x16_t)vshrq_n_s8((int8x16_t)v, 7), bits);
    return vaddv_u8(vget_low_u8(set)) | static_cast<uint32_t>(vaddv_u8(vget_high_u8(set))) << 8;
  }

  static Shorts shorts(const int32_t* p) {
    return both(vcombine_s16(vqmovn_s32(vld1q_s32(p)), vqmovn_s32(vld1q_s32(p + 4))),
                vcombine_s16(vqmovn_s32(vld1q_s32(p + 8)), vqmovn_s32(vld1q_s32(p + 12))));
  }

  static Bytes packed(Shorts v) {
    return (Bytes)vcombine_s8(vqmovn_s16(lower(v)), vqmovn_s16(upper(v)));
  }

  static Bytes lookUp(Bytes table, Bytes at) {
    return (Bytes)vqtbl1q_s8((int8x16_t)table, vandq_u8((uint8x16_t)at, vdupq_n_u8(15)));
  }

  static Shorts interleave(Bytes low, Bytes high) {
    return both((int16x8_t)vzip1q_s8((int8x16_t)low, (int8x16_t)high),
                (int16x8_t)vzip2q_s8((int8x16_t)low, (int8x16_t)high));
  }

  static Shorts productHigh(Shorts a, Shorts b) {
    return both(productHigh(lower(a), lower(b)), productHigh(upper(a), upper(b)));
  }

  static Shorts sumsFromAbove(Shorts v) {
    const int16x8_t high = sumsFromAbove(upper(v));
    return both(vaddq_s16(sumsFromAbove(lower(v)), vdupq_laneq_s16(high, 0)), high);
  }

  static Shorts fromLower(Shorts v) {
    return both(vextq_s16(vdupq_n_s16(0), lower(v), 7), vextq_s16(lower(v), upper(v), 7));
  }

  static Shorts fromUpper(Shorts v) {
    return both(vextq_s16(lower(v), upper(v), 1), vextq_s16(upper(v), vdupq_n_s16(0), 1));
  }

  static int sum(Shorts v) { return vaddlvq_s16(lower(v)) + vaddlvq_s16(upper(v)); }

  static Shorts byteDot(Shorts sum, Shorts bytes, int32_t weights) {
    return both(byteDot(lower(sum), lower(bytes), weights),
                byteDot(upper(sum), upper(bytes), weights));
  }

  static Shorts scaled(Shorts v, int16_t scale) {
    const int16x8_t by = vdupq_n_s16(scale);
    return both(vqrdmulhq_s16(lower(v), by), vqrdmulhq_s16(upper(v), by));
  }

  static Shorts byteDot(Shorts sum, Shorts bytes, Shorts weights) {
    return both(byteDot(lower(sum), lower(bytes), lower(weights)),
                byteDot(upper(sum), upper(bytes), upper(weights)));
  }

  static Shorts scaled(Shorts v, Shorts scales) {
    return both(vqrdmulhq_s16(lower(v), lower(scales)), vqrdmulhq_s16(upper(v), upper(scales)));
  }

  static Shorts inEachHalf(int16_t low, int16_t high) {
    return both(vdupq_n_s16(low), vdupq_n_s16(high));
  }

  static Shorts inBothHalves(const int16_t* p) {
    const int16x8_t v = vld1q_s16(p);
    return both(v, v);
  }

  static Shorts halvesExchanged(Shorts v) { return both(upper(v), lower(v)); }

  static Shorts halvesFromLower(Shorts v) {
    const int16x8_t none = vdupq_n_s16(0);
    return both(vextq_s16(none, lower(v), 7), vextq_s16(none, upper(v), 7));
  }

  static Shorts halvesFromUpper(Shorts v) {
    const int16x8_t none = vdupq_n_s16(0);
    return both(vextq_s16(lower(v), none, 1), vextq_s16(upper(v), none, 1));
  }

 private:
  // GCC takes registers of 32 bytes apart lane by lane where it shuffles them, but not through memory.
  static int16x8_t lower(Shorts v) { return vld1q_s16(reinterpret_cast<const int16_t*>(&v)); }
  static int16x8_t upper(Shorts v) { return vld1q_s16(reinterpret_cast<const int16_t*>(&v) + 8); }
  static Shorts both(int16x8_t a, int16x8_t b) {
    Shorts to;
    vst1q_s16(reinterpret_cast<int16_t*>(&to), a);
    vst1q_s16(reinterpret_cast<int16_t*>(&to) + 8, b);
    return to;
  }

  // Of lanes 0..15 in four registers: where their bytes are.
  static uint8x16_t bytesOf(Ints at) {
    const int32x4_t lane = vandq_s32((int32x4_t)at, vdupq_n_s32(15));
    return (uint8x16_t)vaddq_s32(vmulq_n_s32(lane, 0x04040404), vdupq_n_s32(0x03020100));
  }

  static int16x8_t byteDot(int16x8_t sum, int16x8_t bytes, int32_t weights) {
    const int16x8_t low = vandq_s16(bytes, vdupq_n_s16(0xff));
    const int16x8_t high = (int16x8_t)vshrq_n_u16((uint16x8_t)bytes, 8);
    sum = vmlaq_n_s16(sum, low, static_cast<int8_t>(weights));
    return vmlaq_n_s16(sum, high, static_cast<int8_t>(weights >> 8));
  }

  static int16x8_t byteDot(int16x8_t sum, int16x8_t bytes, int16x8_t weights) {
    const int16x8_t low = vandq_s16(bytes, vdupq_n_s16(0xff));
    const int16x8_t high = (int16x8_t)vshrq_n_u16((uint16x8_t)bytes, 8);
    sum = vmlaq_s16(sum, low, vshrq_n_s16(vshlq_n_s16(weights, 8), 8));
    return vmlaq_s16(sum, high, vshrq_n_s16(weights, 8));
  }

  static int16x8_t productHigh(int16x8_t a, int16x8_t b) {
    const uint32x4_t low = vmull_u16((uint16x4_t)vget_low_s16(a), (uint16x4_t)vget_low_s16(b));
    const uint32x4_t high = vmull_high_u16((uint16x8_t)a, (uint16x8_t)b);
    return (int16x8_t)vuzp2q_u16((uint16x8_t)low, (uint16x8_t)high);
  }

  static int16x8_t sumsFromAbove(int16x8_t v) {
    const int16x8_t none = vdupq_n_s16(0);
    v = vaddq_s16(v, vextq_s16(v, none, 1));
    v = vaddq_s16(v, vextq_s16(v, none, 2));
    return vaddq_s16(v, vextq_s16(v, none, 4));
  }
};

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_VECTOR_H
