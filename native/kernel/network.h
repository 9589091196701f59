// A network laid out for the arithmetic: what the parts that are compiled once per instruction set
// see of it. Plain data, read-only once made, shared by threads.
#ifndef NNRDOQ_KERNEL_NETWORK_H
#define NNRDOQ_KERNEL_NETWORK_H

#include <stdint.h>

#include "java_constants.h"
#include "tables.h"

namespace nnrdoq {
namespace kernel {

constexpr int INPUT_PAIRS = INPUTS / 2;
constexpr int BLOCK_INPUT_PAIRS = BLOCK_INPUTS / 2;
constexpr int MAX_OUTPUTS = 16;  // of a layer
constexpr int MAX_LAYERS = 12;

// One convolution; the first one has a kernel of 1. Input channels and outputs go in pairs.
struct Layer {
  int32_t kernel;   // 1 or 3
  int32_t pairs;    // of input channels
  int32_t outputs;  // rounded up to an even number
  bool rectified;
  // Weights of two inputs in each, for the two ways to run a layer.
  const int32_t* byPosition;  // [pair][column][row][output]
  const int32_t* byOutput;    // [row][pair][column][16 outputs], aligned
  alignas(64) int32_t bias[MAX_OUTPUTS];
  int32_t shift[MAX_OUTPUTS];
};

constexpr int MOST_HIDDEN = 32;
constexpr int HEAD_UNITS =
    MOST_HIDDEN + 16;  // hidden units, then the three direct ones, then zeros

// The loop of an auto-regressive network: the trunk's last layer, what is added to its units for
// each decision, and how units become scores. The C++ counterpart of
// org.nnrdoq.network.integer.IntegerHead, ContextAutomaton and DecisionSteps.
struct Head {
  int32_t hidden;      // 4, 8, 12, 16 or 32
  int32_t pairs;       // of the trunk's channels
  int32_t trunkShift;  // that the trunk's sums are multiplied by 2 so many times
  int32_t scoreShift;
  int32_t bias[CLASSES];
  int32_t start;  // first state
  alignas(64) int32_t context[CONTEXT_STATES][HEAD_UNITS];
  alignas(64) int32_t pattern[PATTERNS][HEAD_UNITS];
  alignas(64) int32_t numbers[4][HEAD_UNITS];  // weights of two numbers in each; the eighth is 0
  alignas(64) int32_t trunkBias[HEAD_UNITS];
  alignas(64) int32_t trunk[MAX_OUTPUTS / 2][HEAD_UNITS];  // weights of two channels in each
  alignas(64) int32_t shift[HEAD_UNITS];
  alignas(64) int32_t weights[CLASSES][HEAD_UNITS];  // [class][unit], in the lower 16 bits
  int16_t logs[MAX_AREA + 1];
  uint8_t next[CONTEXT_STATES][LEVEL_CLASSES];
  uint8_t entering[2][CONTEXT_STATES];  // [0: same group, 1: next group]
  uint8_t priceRow[CONTEXT_STATES];
  uint8_t surroundingRow[CONTEXT_STATES];  // 0, 4 or 8
};

struct Network {
  const Head* head;     // null: fully convolutional
  int32_t hidingTries;  // of a group's changes, 1..MAX_HIDING_TRIES
  int32_t layerCount;   // without the one that the head takes in
  double rateWeights[RATE_WEIGHTS];  // what a bit counts, in lambdas: B, P, I; luma and chroma each
  Layer layers[MAX_LAYERS];
  // For the first layer's bias, two inputs in each: [pair][output].
  alignas(64) int32_t blockWeights[BLOCK_INPUT_PAIRS][MAX_OUTPUTS];
  // log2(1 + n) / 6 and / 5 as inputs.
  int16_t log6[LOG_ENTRIES];
  int16_t log5[LOG_ENTRIES];
  int16_t log6FromEnd[LOG_ENTRIES + 16];  // log6 backwards, then zeros
  // LOG_X and LOG_Y of a group's positions: [scan_idx][group row << 3 | group column][position].
  alignas(64) int32_t places[3][MAX_GROUPS][16];
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_NETWORK_H
