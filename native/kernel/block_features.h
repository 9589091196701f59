// What networks see of a block: its coefficients rounded to nearest, cropped, and described by
// numbers. The C++ counterpart of org.nnrdoq.quantizer.net.BlockFeatures, which explains every
// number.
#ifndef NNRDOQ_KERNEL_BLOCK_FEATURES_H
#define NNRDOQ_KERNEL_BLOCK_FEATURES_H

#include <stdint.h>

#include "nnrdoq.h"
#include "tables.h"

namespace nnrdoq {
namespace kernel {

// What the squared error of a component's blocks is worth, and what that was computed from.
struct Worth {
  double lambda;
  double rateWeight;         // what a bit counts, in lambdas
  int32_t qp;
  int32_t bitDepth;          // 0: nothing yet
  float bitsPerSquaredStep;  // squared error of one step in bits: divided by what one counts
  int32_t inputs;            // BLOCK_LOG_STEP and BLOCK_QP
};

// A block rounded to nearest, group by group: [group in scan][scan position in the group]. The crop
// is the smallest rectangle at the origin, sides in multiples of 4, that holds every level other
// than 0; groups outside it are not defined.
struct Features {
  int32_t height;                 // rows of the crop
  int32_t width;                  // columns of the crop
  int32_t nonZeros;               // levels other than 0
  int32_t sum;                    // of all levels
  float bitsPerSquaredStep;       // squared error of one step in bits: divided by lambda
  float seenPerSquaredStep;       // the same as a network on positions sees it
  Worth worth[3];                 // by c_idx; stays from block to block
  Worth seen[3];                  // the same as a network on positions sees it
  uint64_t crop;                  // bit i: group i lies in the crop
  uint64_t full;                  // bit i: group i has levels other than 0
  uint32_t rows[32];              // per row of the crop: bit x set if the level at x is not 0
  uint16_t masks[MAX_GROUPS];     // bit n: the level at position n is not 0
  uint16_t negative[MAX_GROUPS];  // bit n: the coefficient at position n is negative
  int32_t groupSum[MAX_GROUPS];   // sum of levels
  alignas(64) int32_t levels[MAX_GROUPS][16];    // nearest levels without sign
  alignas(64) int32_t fractions[MAX_GROUPS][16];  // what magnitudes are above levels, in 1/256 step
  alignas(64) float magnitudes[MAX_GROUPS][16];  // in quantization steps
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_BLOCK_FEATURES_H
