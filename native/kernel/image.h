// A network as Java hands it over: org.nnrdoq.network.KernelModel.image(), checked and laid out.
#ifndef NNRDOQ_KERNEL_IMAGE_H
#define NNRDOQ_KERNEL_IMAGE_H

#include <stddef.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "list_network.h"
#include "network.h"
#include "typical_costs.h"

namespace nnrdoq {
namespace kernel {

// What is wrong with an image; one line.
class ImageError : public std::runtime_error {
 public:
  explicit ImageError(const std::string& text) : std::runtime_error(text) {}
};

struct AlignedRow {
  alignas(64) int32_t weights[MAX_OUTPUTS];
};

// A network and what it points to.
struct Model {
  std::unique_ptr<const ListNetwork> list;  // null: the network is the one below
  std::vector<int32_t> listWeights;
  std::vector<int16_t> listHalves;  // the same for short lists
  Network network;
  std::unique_ptr<const Head> head;
  std::unique_ptr<const TypicalCosts> typical;  // to use in place of a block's, or null
  std::vector<int32_t> byPosition;              // weights of all layers
  std::vector<AlignedRow> byOutput;
};

// Throws ImageError if the image is damaged, UnknownNetwork if the kernel cannot run it. strength:
// what a bit counts for the network is multiplied by it.
std::unique_ptr<Model> readImage(const void* image, size_t bytes, double strength = 1);

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_IMAGE_H
