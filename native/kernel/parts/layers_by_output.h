// Convolutions in integers for short registers: the 16 outputs of a position lie side by side, and
// only positions that matter are computed. layers_by_position.h is its counterpart and defines the
// same functions.
#ifndef NNRDOQ_KERNEL_PARTS_LAYERS_BY_OUTPUT_H
#define NNRDOQ_KERNEL_PARTS_LAYERS_BY_OUTPUT_H

#include "needed.h"

namespace nnrdoq {
namespace kernel {
namespace {

// From a pair of channels to the next, as channelsOf gives them.
constexpr int NEXT_PAIR = 1;

// How the channels of a layer lie, in pairs: the inputs group by group, a pair of channels of all
// positions of a group after the other; activations position by position.
struct AsInputs {
  static constexpr int POSITION = 1;
  static constexpr int PAIR = 16;
  static constexpr int GROUP = 16 * INPUT_PAIRS;
};
struct AsActivations {
  static constexpr int POSITION = MAX_OUTPUTS / 2;
  static constexpr int PAIR = 1;
};

// A layer and what it runs on.
struct Run {
  const Layer* layer;
  const int32_t* bias;
  const int32_t* in;    // channels, pair by pair
  const int32_t* from;  // where in them each listed position lies
  int pitch;            // positions from row to row
  int32_t* out;  // activations by position; or 16 sums of each, if the layer is not rectified
};

// Writes min(max(sum, 0) >> shift, MAX_ACTIVATION), two activations to a word.
template <int REGISTERS>
inline void rectify(const Ints* sums, const Layer& layer, int32_t* out) {
  const Ints most = Ints{} + MAX_ACTIVATION;
  alignas(64) int16_t activations[MAX_OUTPUTS];
  for (int r = 0; r < REGISTERS; r++) {
    const Ints v = (sums[r] > 0 ? sums[r] : Ints{}) >> ints(layer.shift, r);
    Vector::narrow(v < most ? v : most, activations + r * Vector::LANES);
  }
  memcpy(out, activations, sizeof(int16_t) * REGISTERS * Vector::LANES);
}

// Runs a layer on P positions, with REGISTERS registers of outputs each. at: their places in the
// grid, to which activations go; first: their place in the list, in whose order sums go to out.
template <int P, int REGISTERS, int KERNEL, typename In>
void convolve(const Run& run, const int32_t* at, int first) {
  Ints sum[P][REGISTERS];
  const int32_t* in[P];
#pragma GCC unroll 16
  for (int p = 0; p < P; p++) {
    in[p] = run.in + static_cast<ptrdiff_t>(run.from[first + p]) * In::POSITION;
    for (int r = 0; r < REGISTERS; r++) sum[p][r] = ints(run.bias, r);
  }
  constexpr ptrdiff_t REACH = KERNEL / 2;
  const int32_t* weights = run.layer->byOutput;
  const ptrdiff_t row = run.pitch * In::POSITION;
  for (ptrdiff_t y = -REACH * row; y <= REACH * row; y += row) {
    for (ptrdiff_t i = y; i < y + In::PAIR * run.layer->pairs; i += In::PAIR) {
      for (ptrdiff_t x = -REACH; x <= REACH; x++) {
        Ints w[REGISTERS];
        for (int r = 0; r < REGISTERS; r++) w[r] = ints(weights, r);
#pragma GCC unroll 16
        for (int p = 0; p < P; p++) {
          const Ints pair = Ints{} + in[p][i + x * In::POSITION];
          for (int r = 0; r < REGISTERS; r++) sum[p][r] = Vector::dot(sum[p][r], w[r], pair);
        }
        weights += MAX_OUTPUTS;
      }
    }
  }
#pragma GCC unroll 16
  for (int p = 0; p < P; p++) {
    if (run.layer->rectified) {
      rectify<REGISTERS>(sum[p], *run.layer, run.out + at[p] * AsActivations::POSITION);
    } else {
      for (int r = 0; r < REGISTERS; r++) put(run.out + (first + p) * MAX_OUTPUTS, r, sum[p][r]);
    }
  }
}

// Runs a layer on all positions of a list, AT_ONCE or half as many at a time. Behind its end the
// list repeats a position often enough to fill the last step.
template <int REGISTERS, int KERNEL, typename In>
void convolveAll(const Run& run, const int32_t* at, int count) {
  constexpr int MOST = Vector::AT_ONCE;
  int first = 0;
  for (; count - first > MOST / 2; first += MOST) {
    convolve<MOST, REGISTERS, KERNEL, In>(run, at + first, first);
  }
  if (first < count) convolve<MOST / 2, REGISTERS, KERNEL, In>(run, at + first, first);
}

// Chooses as few registers as the outputs need.
template <int KERNEL, typename In>
void convolveLayer(const Run& run, const int32_t* at, int count) {
  const int outputs = run.layer->outputs;
  if (outputs <= Vector::LANES) {
    convolveAll<1, KERNEL, In>(run, at, count);
  } else if (outputs <= 2 * Vector::LANES) {
    convolveAll<2, KERNEL, In>(run, at, count);
  } else {
    convolveAll<PARTS, KERNEL, In>(run, at, count);
  }
}

// Lists the positions of a mask of the crop, group by group in coding order and in scan order
// inside each, and repeats the last one; gives back how many there are.
int listPositions(const uint32_t* rows, const Scan& scan, Scratch& s) {
  const int pitch = s.features.width + 2;
  int count = 0;
  for (uint64_t rest = s.features.crop; rest != 0;) {
    const int i = 63 - __builtin_clzll(rest);
    rest ^= uint64_t{1} << i;
    const int x = scan.groupX[i] << 2;
    const int y = scan.groupY[i] << 2;
    const uint32_t* row = rows + y;
    const uint32_t upper = (row[0] >> x & 15) | (row[1] >> x & 15) << 4;
    const uint32_t lower = (row[2] >> x & 15) | (row[3] >> x & 15) << 4;
    if ((upper | lower) == 0) continue;
    const uint32_t mask = scan.masks[upper] | scan.masks[256 + lower];
    Vector::compress(s.list.inGrid, mask, (y + 1) * pitch + x + 1, s.list.at + count);
    Vector::compress(POSITIONS.values, mask, groupAt(scan, i) * AsInputs::GROUP,
                     s.list.from + count);
    count += __builtin_popcount(mask);
  }
  for (int r = 0; r < Vector::AT_ONCE; r++) {
    s.list.at[count + r] = s.list.at[count - 1];
    s.list.from[count + r] = s.list.from[count - 1];
  }
  return count;
}

// Zeroes what a kernel of 3 sees outside the crop. It stays so until a crop of another shape comes.
void clearBorders(Scratch& s) {
  const int height = s.features.height;
  const int pitch = s.features.width + 2;
  const int shape = height << 8 | s.features.width;
  if (shape == s.list.shape) return;
  s.list.shape = shape;
  for (auto& grid : s.list.activations) {
    memset(grid, 0, sizeof grid[0] * static_cast<size_t>(pitch));
    memset(grid + (height + 1) * pitch, 0, sizeof grid[0] * static_cast<size_t>(pitch));
    for (int y = 1; y <= height; y++) {
      memset(grid + y * pitch, 0, sizeof grid[0]);
      memset(grid + y * pitch + pitch - 1, 0, sizeof grid[0]);
    }
  }
}

// Puts the sums of the classes at the levels that are not 0, which are in the order of the list, in
// their places.
void placeSums(const Scan& scan, const int32_t* order, Scratch& s) {
  const Features& f = s.features;
  const int32_t* sums = s.list.sums;
  for (uint64_t rest = f.full; rest != 0;) {
    const int i = 63 - __builtin_clzll(rest);
    rest ^= uint64_t{1} << i;
    int32_t(*const to)[16] = s.sums[groupAt(scan, i)];
    for (unsigned mask = f.masks[i]; mask != 0; mask &= mask - 1, sums += MAX_OUTPUTS) {
      const int32_t place = order[__builtin_ctz(mask)];
      for (int k = 0; k < CLASSES; k++) to[k][place] = sums[k];
    }
  }
}

// Runs all layers on s.inputs; a last layer that is not rectified leaves s.sums. Comes after
// findNeeded and makeInputs.
void runLayers(const Network& network, const nnrdoq_block& b, Scratch& s) {
  const Scan& scan = scanOf(b.log2_size, b.scan_idx);
  const int32_t* const order = TABLES.order[b.scan_idx];
  const int pitch = s.features.width + 2;
  blockBias(network, s);
  clearBorders(s);
  for (int r = 0; r < PARTS; r++) {
    put(s.list.inGrid, r, (ints(order, r) >> 2) * pitch + (ints(order, r) & 3));
  }
  const int32_t* in = s.inputs[0][0];
  int count = 0;
  for (int l = 0; l < network.layerCount; l++) {
    const Layer& layer = network.layers[l];
    if (l == 0 || layer.kernel == 3) count = listPositions(s.neededRows[l + 1], scan, s);
    int32_t* const out = layer.rectified ? s.list.activations[l & 1][0] : s.list.sums;
    const Run run = {&layer, l == 0 ? s.firstBias : layer.bias,
                     in,     l == 0 ? s.list.from : s.list.at,
                     pitch,  out};
    if (l == 0) {
      convolveLayer<1, AsInputs>(run, s.list.at, count);
    } else if (layer.kernel == 1) {
      convolveLayer<1, AsActivations>(run, s.list.at, count);
    } else {
      convolveLayer<3, AsActivations>(run, s.list.at, count);
    }
    in = out;
  }
  if (network.head == nullptr) placeSums(scan, order, s);
}

// The last layer's activations at a position of a group, pairs NEXT_PAIR apart. at: number of the
// group; place: raster position in it.
inline const int32_t* channelsOf(const Network& network, const Scratch& s, int at, int place) {
  const int y = (at >> 3 << 2) + (place >> 2) + 1;
  const int x = ((at & 7) << 2) + (place & 3) + 1;
  return s.list.activations[(network.layerCount - 1) & 1][y * (s.features.width + 2) + x];
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LAYERS_BY_OUTPUT_H
