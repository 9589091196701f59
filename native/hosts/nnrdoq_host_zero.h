/*
 * Part of nnrdoq_host.h: which blocks are zero for certain, so that they need no call. A level is
 * (|c| * scale + offset) >> shift; what is kept is the largest |c| whose level is 0, for every
 * scale and shift there is, because a division for each block would cost more than the rest.
 */
#ifndef NNRDOQ_HOST_ZERO_H
#define NNRDOQ_HOST_ZERO_H

#include <limits.h>
#include <stdint.h>

#include "nnrdoq.h"

/* How a coefficient is rounded. */
typedef enum nnrdoq_host_rounding {
  NNRDOQ_HOST_NEAREST = 0,     /* half a step is added */
  NNRDOQ_HOST_DEAD_ZONE_I = 1, /* 171/512 of a step: the dead zone of I slices */
  NNRDOQ_HOST_DEAD_ZONE = 2,   /* 85/512 of a step: that of P and B slices */
  NNRDOQ_HOST_ROUNDINGS = 3
} nnrdoq_host_rounding;

/* Largest magnitude whose level is 0: [rounding][Qp' % 6][shift]; -1 where there is none. */
typedef struct nnrdoq_host_zero_bounds {
  int32_t bound[NNRDOQ_HOST_ROUNDINGS][6][32];
} nnrdoq_host_zero_bounds;

/* Once, before use; read only afterwards, so that threads may share them. */
static inline void nnrdoq_host_fill_zero_bounds(nnrdoq_host_zero_bounds *bounds) {
  /* What a coefficient is multiplied by, times 2^14: the inverse of H.265's levelScale. */
  static const int64_t scale[6] = {26214, 23302, 20560, 18396, 16384, 14564};
  static const int64_t offset512[NNRDOQ_HOST_ROUNDINGS] = {256, 171, 85};
  int rounding, remainder, shift;
  for (rounding = 0; rounding < NNRDOQ_HOST_ROUNDINGS; rounding++) {
    for (remainder = 0; remainder < 6; remainder++) {
      for (shift = 0; shift < 32; shift++) {
        const int64_t offset = shift < 9 ? 0 : offset512[rounding] << (shift - 9);
        const int64_t limit = (((int64_t)1 << shift) - offset - 1) / scale[remainder];
        bounds->bound[rounding][remainder][shift] = shift < 9           ? -1
                                                    : limit > INT32_MAX ? INT32_MAX
                                                                        : (int32_t)limit;
      }
    }
  }
}

/* The shift of the levels at a Qp' (0 or more), bit depth and size of block. */
static inline int nnrdoq_host_shift(int qp, int bit_depth, int log2_size) {
  return 14 + qp / 6 + 15 - bit_depth - log2_size;
}

/*
 * Whether all of so many coefficients, a multiple of 16, have a level of 0 at a Qp' and shift. Most
 * levels other than 0 are in the first rows, so the first of them ends the search.
 */
static inline int nnrdoq_host_is_below(const nnrdoq_host_zero_bounds *bounds,
                                       nnrdoq_host_rounding rounding, const int32_t *coefficients,
                                       int count, int qp, int shift) {
  typedef int32_t four __attribute__((vector_size(16), aligned(4), may_alias));
  typedef int64_t two __attribute__((vector_size(16)));
  const int32_t bound = bounds->bound[rounding][qp % 6][shift < 0 ? 0 : shift > 31 ? 31 : shift];
  const four most = {bound, bound, bound, bound};
  const int32_t *const end = coefficients + count;
  for (; coefficients != end; coefficients += 16) {
    four over = {0, 0, 0, 0};
    two any;
    int i;
    for (i = 0; i < 16; i += 4) {
      const four v = *(const four *)(coefficients + i);
      over |= (v > most) | (v < -most);
    }
    any = (two)over;
    if (any[0] | any[1]) return 0;
  }
  return 1;
}

/* The same of coefficients of 16 bits. */
static inline int nnrdoq_host_is_below16(const nnrdoq_host_zero_bounds *bounds,
                                         nnrdoq_host_rounding rounding, const int16_t *coefficients,
                                         int count, int qp, int shift) {
  typedef int16_t eight __attribute__((vector_size(16), aligned(2), may_alias));
  typedef int64_t two __attribute__((vector_size(16)));
  const int32_t wide = bounds->bound[rounding][qp % 6][shift < 0 ? 0 : shift > 31 ? 31 : shift];
  const int16_t bound = (int16_t)(wide > INT16_MAX ? INT16_MAX : wide);
  /* -32768 is within reach of the greatest bounds only, and has no counterpart that is positive */
  const int16_t low = (int16_t)(wide > INT16_MAX ? INT16_MIN : -bound);
  const eight most = {bound, bound, bound, bound, bound, bound, bound, bound};
  const eight least = {low, low, low, low, low, low, low, low};
  const int16_t *const end = coefficients + count;
  for (; coefficients != end; coefficients += 16) {
    const eight v = *(const eight *)coefficients;
    const eight w = *(const eight *)(coefficients + 8);
    const two any = (two)((v > most) | (v < least) | (w > most) | (w < least));
    if (any[0] | any[1]) return 0;
  }
  return 1;
}

/* Whether a quantizer that keeps this rule is certain to make every level of the block 0. */
static inline int nnrdoq_host_is_zero(const nnrdoq_host_zero_bounds *bounds, uint32_t rule,
                                      const nnrdoq_block *block) {
  const nnrdoq_host_rounding rounding = rule == NNRDOQ_ZERO_NEAREST ? NNRDOQ_HOST_NEAREST
                                        : block->slice_type == NNRDOQ_SLICE_I
                                            ? NNRDOQ_HOST_DEAD_ZONE_I
                                            : NNRDOQ_HOST_DEAD_ZONE;
  const int count = 1 << (2 * block->log2_size);
  const int shift = nnrdoq_host_shift(block->qp, block->bit_depth, block->log2_size);
  if (rule != NNRDOQ_ZERO_NEAREST && rule != NNRDOQ_ZERO_DEAD_ZONE) return 0;
  if (block->coefficients16) {
    return nnrdoq_host_is_below16(bounds, rounding, block->coefficients16, count, block->qp, shift);
  }
  return nnrdoq_host_is_below(bounds, rounding, block->coefficients, count, block->qp, shift);
}

#endif /* NNRDOQ_HOST_ZERO_H */
