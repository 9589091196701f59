// Damages images of networks and holds all variants of the kernel to equal levels where an image is
// still taken; blocks and costs are as strange as the ABI allows.
// usage: kernel_fuzz [SEED [ROUNDS]]. Exit 0 if nothing differs, 1 if something does; a crash is
// what the sanitizers look for.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <exception>
#include <memory>
#include <vector>

#include "image.h"
#include "kernel.h"
#include "kernel_samples.h"
#include "variants.h"

using namespace nnrdoq::kernel;

namespace {

void damage(Samples* samples, std::vector<int32_t>* image) {
  switch (samples->draw(0, 3)) {
    case 0:  // as it is
      return;
    case 1:
      image->resize(static_cast<size_t>(samples->draw(0, static_cast<int32_t>(image->size()))));
      return;
    case 2:
      for (int n = samples->draw(1, 40); n > 0; n--) image->push_back(samples->draw(-100, 100));
      return;
    default:
      for (int n = samples->draw(1, 3); n > 0; n--) {
        const bool head = samples->draw(0, 1) != 0;
        const int32_t last = head ? 12 : static_cast<int32_t>(image->size()) - 1;
        int32_t& word = (*image)[static_cast<size_t>(samples->draw(0, last))];
        word = samples->draw(0, 1) ? word ^ (1 << samples->draw(0, 30)) : samples->draw(-70, 200);
      }
  }
}

// Whether all variants that run here give the same levels.
bool agree(const Model& model, Samples::Block* b, Scratch* scratch) {
  const Network& network = model.network;
  int32_t first[MAX_AREA];
  int32_t firstSum = 0;
  const size_t bytes = sizeof(int32_t) << (2 * b->block.log2_size);
  const Variant* const* const all = variantsHere();
  for (const Variant* const* v = all; *v; v++) {
    const auto quantize = network.head ? (*v)->quantizeAr : (*v)->quantizeFcn;
    const int32_t sum = model.list
                            ? (*v)->quantizeList(*model.list, b->block, b->costs, *scratch)
                            : quantize(network, b->block, b->costs, *scratch);
    if (v == all) {
      memcpy(first, b->levels, bytes);
      firstSum = sum;
    } else if (sum != firstSum || memcmp(first, b->levels, bytes) != 0) {
      fprintf(stderr, "%s differs from %s: %dx%d block, qp %d\n", (*v)->name, (*all)->name,
              1 << b->block.log2_size, 1 << b->block.log2_size, b->block.qp);
      return false;
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  const unsigned seed = argc > 1 ? static_cast<unsigned>(strtoul(argv[1], nullptr, 10)) : 1;
  const int rounds = argc > 2 ? atoi(argv[2]) : 2000;
  Samples samples(seed);
  std::unique_ptr<Scratch> scratch(new Scratch());
  std::unique_ptr<Samples::Block> block(new Samples::Block());
  int taken = 0;
  int refused = 0;
  for (int round = 0; round < rounds; round++) {
    std::vector<int32_t> image =
        round % 3 == 0 ? samples.anyLists() : samples.anyImage(round % 3 == 1);
    damage(&samples, &image);
    try {
      const size_t cut = samples.draw(0, 19) == 0 ? 1 : 0;
      const size_t bytes = image.size() * sizeof(int32_t);
      const Kernel kernel(image.data(), bytes > cut ? bytes - cut : 0);
      const std::unique_ptr<Model> model = readImage(image.data(), bytes);
      taken++;
      for (int n = 0; n < 3; n++) {
        samples.anyBlock(block.get());
        if (!agree(*model, block.get(), scratch.get())) {
          fprintf(stderr, "seed %u, round %d\n", seed, round);
          return 1;
        }
        if (!kernel.needsCosts()) block->block.costs = nullptr;
        kernel.quantize(block->block);
      }
    } catch (const std::runtime_error& e) {
      refused++;
      if (!*e.what() || strchr(e.what(), '\n')) {
        fprintf(stderr, "a refusal is not one line: '%s'; seed %u, round %d\n", e.what(), seed,
                round);
        return 1;
      }
    }
  }
  printf("%d images taken, %d refused, seed %u\n", taken, refused, seed);
  return taken > rounds / 10 && refused > rounds / 10 ? 0 : 1;
}
