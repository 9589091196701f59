// Sixteen lanes of 16 bits in one register, with AVX2.
#ifndef NNRDOQ_KERNEL_VECTOR_SHORTS256_H
#define NNRDOQ_KERNEL_VECTOR_SHORTS256_H

// GCC 12 warns about undefined registers in its own header, wherever that is inlined.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>

#include "vector128.h"

namespace nnrdoq {
namespace kernel {
namespace {

struct ShortsOf256 {
  static uint32_t deposit(uint32_t v, uint32_t mask) { return _pdep_u32(v, mask); }

  static uint32_t signs(Shorts v) {
    const __m256i bytes = _mm256_packs_epi16((__m256i)v, (__m256i)v);
    return _pext_u32(static_cast<uint32_t>(_mm256_movemask_epi8(bytes)), 0x00ff00ff);
  }

  static uint32_t signs(Bytes v) { return static_cast<uint32_t>(_mm_movemask_epi8((__m128i)v)); }

  static Shorts shorts(const int32_t* p) {
    return (Shorts)_mm256_permute4x64_epi64(_mm256_packs_epi32(load(p), load(p + 8)), 0xd8);
  }

  static Bytes packed(Shorts v) { return (Bytes)_mm_packs_epi16(lower((__m256i)v), upper((__m256i)v)); }

  static Bytes lookUp(Bytes table, Bytes at) {
    return (Bytes)_mm_shuffle_epi8((__m128i)table, (__m128i)at);
  }

  static Shorts interleave(Bytes low, Bytes high) {
    return (Shorts)_mm256_set_m128i(_mm_unpackhi_epi8((__m128i)low, (__m128i)high),
                                    _mm_unpacklo_epi8((__m128i)low, (__m128i)high));
  }

  static Shorts productHigh(Shorts a, Shorts b) {
    return (Shorts)_mm256_mulhi_epu16((__m256i)a, (__m256i)b);
  }

  static Shorts sumsFromAbove(Shorts v) {
    __m256i sums = (__m256i)v;
    sums = _mm256_add_epi16(sums, _mm256_srli_si256(sums, 2));
    sums = _mm256_add_epi16(sums, _mm256_srli_si256(sums, 4));
    sums = _mm256_add_epi16(sums, _mm256_srli_si256(sums, 8));
    const __m256i upperSum = _mm256_shuffle_epi8(sums, _mm256_set1_epi16(0x0100));
    return (Shorts)_mm256_add_epi16(sums, _mm256_permute2x128_si256(upperSum, upperSum, 0x81));
  }

  static Shorts fromLower(Shorts v) {
    const __m256i lowerUp = _mm256_permute2x128_si256((__m256i)v, (__m256i)v, 0x08);
    return (Shorts)_mm256_alignr_epi8((__m256i)v, lowerUp, 14);
  }

  static Shorts fromUpper(Shorts v) {
    const __m256i upperDown = _mm256_permute2x128_si256((__m256i)v, (__m256i)v, 0x81);
    return (Shorts)_mm256_alignr_epi8(upperDown, (__m256i)v, 2);
  }

  static int sum(Shorts v) {
    const __m256i pairs = _mm256_madd_epi16((__m256i)v, _mm256_set1_epi16(1));
    const __m128i four = _mm_add_epi32(lower(pairs), upper(pairs));
    const __m128i two = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4e));
    return _mm_cvtsi128_si32(_mm_add_epi32(two, _mm_shuffle_epi32(two, 0xb1)));
  }

  static Bytes places(uint32_t mask) {
    const uint64_t nibbles = _pdep_u64(mask, 0x1111111111111111u) * 15;
    const uint64_t packed = _pext_u64(0xfedcba9876543210u, nibbles)
                            << (64 - 4 * __builtin_popcount(mask));
    const __m128i both = _mm_cvtsi64_si128(static_cast<long long>(packed));
    const __m128i low = _mm_set1_epi8(15);
    return (Bytes)_mm_unpacklo_epi8(_mm_and_si128(both, low),
                                    _mm_and_si128(_mm_srli_epi16(both, 4), low));
  }

  static Shorts byteDot(Shorts sum, Shorts bytes, int32_t weights) {
    return sum + (Shorts)_mm256_maddubs_epi16((__m256i)bytes, _mm256_set1_epi32(weights));
  }

  static Shorts byteDot(Shorts sum, Shorts bytes, Shorts weights) {
    return sum + (Shorts)_mm256_maddubs_epi16((__m256i)bytes, (__m256i)weights);
  }

  static Shorts scaled(Shorts v, int16_t scale) {
    return (Shorts)_mm256_mulhrs_epi16((__m256i)v, _mm256_set1_epi16(scale));
  }

  static Shorts scaled(Shorts v, Shorts scales) {
    return (Shorts)_mm256_mulhrs_epi16((__m256i)v, (__m256i)scales);
  }

  static Shorts inEachHalf(int16_t lower, int16_t upper) {
    return (Shorts)_mm256_set_m128i(_mm_set1_epi16(upper), _mm_set1_epi16(lower));
  }

  static Shorts inBothHalves(const int16_t* p) {
    return (Shorts)_mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }

  static Shorts halvesExchanged(Shorts v) {
    return (Shorts)_mm256_permute4x64_epi64((__m256i)v, 0x4e);
  }

  static Shorts halvesFromLower(Shorts v) { return (Shorts)_mm256_slli_si256((__m256i)v, 2); }
  static Shorts halvesFromUpper(Shorts v) { return (Shorts)_mm256_srli_si256((__m256i)v, 2); }

 private:
  static __m256i load(const int32_t* p) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(p));
  }

  static __m128i lower(__m256i v) { return _mm256_castsi256_si128(v); }
  static __m128i upper(__m256i v) { return _mm256_extracti128_si256(v, 1); }
};

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_VECTOR_SHORTS256_H
