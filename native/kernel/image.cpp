#include "image.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <utility>
#include <vector>

#include "image_words.h"
#include "kernel.h"

namespace nnrdoq {
namespace kernel {

std::unique_ptr<const TypicalCosts> readTypicalCosts(Words& words) {
  std::vector<uint8_t> states;
  for (int i = 0; i < SLICE_TYPES * QPS * INITIAL_STATES; i++) {
    states.push_back(static_cast<uint8_t>(words.next("context state", 0, STATES - 1)));
  }
  return std::unique_ptr<const TypicalCosts>(new TypicalCosts(states.data()));
}

void readRateWeights(Words& words, double strength, double (&weights)[RATE_WEIGHTS]) {
  for (double& weight : weights) {
    weight = words.next("rate weight", LEAST_RATE_WEIGHT, MOST_RATE_WEIGHT) / 100.0 * strength;
  }
}

namespace {

constexpr int32_t MAX_IMAGE_LAYERS = 16;  // the kernel itself has room for fewer, as for channels
static_assert(2 * INPUT_PAIRS == INPUTS && 2 * BLOCK_INPUT_PAIRS == BLOCK_INPUTS,
              "inputs go in pairs");

UnknownNetwork tooWide(int channels, int most) {
  return UnknownNetwork("layers of " + std::to_string(channels) + " channels, only of up to " +
                        std::to_string(most));
}

// An input as an integer: rint(v * 1024) in 16 bits.
int16_t quantum(float v) {
  const float scaled = v * QUANTUM;
  if (!(scaled > -32768)) return -32768;
  return scaled < 32767 ? static_cast<int16_t>(lrintf(scaled)) : 32767;
}

void readLogarithms(Words& words, Network& m) {
  for (int n = 0; n < LOG_ENTRIES; n++) {
    const float log = words.nextFloat();
    if (!(log >= 0 && log <= 16)) refuse("its table of logarithms is no such table");
    m.log6[n] = quantum(log / 6);
    m.log5[n] = quantum(log / 5);
  }
  memset(m.log6FromEnd, 0, sizeof m.log6FromEnd);
  for (int n = 0; n < LOG_ENTRIES; n++) m.log6FromEnd[n] = m.log6[LOG_ENTRIES - 1 - n];
  for (int scan = 0; scan < 3; scan++) {
    for (int at = 0; at < MAX_GROUPS; at++) {
      for (int n = 0; n < 16; n++) {
        const int x = (at & 7) << 2 | (TABLES.order[scan][n] & 3);
        const int y = at >> 3 << 2 | TABLES.order[scan][n] >> 2;
        m.places[scan][at][n] = m.log5[x] | m.log5[y] << 16;
      }
    }
  }
}

// One layer as the image has it.
struct Source {
  int kernel, in, out;
  bool rectified;
  std::vector<int32_t> weights;  // [out][in][kernel][kernel]
  std::vector<int32_t> bias;
  std::vector<int32_t> shift;

  int32_t weight(int o, int i, int tap) const {
    if (i >= in || o >= out) return 0;
    return weights[static_cast<size_t>((o * in + i) * kernel * kernel + tap)];
  }

  // Of two inputs.
  int32_t pair(int o, int p, int tap) const {
    return pairOfHalves(weight(o, 2 * p, tap), weight(o, 2 * p + 1, tap));
  }
};

Source readLayer(Words& words, int in, bool last, int most) {
  Source s;
  s.kernel = words.next("kernel", 1, 7);
  if (s.kernel != 1 && s.kernel != 3) {
    throw UnknownNetwork("kernels of " + std::to_string(s.kernel) + ", only of 1 and 3");
  }
  s.in = words.next("in", in, in);
  s.out = words.next("out", 1, MAX_CHANNELS);
  if (s.out > most) throw tooWide(s.out, most);
  s.rectified = words.next("rectified", 0, 1) != 0;
  if (s.rectified == last) refuse("its last layer, and only that, must not be rectified");
  for (int i = 0; i < s.out * s.in * s.kernel * s.kernel; i++) {
    s.weights.push_back(words.next("weight", -MAX_WEIGHT, MAX_WEIGHT));
  }
  for (int o = 0; o < s.out; o++) s.bias.push_back(words.next());
  for (int o = 0; o < s.out; o++) s.shift.push_back(words.next("shift", 0, MAX_SHIFT));
  return s;
}

// No sum may leave 32 bits, whatever the inputs.
void checkSums(const Source& s, int32_t largest, const int32_t* blockWeights) {
  const int taps = s.in * s.kernel * s.kernel;
  for (int o = 0; o < s.out; o++) {
    int64_t sum = llabs(static_cast<int64_t>(s.bias[static_cast<size_t>(o)]));
    for (int i = 0; i < taps; i++) {
      sum += static_cast<int64_t>(abs(s.weights[static_cast<size_t>(o * taps + i)])) * largest;
    }
    for (int b = 0; blockWeights && b < BLOCK_INPUTS; b++) {
      sum += static_cast<int64_t>(abs(blockWeights[o * BLOCK_INPUTS + b])) * largest;
    }
    if (sum > INT32_MAX) refuse("a sum can leave 32 bits");
  }
}

// Append a layer's weights, as Layer describes them.
void packByPosition(const Source& s, std::vector<int32_t>& to) {
  const int stride = s.out + s.out % 2;
  for (int p = 0; p < (s.in + 1) / 2; p++) {
    for (int x = 0; x < s.kernel; x++) {
      for (int y = 0; y < s.kernel; y++) {
        for (int o = 0; o < stride; o++) to.push_back(s.pair(o, p, y * s.kernel + x));
      }
    }
  }
}

void packByOutput(const Source& s, std::vector<AlignedRow>& to) {
  for (int y = 0; y < s.kernel; y++) {
    for (int p = 0; p < (s.in + 1) / 2; p++) {
      for (int x = 0; x < s.kernel; x++) {
        AlignedRow row;
        for (int o = 0; o < MAX_OUTPUTS; o++) row.weights[o] = s.pair(o, p, y * s.kernel + x);
        to.push_back(row);
      }
    }
  }
}

void fillLayer(const Source& s, Layer& layer) {
  layer.kernel = s.kernel;
  layer.pairs = (s.in + 1) / 2;
  layer.outputs = s.out + s.out % 2;
  layer.rectified = s.rectified;
  memset(layer.bias, 0, sizeof layer.bias);
  memset(layer.shift, 0, sizeof layer.shift);
  for (int o = 0; o < s.out; o++) {
    layer.bias[o] = s.bias[static_cast<size_t>(o)];
    layer.shift[o] = s.shift[static_cast<size_t>(o)];
  }
}

// The trunk's last layer, which is evaluated decision by decision.
void fillTrunk(const Source& s, Head& h) {
  if (s.kernel != 1) throw UnknownNetwork("a kernel of 3 before the loop");
  h.pairs = (s.in + 1) / 2;
  h.trunkShift = 0;
  memset(h.trunkBias, 0, sizeof h.trunkBias);
  memset(h.trunk, 0, sizeof h.trunk);
  for (int u = 0; u < s.out; u++) {
    h.trunkBias[u] = s.bias[static_cast<size_t>(u)];
    for (int p = 0; p < h.pairs; p++) h.trunk[p][u] = s.pair(u, p, 0);
  }
}

// All of the image but its tables and its layers.
struct Kind {
  bool sequential;
  bool typical;  // its costs are those of the initial context states
  int layers;
  int firstOutputs;
};

Kind readKind(Words& words, bool sequential, Network& network) {
  Kind kind;
  kind.sequential = sequential;
  kind.typical =
      words.next("feature set", FEATURE_SET_BLOCK_2, FEATURE_SET_BLOCK_3) == FEATURE_SET_BLOCK_3;
  network.hidingTries = words.next("hidingTries", 1, MAX_HIDING_TRIES);
  words.next("inputs", INPUTS, INPUTS);
  words.next("block inputs", BLOCK_INPUTS, BLOCK_INPUTS);
  kind.layers = words.next("layers", 1, MAX_IMAGE_LAYERS);
  if (kind.layers > MAX_LAYERS) {
    throw UnknownNetwork("networks of " + std::to_string(kind.layers) + " layers, only of up to " +
                         std::to_string(MAX_LAYERS));
  }
  if (kind.sequential && kind.layers == 1)
    throw UnknownNetwork("loops without a layer before them");
  network.layerCount = kind.sequential ? kind.layers - 1 : kind.layers;
  kind.firstOutputs = words.next("outputs of the first layer", 1, MAX_CHANNELS);
  if (kind.firstOutputs > MAX_OUTPUTS) throw tooWide(kind.firstOutputs, MAX_OUTPUTS);
  return kind;
}

std::vector<Source> readLayers(Words& words, const Kind& kind,
                               const std::vector<int32_t>& blockWeights) {
  std::vector<Source> sources;
  int in = INPUTS;
  for (int i = 0; i < kind.layers; i++) {
    const bool last = i == kind.layers - 1;
    sources.push_back(
        readLayer(words, in, last, last && kind.sequential ? HEAD_UNITS : MAX_OUTPUTS));
    const Source& s = sources.back();
    if (i == 0 && s.kernel != 1) throw UnknownNetwork("a kernel of 3 in the first layer");
    in = s.out;
    checkSums(s, i == 0 ? MAX_ACTIVATION + 1 : MAX_ACTIVATION,
              i == 0 ? blockWeights.data() : nullptr);
  }
  if (sources[0].out != kind.firstOutputs) refuse("its block weights do not fit its first layer");
  return sources;
}

void checkClasses(const Source& last) {
  if (last.out != CLASSES) refuse("out=" + std::to_string(last.out) + ", expected 3 classes");
  for (size_t o = 1; o < CLASSES; o++) {
    if (last.shift[o] != last.shift[0]) refuse("its classes are of different scale");
  }
}

// The layers without the one that the head takes in.
void layOut(const std::vector<Source>& sources, const std::vector<int32_t>& blockWeights,
            Model& model) {
  Network& network = model.network;
  memset(network.blockWeights, 0, sizeof network.blockWeights);
  for (int o = 0; o < sources[0].out; o++) {
    const int32_t* const weights = blockWeights.data() + o * BLOCK_INPUTS;
    for (int p = 0; p < BLOCK_INPUT_PAIRS; p++) {
      network.blockWeights[p][o] = pairOfHalves(weights[2 * p], weights[2 * p + 1]);
    }
  }
  std::vector<std::pair<size_t, size_t>> begins;
  for (int i = 0; i < network.layerCount; i++) {
    const Source& s = sources[static_cast<size_t>(i)];
    fillLayer(s, network.layers[i]);
    begins.push_back({model.byPosition.size(), model.byOutput.size()});
    packByPosition(s, model.byPosition);
    packByOutput(s, model.byOutput);
  }
  for (int i = 0; i < network.layerCount; i++) {
    const auto& begin = begins[static_cast<size_t>(i)];
    network.layers[i].byPosition = model.byPosition.data() + begin.first;
    network.layers[i].byOutput = model.byOutput[begin.second].weights;
  }
}

}  // namespace

std::unique_ptr<Model> readImage(const void* image, size_t bytes, double strength) {
  Words words(image, bytes);
  std::unique_ptr<Model> model(new Model());
  if (words.next() != IMAGE_MAGIC) refuse("it does not start with its magic number");
  words.next("version", IMAGE_VERSION, IMAGE_VERSION);
  const int32_t number = words.next("kind", 0, KIND_LIST_LOOPS);
  if (number >= KIND_LISTS) {
    readLists(words, number == KIND_LIST_LOOPS, strength, model.get());
    return model;
  }
  Network& network = model->network;
  const Kind kind = readKind(words, number != 0, network);
  readRateWeights(words, strength, network.rateWeights);
  readLogarithms(words, network);
  std::vector<int32_t> blockWeights;
  for (int i = 0; i < kind.firstOutputs * BLOCK_INPUTS; i++) {
    blockWeights.push_back(words.next("block weight", -MAX_WEIGHT, MAX_WEIGHT));
  }
  const std::vector<Source> sources = readLayers(words, kind, blockWeights);
  network.head = nullptr;
  if (kind.sequential) {
    std::unique_ptr<Head> head(new Head());
    readHead(words, sources.back().out, *head);
    fillTrunk(sources.back(), *head);
    network.head = head.get();
    model->head = std::move(head);
  } else {
    checkClasses(sources.back());
  }
  if (kind.typical) model->typical = readTypicalCosts(words);
  words.end();
  layOut(sources, blockWeights, *model);
  return model;
}

}  // namespace kernel
}  // namespace nnrdoq
