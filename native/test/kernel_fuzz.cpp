// Damages images of networks and holds all variants of the kernel to equal levels where an image is
// still taken; blocks and costs are as strange as the ABI allows.
// usage: kernel_fuzz [SEED [ROUNDS]]. Exit 0 if nothing differs, 1 if something does; a crash is what
// the sanitizers look for.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <exception>
#include <memory>
#include <random>
#include <vector>

#include "image.h"
#include "kernel.h"
#include "nnrdoq.h"
#include "variants.h"

using namespace nnrdoq::kernel;

namespace {

std::mt19937 generator;

int32_t draw(int32_t min, int32_t max) {
  return std::uniform_int_distribution<int32_t>(min, max)(generator);
}

void add(std::vector<int32_t>* to, int count, int32_t min, int32_t max) {
  for (int i = 0; i < count; i++) to->push_back(draw(min, max));
}

void addLayer(std::vector<int32_t>* to, int kernel, int in, int out, bool last) {
  to->insert(to->end(), {kernel, in, out, last ? 0 : 1});
  add(to, out * in * kernel * kernel, -40, 40);
  add(to, out, -100000, 100000);
  const int32_t shift = draw(4, 10);
  for (int i = 0; i < out; i++) to->push_back(last ? shift : draw(4, 10));
}

// The loop of an auto-regressive network, behind its trunk.
void addHead(std::vector<int32_t>* to, int units) {
  for (int u = 0; u < units; u++) (*to)[to->size() - 1 - static_cast<size_t>(u)] = 0;  // no shifts
  to->insert(to->end(), {units, units - 3});
  add(to, (181 + 4) * units, -100000, 100000);
  add(to, 7 * units, -64, 64);
  add(to, units, 4, 10);
  add(to, 3 * (units - 3), -64, 64);
  add(to, 3, -1000, 1000);
  to->push_back(draw(4, 10));
  add(to, 1025, 0, 10240);
  add(to, 181 * 8 + 2 * 181, 0, 180);
  add(to, 181, 0, 50);
  add(to, 181, 0, 8);
  to->push_back(draw(0, 180));
}

// An image in order; the numbers of the format are those of IntegerModel.image().
std::vector<int32_t> makeImage(bool sequential) {
  const int units = draw(0, 1) ? 19 : 35;
  const int layers = draw(2, 6);
  const int set = draw(2, 3);
  int out = draw(1, MAX_OUTPUTS);
  std::vector<int32_t> w = {0x4b514e4e, 1, sequential, set, draw(1, 8), 32, 20, layers, out};
  for (int n = 0; n < LOG_ENTRIES; n++) {
    const float log = __builtin_log2f(1.0f + static_cast<float>(n));
    int32_t bits;
    memcpy(&bits, &log, sizeof bits);
    w.push_back(bits);
  }
  add(&w, out * 20, -40, 40);
  int in = 32;
  for (int i = 0; i < layers; i++) {
    const bool last = i == layers - 1;
    if (last) out = sequential ? units : 3;
    // The kernel refuses others there.
    const bool single = i == 0 || (last && sequential);
    addLayer(&w, draw(0, 9) < (single ? 1 : 5) ? 3 : 1, in, out, last);
    in = out;
    out = draw(1, MAX_OUTPUTS);
  }
  if (sequential) addHead(&w, units);
  if (set == 3) add(&w, SLICE_TYPES * QPS * INITIAL_STATES, 0, STATES - 1);
  return w;
}

void damage(std::vector<int32_t>* image) {
  switch (draw(0, 3)) {
    case 0:  // as it is
      return;
    case 1:
      image->resize(static_cast<size_t>(draw(0, static_cast<int32_t>(image->size()))));
      return;
    case 2:
      add(image, draw(1, 40), -100, 100);
      return;
    default:
      for (int n = draw(1, 3); n > 0; n--) {
        const bool head = draw(0, 1) != 0;
        const size_t at = static_cast<size_t>(
            draw(0, head ? 12 : static_cast<int32_t>(image->size()) - 1));
        (*image)[at] = draw(0, 1) ? (*image)[at] ^ (1 << draw(0, 30)) : draw(-70, 200);
      }
  }
}

struct Block {
  nnrdoq_block block;
  nnrdoq_costs costs;
  int32_t coefficients[1024];
  int32_t levels[1024];
};

void makeBlock(Block* b) {
  memset(b, 0, sizeof *b);
  nnrdoq_block& k = b->block;
  k.size = sizeof k;
  k.log2_size = static_cast<uint8_t>(draw(2, 5));
  k.c_idx = static_cast<uint8_t>(draw(0, 2));
  k.pred_mode = static_cast<uint8_t>(draw(0, 1));
  k.slice_type = static_cast<uint8_t>(draw(0, 2));
  k.scan_idx = static_cast<uint8_t>(draw(0, 2));
  k.bit_depth = static_cast<uint8_t>(draw(8, 12));
  k.qp = static_cast<uint8_t>(draw(0, 51 + 6 * (k.bit_depth - 8)));
  k.transform_skip = static_cast<uint8_t>(draw(0, 1));
  k.sign_hiding = static_cast<uint8_t>(draw(0, 1));
  k.lambda = draw(0, 9) == 0 ? 0 : draw(1, 100000) * 0.01;
  k.coefficients = b->coefficients;
  k.levels = b->levels;
  k.costs = &b->costs;
  int32_t* costs = reinterpret_cast<int32_t*>(&b->costs);
  const bool strange = draw(0, 9) == 0;
  for (size_t i = 0; i < sizeof b->costs / sizeof *costs; i++) {
    costs[i] = strange ? draw(INT32_MIN, INT32_MAX) : draw(200, 200000);
  }
  const int area = 1 << (2 * k.log2_size);
  const int32_t most = draw(0, 19) == 0 ? INT32_MAX : 1 << draw(2, 15);
  const int share = draw(1, 100);
  for (int i = 0; i < area; i++) {
    if (draw(1, 100) <= share) b->coefficients[i] = draw(-most, most);
  }
}

// Whether all variants that run here give the same levels.
bool agree(const Model& model, Block* b, Scratch* scratch) {
  int32_t first[1024];
  int32_t firstSum = 0;
  const size_t bytes = sizeof(int32_t) << (2 * b->block.log2_size);
  for (const Variant* v = VARIANTS; v->name; v++) {
    if (!v->runsHere()) continue;
    const auto decide = model.sequential ? v->ar : v->fcn;
    const int32_t sum = decide(model, b->block, b->costs, *scratch);
    if (v == VARIANTS) {
      memcpy(first, b->levels, bytes);
      firstSum = sum;
    } else if (sum != firstSum || memcmp(first, b->levels, bytes) != 0) {
      fprintf(stderr, "%s differs from %s: %dx%d block, qp %d\n", v->name, VARIANTS->name,
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
  generator.seed(seed);
  void* memory = nullptr;
  if (posix_memalign(&memory, alignof(Scratch), sizeof(Scratch)) != 0) return 2;
  std::unique_ptr<void, void (*)(void*)> owner(memory, free);
  memset(memory, 0, sizeof(Scratch));
  Scratch* scratch = static_cast<Scratch*>(memory);
  int taken = 0;
  int refused = 0;
  for (int round = 0; round < rounds; round++) {
    std::vector<int32_t> image = makeImage(round & 1);
    damage(&image);
    try {
      const size_t cut = draw(0, 19) == 0 ? 1 : 0;
      const size_t bytes = image.size() * sizeof(int32_t);
      const Kernel kernel(image.data(), bytes > cut ? bytes - cut : 0);
      const std::unique_ptr<Model> model = readImage(image.data(), bytes);
      taken++;
      Block block;
      for (int n = 0; n < 3; n++) {
        makeBlock(&block);
        if (!agree(*model, &block, scratch)) {
          fprintf(stderr, "seed %u, round %d\n", seed, round);
          return 1;
        }
        if (!kernel.needsCosts()) block.block.costs = nullptr;
        kernel.quantize(block.block);
      }
    } catch (const std::runtime_error& e) {
      refused++;
      if (!*e.what() || strchr(e.what(), '\n')) {
        fprintf(stderr, "a refusal is not one line: '%s'; seed %u, round %d\n", e.what(), seed, round);
        return 1;
      }
    }
  }
  printf("%d images taken, %d refused, seed %u\n", taken, refused, seed);
  return taken > rounds / 10 && refused > rounds / 10 ? 0 : 1;
}
