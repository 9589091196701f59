// What quantizing one block needs besides the network; one per thread.
#ifndef NNRDOQ_KERNEL_SCRATCH_H
#define NNRDOQ_KERNEL_SCRATCH_H

#include "features.h"
#include "image.h"

namespace nnrdoq {
namespace kernel {

// Positions of a crop lie in a grid with one row or column of border on each side.
constexpr int GRID = 34 * 34;

// What a coefficient group's levels cost, in coding order; arrays are long enough to be worked on in
// whole registers.
struct GroupRates {
  alignas(64) int32_t rate[16];      // of the level, without sig_coeff_flag
  alignas(64) int32_t lower[16];     // of one less
  alignas(64) int32_t sig[16];       // of a sig_coeff_flag of 1
  alignas(64) int32_t zero[16];      // of a sig_coeff_flag of 0
  alignas(64) int32_t last[16];      // of the last position, were it this one
  alignas(64) int32_t level[16];
  alignas(64) float magnitude[16];
  alignas(64) float benefit[16];     // of zeroing, in bits
  alignas(64) float bits[16];        // of the level in all
  alignas(64) int32_t saved[16];     // input 27 in the upper half
  alignas(64) int32_t losses[16];    // inputs 28 and 29
  alignas(64) int32_t asLast[16];    // input 31 in the upper half
  int32_t place[16];                 // scan position in the group
  // Before each level and after the last one:
  int32_t context[17];               // inputs 20 and 21
  int32_t remaining[17];             // inputs 24 and 25
  int32_t aboveOne[17];              // levels above 1 so far
};

struct Scratch {
  Features features;
  GroupRates rates;
  alignas(64) int32_t magnitudeInputs[3][MAX_AREA];  // inputs 0 to 5, two in each
  alignas(64) int32_t blockInputs[BLOCK_PAIRS];      // two in each
  alignas(64) int32_t firstBias[LANES];
  alignas(64) int32_t inputs[GRID][CHANNELS / 2];    // two in each
  alignas(64) int16_t activations[2][GRID][LANES];
  alignas(64) int32_t sums[(MAX_AREA + 16) * MAX_OUTPUTS];  // of the last layer, per level that is not 0
  uint32_t needed[MAX_LAYERS + 1][32];               // by layer and row, bit x: inputs are needed
  int32_t at[MAX_AREA + 16];                         // positions in the grid, the last one repeated
  int32_t shape;                                     // of the last crop: whose borders are zero
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_SCRATCH_H
