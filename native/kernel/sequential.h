// The loop of an auto-regressive network in integers, laid out for sequential.inc: the trunk's last
// layer, what is added to its units for each decision, and how units become scores. The C++ counterpart of
// org.nnrdoq.network.integer.IntegerHead, ContextAutomaton and DecisionSteps.
#ifndef NNRDOQ_KERNEL_SEQUENTIAL_H
#define NNRDOQ_KERNEL_SEQUENTIAL_H

#include <stdint.h>

#include "tables.h"

namespace nnrdoq {
namespace kernel {

constexpr int CONTEXT_STATES = 181;
constexpr int LEVEL_CLASSES = 8;
constexpr int PRICE_ROWS = 51;
constexpr int NUMBERS = 7;
constexpr int MOST_HIDDEN = 32;
constexpr int HEAD_LANES = MOST_HIDDEN + 16;  // hidden units, then the three direct ones

struct Head {
  int32_t hidden;      // 16 or 32
  int32_t pairs;       // of the trunk's channels
  int32_t scoreShift;
  int32_t bias[3];
  int32_t start;       // first state
  alignas(64) int32_t context[CONTEXT_STATES][HEAD_LANES];
  alignas(64) int32_t pattern[4][HEAD_LANES];
  alignas(64) int32_t numbers[4][HEAD_LANES];     // weights of two numbers in each; the eighth is 0
  alignas(64) int32_t trunkBias[HEAD_LANES];
  alignas(64) int32_t trunk[8][HEAD_LANES];       // weights of two channels in each
  alignas(64) int32_t shift[HEAD_LANES];
  alignas(64) int32_t weights[3][MOST_HIDDEN];    // [class][unit], in the lower 16 bits
  int16_t logs[MAX_AREA + 1];
  uint8_t next[CONTEXT_STATES][LEVEL_CLASSES];
  uint8_t entering[2][CONTEXT_STATES];            // [0: same group, 1: next group]
  uint8_t priceRow[CONTEXT_STATES];
  uint8_t surroundingRow[CONTEXT_STATES];         // 0, 4 or 8
};

// Class of an absolute level: levels of one class lead to the same states; 0 is its own.
inline int levelClass(int level) {
  if (level <= 4) return level;
  return level < 7 ? 4 : level < 13 ? 5 : level < 25 ? 6 : 7;
}

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_SEQUENTIAL_H
