// What quantizing one block needs besides the network; one per thread.
#ifndef NNRDOQ_KERNEL_SCRATCH_H
#define NNRDOQ_KERNEL_SCRATCH_H

#include "block_features.h"
#include "hiding.h"
#include "list_network.h"
#include "list_prices.h"
#include "network.h"

namespace nnrdoq {
namespace kernel {

// The levels of one coefficient group as they are chosen; bit n of a mask is scan position n.
struct GroupLevels {
  alignas(64) int32_t absolute[16];  // by scan position in the group
  uint16_t nonZero;
  bool odd;  // whether their sum is odd
};

// Positions of a crop lie in a grid with one row or column of border on each side.
constexpr int GRID = 34 * 34;

// What layers_by_output.h needs for itself.
struct PositionList {
  int32_t at[MAX_AREA + 16];       // in the grid, the last one repeated
  int32_t from[MAX_AREA + 16];     // in inputs
  alignas(64) int32_t inGrid[16];  // from a group's first position to each
  alignas(64)
      int32_t sums[(MAX_AREA + 16) * MAX_OUTPUTS];  // of the last layer, in the order of the list
  // [layer & 1][position in the grid][pair]
  alignas(64) int32_t activations[2][GRID][MAX_OUTPUTS / 2];
  int32_t shape;  // of the last crop: whose borders are zero
};

// Groups are numbered row of groups << 3 | column of groups here, pairs of channels are two in
// each.
struct Scratch {
  Features features;
  alignas(64) int32_t blockInputs[BLOCK_INPUT_PAIRS];
  alignas(64) int32_t firstBias[MAX_OUTPUTS];
  alignas(64) int32_t inputs[MAX_GROUPS][INPUT_PAIRS][16];  // [group][pair][scan position]
  // [layer & 1][group][pair][raster position]
  alignas(64) int32_t activations[2][MAX_GROUPS][MAX_OUTPUTS / 2][16];
  alignas(64) int32_t sums[MAX_GROUPS][4][16];  // of the classes, [group][class][raster position]
  uint64_t needed[MAX_LAYERS + 1];              // by layer: groups whose inputs are needed
  const uint32_t* neededRows[MAX_LAYERS + 1];   // and positions, bit x of row y
  uint32_t dilated[MAX_LAYERS][32];
  GroupLevels groups[MAX_GROUPS];  // by index in scan; those in features.full are defined
  SmallBlockRates small[2];  // [chroma]
  NearestStates nearest;  // kept from block to block
  PositionList list;
  LevelList levels;
  BlockPrices prices[4][2];  // [log2 size - 2][chroma]
  uint64_t kernel;           // that uses it, for numbers of costs are one kernel's; 0: takes no numbers
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_SCRATCH_H
