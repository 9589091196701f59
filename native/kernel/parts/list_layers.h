// The layers of a network over lists: convolutions of bytes along the list, sixteen levels side by
// side in 16 bits, which no sum leaves. The C++ counterpart of org.nnrdoq.network.list.ListNetwork.
#ifndef NNRDOQ_KERNEL_PARTS_LIST_LAYERS_H
#define NNRDOQ_KERNEL_PARTS_LIST_LAYERS_H

#include "shorts.h"

namespace nnrdoq {
namespace kernel {
namespace {

// The sum of one output for sixteen levels. in: pairs of inputs of the first of them.
template <int TAPS>
inline Shorts outputSum(const ListLayer& layer, int o, Shorts sum, const int16_t* in) {
  const int32_t* weights = layer.weights + o * TAPS * layer.pairs;
  for (int tap = 0; tap < TAPS; tap++) {
    for (int p = 0; p < layer.pairs; p++) {
      sum = byteDot(sum, shortsAnywhere(in + p * LIST_ROOM + tap - TAPS / 2), *weights++);
    }
  }
  return sum;
}

template <int TAPS>
inline void runLayer(const ListLayer& layer, const int16_t* bias, int count,
                     const int16_t (*in)[LIST_ROOM], int16_t (*out)[LIST_ROOM]) {
  for (int j = LIST_BEGIN; j < LIST_BEGIN + count; j += 16) {
    for (int o = 0; o < layer.outputs; o += 2) {
      const Shorts first = outputSum<TAPS>(layer, o, Shorts{} + bias[o], in[0] + j);
      const Shorts second = outputSum<TAPS>(layer, o + 1, Shorts{} + bias[o + 1], in[0] + j);
      put(out[o / 2] + j,
          activation(first, layer.scale[o]) | activation(second, layer.scale[o + 1]) << 8);
    }
  }
}

// Makes what convolutions see before and after a list nothing: 0, or what stands for it.
inline void bound(int16_t (*channels)[LIST_ROOM], int pairs, int count, int16_t nothing) {
  for (int p = 0; p < pairs; p++) {
    channels[p][LIST_BEGIN - 1] = nothing;
    channels[p][LIST_BEGIN + count] = nothing;
  }
}

void runListLayers(const ListNetwork& network, LevelList& list) {
  constexpr int16_t NO_INPUTS = static_cast<int16_t>(INPUT_OFFSET << 8 | INPUT_OFFSET);
  const int count = list.count;
  int16_t(*in)[LIST_ROOM] = list.inputs;
  for (int i = 0; i < network.layerCount; i++) {
    const ListLayer& layer = network.layers[i];
    const int16_t* const bias = i == 0 ? list.bias : layer.bias;
    int16_t(*const out)[LIST_ROOM] = list.activations[i & 1];
    if (layer.taps == 1) {
      runLayer<1>(layer, bias, count, in, out);
    } else {
      bound(in, layer.pairs, count, i == 0 ? NO_INPUTS : 0);
      runLayer<3>(layer, bias, count, in, out);
    }
    in = out;
  }
  const ListLayer& scores = network.scores;
  const int hidden = network.layers[network.layerCount - 1].outputs / 2;
  for (int j = 0; j < count; j += 16) {
    Shorts sums[LIST_SCORES];
    for (int o = 0; o < LIST_SCORES; o++) {
      const int32_t* weights = scores.weights + o * scores.pairs;
      sums[o] = Shorts{} + scores.bias[o];
      for (int p = 0; p < scores.pairs; p++) {
        const int16_t* const from = p < hidden ? in[p] : list.inputs[p - hidden];
        sums[o] = byteDot(sums[o], shorts(from + LIST_BEGIN + j), *weights++);
      }
    }
    const Shorts lowered = sums[0] > 0;
    const Shorts zeroed = sums[1] > (lowered & sums[0]);
    const int shift = j & 63;
    const uint64_t others = (uint64_t{1} << shift) - 1;
    list.lowered[j >> 6] = (list.lowered[j >> 6] & others) | uint64_t{signs(lowered)} << shift;
    list.zeroed[j >> 6] = (list.zeroed[j >> 6] & others) | uint64_t{signs(zeroed)} << shift;
  }
}

}  // namespace
}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_PARTS_LIST_LAYERS_H
