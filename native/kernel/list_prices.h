// What levels, flags and last positions cost in a block, laid out to be looked up by position. Made
// of a block's entropy costs when it is needed, and kept: most blocks have the costs of one before.
#ifndef NNRDOQ_KERNEL_LIST_PRICES_H
#define NNRDOQ_KERNEL_LIST_PRICES_H

#include <stdint.h>

#include "nnrdoq.h"

namespace nnrdoq {
namespace kernel {

// sig_coeff_flags of a group, by scan position in it. Prices are in 1/16 bit, rates in 1/32768.
struct SigPrices {
  alignas(32) int16_t delta[16];  // how much dearer 1 is than 0
  alignas(32) int16_t one[16];
  alignas(32) int16_t zeros[32];  // of 0 at all positions before; [16]: at all
  int32_t zeroRates[17];          // the same as rates
  int32_t oneRates[16];
};

// Levels of a context set. Tables have 16 entries in two bytes each, lower bytes first: [4 *
// greater1Ctx + level], levels above 3 as if they were 3, with Rice parameter 0.
struct LevelPrices {
  alignas(16) uint8_t kept[2][16];
  alignas(16) uint8_t lowered[2][16];  // how much dearer a level is than one less
};

// The costs of blocks of one size and channel, and what follows from them.
struct BlockPrices {
  nnrdoq_costs costs;
  uint64_t kernel;     // and the host's number of these costs, unless it is 0
  uint64_t number;
  uint32_t known;      // bit k: sig[k]
  uint32_t knownSets;  // bit k: levels[k]; bit 4 + scan_idx: last[scan_idx]
  int32_t codedFlag[2];       // of coded_sub_block_flag of 1, by context
  int32_t codedFlagDelta[2];  // how much dearer 1 is than 0
  int32_t blockFlag;          // how much dearer no coded block is than one
  SigPrices sig[3 * 4 * 2];   // [scan_idx][coded neighbours][the first group in scan]
  LevelPrices levels[4];      // by context set
  // Of a 4x4 block: last positions by scan_idx and position.
  alignas(32) int16_t last[3][16];
  alignas(64) int32_t lastRates[3][16];
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_LIST_PRICES_H
