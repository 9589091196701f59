// The vector class of x86-64 processors with AVX-512 F, BW, DQ, VL and VNNI, and what avx2.h needs.
#ifndef NNRDOQ_KERNEL_VECTOR_H
#define NNRDOQ_KERNEL_VECTOR_H

#include "vector256.h"

// A register holds a group: its layers run by position.
#define NNRDOQ_LAYERS_BY_POSITION

namespace nnrdoq {
namespace kernel {
namespace {

struct Vector : ShortsOf256 {
  typedef int32_t Ints __attribute__((vector_size(64), may_alias));
  typedef float Floats __attribute__((vector_size(64), may_alias));
  static constexpr int LANES = 16;

  static Ints dot(Ints sum, Ints a, Ints b) {
    return (Ints)_mm512_dpwssd_epi32((__m512i)sum, (__m512i)a, (__m512i)b);
  }

  static Ints fromLeft(Ints left, Ints own) {
    return (Ints)_mm512_alignr_epi8((__m512i)own, (__m512i)left, 12);
  }

  static Ints fromRight(Ints own, Ints right) {
    return (Ints)_mm512_alignr_epi8((__m512i)right, (__m512i)own, 4);
  }

  static Ints fromAbove(Ints above, Ints own) {
    return (Ints)_mm512_alignr_epi32((__m512i)own, (__m512i)above, 12);
  }

  static Ints fromBelow(Ints own, Ints below) {
    return (Ints)_mm512_alignr_epi32((__m512i)below, (__m512i)own, 4);
  }

  static Ints pick(const Ints* table, Ints at) {
    return (Ints)_mm512_permutexvar_epi32((__m512i)at, (__m512i)table[0]);
  }

  static Ints pick(const Ints* lower, const Ints* upper, Ints at) {
    return (Ints)_mm512_permutex2var_epi32((__m512i)lower[0], (__m512i)at, (__m512i)upper[0]);
  }

  template <int BY>
  static Floats exchange(Floats v) {
    return __builtin_shufflevector(v, v, 0 ^ BY, 1 ^ BY, 2 ^ BY, 3 ^ BY, 4 ^ BY, 5 ^ BY, 6 ^ BY,
                                   7 ^ BY, 8 ^ BY, 9 ^ BY, 10 ^ BY, 11 ^ BY, 12 ^ BY, 13 ^ BY,
                                   14 ^ BY, 15 ^ BY);
  }

  static Ints widen(const int16_t* p) {
    return (Ints)_mm512_cvtepi16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }

  static Ints widen(const int8_t* p) {
    return (Ints)_mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }

  static Ints group(const int32_t* c, int size, const int32_t* order, int) {
    return (Ints)_mm512_permutexvar_epi32(load(order), rows(c, size));
  }

  static uint32_t signs(Ints v) { return _cvtmask16_u32(_mm512_movepi32_mask((__m512i)v)); }

  static uint32_t atLeast(const int32_t* c, int size, int32_t threshold) {
    return _cvtmask16_u32(
        _mm512_cmpge_epi32_mask(_mm512_abs_epi32(rows(c, size)), _mm512_set1_epi32(threshold)));
  }

  static FourInts totals(Ints v) { return Vector256::totals(halves(v)); }

  static FourFloats sums(const Floats* v) {
    return Vector256::sumsOfEight(_mm256_add_ps(_mm512_castps512_ps256((__m512)*v), upperHalf(*v)));
  }

  static Floats smaller(Floats a, Floats b) { return (Floats)_mm512_min_ps((__m512)a, (__m512)b); }
  static Floats larger(Floats a, Floats b) { return (Floats)_mm512_max_ps((__m512)a, (__m512)b); }

  static float least(Floats v) {
    return Vector256::least(
        (Vector256::Floats)_mm256_min_ps(_mm512_castps512_ps256((__m512)v), upperHalf(v)));
  }

  static void compress(const int32_t* from, uint32_t mask, int32_t add, int32_t* to) {
    const __m512i all = _mm512_add_epi32(load(from), _mm512_set1_epi32(add));
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(static_cast<__mmask16>(mask), all));
  }

  static uint32_t extract(uint32_t v, uint32_t mask) { return _pext_u32(v, mask); }

  static uint32_t signs(Shorts v) { return _cvtmask16_u32(_mm256_movepi16_mask((__m256i)v)); }
  using ShortsOf256::signs;

  static Shorts shorts(const int32_t* p) { return (Shorts)_mm512_cvtsepi32_epi16(load(p)); }

  template <int REGISTERS>
  static void score(const Ints* units, const Head& head, int32_t* scores) {
    Ints sums[CLASSES] = {};
    for (int r = 0; r < REGISTERS; r++) {
      const __m512i positive = _mm512_max_epi32((__m512i)units[r], _mm512_setzero_si512());
      const __m512i activations =
          _mm512_min_epi32(_mm512_srav_epi32(positive, load(head.shift + LANES * r)),
                           _mm512_set1_epi32(MAX_ACTIVATION));
      // Their upper halves are 0, so that the pairs' second products vanish.
      for (int k = 0; k < CLASSES; k++) {
        sums[k] = dot(sums[k], (Ints)load(head.weights[k] + LANES * r), (Ints)activations);
      }
    }
    const Vector256::Ints half[CLASSES] = {halves(sums[0]), halves(sums[1]), halves(sums[2])};
    Vector256::addUp(half, scores);
  }

 private:
  static __m512i load(const int32_t* p) { return _mm512_load_si512(p); }

  // The four rows of a group.
  static __m512i rows(const int32_t* c, int size) {
    return _mm512_inserti64x4(_mm512_castsi256_si512(Vector256::rows(c, size)),
                              Vector256::rows(c + 2 * size, size), 1);
  }

  static __m256 upperHalf(Floats v) { return _mm512_maskz_extractf32x8_ps(0xff, (__m512)v, 1); }

  // The sums of one half and the other.
  static Vector256::Ints halves(Ints v) {
    return __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
           __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
  }
};

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_VECTOR_H
