// Reads the image of a network over lists, as org.nnrdoq.network.list.ListImage writes it, and
// holds it to the bounds of ListModelCheck: no sum leaves 16 bits.
#include <stdlib.h>
#include <string.h>

#include <string>
#include <utility>
#include <vector>

#include "image_words.h"
#include "kernel.h"

namespace nnrdoq {
namespace kernel {
namespace {

// First row of each choice, and the end of all.
constexpr int FIRST_ROWS[LIST_CHOICES + 1] = {LIST_SIZE_ROWS,  LIST_MODE_ROWS,  LIST_SCAN_ROWS,
                                              LIST_PRICE_ROWS, LIST_COUNT_ROWS, LIST_ROWS};

// One layer as the image has it, the level that is coded first in the first tap.
struct Source {
  int taps, in, out;
  std::vector<int32_t> weights;  // [out][in][tap]
  std::vector<int32_t> bias;
  std::vector<int32_t> shift;

  int32_t weight(int o, int i, int tap) const {
    return weights[static_cast<size_t>((o * in + i) * taps + tap)];
  }
};

std::vector<int32_t> readAll(Words& words, const char* name, int count, int32_t most) {
  std::vector<int32_t> values;
  for (int i = 0; i < count; i++) values.push_back(words.next(name, -most, most));
  return values;
}

int32_t readOutputs(Words& words) {
  const int32_t out = words.next("out", 4, MAX_CHANNELS);
  if (out % 4 != 0) refuse("out=" + std::to_string(out) + ", expected a multiple of 4");
  if (out > MOST_LIST_CHANNELS) {
    throw UnknownNetwork("layers of " + std::to_string(out) + " channels, only of up to " +
                         std::to_string(MOST_LIST_CHANNELS));
  }
  return out;
}

Source readLayer(Words& words, int in) {
  Source s;
  s.taps = words.next("taps", 1, 3);
  if (s.taps == 2) refuse("taps=2, expected 1 or 3");
  s.in = words.next("in", in, in);
  s.out = readOutputs(words);
  s.weights = readAll(words, "weight", s.out * s.in * s.taps, MAX_WEIGHT);
  s.bias = readAll(words, "bias", s.out, MOST_LIST_SUM);
  for (int o = 0; o < s.out; o++) s.shift.push_back(words.next("shift", 1, MOST_LIST_SHIFT));
  return s;
}

// What a block's rows can add to an output.
int64_t mostOfRows(const std::vector<int32_t>& rows, int o) {
  int64_t sum = 0;
  for (int choice = 0; choice < LIST_CHOICES; choice++) {
    int32_t most = 0;
    for (int r = FIRST_ROWS[choice]; r < FIRST_ROWS[choice + 1]; r++) {
      const int32_t magnitude = abs(rows[static_cast<size_t>(o * LIST_ROWS + r)]);
      most = magnitude > most ? magnitude : most;
    }
    sum += most;
  }
  return sum;
}

void checkSum(const Source& s, int o, int64_t others) {
  int64_t weights = 0;
  for (int i = 0; i < s.in * s.taps; i++) {
    weights += abs(s.weights[static_cast<size_t>(o * s.in * s.taps + i)]);
  }
  others += abs(s.bias[static_cast<size_t>(o)]);
  if (MOST_LIST_VALUE * weights + others > MOST_LIST_SUM) refuse("a sum can leave 16 bits");
}

int32_t pairOf(int32_t first, int32_t second) {
  return static_cast<int32_t>((static_cast<uint32_t>(first & 0xff) |
                               static_cast<uint32_t>(second & 0xff) << 8) *
                              0x10001u);
}

// Lays a layer out for short lists, as ListLayer::halves.
void layOutHalves(const Source& s, ListLayer* layer, std::vector<int16_t>* halves) {
  memset(layer->halfBias, 0, sizeof layer->halfBias);
  memset(layer->halfScale, 0, sizeof layer->halfScale);
  for (int o = 0; o < s.out; o++) {
    for (int k = 0; k < SHORT_LIST; k++) {
      layer->halfBias[o / 2][o % 2 * SHORT_LIST + k] = layer->bias[o];
      layer->halfScale[o / 2][o % 2 * SHORT_LIST + k] = layer->scale[o];
    }
  }
  for (int first = 0; first < s.out; first += 8) {
    for (int i = 0; i < s.in; i += 2) {
      for (int tap = s.taps - 1; tap >= 0; tap--) {
        for (int o = first; o < first + 8 && o < s.out; o++) {
          const int32_t pair = pairOf(s.weight(o, i, tap), s.weight(o, i + 1, tap));
          halves->insert(halves->end(), SHORT_LIST, static_cast<int16_t>(pair & 0xffff));
        }
      }
    }
  }
}

// Lays a layer out. offsets: index of the first of its inputs that are stored 128 higher.
void layOut(const Source& s, int offsets, ListLayer* layer, Model* model) {
  layer->taps = s.taps;
  layer->pairs = s.in / 2;
  layer->outputs = s.out;
  memset(layer->bias, 0, sizeof layer->bias);
  memset(layer->scale, 0, sizeof layer->scale);
  for (int o = 0; o < s.out; o++) {
    int32_t bias = s.bias[static_cast<size_t>(o)];
    for (int tap = 0; tap < s.taps; tap++) {
      for (int i = offsets; i < s.in; i++) bias -= INPUT_OFFSET * s.weight(o, i, tap);
    }
    layer->bias[o] = static_cast<int16_t>(static_cast<uint32_t>(bias) & 0xffff);
    layer->scale[o] = static_cast<int16_t>(1 << (15 - s.shift[static_cast<size_t>(o)]));
  }
  for (int first = 0; first < s.out; first += 4) {
    for (int tap = s.taps - 1; tap >= 0; tap--) {
      for (int i = 0; i < s.in; i += 2) {
        for (int o = first; o < first + 4; o++) {
          model->listWeights.push_back(
              o < s.out ? pairOf(s.weight(o, i, tap), s.weight(o, i + 1, tap)) : 0);
        }
      }
    }
  }
  layOutHalves(s, layer, &model->listHalves);
}

// The two scores as one layer.
Source readScores(Words& words, int in, int inputs) {
  Source s;
  s.taps = 1;
  s.in = in + inputs;
  s.out = LIST_SCORES;
  words.next("exponent", 0, MOST_LIST_EXPONENT);  // scores are compared, whatever their scale
  const std::vector<int32_t> hidden = readAll(words, "weight", LIST_SCORES * in, MAX_WEIGHT);
  const std::vector<int32_t> direct = readAll(words, "weight", LIST_SCORES * inputs, MAX_WEIGHT);
  for (int o = 0; o < LIST_SCORES; o++) {
    s.weights.insert(s.weights.end(), hidden.begin() + o * in, hidden.begin() + (o + 1) * in);
    s.weights.insert(s.weights.end(), direct.begin() + o * inputs,
                     direct.begin() + (o + 1) * inputs);
  }
  s.bias = readAll(words, "bias", LIST_SCORES, MOST_LIST_SUM);
  s.shift.assign(LIST_SCORES, 1);
  return s;
}

// The last layer of an auto-regressive network, which is evaluated decision by decision, and its
// loop. in: outputs of the last hidden layer.
std::unique_ptr<Head> readLoop(Words& words, int in) {
  std::unique_ptr<Head> head(new Head());
  readHead(words, 0, *head);
  const int units = head->hidden + CLASSES;
  const std::vector<int32_t> weights = readAll(words, "weight", units * in, MOST_UNIT_WEIGHT);
  head->pairs = in / 2;
  head->trunkShift = LIST_UNIT_SHIFT;
  memset(head->trunkBias, 0, sizeof head->trunkBias);
  memset(head->trunk, 0, sizeof head->trunk);
  for (int u = 0; u < units; u++) {
    const int32_t* const own = weights.data() + u * in;
    int64_t sum = 0;
    for (int i = 0; i < in; i++) sum += abs(own[i]);
    if (sum * MOST_LIST_VALUE >= int64_t{1} << (30 - LIST_UNIT_SHIFT)) {
      refuse("a unit can leave 30 bits");
    }
    for (int p = 0; p < head->pairs; p++) {
      head->trunk[p][u] = pairOfHalves(own[2 * p], own[2 * p + 1]);
    }
  }
  return head;
}

}  // namespace

void readLists(Words& words, bool sequential, double strength, Model* model) {
  std::unique_ptr<ListNetwork> network(new ListNetwork());
  const bool typical =
      words.next("feature set", FEATURE_SET_LEVELS_1, FEATURE_SET_LEVELS_2) == FEATURE_SET_LEVELS_2;
  network->hidingTries = words.next("hidingTries", 1, MAX_HIDING_TRIES);
  const int32_t inputs = words.next("inputs", 2, MOST_LIST_INPUTS);
  if (inputs % 2 != 0) refuse("inputs=" + std::to_string(inputs) + ", expected an even number");
  words.next("rows", LIST_ROWS, LIST_ROWS);
  network->inputs = inputs;
  network->layerCount = words.next("layers", 1, MOST_LIST_LAYERS);
  const int32_t rowOutputs = readOutputs(words);
  readRateWeights(words, strength, network->rateWeights);
  const std::vector<int32_t> rows = readAll(words, "row", rowOutputs * LIST_ROWS, MOST_LIST_SUM);
  std::vector<std::pair<size_t, size_t>> begins;
  const auto begin = [&] { begins.emplace_back(model->listWeights.size(), model->listHalves.size()); };
  int in = inputs;
  for (int i = 0; i < network->layerCount; i++) {
    const Source s = readLayer(words, in);
    if (i == 0 && s.out != rowOutputs) refuse("its rows do not fit its first layer");
    for (int o = 0; o < s.out; o++) {
      const int64_t others = int64_t{1} << (s.shift[static_cast<size_t>(o)] - 1);
      checkSum(s, o, others + (i == 0 ? mostOfRows(rows, o) : 0));
    }
    begin();
    layOut(s, i == 0 ? 0 : s.in, &network->layers[i], model);
    in = s.out;
  }
  begin();
  if (sequential) {
    std::unique_ptr<Head> head = readLoop(words, in);
    network->head = head.get();
    model->head = std::move(head);
  } else {
    const Source scores = readScores(words, in, inputs);
    for (int o = 0; o < LIST_SCORES; o++) checkSum(scores, o, 0);
    layOut(scores, in, &network->scores, model);
  }
  for (size_t i = 0; i < begins.size(); i++) {
    const bool isScores = i + 1 == begins.size();
    ListLayer& layer = isScores ? network->scores : network->layers[i];
    layer.weights = model->listWeights.data() + begins[i].first;
    layer.halves = model->listHalves.data() + begins[i].second;
  }
  memset(network->rows, 0, sizeof network->rows);
  for (int o = 0; o < rowOutputs; o++) {
    for (int r = 0; r < LIST_ROWS; r++) {
      network->rows[r][o] = static_cast<int16_t>(rows[static_cast<size_t>(o * LIST_ROWS + r)]);
    }
  }
  if (typical) model->typical = readTypicalCosts(words);
  words.end();
  model->list = std::move(network);
}

}  // namespace kernel
}  // namespace nnrdoq
