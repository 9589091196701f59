/*
 * Entropy costs from context states, for encoders that keep those of a channel type in arrays by context
 * increment, a byte each: 2 * pStateIdx + valMps.
 */
#ifndef NNRDOQ_HOST_COSTS_H
#define NNRDOQ_HOST_COSTS_H

#include <stdint.h>
#include <string.h>

#include "nnrdoq.h"

/* Context states of luma, or of chroma; not copied. */
typedef struct nnrdoq_host_contexts {
  const uint32_t *rates; /* the encoder's 128 rates of a bin, by state ^ bin; 1 bit = 32768 */
  const uint8_t *coded_sub_block_flag;          /* 2 */
  const uint8_t *sig_coeff_flag;                /* luma 27, chroma 15 */
  const uint8_t *coeff_abs_level_greater1_flag; /* luma 16, chroma 8 */
  const uint8_t *coeff_abs_level_greater2_flag; /* luma 4, chroma 2 */
  const uint8_t *last_sig_coeff_x_prefix;       /* luma 15, chroma 3 */
  const uint8_t *last_sig_coeff_y_prefix;
} nnrdoq_host_contexts;

/* What both bins cost in each of so many states. */
static inline void nnrdoq_host_fill_rates(int32_t (*costs)[2], const uint32_t *rates,
                                          const uint8_t *states, int count) {
  int i;
  for (i = 0; i < count; i++) {
    costs[i][0] = (int32_t)rates[states[i]];
    costs[i][1] = (int32_t)rates[states[i] ^ 1];
  }
}

/* What the prefix of a last position costs, by its value: so many ones and, but for the longest, a zero. */
static inline void nnrdoq_host_fill_prefixes(int32_t *costs, const uint32_t *rates,
                                             const uint8_t *states, int log2_size, int is_chroma) {
  /* H.265 9.3.4.2.3 */
  const int offset = is_chroma ? 0 : 3 * (log2_size - 2) + ((log2_size - 1) >> 2);
  const int shift = is_chroma ? log2_size - 2 : (log2_size + 1) >> 2;
  const int longest = 2 * log2_size - 1;
  int32_t ones = 0;
  int i;
  for (i = 0; i < longest; i++) {
    const uint8_t state = states[offset + (i >> shift)];
    costs[i] = ones + (int32_t)rates[state];
    ones += (int32_t)rates[state ^ 1];
  }
  costs[longest] = ones;
}

/*
 * Fills the costs that blocks of one size and channel type need, all but those of the coded block flag, which
 * stay; what such blocks cannot use becomes 0.
 */
static inline void nnrdoq_host_fill_costs(nnrdoq_costs *costs, const nnrdoq_host_contexts *contexts,
                                          int log2_size, int is_chroma) {
  const uint32_t *const rates = contexts->rates;
  /* sig_coeff_flag, H.265 9.3.4.2.5: DC's, or all of a 4x4 block, then those of the block's size */
  const int first = log2_size == 2 ? 0 : log2_size == 3 ? 9 : is_chroma ? 12 : 21;
  const int count = log2_size == 2 ? 9 : is_chroma ? 3 : log2_size == 3 ? 12 : 6;
  int32_t flag[2];
  memcpy(flag, costs->coded_block_flag, sizeof flag);
  memset(costs, 0, sizeof *costs);
  memcpy(costs->coded_block_flag, flag, sizeof flag);
  nnrdoq_host_fill_rates(costs->coded_sub_block_flag, rates, contexts->coded_sub_block_flag, 2);
  nnrdoq_host_fill_rates(costs->sig_coeff_flag, rates, contexts->sig_coeff_flag, 1);
  nnrdoq_host_fill_rates(costs->sig_coeff_flag + first, rates, contexts->sig_coeff_flag + first,
                         count);
  nnrdoq_host_fill_rates(costs->coeff_abs_level_greater1_flag, rates,
                         contexts->coeff_abs_level_greater1_flag, is_chroma ? 8 : 16);
  nnrdoq_host_fill_rates(costs->coeff_abs_level_greater2_flag, rates,
                         contexts->coeff_abs_level_greater2_flag, is_chroma ? 2 : 4);
  nnrdoq_host_fill_prefixes(costs->last_sig_coeff_x_prefix, rates,
                            contexts->last_sig_coeff_x_prefix, log2_size, is_chroma);
  nnrdoq_host_fill_prefixes(costs->last_sig_coeff_y_prefix, rates,
                            contexts->last_sig_coeff_y_prefix, log2_size, is_chroma);
}

#endif /* NNRDOQ_HOST_COSTS_H */
