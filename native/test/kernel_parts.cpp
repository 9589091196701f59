// Holds every part of the kernel, alone, to what the baseline's makes of the same: rounding,
// inputs, layers, decisions, and sign hiding with the way out. Each part starts from what the
// baseline left behind, so that a fault shows where it is. Everything that a part must not read is
// filled with garbage.
// usage: kernel_parts [SEED [ROUNDS]]. Exit 0 if nothing differs, 1 if something does.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <memory>
#include <vector>

#include "image.h"
#include "kernel_samples.h"
#include "variants.h"

using namespace nnrdoq::kernel;

namespace {

// What a bit counts where no sign is hidden.
constexpr double RATE_WEIGHT = 0.85;

// What is not defined before a block: all but what is kept from block to block.
void poison(Scratch* s) {
  constexpr int GARBAGE = 0xa5;
  Worth worth[3];
  memcpy(worth, s->features.worth, sizeof worth);
  memset(&s->features, GARBAGE, sizeof s->features);
  memcpy(s->features.worth, worth, sizeof worth);
  memset(s->blockInputs, GARBAGE, sizeof s->blockInputs);
  memset(s->firstBias, GARBAGE, sizeof s->firstBias);
  memset(s->inputs, GARBAGE, sizeof s->inputs);
  memset(s->activations, GARBAGE, sizeof s->activations);
  memset(s->sums, GARBAGE, sizeof s->sums);
  memset(s->needed, GARBAGE, sizeof s->needed);
  memset(s->dilated, GARBAGE, sizeof s->dilated);
  memset(s->groups, GARBAGE, sizeof s->groups);
  memset(s->list.sums, GARBAGE, sizeof s->list.sums);
}

bool isSame(const void* a, const void* b, size_t bytes) { return memcmp(a, b, bytes) == 0; }

// The number of a group in arrays of them.
int groupNumber(const nnrdoq_block& b, int i) {
  const Scan& scan = scanOf(b.log2_size, b.scan_idx);
  return scan.groupY[i] << 3 | scan.groupX[i];
}

bool isSameRounding(const Features& a, const Features& b) {
  bool same = a.height == b.height && a.width == b.width && a.nonZeros == b.nonZeros &&
              a.sum == b.sum && a.bitsPerSquaredStep == b.bitsPerSquaredStep && a.crop == b.crop &&
              a.full == b.full &&
              isSame(a.rows, b.rows, sizeof(uint32_t) * static_cast<size_t>(a.height));
  for (uint64_t rest = a.crop; rest != 0; rest &= rest - 1) {
    const int i = __builtin_ctzll(rest);
    same = same && a.masks[i] == b.masks[i] && a.negative[i] == b.negative[i] &&
           a.groupSum[i] == b.groupSum[i] && isSame(a.levels[i], b.levels[i], sizeof a.levels[i]) &&
           isSame(a.magnitudes[i], b.magnitudes[i], sizeof a.magnitudes[i]);
  }
  return same;
}

bool isSameInputs(const Scratch& a, const Scratch& b) {
  bool same =
      isSame(a.blockInputs, b.blockInputs, sizeof a.blockInputs) && a.needed[0] == b.needed[0];
  for (uint64_t rest = a.needed[0]; rest != 0; rest &= rest - 1) {
    const int at = __builtin_ctzll(rest);
    same = same && isSame(a.inputs[at], b.inputs[at], sizeof a.inputs[at]);
  }
  return same;
}

// The last layer's sums where a level is not 0.
bool isSameSums(const nnrdoq_block& block, const Scratch& a, const Scratch& b) {
  bool same = true;
  for (uint64_t rest = a.features.full; rest != 0; rest &= rest - 1) {
    const int i = __builtin_ctzll(rest);
    const int at = groupNumber(block, i);
    for (int n = 0; n < 16; n++) {
      if ((a.features.masks[i] >> n & 1) == 0) continue;
      const int place = TABLES.order[block.scan_idx][n];
      for (int k = 0; k < CLASSES; k++) same = same && a.sums[at][k][place] == b.sums[at][k][place];
    }
  }
  return same;
}

bool isSameList(const Scratch& a, const Scratch& b) {
  const LevelList& x = a.levels;
  const LevelList& y = b.levels;
  bool same = x.count == y.count && x.bitsPerStep == y.bitsPerStep &&
              isSame(x.bias, y.bias, sizeof x.bias);
  const size_t bytes = sizeof(int16_t) * static_cast<size_t>(x.count);
  for (int p = 0; p < LIST_INPUT_PAIRS; p++) {
    const int from = LIST_END - x.count;
    same = same && isSame(x.inputs[p] + from, y.inputs[p] + from, bytes);
  }
  return same;
}

bool isSameChoice(const Scratch& a, const Scratch& b) {
  bool same = true;
  for (uint64_t rest = a.features.full; rest != 0; rest &= rest - 1) {
    const GroupLevels& x = a.groups[__builtin_ctzll(rest)];
    const GroupLevels& y = b.groups[__builtin_ctzll(rest)];
    same = same && isSame(x.absolute, y.absolute, sizeof x.absolute) && x.nonZero == y.nonZero &&
           x.odd == y.odd;
  }
  return same;
}

// Compares the parts of one variant with those of the baseline.
class Comparison {
 public:
  explicit Comparison(const Variant& variant)
      : variant_(variant),
        baseline_(**variantsHere()),
        own_(new Scratch()),
        right_(new Scratch()) {}

  // The same for a network over lists.
  const char* run(const ListNetwork& network, Samples::Block* b, int tries) {
    const Parts& parts = *variant_.parts;
    const Parts& right = *baseline_.parts;
    const nnrdoq_block& block = b->block;
    poison(own_.get());
    poison(right_.get());
    const int nonZeros = right.round(block, *right_);
    if (parts.round(block, *own_) != nonZeros) return "round";
    if (nonZeros == 0) return nullptr;
    own_->features = right_->features;
    right.listInputs(network, block, b->costs, *right_);
    parts.listInputs(network, block, b->costs, *own_);
    if (!isSameList(*right_, *own_)) return "inputs of lists";
    right.listLayers(network, right_->levels);
    parts.listLayers(network, own_->levels);
    for (int s = 0; s < nonZeros && network.head; s++) {
      for (int p = 0; p < network.head->pairs; p++) {
        const int j = LIST_END - 1 - s;
        if (right_->levels.pairs[p][j] != own_->levels.pairs[p][j]) return "layers of lists";
      }
    }
    for (int s = 0; s < nonZeros && !network.head; s++) {
      const int j = LIST_END - 1 - s;
      if (((right_->levels.lowered[j >> 6] ^ own_->levels.lowered[j >> 6]) |
           (right_->levels.zeroed[j >> 6] ^ own_->levels.zeroed[j >> 6])) >> (j & 63) & 1) {
        return "layers of lists";
      }
    }
    const int32_t sum = right.listDecide(network, block, b->costs, *right_);
    if (parts.listDecide(network, block, b->costs, *own_) != sum || !isSameChoice(*right_, *own_)) {
      return "decide of lists";
    }
    return finish(b, tries, sum);
  }

  // Gives back the name of the first part that differs, or null.
  const char* run(const Network& network, Samples::Block* b, int tries) {
    const Parts& parts = *variant_.parts;
    const Parts& right = *baseline_.parts;
    const nnrdoq_block& block = b->block;
    poison(own_.get());
    poison(right_.get());
    const int nonZeros = right.round(block, *right_);
    if (parts.round(block, *own_) != nonZeros) return "round";
    if (nonZeros == 0) return own_->features.full == 0 ? nullptr : "round";
    if (!isSameRounding(right_->features, own_->features)) return "round";
    own_->features = right_->features;
    right.inputs(network, block, b->costs, *right_);
    parts.inputs(network, block, b->costs, *own_);
    if (!isSameInputs(*right_, *own_)) return "inputs";
    memcpy(own_->inputs, right_->inputs, sizeof own_->inputs);
    right.layers(network, block, *right_);
    parts.layers(network, block, *own_);
    if (!network.head && !isSameSums(block, *right_, *own_)) return "layers";
    const int32_t sum = right.decide(network, block, b->costs, *right_);
    const int32_t ownSum = parts.decide(network, block, b->costs, *own_);
    if (ownSum != sum || !isSameChoice(*right_, *own_)) return "decide";
    return finish(b, tries, sum);
  }

 private:
  const char* finish(Samples::Block* b, int tries, int32_t sum) {
    int32_t levels[MAX_AREA];
    const size_t bytes = sizeof(int32_t) << (2 * b->block.log2_size);
    const int32_t end = baseline_.parts->finish(b->block, b->costs, tries, RATE_WEIGHT, sum, *right_);
    memcpy(levels, b->levels, bytes);
    memset(b->before, 0x5a, sizeof b->before);
    memset(b->levels, 0x5a, sizeof b->levels);
    memset(b->after, 0x5a, sizeof b->after);
    if (variant_.parts->finish(b->block, b->costs, tries, RATE_WEIGHT, sum, *own_) != end) return "finish";
    if (!isSame(levels, b->levels, bytes)) return "finish";
    const unsigned char* const past = reinterpret_cast<unsigned char*>(b->levels) + bytes;
    for (const unsigned char* p = past; p < reinterpret_cast<unsigned char*>(b + 1); p++) {
      if (*p != 0x5a) return "finish, which writes past the block";
    }
    for (int32_t v : b->before) {
      if (v != 0x5a5a5a5a) return "finish, which writes before the block";
    }
    return nullptr;
  }

  const Variant& variant_;
  const Variant& baseline_;
  std::unique_ptr<Scratch> own_;
  std::unique_ptr<Scratch> right_;
};

}  // namespace

int main(int argc, char** argv) {
  const unsigned seed = argc > 1 ? static_cast<unsigned>(strtoul(argv[1], nullptr, 10)) : 1;
  const int rounds = argc > 2 ? atoi(argv[2]) : 300;
  for (const Variant* const* v = variantsHere(); *v; v++) {
    Samples samples(seed);
    Comparison comparison(**v);
    std::unique_ptr<Samples::Block> block(new Samples::Block());
    long blocks = 0;
    for (int round = 0; round < rounds; round++) {
      std::unique_ptr<Model> model;
      try {
        const std::vector<int32_t> image =
            round % 3 == 0 ? samples.anyLists() : samples.anyImage(round % 3 == 1);
        model = readImage(image.data(), image.size() * sizeof image[0]);
      } catch (const std::runtime_error&) {
        continue;  // of a shape that the kernel does not know
      }
      for (int n = 0; n < 40; n++, blocks++) {
        if (n & 1) {
          samples.naturalBlock(block.get(), samples.draw(2, 5));
        } else {
          samples.anyBlock(block.get());
        }
        const int tries =
            samples.draw(0, 2) ? samples.draw(1, 2) : samples.draw(3, MAX_HIDING_TRIES);
        const char* const different = model->list
                                          ? comparison.run(*model->list, block.get(), tries)
                                          : comparison.run(model->network, block.get(), tries);
        if (!different) continue;
        fprintf(stderr, "%s: part %s differs; seed %u, round %d, block %d of size %d\n", (*v)->name,
                different, seed, round, n, 1 << block->block.log2_size);
        return 1;
      }
    }
    printf("%s: %ld blocks, no part differs from the baseline's\n", (*v)->name, blocks);
  }
  return 0;
}
