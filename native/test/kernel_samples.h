// Networks and blocks to try the kernel on: random ones, as strange as the formats allow, and
// blocks as an encoder has them.
#ifndef NNRDOQ_TEST_KERNEL_SAMPLES_H
#define NNRDOQ_TEST_KERNEL_SAMPLES_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <random>
#include <vector>

#include "network.h"
#include "nnrdoq.h"

namespace nnrdoq {
namespace kernel {

// A seed names all that comes.
class Samples {
 public:
  explicit Samples(unsigned seed) : generator_(seed) {}

  int32_t draw(int32_t min, int32_t max) {
    return std::uniform_int_distribution<int32_t>(min, max)(generator_);
  }

  // One layer of an image.
  struct LayerShape {
    int kernel;
    int outputs;
  };

  // The image of a network of random weights, as IntegerImage writes it. The last layer gives the
  // classes, or the units of an auto-regressive network: 19 or 35.
  std::vector<int32_t> image(const std::vector<LayerShape>& layers, bool sequential, int set) {
    std::vector<int32_t> words = {
        IMAGE_MAGIC,      IMAGE_VERSION, sequential,   set,
        draw(1, 8),       INPUTS,        BLOCK_INPUTS, static_cast<int32_t>(layers.size()),
        layers[0].outputs};
    add(&words, RATE_WEIGHTS, LEAST_RATE_WEIGHT, MOST_RATE_WEIGHT);
    for (int n = 0; n < LOG_ENTRIES; n++) {
      const float log = log2f(1.0f + static_cast<float>(n));
      int32_t bits;
      memcpy(&bits, &log, sizeof bits);
      words.push_back(bits);
    }
    add(&words, layers[0].outputs * BLOCK_INPUTS, -40, 40);
    int in = INPUTS;
    for (const LayerShape& layer : layers) {
      addLayer(&words, layer, in, &layer == &layers.back());
      in = layer.outputs;
    }
    if (sequential) {
      std::fill(words.end() - in, words.end(), 0);  // the trunk's last layer has no shifts
      addHead(&words, in);
    }
    if (set == FEATURE_SET_BLOCK_3) add(&words, SLICE_TYPES * QPS * INITIAL_STATES, 0, STATES - 1);
    return words;
  }

  // The image of a network of any shape that the format allows.
  std::vector<int32_t> anyImage(bool sequential) {
    const int count = draw(2, 6);
    std::vector<LayerShape> layers;
    for (int i = 0; i < count; i++) {
      const bool last = i == count - 1;
      // The kernel refuses others there.
      const bool single = i == 0 || (last && sequential);
      const int kernel = draw(0, 9) < (single ? 1 : 5) ? 3 : 1;
      const int units = draw(0, 1) ? 19 : 35;
      layers.push_back({kernel, !last ? draw(1, MAX_OUTPUTS) : sequential ? units : CLASSES});
    }
    return image(layers, sequential, draw(FEATURE_SET_BLOCK_2, FEATURE_SET_BLOCK_3));
  }

  // The image of a network over lists of any shape that the format allows, as ListImage writes it.
  std::vector<int32_t> anyLists() {
    std::vector<int32_t> taps;
    for (int i = draw(1, MOST_LIST_LAYERS); i > 0; i--) taps.push_back(draw(0, 1) ? 3 : 1);
    const int set = draw(FEATURE_SET_LEVELS_1, FEATURE_SET_LEVELS_2);
    const int units = draw(0, 1) ? 0 : draw(0, 4) ? 4 * draw(1, 4) + CLASSES : 35;
    return lists(2 * draw(1, MOST_LIST_INPUTS / 2), 0, taps, units, set);
  }

  // The same of one shape. width: outputs of each layer; 0: any. units: of an auto-regressive
  // network, 7, 11, 15, 19 or 35; 0: it is none.
  std::vector<int32_t> lists(int inputs, int width, const std::vector<int32_t>& taps, int units,
                             int set) {
    const int count = static_cast<int>(taps.size());
    int out = width ? width : 4 * draw(1, MOST_LIST_CHANNELS / 4);
    const int kind = units != 0 ? KIND_LIST_LOOPS : KIND_LISTS;
    std::vector<int32_t> words = {IMAGE_MAGIC, IMAGE_VERSION, kind,  set, draw(1, 8),
                                  inputs,      LIST_ROWS,     count, out};
    add(&words, RATE_WEIGHTS, LEAST_RATE_WEIGHT, MOST_RATE_WEIGHT);
    add(&words, out * LIST_ROWS, -1500, 1500);
    int in = inputs;
    for (int i = 0; i < count; i++) {
      const int tap = taps[static_cast<size_t>(i)];
      words.insert(words.end(), {tap, in, out});
      addWeights(&words, out, in * tap, i == 0 ? 11100 : 3600);
      add(&words, out, -1500, 1500);
      add(&words, out, 1, MOST_LIST_SHIFT);
      in = out;
      out = width ? width : 4 * draw(1, MOST_LIST_CHANNELS / 4);
    }
    if (units != 0) {
      addHead(&words, units);
      add(&words, units * in, -1000, 1000);
    } else {
      words.push_back(draw(0, MOST_LIST_EXPONENT));
      addWeights(&words, 2, in, 16800);
      addWeights(&words, 2, inputs, 16800);
      add(&words, 2, -500, 500);
    }
    if (set == FEATURE_SET_LEVELS_2) add(&words, SLICE_TYPES * QPS * INITIAL_STATES, 0, STATES - 1);
    return words;
  }

  // A block and its memory. What lies around the levels must stay as it is.
  struct Block {
    nnrdoq_block block;
    nnrdoq_costs costs;
    int32_t coefficients[MAX_AREA];
    int32_t before[16];
    int32_t levels[MAX_AREA];
    int32_t after[16];
  };

  // Any block that the ABI takes, costs included.
  void anyBlock(Block* b) {
    describe(b, draw(2, 5));
    nnrdoq_block& k = b->block;
    k.lambda = draw(0, 9) == 0 ? 0 : draw(1, 100000) * 0.01;
    int32_t* costs = reinterpret_cast<int32_t*>(&b->costs);
    const bool strange = draw(0, 9) == 0;
    for (int i = 0; i < COSTS_COUNT; i++) {
      costs[i] = strange ? draw(INT32_MIN, INT32_MAX) : draw(200, 200000);
    }
    const int area = 1 << (2 * k.log2_size);
    const int32_t most = draw(0, 19) == 0 ? INT32_MAX : 1 << draw(2, 15);
    switch (draw(0, 9)) {
      case 0:  // all alike
        for (int i = 0; i < area; i++) b->coefficients[i] = most;
        break;
      case 1:  // by turns
        for (int i = 0; i < area; i++) b->coefficients[i] = i & 1 ? most : -most;
        break;
      default: {
        const int share = draw(1, 100);
        for (int i = 0; i < area; i++) {
          if (draw(1, 100) <= share) b->coefficients[i] = draw(-most, most);
        }
      }
    }
  }

  // A block like those of natural video: magnitudes fall off with frequency, and the costs are
  // those of context states.
  void naturalBlock(Block* b, int log2Size) {
    describe(b, log2Size);
    nnrdoq_block& k = b->block;
    k.bit_depth = 8;
    k.qp = static_cast<uint8_t>(draw(22, 37));
    k.transform_skip = 0;
    k.sign_hiding = 1;
    k.lambda = 0.57 * pow(2.0, (k.qp - 12) / 3.0);
    int32_t* costs = reinterpret_cast<int32_t*>(&b->costs);
    for (int i = 0; i < COSTS_LAST_X_PREFIX; i += 2) {
      const int state = draw(0, STATES - 1);
      costs[i] = rateOf(state, 0);
      costs[i + 1] = rateOf(state, 1);
    }
    for (int i = COSTS_LAST_X_PREFIX; i < COSTS_COUNT; i++) costs[i] = draw(20000, 120000);
    const double step = pow(2.0, (k.qp - 4) / 6.0) * (1 << (7 - log2Size));
    const double steepness = 0.25 * draw(2, 8);
    const int side = 1 << log2Size;
    do {
      for (int i = 0; i < side * side; i++) {
        const double uniform = (draw(0, 99999) + 1) / 100001.0;
        const double scale = step * 1.2 / (1 + steepness * 6 / side * (i / side + i % side));
        const int32_t value = static_cast<int32_t>(-log(uniform) * scale);
        b->coefficients[i] = draw(0, 1) ? value : -value;
      }
    } while (roundsToZero(*b));
  }

  static bool roundsToZero(const Block& b) {
    const nnrdoq_block& k = b.block;
    const Rounding& rounding = TABLES.rounding[k.qp][k.bit_depth + k.log2_size - 10];
    for (int i = 0; i < 1 << (2 * k.log2_size); i++) {
      if (abs(b.coefficients[i]) >= rounding.threshold) return false;
    }
    return true;
  }

 private:
  void add(std::vector<int32_t>* to, int count, int32_t min, int32_t max) {
    for (int i = 0; i < count; i++) to->push_back(draw(min, max));
  }

  // Weights that leave room for others in the sums of each output.
  void addWeights(std::vector<int32_t>* to, int outputs, int each, int others) {
    for (int o = 0; o < outputs; o++) {
      int32_t left = (MOST_LIST_SUM - others) / MOST_LIST_VALUE;
      for (int i = 0; i < each; i++) {
        const int32_t most = std::min({left, draw(0, 3) ? 2 * left / each : MAX_WEIGHT, MAX_WEIGHT});
        to->push_back(draw(-most, most));
        left -= abs(to->back());
      }
    }
  }

  void addLayer(std::vector<int32_t>* to, const LayerShape& layer, int in, bool last) {
    to->insert(to->end(), {layer.kernel, in, layer.outputs, last ? 0 : 1});
    add(to, layer.outputs * in * layer.kernel * layer.kernel, -40, 40);
    add(to, layer.outputs, -100000, 100000);
    const int32_t shift = draw(4, 10);
    for (int i = 0; i < layer.outputs; i++) to->push_back(last ? shift : draw(4, 10));
  }

  // The loop of an auto-regressive network, behind its trunk.
  void addHead(std::vector<int32_t>* to, int units) {
    to->insert(to->end(), {units, units - CLASSES});
    add(to, (CONTEXT_STATES + PATTERNS) * units, -100000, 100000);
    add(to, NUMBERS * units, -64, 64);
    add(to, units, 4, 10);
    add(to, CLASSES * (units - CLASSES), -64, 64);
    add(to, CLASSES, -1000, 1000);
    to->push_back(draw(4, 10));
    add(to, MAX_AREA + 1, 0, 10 * QUANTUM);
    add(to, CONTEXT_STATES * (LEVEL_CLASSES + 2), 0, CONTEXT_STATES - 1);
    add(to, CONTEXT_STATES, 0, PRICE_ROWS - 1);
    add(to, CONTEXT_STATES, 0, 8);
    to->push_back(draw(0, CONTEXT_STATES - 1));
  }

  void describe(Block* b, int log2Size) {
    memset(b, 0, sizeof *b);
    nnrdoq_block& k = b->block;
    k.size = sizeof k;
    k.log2_size = static_cast<uint8_t>(log2Size);
    k.c_idx = static_cast<uint8_t>(draw(0, 2));
    k.pred_mode = static_cast<uint8_t>(draw(0, 1));
    k.slice_type = static_cast<uint8_t>(draw(0, 2));
    k.scan_idx = static_cast<uint8_t>(draw(0, 2));
    k.bit_depth = static_cast<uint8_t>(draw(8, 12));
    k.qp = static_cast<uint8_t>(draw(0, 51 + 6 * (k.bit_depth - 8)));
    k.transform_skip = static_cast<uint8_t>(draw(0, 1));
    k.sign_hiding = static_cast<uint8_t>(draw(0, 1));
    k.coefficients = b->coefficients;
    k.levels = b->levels;
    k.costs = &b->costs;
  }

  std::mt19937 generator_;
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_TEST_KERNEL_SAMPLES_H
