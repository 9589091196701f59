#include "variants.h"

#include <stdlib.h>
#include <string.h>

#include <stdexcept>
#include <string>

#if defined(__x86_64__)
// GCC 12 warns about undefined registers in its own header, wherever that is inlined.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <immintrin.h>
#pragma GCC diagnostic pop
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace nnrdoq {
namespace kernel {
namespace {

// Squared error of samples of 8 to 12 bit in 8-bit terms.
constexpr double DEPTH_SCALES[5] = {1, 1.0 / 4, 1.0 / 16, 1.0 / 64, 1.0 / 256};

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

typedef int32_t FourInts __attribute__((vector_size(16), may_alias));
typedef float FourFloats __attribute__((vector_size(16), may_alias));

// What registers of four lanes have in common on all machines, in the compiler's vector extensions.
struct FourLanes {
  typedef FourInts Ints;
  typedef FourFloats Floats;
  static constexpr int LANES = 4;
  static void narrow(Ints v, int16_t* to) {
    for (int k = 0; k < 4; k++) to[k] = static_cast<int16_t>(v[k]);
  }
  // Four coefficients of a 4x4 group that begins at c, by their raster positions in it.
  static Ints group(const int32_t* c, int size, const int32_t* order, int r) {
    Ints v;
    for (int k = 0; k < 4; k++) v[k] = c[(order[4 * r + k] >> 2) * size + (order[4 * r + k] & 3)];
    return v;
  }
  template <typename T>
  static Ints widen(const T* p) {
    return Ints{p[0], p[1], p[2], p[3]};
  }
  // The sum in every lane, as in sums.
  static FourInts totals(Ints v) {
    v += __builtin_shuffle(v, Ints{2, 3, 0, 1});
    return v + __builtin_shuffle(v, Ints{1, 0, 3, 2});
  }
  static Floats smaller(Floats a, Floats b) { return a < b ? a : b; }
  static Floats larger(Floats a, Floats b) { return a > b ? a : b; }
  static float least(Floats v) {
    const float a = v[0] < v[1] ? v[0] : v[1];
    const float b = v[2] < v[3] ? v[2] : v[3];
    return a < b ? a : b;
  }
  // The sum of 16 values in every lane: each half of them is added to the other, until one is left.
  static FourFloats sums(const Floats* v) {
    Floats four = (v[0] + v[2]) + (v[1] + v[3]);
    four += __builtin_shuffle(four, Ints{2, 3, 0, 1});
    return four + __builtin_shuffle(four, Ints{1, 0, 3, 2});
  }
  static void compress(const int32_t* from, uint32_t mask, int32_t add, int32_t* to) {
    compressEach(from, mask, add, to);
  }
  static uint32_t extract(uint32_t v, uint32_t mask) { return extractEach(v, mask); }
  // What hidden units add to the scores.
  template <int REGISTERS>
  static void score(const Ints* h, const Head& head, int32_t* scores) {
    Ints sums[3] = {};
    for (int r = 0; r < REGISTERS; r++) {
      const Ints positive = h[r] > 0 ? h[r] : Ints{};
      const Ints shifted = positive >> *reinterpret_cast<const Ints*>(head.shift + 4 * r);
      const Ints activations = shifted < 32767 ? shifted : Ints{} + 32767;
      for (int k = 0; k < 3; k++) {
        sums[k] += activations * *reinterpret_cast<const Ints*>(head.weights[k] + 4 * r);
      }
    }
    for (int k = 0; k < 3; k++) scores[k] = totals(sums[k])[0];
  }
};

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

struct Vector : FourLanes {
  static constexpr int AT_ONCE = 2;
  static Ints dot(Ints sum, Ints a, Ints b) {
    return sum + (Ints)_mm_madd_epi16((__m128i)a, (__m128i)b);
  }
  static uint32_t atLeast(const int32_t* c, int size, int32_t threshold) {
    uint32_t mask = 0;
    for (int y = 0; y < 4; y++) {
      const Ints row = (Ints)_mm_loadu_si128(reinterpret_cast<const __m128i*>(c + y * size));
      const Ints sign = row >> 31;
      mask |= signs((row ^ sign) - sign >= threshold) << (4 * y);
    }
    return mask;
  }
  static uint32_t signs(Ints v) { return static_cast<uint32_t>(_mm_movemask_ps((__m128)v)); }
};

#include "rounding.inc"
#include "features.inc"
#include "needed.inc"
#include "layers_by_output.inc"
#include "group_bins.inc"
#include "hiding_rates.inc"
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
  static constexpr int LANES = 8;
  static constexpr int AT_ONCE = 4;
  NNRDOQ_TARGET static __m256i load(const int32_t* p) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(p));
  }
  NNRDOQ_TARGET static Ints dot(Ints sum, Ints a, Ints b) {
    return sum + (Ints)_mm256_madd_epi16((__m256i)a, (__m256i)b);
  }
  NNRDOQ_TARGET static void narrow(Ints v, int16_t* to) {
    const __m256i packed = _mm256_packs_epi32((__m256i)v, (__m256i)v);
    _mm_store_si128(reinterpret_cast<__m128i*>(to),
                    _mm256_castsi256_si128(_mm256_permute4x64_epi64(packed, 0x08)));
  }
  template <int REGISTERS>
  NNRDOQ_TARGET static void score(const Ints* h, const Head& head, int32_t* scores) {
    Ints sums[3] = {};
    for (int r = 0; r < REGISTERS; r++) {
      const __m256i positive = _mm256_max_epi32((__m256i)h[r], _mm256_setzero_si256());
      const __m256i activations = _mm256_min_epi32(
          _mm256_srav_epi32(positive, load(head.shift + 8 * r)), _mm256_set1_epi32(32767));
      // Their upper halves are 0, so that the pairs' second products vanish.
      for (int k = 0; k < 3; k++) {
        sums[k] = dot(sums[k], (Ints)load(head.weights[k] + 8 * r), (Ints)activations);
      }
    }
    totals(sums, scores);
  }
  NNRDOQ_TARGET static void totals(const Ints* sums, int32_t* scores) {
    const __m256i pairs =
        _mm256_hadd_epi32(_mm256_hadd_epi32((__m256i)sums[0], (__m256i)sums[1]),
                          _mm256_hadd_epi32((__m256i)sums[2], (__m256i)sums[2]));
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
  NNRDOQ_TARGET static uint32_t signs(Ints v) {
    return static_cast<uint32_t>(_mm256_movemask_ps((__m256)v));
  }
  NNRDOQ_TARGET static FourInts totals(Ints v) {
    const __m128i half = _mm_add_epi32(_mm256_castsi256_si128((__m256i)v),
                                       _mm256_extracti128_si256((__m256i)v, 1));
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

#include "rounding.inc"
#include "features.inc"
#include "needed.inc"
#include "layers_by_output.inc"
#include "group_bins.inc"
#include "hiding_rates.inc"
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
  static constexpr int LANES = 16;
  NNRDOQ_TARGET static __m512i load(const int32_t* p) { return _mm512_load_si512(p); }
  NNRDOQ_TARGET static Ints dot(Ints sum, Ints a, Ints b) {
    return (Ints)_mm512_dpwssd_epi32((__m512i)sum, (__m512i)a, (__m512i)b);
  }
  NNRDOQ_TARGET static Ints fromLeft(Ints left, Ints own) {
    return (Ints)_mm512_alignr_epi8((__m512i)own, (__m512i)left, 12);
  }
  NNRDOQ_TARGET static Ints fromRight(Ints own, Ints right) {
    return (Ints)_mm512_alignr_epi8((__m512i)right, (__m512i)own, 4);
  }
  NNRDOQ_TARGET static Ints fromAbove(Ints above, Ints own) {
    return (Ints)_mm512_alignr_epi32((__m512i)own, (__m512i)above, 12);
  }
  NNRDOQ_TARGET static Ints fromBelow(Ints own, Ints below) {
    return (Ints)_mm512_alignr_epi32((__m512i)below, (__m512i)own, 4);
  }
  template <int REGISTERS>
  NNRDOQ_TARGET static void score(const Ints* h, const Head& head, int32_t* scores) {
    Ints sums[3] = {};
    for (int r = 0; r < REGISTERS; r++) {
      const __m512i positive = _mm512_max_epi32((__m512i)h[r], _mm512_setzero_si512());
      const __m512i activations = _mm512_min_epi32(
          _mm512_srav_epi32(positive, load(head.shift + 16 * r)), _mm512_set1_epi32(32767));
      // Their upper halves are 0, so that the pairs' second products vanish.
      for (int k = 0; k < 3; k++) {
        sums[k] = dot(sums[k], (Ints)load(head.weights[k] + 16 * r), (Ints)activations);
      }
    }
    const avx2::Vector::Ints half[3] = {halves(sums[0]), halves(sums[1]), halves(sums[2])};
    avx2::Vector::totals(half, scores);
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
  NNRDOQ_TARGET static uint32_t signs(Ints v) {
    return _cvtmask16_u32(_mm512_movepi32_mask((__m512i)v));
  }
  NNRDOQ_TARGET static FourInts totals(Ints v) { return avx2::Vector::totals(halves(v)); }
  NNRDOQ_TARGET static Floats smaller(Floats a, Floats b) {
    return (Floats)_mm512_min_ps((__m512)a, (__m512)b);
  }
  NNRDOQ_TARGET static Floats larger(Floats a, Floats b) {
    return (Floats)_mm512_max_ps((__m512)a, (__m512)b);
  }
  // The sums of one half and the other; GCC 12 warns of its own casts here.
  NNRDOQ_TARGET static avx2::Vector::Ints halves(Ints v) {
    return __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7) +
           __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15);
  }
  NNRDOQ_TARGET static float least(Floats v) {
    return avx2::Vector::least((avx2::Vector::Floats)_mm256_min_ps(
        _mm512_castps512_ps256((__m512)v), _mm512_maskz_extractf32x8_ps(0xff, (__m512)v, 1)));
  }
  NNRDOQ_TARGET static FourFloats sums(const Floats* v) {
    return avx2::Vector::sumsOfEight(_mm256_add_ps(_mm512_castps512_ps256((__m512)*v),
                                                  _mm512_maskz_extractf32x8_ps(0xff, (__m512)*v, 1)));
  }
  NNRDOQ_TARGET static void compress(const int32_t* from, uint32_t mask, int32_t add, int32_t* to) {
    const __m512i all = _mm512_add_epi32(load(from), _mm512_set1_epi32(add));
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(static_cast<__mmask16>(mask), all));
  }
  NNRDOQ_TARGET static uint32_t extract(uint32_t v, uint32_t mask) { return _pext_u32(v, mask); }
};

#include "rounding.inc"
#include "features.inc"
#include "needed.inc"
#include "layers_by_position.inc"
#include "group_bins.inc"
#include "hiding_rates.inc"
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

struct Vector : FourLanes {
#if defined(__aarch64__)
  static constexpr int AT_ONCE = 4;
  static Ints dot(Ints sum, Ints a, Ints b) {
    const int16x8_t x = (int16x8_t)a;
    const int16x8_t y = (int16x8_t)b;
    return sum + (Ints)vpaddq_s32(vmull_s16(vget_low_s16(x), vget_low_s16(y)), vmull_high_s16(x, y));
  }
#else
  static constexpr int AT_ONCE = 2;
  static Ints dot(Ints sum, Ints a, Ints b) {
    return sum + (a << 16 >> 16) * (b << 16 >> 16) + (a >> 16) * (b >> 16);
  }
#endif
  static uint32_t atLeast(const int32_t* c, int size, int32_t threshold) {
    uint32_t mask = 0;
    for (int n = 0; n < 16; n++) {
      const int32_t v = c[(n >> 2) * size + (n & 3)];
      mask |= static_cast<uint32_t>((v < 0 ? -v : v) >= threshold) << n;
    }
    return mask;
  }
  static uint32_t signs(Ints v) {
    uint32_t mask = 0;
    for (int k = 0; k < 4; k++) mask |= static_cast<uint32_t>(v[k] < 0) << k;
    return mask;
  }
};

#include "rounding.inc"
#include "features.inc"
#include "needed.inc"
#include "layers_by_output.inc"
#include "group_bins.inc"
#include "hiding_rates.inc"
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
