// Registers of eight lanes with AVX2.
#ifndef NNRDOQ_KERNEL_VECTOR_VECTOR256_H
#define NNRDOQ_KERNEL_VECTOR_VECTOR256_H

#include "shorts256.h"

namespace nnrdoq {
namespace kernel {
namespace {

struct Vector256 : ShortsOf256 {
  typedef int32_t Ints __attribute__((vector_size(32), may_alias));
  typedef float Floats __attribute__((vector_size(32), may_alias));
  static constexpr int LANES = 8;
  static constexpr int AT_ONCE = 4;

  static Ints dot(Ints sum, Ints a, Ints b) {
    return sum + (Ints)_mm256_madd_epi16((__m256i)a, (__m256i)b);
  }

  static Ints pick(const Ints* table, Ints at) {
    return choose((__m256i)table[0], (__m256i)table[1], (__m256i)at);
  }

  static Ints pick(const Ints* lower, const Ints* upper, Ints at) {
    return at < 16 ? pick(lower, at) : pick(upper, at);
  }

  template <int BY>
  static Floats exchange(Floats v) {
    return __builtin_shufflevector(v, v, 0 ^ BY, 1 ^ BY, 2 ^ BY, 3 ^ BY, 4 ^ BY, 5 ^ BY, 6 ^ BY,
                                   7 ^ BY);
  }

  static void narrow(Ints v, int16_t* to) {
    const __m256i packed = _mm256_packs_epi32((__m256i)v, (__m256i)v);
    _mm_store_si128(reinterpret_cast<__m128i*>(to),
                    _mm256_castsi256_si128(_mm256_permute4x64_epi64(packed, 0x08)));
  }

  static Ints widen(const int16_t* p) {
    return (Ints)_mm256_cvtepi16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }

  static Ints widen(const int8_t* p) {
    return (Ints)_mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)));
  }

  static Ints group(const int32_t* c, int size, const int32_t* order, int r) {
    const __m256i upper = rows(c, size);
    const __m256i lower = rows(c + 2 * size, size);
    return choose(upper, lower, load(order + LANES * r));
  }

  using ShortsOf256::signs;
  static uint32_t signs(Ints v) { return static_cast<uint32_t>(_mm256_movemask_ps((__m256)v)); }

  static uint32_t atLeast(const int32_t* c, int size, int32_t threshold) {
    const __m256i less = _mm256_set1_epi32(threshold - 1);
    const Ints upper = (Ints)_mm256_cmpgt_epi32(_mm256_abs_epi32(rows(c, size)), less);
    const Ints lower = (Ints)_mm256_cmpgt_epi32(_mm256_abs_epi32(rows(c + 2 * size, size)), less);
    return signs(upper) | signs(lower) << LANES;
  }

  static FourInts totals(Ints v) {
    const __m128i half =
        _mm_add_epi32(_mm256_castsi256_si128((__m256i)v), _mm256_extracti128_si256((__m256i)v, 1));
    const __m128i pair = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
    return (FourInts)_mm_add_epi32(pair, _mm_shuffle_epi32(pair, 0xb1));
  }

  static FourFloats sums(const Floats* v) { return sumsOfEight((__m256)(v[0] + v[1])); }

  static Floats smaller(Floats a, Floats b) { return (Floats)_mm256_min_ps((__m256)a, (__m256)b); }
  static Floats larger(Floats a, Floats b) { return (Floats)_mm256_max_ps((__m256)a, (__m256)b); }

  static float least(Floats v) {
    const __m128 half =
        _mm_min_ps(_mm256_castps256_ps128((__m256)v), _mm256_extractf128_ps((__m256)v, 1));
    const __m128 pair = _mm_min_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_min_ss(pair, _mm_movehdup_ps(pair)));
  }

  static void compress(const int32_t* from, uint32_t mask, int32_t add, int32_t* to) {
    compressOneByOne(from, mask, add, to);
  }

  static uint32_t extract(uint32_t v, uint32_t mask) { return _pext_u32(v, mask); }

  template <int REGISTERS>
  static void score(const Ints* units, const Head& head, int32_t* scores) {
    Ints sums[CLASSES] = {};
    for (int r = 0; r < REGISTERS; r++) {
      const __m256i positive = _mm256_max_epi32((__m256i)units[r], _mm256_setzero_si256());
      const __m256i activations =
          _mm256_min_epi32(_mm256_srav_epi32(positive, load(head.shift + LANES * r)),
                           _mm256_set1_epi32(MAX_ACTIVATION));
      // Their upper halves are 0, so that the pairs' second products vanish.
      for (int k = 0; k < CLASSES; k++) {
        sums[k] = dot(sums[k], (Ints)load(head.weights[k] + LANES * r), (Ints)activations);
      }
    }
    addUp(sums, scores);
  }

  // What registers of sixteen lanes need of this one.

  static __m256i load(const int32_t* p) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(p));
  }

  // Two rows of a group.
  static __m256i rows(const int32_t* c, int size) {
    return _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(c + size),
                               reinterpret_cast<const __m128i*>(c));
  }

  // The sums of three registers.
  static void addUp(const Ints* sums, int32_t* totals) {
    const __m256i pairs = _mm256_hadd_epi32(_mm256_hadd_epi32((__m256i)sums[0], (__m256i)sums[1]),
                                            _mm256_hadd_epi32((__m256i)sums[2], (__m256i)sums[2]));
    const __m128i all =
        _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
    totals[0] = _mm_cvtsi128_si32(all);
    totals[1] = _mm_extract_epi32(all, 1);
    totals[2] = _mm_extract_epi32(all, 2);
  }

  static FourFloats sumsOfEight(__m256 v) {
    const __m128 half = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    const __m128 pair = _mm_add_ps(half, _mm_shuffle_ps(half, half, 0x4e));
    return (FourFloats)_mm_add_ps(pair, _mm_shuffle_ps(pair, pair, 0xb1));
  }

 private:
  // Of 16 values, those at the indices' lower four bits.
  static Ints choose(__m256i lower, __m256i upper, __m256i at) {
    const __m256 a = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(lower, at));
    const __m256 b = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(upper, at));
    const __m256 isUpper = _mm256_castsi256_ps(_mm256_slli_epi32(at, 28));
    return (Ints)_mm256_blendv_ps(a, b, isUpper);
  }
};

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_VECTOR_VECTOR256_H
