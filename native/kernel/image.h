// A network as Java hands it over: org.nnrdoq.network.integer.IntegerModel.image() checked and laid
// out for the arithmetic of layers_by_position.inc and layers_by_output.inc.
#ifndef NNRDOQ_KERNEL_IMAGE_H
#define NNRDOQ_KERNEL_IMAGE_H

#include <stddef.h>
#include <stdint.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "sequential.h"
#include "typical_costs.h"

namespace nnrdoq {
namespace kernel {

// What is wrong with an image; one line.
class ImageError : public std::runtime_error {
 public:
  explicit ImageError(const std::string& text) : std::runtime_error(text) {}
};

constexpr int BLOCK_PAIRS = 10;     // per-block inputs, two by two
constexpr int MAX_OUTPUTS = 16;     // of a layer
constexpr int MAX_LAYERS = 12;
constexpr int LOG_ENTRIES = 2048;
constexpr int MAX_HIDING_TRIES = 32;  // every level of a group, up and down

// One convolution; the first one has a kernel of 1. Input channels and outputs go in pairs.
struct Layer {
  int32_t kernel;     // 1 or 3
  int32_t pairs;      // of input channels
  int32_t stride;     // outputs, rounded up to an even number
  bool rectified;
  // Weights of two inputs in each, for the two ways to run a layer.
  const int32_t* byPosition;  // [pair][column][row][output]
  const int32_t* byOutput;    // [row][pair][column][16 outputs], aligned
  alignas(64) int32_t bias[MAX_OUTPUTS];
  int32_t shift[MAX_OUTPUTS];
};

struct AlignedRow {
  alignas(64) int32_t of[MAX_OUTPUTS];
};

// Read-only once made, shared by threads.
struct Model {
  bool sequential;                // kind ar
  std::unique_ptr<const TypicalCosts> typical;  // to use in place of a block's: feature set block-3
  int32_t hidingTries;            // of a group's changes, 1..MAX_HIDING_TRIES
  int32_t layerCount;             // without the one that the head takes in, if sequential
  Layer layers[MAX_LAYERS];
  std::unique_ptr<const Head> head;  // if sequential
  // For the first layer's bias, two inputs in each: [pair][output].
  alignas(64) int32_t blockWeights[BLOCK_PAIRS][MAX_OUTPUTS];
  // log2(1 + n) / 6 and / 5 as inputs.
  int16_t log6[LOG_ENTRIES];
  int16_t log5[LOG_ENTRIES];
  int16_t log6FromEnd[LOG_ENTRIES + 16];      // log6 backwards, then zeros
  // Inputs 6 and 7 of a group's positions: [scan_idx][group row << 3 | group column][position].
  alignas(64) int32_t places[3][MAX_GROUPS][16];
  std::vector<int32_t> byPosition;  // weights of all layers
  std::vector<AlignedRow> byOutput;
};

// Throws ImageError if the image is damaged, UnknownNetwork if the kernel cannot run it.
std::unique_ptr<Model> readImage(const void* image, size_t bytes);

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_IMAGE_H
