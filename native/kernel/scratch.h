// What quantizing one block needs besides the network; one per thread.
#ifndef NNRDOQ_KERNEL_SCRATCH_H
#define NNRDOQ_KERNEL_SCRATCH_H

#include "features.h"
#include "hiding.h"
#include "image.h"

namespace nnrdoq {
namespace kernel {

// Positions of a crop lie in a grid with one row or column of border on each side.
constexpr int GRID = 34 * 34;

// The levels of one coefficient group as they are chosen; bit n of a mask is scan position n.
struct GroupLevels {
  alignas(64) int32_t absolute[16];  // by scan position in the group
  uint16_t nonZero;
  bool odd;                          // whether their sum is odd
};

struct Scratch {
  Features features;
  alignas(64) int32_t blockInputs[BLOCK_PAIRS];      // two in each
  alignas(64) int32_t firstBias[LANES];
  alignas(64) int32_t inputs[MAX_GROUPS][CHANNELS / 2][16];  // two in each; [group][pair][position]
  alignas(64) int16_t activations[2][GRID][LANES];
  alignas(64) int32_t sums[(MAX_AREA + 16) * MAX_OUTPUTS];  // of the last layer, per level in order
  alignas(64) int32_t inGrid[16];                    // from a group's first position to each
  const uint32_t* needed[MAX_LAYERS + 1];            // by layer: per row, bit x: inputs are needed
  uint32_t neededRows[MAX_LAYERS][32];
  int32_t at[MAX_AREA + 32];                         // positions in the grid, the last one repeated
  int32_t from[MAX_AREA + 32];                       // their places in inputs
  int32_t shape;                                     // of the last crop: whose borders are zero
  GroupLevels groups[MAX_GROUPS];                    // those in features.full are defined
  SmallBlockRates small[3];                          // by scan_idx
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_SCRATCH_H
