#include "image.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <new>
#include <vector>

#include "features.h"
#include "kernel.h"

namespace nnrdoq {
namespace kernel {
namespace {

constexpr int32_t MAGIC = 0x4b514e4e;
constexpr int32_t VERSION = 1;
constexpr int32_t MAX_WEIGHT = 64;
constexpr int32_t MAX_HEAD_WEIGHT = 32767;
constexpr int32_t MAX_SHIFT = 24;
constexpr int32_t MAX_CHANNELS = 128;  // of any image; the kernel itself has room for fewer
static_assert(2 * BLOCK_PAIRS == BLOCK_CHANNELS && BLOCK_PAIRS % 2 == 0, "see packing");

[[noreturn]] void damaged(const std::string& what) {
  throw ImageError("the network's image for the compiled kernel: " + what);
}

UnknownNetwork tooWide(int channels, int most) {
  return UnknownNetwork("layers of " + std::to_string(channels) + " channels, only of up to " +
                        std::to_string(most));
}

// Walks over the image's words.
class Words {
 public:
  Words(const void* image, size_t bytes)
      : at_(static_cast<const unsigned char*>(image)), left_(bytes / 4) {
    if (bytes % 4 != 0) damaged("its length is not a multiple of 4");
  }

  int32_t next() {
    if (left_ == 0) damaged("it ends too early");
    left_--;
    const uint32_t word = static_cast<uint32_t>(at_[0]) | static_cast<uint32_t>(at_[1]) << 8 |
                          static_cast<uint32_t>(at_[2]) << 16 | static_cast<uint32_t>(at_[3]) << 24;
    at_ += 4;
    int32_t value;
    memcpy(&value, &word, sizeof value);
    return value;
  }

  int32_t next(const char* name, int32_t min, int32_t max) {
    const int32_t value = next();
    if (value < min || value > max) {
      damaged(std::string(name) + "=" + std::to_string(value) + ", expected " +
              std::to_string(min) + ".." + std::to_string(max));
    }
    return value;
  }

  float nextFloat() {
    const int32_t bits = next();
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
  }

  void end() const {
    if (left_ != 0) damaged("it goes on after its end");
  }

 private:
  const unsigned char* at_;
  size_t left_;
};

// An input as an integer: rint(v * 1024) in 16 bits.
int16_t quantum(float v) {
  const float scaled = v * QUANTUM;
  if (!(scaled > -32768)) return -32768;
  return scaled < 32767 ? static_cast<int16_t>(lrintf(scaled)) : 32767;
}

void readLogarithms(Words& words, Model& m) {
  for (int n = 0; n < LOG_ENTRIES; n++) {
    const float log = words.nextFloat();
    if (!(log >= 0 && log <= 16)) damaged("its table of logarithms is no such table");
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
};

Source readLayer(Words& words, Layer& layer, int in, bool last) {
  Source s;
  s.kernel = words.next("kernel", 1, 7);
  if (s.kernel != 1 && s.kernel != 3) {
    throw UnknownNetwork("kernels of " + std::to_string(s.kernel) + ", only of 1 and 3");
  }
  s.in = words.next("in", in, in);
  s.out = words.next("out", 1, MAX_CHANNELS);
  if (s.out > (last ? MAX_OUTPUTS : LANES)) {
    throw tooWide(s.out, last ? MAX_OUTPUTS : LANES);
  }
  s.rectified = words.next("rectified", 0, 1) != 0;
  if (s.rectified == last) damaged("its last layer, and only that, must not be rectified");
  for (int i = 0; i < s.out * s.in * s.kernel * s.kernel; i++) {
    s.weights.push_back(words.next("weight", -MAX_WEIGHT, MAX_WEIGHT));
  }
  memset(layer.bias, 0, sizeof layer.bias);
  memset(layer.shift, 0, sizeof layer.shift);
  for (int o = 0; o < s.out; o++) layer.bias[o] = words.next();
  for (int o = 0; o < s.out; o++) layer.shift[o] = words.next("shift", 0, MAX_SHIFT);
  layer.kernel = s.kernel;
  layer.pairs = (s.in + 1) / 2;
  if (s.kernel == 1) layer.pairs += layer.pairs & 1;
  layer.out = s.out;
  layer.blocks = (s.out + LANES - 1) / LANES;
  layer.rectified = s.rectified;
  return s;
}

// No sum may leave 32 bits, whatever the inputs.
void checkSums(const Layer& layer, const Source& s, int32_t largest, const int32_t* blockWeights) {
  const int taps = s.in * s.kernel * s.kernel;
  for (int o = 0; o < s.out; o++) {
    int64_t sum = llabs(static_cast<int64_t>(layer.bias[o]));
    for (int i = 0; i < taps; i++) {
      sum += static_cast<int64_t>(abs(s.weights[static_cast<size_t>(o * taps + i)])) * largest;
    }
    for (int b = 0; blockWeights && b < BLOCK_CHANNELS; b++) {
      sum += static_cast<int64_t>(abs(blockWeights[o * BLOCK_CHANNELS + b])) * largest;
    }
    if (sum > INT32_MAX) damaged("a sum can leave 32 bits");
  }
}

// A table of values that are few enough for the type of its elements.
template <typename T, size_t N>
void readTable(Words& words, const char* name, int32_t min, int32_t max, T (&table)[N]) {
  for (T& v : table) v = static_cast<T>(words.next(name, min, max));
}

void readLanes(Words& words, int32_t units, int32_t (&lanes)[HEAD_LANES]) {
  memset(lanes, 0, sizeof lanes);
  for (int u = 0; u < units; u++) lanes[u] = words.next();
}

// The loop of an auto-regressive network. Its sums are those of IntegerModelCheck, which has held
// them to 2^30; tables are checked so that no index leaves them.
void readHead(Words& words, int32_t trunkUnits, Head& h) {
  const int32_t units = words.next("units", trunkUnits, trunkUnits);
  h.hidden = words.next("hidden units", units - 3, units - 3);
  if (h.hidden != 16 && h.hidden != 32) {
    throw UnknownNetwork("loops of " + std::to_string(h.hidden) + " hidden units, only of 16 and 32");
  }
  for (auto& lanes : h.context) readLanes(words, units, lanes);
  for (auto& lanes : h.pattern) readLanes(words, units, lanes);
  memset(h.numbers, 0, sizeof h.numbers);
  for (int n = 0; n < NUMBERS; n++) {
    for (int u = 0; u < units; u++) {
      const int32_t weight = words.next("weight of a number", -MAX_HEAD_WEIGHT, MAX_HEAD_WEIGHT);
      h.numbers[n / 2][u][n % 2] = static_cast<int16_t>(weight);
    }
  }
  memset(h.shift, 0, sizeof h.shift);
  for (int u = 0; u < units; u++) h.shift[u] = words.next("shift", 0, MAX_SHIFT);
  memset(h.weights, 0, sizeof h.weights);
  for (int u = 0; u < h.hidden; u++) {
    for (int k = 0; k < 3; k++) {
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

std::unique_ptr<const TypicalCosts> readTypicalCosts(Words& words) {
  std::vector<uint8_t> states;
  for (int i = 0; i < SLICE_TYPES * QPS * INITIAL_STATES; i++) {
    states.push_back(static_cast<uint8_t>(words.next("context state", 0, STATES - 1)));
  }
  return std::unique_ptr<const TypicalCosts>(new TypicalCosts(states.data()));
}

size_t packedSize(const Layer& layer) {
  return static_cast<size_t>(layer.blocks * layer.kernel * layer.kernel * layer.pairs * LANES * 2);
}

void pack(const Layer& layer, const Source& s, int16_t* to) {
  for (int o = 0; o < s.out; o++) {
    for (int i = 0; i < s.in; i++) {
      for (int tap = 0; tap < s.kernel * s.kernel; tap++) {
        const int row = (o / LANES) * s.kernel + tap / s.kernel;
        const int vector = (row * layer.pairs + i / 2) * s.kernel + tap % s.kernel;
        to[(vector * LANES + o % LANES) * 2 + i % 2] = static_cast<int16_t>(
            s.weights[static_cast<size_t>((o * s.in + i) * s.kernel * s.kernel + tap)]);
      }
    }
  }
}

}  // namespace

Model::Model() : head(nullptr), packed_(nullptr) {}

Model::~Model() {
  free(packed_);
  delete head;
}

std::unique_ptr<Model> readImage(const void* image, size_t bytes) {
  Words words(image, bytes);
  if (words.next() != MAGIC) damaged("it does not start with its magic number");
  words.next("version", VERSION, VERSION);
  std::unique_ptr<Model> model(new Model());
  Model& m = *model;
  m.sequential = words.next("kind", 0, 1) != 0;
  const bool typical = words.next("feature set", 2, 3) == 3;
  m.hidingTries = words.next("hidingTries", 1, MAX_HIDING_TRIES);
  words.next("inputs", CHANNELS, CHANNELS);
  words.next("block inputs", BLOCK_CHANNELS, BLOCK_CHANNELS);
  m.layerCount = words.next("layers", 1, 16);
  if (m.layerCount > MAX_LAYERS) {
    throw UnknownNetwork("networks of " + std::to_string(m.layerCount) + " layers, only of up to " +
                         std::to_string(MAX_LAYERS));
  }
  const int32_t firstOut = words.next("outputs of the first layer", 1, MAX_CHANNELS);
  if (firstOut > LANES) throw tooWide(firstOut, LANES);
  readLogarithms(words, m);
  std::vector<int32_t> blockWeights;
  for (int i = 0; i < firstOut * BLOCK_CHANNELS; i++) {
    blockWeights.push_back(words.next("block weight", -MAX_WEIGHT, MAX_WEIGHT));
  }
  std::vector<Source> sources;
  int in = CHANNELS;
  size_t size = BLOCK_PAIRS * LANES * 2;
  for (int i = 0; i < m.layerCount; i++) {
    Layer& layer = m.layers[i];
    sources.push_back(readLayer(words, layer, in, i == m.layerCount - 1));
    if (i == 0 && layer.kernel != 1) throw UnknownNetwork("a kernel of 3 in the first layer");
    in = layer.out;
    size += packedSize(layer);
    checkSums(layer, sources.back(), i == 0 ? 32768 : 32767, i == 0 ? blockWeights.data() : nullptr);
  }
  if (m.layers[0].out != firstOut) damaged("its block weights do not fit its first layer");
  if (m.sequential) {
    Head* head = new Head();
    m.head = head;
    readHead(words, m.layers[m.layerCount - 1].out, *head);
  } else {
    const Layer& last = m.layers[m.layerCount - 1];
    if (last.out != 3) damaged("out=" + std::to_string(last.out) + ", expected 3 classes");
    for (int o = 1; o < 3; o++) {
      if (last.shift[o] != last.shift[0]) damaged("its classes are of different scale");
    }
  }
  if (typical) m.typical = readTypicalCosts(words);
  words.end();
  if (posix_memalign(&m.packed_, 64, size * sizeof(int16_t)) != 0) throw std::bad_alloc();
  memset(m.packed_, 0, size * sizeof(int16_t));
  int16_t* to = static_cast<int16_t*>(m.packed_);
  m.blockWeights = to;
  for (int i = 0; i < firstOut * BLOCK_CHANNELS; i++) {
    const int pair = i % BLOCK_CHANNELS / 2;
    to[(pair * LANES + i / BLOCK_CHANNELS) * 2 + i % 2] =
        static_cast<int16_t>(blockWeights[static_cast<size_t>(i)]);
  }
  to += BLOCK_PAIRS * LANES * 2;
  for (int i = 0; i < m.layerCount; i++) {
    pack(m.layers[i], sources[static_cast<size_t>(i)], to);
    m.layers[i].weights = to;
    to += packedSize(m.layers[i]);
  }
  return model;
}

}  // namespace kernel
}  // namespace nnrdoq
