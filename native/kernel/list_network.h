// A network over lists of levels, laid out for the arithmetic, and what one block needs for it. The
// C++ counterpart of org.nnrdoq.network.list.
//
// Lists are in scan order here: the level that is coded first comes last, where all lists end.
// Activations and inputs are bytes, two channels in each 16 bits; inputs are stored 128 higher, so that they have no sign, and
// biases make up for it.
#ifndef NNRDOQ_KERNEL_LIST_NETWORK_H
#define NNRDOQ_KERNEL_LIST_NETWORK_H

#include <stdint.h>

#include "java_constants.h"
#include "network.h"
#include "tables.h"

namespace nnrdoq {
namespace kernel {

constexpr int LIST_INPUT_PAIRS = MOST_LIST_INPUTS / 2;
constexpr int LIST_CHANNEL_PAIRS = MOST_LIST_CHANNELS / 2;
constexpr int INPUT_OFFSET = 128;

// A convolution along the list.
struct ListLayer {
  int32_t taps;     // 1 or 3
  int32_t pairs;    // of inputs
  int32_t outputs;  // 4, 8, 12 or 16
  // Of two inputs as bytes, twice: [output / 4][tap, the next lower level in scan first][pair][4].
  const int32_t* weights;
  alignas(32) int16_t bias[MOST_LIST_CHANNELS];
  // An output is sum * scale, rounded, in 1/32768: scale is 1 << (15 - shift).
  int16_t scale[MOST_LIST_CHANNELS];
  // The same for short lists, of which a register holds two outputs, the even one in its lower half: [output / 8][pair]
  // [tap][output / 2 % 4][lane].
  const int16_t* halves;
  alignas(32) int16_t halfBias[LIST_CHANNEL_PAIRS][16];
  alignas(32) int16_t halfScale[LIST_CHANNEL_PAIRS][16];
};

struct ListNetwork {
  int32_t hidingTries;  // of a group's changes, 1..MAX_HIDING_TRIES
  int32_t inputs;
  int32_t layerCount;
  ListLayer layers[MOST_LIST_LAYERS];
  const Head* head;  // null: fully convolutional
  // The scores of lowering by one and of zeroing, where there is no head: their pairs are those of
  // the last layer's outputs and then those of the inputs.
  ListLayer scores;
  double rateWeights[RATE_WEIGHTS];  // what a bit counts, in lambdas: B, P, I; luma and chroma each
  alignas(32) int16_t rows[LIST_ROWS][MOST_LIST_CHANNELS];  // for the first layer's bias
};

// What the squared error of blocks of a kind is worth, and what that was computed from.
struct ListWorth {
  double lambda;
  double rateWeight;
  int32_t qp;
  int32_t bitDepth;     // 0: nothing yet
  int32_t bitsPerStep;  // of a squared step, in 1/256 bit, 1..65535
  int32_t priceRow;     // that the block's price chooses
};

// Lists end here in arrays of them, whatever their length: the level that is coded first stands just
// before. What lies before a list, up to a whole register, is written and means nothing.
constexpr int LIST_END = MAX_AREA + 48;
constexpr int LIST_ROOM = LIST_END + 16;

// Two outputs of a list of up to so many levels fit a register.
constexpr int SHORT_LIST = 8;

// A block's levels that do not round to zero.
struct LevelList {
  ListWorth worth[3];  // by c_idx; stays from block to block
  int32_t count;
  int32_t bitsPerStep;
  uint16_t starts[MAX_GROUPS];  // of each group that has levels: how many are coded before
  alignas(64) int16_t inputs[LIST_INPUT_PAIRS][LIST_ROOM];
  alignas(64) int16_t activations[2][LIST_CHANNEL_PAIRS][LIST_ROOM];
  // What a head sees: the last layer's outputs, two channels in each.
  alignas(64) int32_t pairs[LIST_CHANNEL_PAIRS][LIST_ROOM];
  alignas(32) int16_t bias[MOST_LIST_CHANNELS];  // of the first layer, for this block
  alignas(32) int16_t halfBias[LIST_CHANNEL_PAIRS][16];  // the same for a short list
  // Bit j: the level at j becomes one less, or 0; the latter counts if both are set.
  uint64_t lowered[LIST_ROOM / 64 + 1];
  uint64_t zeroed[LIST_ROOM / 64 + 1];
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_LIST_NETWORK_H
