#include "variants.h"

#include <stdlib.h>
#include <string.h>

#include <stdexcept>
#include <string>

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace nnrdoq {
namespace kernel {
namespace {

// Squared error of samples of 8 to 12 bit in 8-bit terms.
constexpr double DEPTH_SCALES[5] = {1, 1.0 / 4, 1.0 / 16, 1.0 / 64, 1.0 / 256};

typedef int32_t __attribute__((may_alias)) AliasedInt;

inline int32_t pairAt(const void* at) { return *static_cast<const AliasedInt*>(at); }

// min(max(sum, 0) >> shift, 32767), one by one.
template <int COUNT>
inline void rectifyEach(const int32_t* sums, const int32_t* shift, void* out) {
  int16_t activations[COUNT];
  for (int i = 0; i < COUNT; i++) {
    const int32_t v = (sums[i] > 0 ? sums[i] : 0) >> shift[i];
    activations[i] = static_cast<int16_t>(v < 32767 ? v : 32767);
  }
  memcpy(out, activations, sizeof activations);
}

typedef int32_t FourInts __attribute__((vector_size(16), may_alias));
typedef float FourFloats __attribute__((vector_size(16), may_alias));

// Four coefficients of a 4x4 group that begins at c, by their raster positions in it.
inline FourInts groupOf(const int32_t* c, int size, const int32_t* places) {
  FourInts v;
  for (int k = 0; k < 4; k++) v[k] = c[(places[k] >> 2) * size + (places[k] & 3)];
  return v;
}

template <typename T>
inline FourInts widenEach(const T* p) {
  return FourInts{p[0], p[1], p[2], p[3]};
}

inline FourInts pickEach(const int32_t* table, FourInts at) {
  FourInts v;
  for (int k = 0; k < 4; k++) v[k] = table[at[k] & 15];
  return v;
}

inline float leastOf(FourFloats v) {
  const float a = v[0] < v[1] ? v[0] : v[1];
  const float b = v[2] < v[3] ? v[2] : v[3];
  return a < b ? a : b;
}

// The sum of 16 values in every lane: each half of them is added to the other, until one is left.
inline FourFloats sumsOf(FourFloats v) {
  v += __builtin_shuffle(v, FourInts{2, 3, 0, 1});
  return v + __builtin_shuffle(v, FourInts{1, 0, 3, 2});
}

inline FourFloats sumsOf(const FourFloats* v) { return sumsOf((v[0] + v[2]) + (v[1] + v[3])); }

inline FourInts totalsOf(FourInts v) {
  v += __builtin_shuffle(v, FourInts{2, 3, 0, 1});
  return v + __builtin_shuffle(v, FourInts{1, 0, 3, 2});
}

#if !defined(__x86_64__)
inline uint32_t signsOf(FourInts v) {
  uint32_t mask = 0;
  for (int k = 0; k < 4; k++) mask |= static_cast<uint32_t>(v[k] < 0) << k;
  return mask;
}

inline uint32_t atLeastEach(const int32_t* c, int size, int32_t threshold) {
  uint32_t mask = 0;
  for (int n = 0; n < 16; n++) {
    const int32_t v = c[(n >> 2) * size + (n & 3)];
    mask |= static_cast<uint32_t>((v < 0 ? -v : v) >= threshold) << n;
  }
  return mask;
}
#endif

// Those of 16 values whose bit is set, plus a constant, one after another; writes up to 16 more.
inline void compressEach(const int32_t* from, uint32_t mask, int32_t add, int32_t* to) {
  int count = 0;
  for (int n = 0; n < 16; n++) {
    to[count] = from[n] + add;
    count += static_cast<int>(mask >> n & 1);
  }
}

// The bits of v at the set bits of a mask, side by side.
inline uint32_t extractEach(uint32_t v, uint32_t mask) {
  uint32_t bits = 0;
  for (int k = 0; mask != 0; mask &= mask - 1, k++) {
    bits |= (v >> __builtin_ctz(mask) & 1) << k;
  }
  return bits;
}

// What hidden units add to the scores, one by one.
template <int COUNT>
inline void scoreEach(const int32_t* units, const Head& head, int32_t* scores) {
  int32_t activations[COUNT];
  for (int u = 0; u < COUNT; u++) {
    const int32_t v = (units[u] > 0 ? units[u] : 0) >> head.shift[u];
    activations[u] = v < 32767 ? v : 32767;
  }
  for (int k = 0; k < 3; k++) {
    int32_t sum = 0;
    for (int u = 0; u < COUNT; u++) sum += activations[u] * head.weights[k][u];
    scores[k] = sum;
  }
}

// v, but at least least and at most most.
inline FourFloats between(FourFloats v, FourFloats least, FourFloats most) {
#if defined(__x86_64__)
  return (FourFloats)_mm_min_ps(_mm_max_ps((__m128)v, (__m128)least), (__m128)most);
#else
  v = v < least ? least : v;
  return v > most ? most : v;
#endif
}

bool always() { return true; }

}  // namespace

#if defined(__x86_64__)

#define NNRDOQ_TARGET
namespace baseline {
namespace {

struct Vector {
  typedef int32_t Ints __attribute__((vector_size(16), may_alias));
  typedef float Floats __attribute__((vector_size(16), may_alias));
  typedef __m128i Sum;
  typedef __m128i Pairs;
  static constexpr int LANES = 4;
  static constexpr int AT_ONCE = 2;
  static constexpr int CHAINS_1 = 1;
  static constexpr int CHAINS_3 = 1;
  static Sum zero() { return _mm_setzero_si128(); }
  static Sum load(const int32_t* p) { return _mm_load_si128(reinterpret_cast<const __m128i*>(p)); }
  static Pairs weights(const int16_t* p) {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(p));
  }
  static Pairs pair(const void* p) { return _mm_set1_epi32(pairAt(p)); }
  static Sum add(Sum a, Sum b) { return _mm_add_epi32(a, b); }
  static Sum dot(Sum s, Pairs w, Pairs a) { return _mm_add_epi32(s, _mm_madd_epi16(w, a)); }
  static void store(Sum s, void* p) { _mm_store_si128(static_cast<__m128i*>(p), s); }
  template <int REGISTERS>
  static void rectify(const Sum* s, const int32_t* shift, void* out) {
    alignas(16) int32_t sums[REGISTERS * 4];
    for (int r = 0; r < REGISTERS; r++) store(s[r], sums + 4 * r);
    rectifyEach<REGISTERS * 4>(sums, shift, out);
  }
  template <int REGISTERS>
  static void score(const Sum* h, const Head& head, int32_t* scores) {
    alignas(16) int32_t units[REGISTERS * 4];
    for (int r = 0; r < REGISTERS; r++) store(h[r], units + 4 * r);
    scoreEach<REGISTERS * 4>(units, head, scores);
  }
  static Ints group(const int32_t* c, int size, const int32_t* order, int r) {
    return groupOf(c, size, order + 4 * r);
  }
  static uint32_t atLeast(const int32_t* c, int size, int32_t threshold) {
    const __m128i less = _mm_set1_epi32(threshold - 1);
    uint32_t mask = 0;
    for (int y = 0; y < 4; y++) {
      const __m128i row = _mm_loadu_si128(reinterpret_cast<const __m128i*>(c + y * size));
      const __m128i sign = _mm_srai_epi32(row, 31);
      const __m128i magnitude = _mm_sub_epi32(_mm_xor_si128(row, sign), sign);
      mask |= signs((Ints)_mm_cmpgt_epi32(magnitude, less)) << (4 * y);
    }
    return mask;
  }
  static Ints pick(const int32_t* table, Ints at) { return pickEach(table, at); }
  template <typename T>
  static Ints widen(const T* p) {
    return widenEach(p);
  }
  static uint32_t signs(Ints v) {
    return static_cast<uint32_t>(_mm_movemask_ps((__m128)v));
  }
  static FourInts totals(Ints v) { return totalsOf((FourInts)v); }
  static Floats smaller(Floats a, Floats b) { return a < b ? a : b; }
  static Floats larger(Floats a, Floats b) { return a > b ? a : b; }
  static float least(Floats v) { return leastOf(v); }
  static FourFloats sums(const Floats* v) {
    return sumsOf(reinterpret_cast<const FourFloats*>(v));
  }
  static void compress(const int32_t* from, uint32_t mask, int32_t add, int32_t* to) {
    compressEach(from, mask, add, to);
  }
  static uint32_t extract(uint32_t v, uint32_t mask) { return extractEach(v, mask); }
};

#include "features.inc"
#include "layers.inc"
#include "rated_hiding.inc"
#include "fcn.inc"
#include "sequential.inc"

}  // namespace
}  // namespace baseline
#undef NNRDOQ_TARGET

#define NNRDOQ_TARGET __attribute__((target("avx2,bmi,bmi2,popcnt")))
namespace avx2 {
namespace {

bool runsHere() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("popcnt");
}

struct Vector {
  typedef int32_t Ints __attribute__((vector_size(32), may_alias));
  typedef float Floats __attribute__((vector_size(32), may_alias));
  typedef __m256i Sum;
  typedef __m256i Pairs;
  static constexpr int LANES = 8;
  static constexpr int AT_ONCE = 4;
  static constexpr int CHAINS_1 = 1;
  static constexpr int CHAINS_3 = 1;
  NNRDOQ_TARGET static Sum zero() { return _mm256_setzero_si256(); }
  NNRDOQ_TARGET static Sum load(const int32_t* p) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(p));
  }
  NNRDOQ_TARGET static Pairs weights(const int16_t* p) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(p));
  }
  NNRDOQ_TARGET static Pairs pair(const void* p) { return _mm256_set1_epi32(pairAt(p)); }
  NNRDOQ_TARGET static Sum add(Sum a, Sum b) { return _mm256_add_epi32(a, b); }
  NNRDOQ_TARGET static Sum dot(Sum s, Pairs w, Pairs a) {
    return _mm256_add_epi32(s, _mm256_madd_epi16(w, a));
  }
  NNRDOQ_TARGET static void store(Sum s, void* p) { _mm256_store_si256(static_cast<__m256i*>(p), s); }
  template <int REGISTERS>
  NNRDOQ_TARGET static void rectify(const Sum* s, const int32_t* shift, void* out) {
    __m256i v[2] = {_mm256_setzero_si256(), _mm256_setzero_si256()};
    for (int r = 0; r < REGISTERS; r++) {
      v[r] = _mm256_srav_epi32(_mm256_max_epi32(s[r], _mm256_setzero_si256()), load(shift + 8 * r));
    }
    const __m256i packed = _mm256_permute4x64_epi64(_mm256_packs_epi32(v[0], v[1]), 0xd8);
    _mm256_store_si256(static_cast<__m256i*>(out), packed);
  }
  template <int REGISTERS>
  NNRDOQ_TARGET static void score(const Sum* h, const Head& head, int32_t* scores) {
    __m256i sums[3] = {zero(), zero(), zero()};
    for (int r = 0; r < REGISTERS; r++) {
      const __m256i positive = _mm256_max_epi32(h[r], zero());
      const __m256i activations = _mm256_min_epi32(
          _mm256_srav_epi32(positive, load(head.shift + 8 * r)), _mm256_set1_epi32(32767));
      // Their upper halves are 0, so that the pairs' second products vanish.
      for (int k = 0; k < 3; k++) {
        sums[k] = dot(sums[k], load(head.weights[k] + 8 * r), activations);
      }
    }
    totals(sums, scores);
  }
  NNRDOQ_TARGET static void totals(const __m256i* sums, int32_t* scores) {
    const __m256i pairs = _mm256_hadd_epi32(_mm256_hadd_epi32(sums[0], sums[1]),
                                            _mm256_hadd_epi32(sums[2], sums[2]));
    const __m128i all = _mm_add_epi32(_mm256_castsi256_si128(pairs),
                                      _mm256_extracti128_si256(pairs, 1));
    scores[0] = _mm_cvtsi128_si32(all);
    scores[1] = _mm_extract_epi32(all, 1);
    scores[2] = _mm_extract_epi32(all, 2);
  }
  NNRDOQ_TARGET static Ints group(const int32_t* c, int size, const int32_t* order, int r) {
    const __m256i upper = rows(c, size);
    const __m256i lower = rows(c + 2 * size, size);
    const Ints at = *reinterpret_cast<const Ints*>(order + 8 * r);
    return choose(upper, lower, (__m256i)at);
  }
  NNRDOQ_TARGET static __m256i rows(const int32_t* c, int size) {
    return _mm256_loadu2_m128i(reinterpret_cast<const __m128i*>(c + size),
                               reinterpret_cast<const __m128i*>(c));
  }
  // Of 16 values, those at the indices' lower four bits.
  NNRDOQ_TARGET static Ints choose(__m256i lower, __m256i upper, __m256i at) {
    const __m256 a = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(lower, at));
    const __m256 b = _mm256_castsi256_ps(_mm256_permutevar8x32_epi32(upper, at));
    const __m256 isUpper = _mm256_castsi256_ps(_mm256_slli_epi32(at, 28));
    return (Ints)_mm256_blendv_ps(a, b, isUpper);
  }
  NNRDOQ_TARGET static uint32_t atLeast(const int32_t* c, int size, int32_t threshold) {
    const __m256i less = _mm256_set1_epi32(threshold - 1);
    const Ints upper = (Ints)_mm256_cmpgt_epi32(_mm256_abs_epi32(rows(c, size)), less);
    const Ints lower = (Ints)_mm256_cmpgt_epi32(_mm256_abs_epi32(rows(c + 2 * size, size)), less);
    return signs(upper) | signs(lower) << 8;
  }
  NNRDOQ_TARGET static Ints widen(const int16_t* p) {
    return (Ints)_mm256_cvtepi16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }
  NNRDOQ_TARGET static Ints widen(const int8_t* p) {
    return (Ints)_mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)));
  }
  NNRDOQ_TARGET static Ints pick(const int32_t* table, Ints at) {
    return choose(load(table), load(table + 8), (__m256i)at);
  }
  NNRDOQ_TARGET static uint32_t signs(Ints v) {
    return static_cast<uint32_t>(_mm256_movemask_ps((__m256)v));
  }
  NNRDOQ_TARGET static FourInts totals(Ints v) { return totalsOfEight((__m256i)v); }
  NNRDOQ_TARGET static FourInts totalsOfEight(__m256i v) {
    const __m128i half = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    const __m128i pair = _mm_add_epi32(half, _mm_shuffle_epi32(half, 0x4e));
    return (FourInts)_mm_add_epi32(pair, _mm_shuffle_epi32(pair, 0xb1));
  }
  NNRDOQ_TARGET static Floats smaller(Floats a, Floats b) {
    return (Floats)_mm256_min_ps((__m256)a, (__m256)b);
  }
  NNRDOQ_TARGET static Floats larger(Floats a, Floats b) {
    return (Floats)_mm256_max_ps((__m256)a, (__m256)b);
  }
  NNRDOQ_TARGET static float least(Floats v) {
    const __m128 half = _mm_min_ps(_mm256_castps256_ps128((__m256)v),
                                   _mm256_extractf128_ps((__m256)v, 1));
    const __m128 pair = _mm_min_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_min_ss(pair, _mm_movehdup_ps(pair)));
  }
  NNRDOQ_TARGET static FourFloats sums(const Floats* v) { return sumsOfEight((__m256)(v[0] + v[1])); }
  NNRDOQ_TARGET static FourFloats sumsOfEight(__m256 v) {
    const __m128 half = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    const __m128 pair = _mm_add_ps(half, _mm_shuffle_ps(half, half, 0x4e));
    return (FourFloats)_mm_add_ps(pair, _mm_shuffle_ps(pair, pair, 0xb1));
  }
  NNRDOQ_TARGET static void compress(const int32_t* from, uint32_t mask, int32_t add, int32_t* to) {
    compressEach(from, mask, add, to);
  }
  NNRDOQ_TARGET static uint32_t extract(uint32_t v, uint32_t mask) { return _pext_u32(v, mask); }
};

#include "features.inc"
#include "layers.inc"
#include "rated_hiding.inc"
#include "fcn.inc"
#include "sequential.inc"

}  // namespace
}  // namespace avx2
#undef NNRDOQ_TARGET

#define NNRDOQ_TARGET                                                                         \
  __attribute__((target(                                                                      \
      "avx2,bmi,bmi2,popcnt,avx512f,avx512bw,avx512dq,avx512vl,avx512vnni")))
namespace avx512 {
namespace {

bool runsHere() {
  return avx2::runsHere() && __builtin_cpu_supports("avx512f") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni");
}

struct Vector {
  typedef int32_t Ints __attribute__((vector_size(64), may_alias));
  typedef float Floats __attribute__((vector_size(64), may_alias));
  typedef __m512i Sum;
  typedef __m512i Pairs;
  static constexpr int LANES = 16;
  static constexpr int AT_ONCE = 8;
  static constexpr int CHAINS_1 = 2;
  static constexpr int CHAINS_3 = 2;
  NNRDOQ_TARGET static Sum zero() { return _mm512_setzero_si512(); }
  NNRDOQ_TARGET static Sum load(const int32_t* p) { return _mm512_load_si512(p); }
  NNRDOQ_TARGET static Pairs weights(const int16_t* p) { return _mm512_load_si512(p); }
  NNRDOQ_TARGET static Pairs pair(const void* p) { return _mm512_set1_epi32(pairAt(p)); }
  NNRDOQ_TARGET static Sum add(Sum a, Sum b) { return _mm512_add_epi32(a, b); }
  NNRDOQ_TARGET static Sum dot(Sum s, Pairs w, Pairs a) { return _mm512_dpwssd_epi32(s, w, a); }
  NNRDOQ_TARGET static void store(Sum s, void* p) { _mm512_store_si512(p, s); }
  template <int REGISTERS>
  NNRDOQ_TARGET static void rectify(const Sum* s, const int32_t* shift, void* out) {
    const __m512i v =
        _mm512_srav_epi32(_mm512_max_epi32(s[0], _mm512_setzero_si512()), load(shift));
    _mm256_store_si256(static_cast<__m256i*>(out), _mm512_cvtsepi32_epi16(v));
  }
  template <int REGISTERS>
  NNRDOQ_TARGET static void score(const Sum* h, const Head& head, int32_t* scores) {
    __m512i sums[3] = {_mm512_setzero_si512(), _mm512_setzero_si512(), _mm512_setzero_si512()};
    for (int r = 0; r < REGISTERS; r++) {
      const __m512i positive = _mm512_max_epi32(h[r], _mm512_setzero_si512());
      const __m512i activations = _mm512_min_epi32(
          _mm512_srav_epi32(positive, load(head.shift + 16 * r)), _mm512_set1_epi32(32767));
      // Their upper halves are 0, so that the pairs' second products vanish.
      for (int k = 0; k < 3; k++) {
        sums[k] = dot(sums[k], load(head.weights[k] + 16 * r), activations);
      }
    }
    __m256i halves[3];
    for (int k = 0; k < 3; k++) {
      halves[k] = _mm256_add_epi32(_mm512_castsi512_si256(sums[k]),
                                   _mm512_extracti64x4_epi64(sums[k], 1));
    }
    avx2::Vector::totals(halves, scores);
  }
  NNRDOQ_TARGET static __m512i rows(const int32_t* c, int size) {
    return _mm512_inserti64x4(_mm512_castsi256_si512(avx2::Vector::rows(c, size)),
                              avx2::Vector::rows(c + 2 * size, size), 1);
  }
  NNRDOQ_TARGET static Ints group(const int32_t* c, int size, const int32_t* order, int) {
    return (Ints)_mm512_permutexvar_epi32(load(order), rows(c, size));
  }
  NNRDOQ_TARGET static uint32_t atLeast(const int32_t* c, int size, int32_t threshold) {
    return _cvtmask16_u32(
        _mm512_cmpge_epi32_mask(_mm512_abs_epi32(rows(c, size)), _mm512_set1_epi32(threshold)));
  }
  NNRDOQ_TARGET static Ints widen(const int16_t* p) {
    return (Ints)_mm512_cvtepi16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  NNRDOQ_TARGET static Ints widen(const int8_t* p) {
    return (Ints)_mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }
  NNRDOQ_TARGET static Ints pick(const int32_t* table, Ints at) {
    return (Ints)_mm512_permutexvar_epi32((__m512i)at, load(table));
  }
  NNRDOQ_TARGET static uint32_t signs(Ints v) {
    return _cvtmask16_u32(_mm512_movepi32_mask((__m512i)v));
  }
  NNRDOQ_TARGET static FourInts totals(Ints v) {
    return avx2::Vector::totalsOfEight(_mm256_add_epi32(
        _mm512_castsi512_si256((__m512i)v), _mm512_extracti64x4_epi64((__m512i)v, 1)));
  }
  NNRDOQ_TARGET static Floats smaller(Floats a, Floats b) {
    return (Floats)_mm512_min_ps((__m512)a, (__m512)b);
  }
  NNRDOQ_TARGET static Floats larger(Floats a, Floats b) {
    return (Floats)_mm512_max_ps((__m512)a, (__m512)b);
  }
  NNRDOQ_TARGET static float least(Floats v) { return _mm512_reduce_min_ps((__m512)v); }
  NNRDOQ_TARGET static FourFloats sums(const Floats* v) {
    return avx2::Vector::sumsOfEight(_mm256_add_ps(_mm512_castps512_ps256((__m512)*v),
                                                   _mm512_extractf32x8_ps((__m512)*v, 1)));
  }
  NNRDOQ_TARGET static void compress(const int32_t* from, uint32_t mask, int32_t add, int32_t* to) {
    const __m512i all = _mm512_add_epi32(load(from), _mm512_set1_epi32(add));
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(static_cast<__mmask16>(mask), all));
  }
  NNRDOQ_TARGET static uint32_t extract(uint32_t v, uint32_t mask) { return _pext_u32(v, mask); }
};

#include "features.inc"
#include "layers.inc"
#include "rated_hiding.inc"
#include "fcn.inc"
#include "sequential.inc"

}  // namespace
}  // namespace avx512
#undef NNRDOQ_TARGET

const Variant VARIANTS[] = {
    {"baseline", "baseline", always, baseline::fcn, baseline::ar, baseline::hide},
    {"avx2", "avx2", avx2::runsHere, avx2::fcn, avx2::ar, avx2::hide},
    {"avx512", "avx512-vnni", avx512::runsHere, avx512::fcn, avx512::ar, avx512::hide},
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr},
};

#else  // not x86-64: four lanes, with NEON where there is one

#define NNRDOQ_TARGET
namespace baseline {
namespace {

#if defined(__aarch64__)

struct Vector {
  typedef FourInts Ints;
  typedef FourFloats Floats;
  typedef int32x4_t Sum;
  typedef int16x8_t Pairs;
  static constexpr int LANES = 4;
  static constexpr int AT_ONCE = 4;
  static constexpr int CHAINS_1 = 1;
  static constexpr int CHAINS_3 = 1;
  static Sum zero() { return vdupq_n_s32(0); }
  static Sum load(const int32_t* p) { return vld1q_s32(p); }
  static Pairs weights(const int16_t* p) { return vld1q_s16(p); }
  static Pairs pair(const void* p) { return vreinterpretq_s16_s32(vdupq_n_s32(pairAt(p))); }
  static Sum add(Sum a, Sum b) { return vaddq_s32(a, b); }
  static Sum dot(Sum s, Pairs w, Pairs a) {
    return vpadalq_s32_pairs(s, vmull_s16(vget_low_s16(w), vget_low_s16(a)), vmull_high_s16(w, a));
  }
  static Sum vpadalq_s32_pairs(Sum s, int32x4_t low, int32x4_t high) {
    return vaddq_s32(s, vpaddq_s32(low, high));
  }
  static void store(Sum s, void* p) { vst1q_s32(static_cast<int32_t*>(p), s); }
  template <int REGISTERS>
  static void rectify(const Sum* s, const int32_t* shift, void* out) {
    for (int r = 0; r < REGISTERS; r++) {
      const int32x4_t v =
          vshlq_s32(vmaxq_s32(s[r], zero()), vnegq_s32(vld1q_s32(shift + 4 * r)));
      vst1_s16(static_cast<int16_t*>(out) + 4 * r, vqmovn_s32(v));
    }
  }
  template <int REGISTERS>
  static void score(const Sum* h, const Head& head, int32_t* scores) {
    int32_t units[REGISTERS * 4];
    for (int r = 0; r < REGISTERS; r++) store(h[r], units + 4 * r);
    scoreEach<REGISTERS * 4>(units, head, scores);
  }
  static Ints group(const int32_t* c, int size, const int32_t* order, int r) {
    return groupOf(c, size, order + 4 * r);
  }
  static uint32_t atLeast(const int32_t* c, int size, int32_t threshold) {
    return atLeastEach(c, size, threshold);
  }
  static Ints pick(const int32_t* table, Ints at) { return pickEach(table, at); }
  template <typename T>
  static Ints widen(const T* p) {
    return widenEach(p);
  }
  static uint32_t signs(Ints v) { return signsOf(v); }
  static FourInts totals(Ints v) { return totalsOf((FourInts)v); }
  static Floats smaller(Floats a, Floats b) { return a < b ? a : b; }
  static Floats larger(Floats a, Floats b) { return a > b ? a : b; }
  static float least(Floats v) { return leastOf(v); }
  static FourFloats sums(const Floats* v) {
    return sumsOf(reinterpret_cast<const FourFloats*>(v));
  }
  static void compress(const int32_t* from, uint32_t mask, int32_t add, int32_t* to) {
    compressEach(from, mask, add, to);
  }
  static uint32_t extract(uint32_t v, uint32_t mask) { return extractEach(v, mask); }
};

#else

struct Four {
  int32_t at[4];
};

struct Vector {
  typedef FourInts Ints;
  typedef FourFloats Floats;
  typedef Four Sum;
  typedef Four Pairs;  // two inputs in each
  static constexpr int LANES = 4;
  static constexpr int AT_ONCE = 2;
  static constexpr int CHAINS_1 = 1;
  static constexpr int CHAINS_3 = 1;
  static Sum zero() { return {{0, 0, 0, 0}}; }
  static Sum load(const int32_t* p) { return {{p[0], p[1], p[2], p[3]}}; }
  static Pairs weights(const int16_t* p) {
    Pairs w;
    memcpy(&w, p, sizeof w);
    return w;
  }
  static Pairs pair(const void* p) {
    const int32_t v = pairAt(p);
    return {{v, v, v, v}};
  }
  static Sum add(Sum a, Sum b) {
    for (int i = 0; i < 4; i++) a.at[i] += b.at[i];
    return a;
  }
  static Sum dot(Sum s, Pairs w, Pairs a) {
    int16_t x[8];
    int16_t y[8];
    memcpy(x, &w, sizeof x);
    memcpy(y, &a, sizeof y);
    for (int i = 0; i < 4; i++) s.at[i] += x[2 * i] * y[2 * i] + x[2 * i + 1] * y[2 * i + 1];
    return s;
  }
  static void store(Sum s, void* p) { memcpy(p, &s, sizeof s); }
  template <int REGISTERS>
  static void rectify(const Sum* s, const int32_t* shift, void* out) {
    rectifyEach<REGISTERS * 4>(s[0].at, shift, out);
  }
  template <int REGISTERS>
  static void score(const Sum* h, const Head& head, int32_t* scores) {
    scoreEach<REGISTERS * 4>(h[0].at, head, scores);
  }
  static Ints group(const int32_t* c, int size, const int32_t* order, int r) {
    return groupOf(c, size, order + 4 * r);
  }
  static uint32_t atLeast(const int32_t* c, int size, int32_t threshold) {
    return atLeastEach(c, size, threshold);
  }
  static Ints pick(const int32_t* table, Ints at) { return pickEach(table, at); }
  template <typename T>
  static Ints widen(const T* p) {
    return widenEach(p);
  }
  static uint32_t signs(Ints v) { return signsOf(v); }
  static FourInts totals(Ints v) { return totalsOf((FourInts)v); }
  static Floats smaller(Floats a, Floats b) { return a < b ? a : b; }
  static Floats larger(Floats a, Floats b) { return a > b ? a : b; }
  static float least(Floats v) { return leastOf(v); }
  static FourFloats sums(const Floats* v) {
    return sumsOf(reinterpret_cast<const FourFloats*>(v));
  }
  static void compress(const int32_t* from, uint32_t mask, int32_t add, int32_t* to) {
    compressEach(from, mask, add, to);
  }
  static uint32_t extract(uint32_t v, uint32_t mask) { return extractEach(v, mask); }
};

#endif

#include "features.inc"
#include "layers.inc"
#include "rated_hiding.inc"
#include "fcn.inc"
#include "sequential.inc"

}  // namespace
}  // namespace baseline
#undef NNRDOQ_TARGET

const Variant VARIANTS[] = {
#if defined(__aarch64__)
    {"neon", "neon", always, baseline::fcn, baseline::ar, baseline::hide},
#else
    {"baseline", "baseline", always, baseline::fcn, baseline::ar, baseline::hide},
#endif
    {nullptr, nullptr, nullptr, nullptr, nullptr, nullptr},
};

#endif

const Variant& chooseVariant() {
  const char* wanted = getenv("NNRDOQ_KERNEL_ISA");
  std::string names;
  const Variant* best = VARIANTS;
  for (const Variant* v = VARIANTS; v->name; v++) {
    if (!v->runsHere()) continue;
    best = v;
    names += (names.empty() ? "" : ", ") + std::string(v->name);
    if (wanted && strcmp(wanted, v->name) == 0) return *v;
  }
  if (wanted && *wanted) {
    throw std::runtime_error("NNRDOQ_KERNEL_ISA=" + std::string(wanted) +
                             ": expected one of those that run here: " + names);
  }
  return *best;
}

}  // namespace kernel
}  // namespace nnrdoq
