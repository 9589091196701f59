// Reads the loop of an auto-regressive network, as IntegerImage.putHead of
// org.nnrdoq.network.integer writes it.
#include <string.h>

#include <string>

#include "image_words.h"
#include "kernel.h"

namespace nnrdoq {
namespace kernel {
namespace {

constexpr int32_t MAX_HEAD_WEIGHT = 32767;

// A table of values that are few enough for the type of its elements.
template <typename T, size_t N>
void readTable(Words& words, const char* name, int32_t min, int32_t max, T (&table)[N]) {
  for (T& v : table) v = static_cast<T>(words.next(name, min, max));
}

void readUnits(Words& words, int32_t count, int32_t (&units)[HEAD_UNITS]) {
  memset(units, 0, sizeof units);
  for (int u = 0; u < count; u++) units[u] = words.next();
}

}  // namespace

void readHead(Words& words, int known, Head& h) {
  const int32_t units =
      words.next("units", known != 0 ? known : CLASSES + 1, known != 0 ? known : HEAD_UNITS);
  h.hidden = words.next("hidden units", units - CLASSES, units - CLASSES);
  if ((h.hidden % 4 != 0 || h.hidden > 16) && h.hidden != 32) {
    throw UnknownNetwork("loops of " + std::to_string(h.hidden) +
                         " hidden units, only of 4, 8, 12, 16 and 32");
  }
  for (auto& row : h.context) readUnits(words, units, row);
  for (auto& row : h.pattern) readUnits(words, units, row);
  memset(h.numbers, 0, sizeof h.numbers);
  for (int n = 0; n < NUMBERS; n++) {
    for (int u = 0; u < units; u++) {
      const int32_t weight = words.next("weight of a number", -MAX_HEAD_WEIGHT, MAX_HEAD_WEIGHT);
      h.numbers[n / 2][u] |= n % 2 == 0 ? pairOfHalves(weight, 0) : pairOfHalves(0, weight);
    }
  }
  memset(h.shift, 0, sizeof h.shift);
  for (int u = 0; u < units; u++) h.shift[u] = words.next("shift", 0, MAX_SHIFT);
  memset(h.weights, 0, sizeof h.weights);
  for (int u = 0; u < h.hidden; u++) {
    for (int k = 0; k < CLASSES; k++) {
      h.weights[k][u] = words.next("weight of a unit", -MAX_HEAD_WEIGHT, MAX_HEAD_WEIGHT);
    }
  }
  for (int32_t& bias : h.bias) bias = words.next();
  h.scoreShift = words.next("shift of scores", 0, MAX_SHIFT);
  readTable(words, "logarithm", 0, 32767, h.logs);
  for (auto& row : h.next) readTable(words, "next state", 0, CONTEXT_STATES - 1, row);
  for (auto& row : h.entering) readTable(words, "entered state", 0, CONTEXT_STATES - 1, row);
  readTable(words, "price row", 0, PRICE_ROWS - 1, h.priceRow);
  readTable(words, "surrounding row", 0, 8, h.surroundingRow);
  h.start = words.next("start", 0, CONTEXT_STATES - 1);
}

}  // namespace kernel
}  // namespace nnrdoq
