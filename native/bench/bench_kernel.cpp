// What each part of the kernel takes, by instruction set and size of block, and how that compares
// with the baseline's. Levels are compared too: a part that is fast and wrong does not count.
//
// usage: bench_kernel [--image F]... [--blocks F] [--isa NAME]... [--rounds N] [--json F]
//   --image   a network as IntegerModel.image() writes it; without one, random ones
//   --blocks  blocks as KernelDecisionsTest writes them, with their costs; without, random ones
//             like those of natural video
//   --isa     instruction set to time beside the baseline; without, all that run here
//   --rounds  times are the least of so many (default 15), chunk by chunk of a few blocks: other
//             work on the machine then does no harm
// Blocks that round to zero are left out. Times are in ticks of the processor's clock, or in
// nanoseconds where it has none to read; one reading of that clock is taken off each.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

#include "image.h"
#include "kernel_samples.h"
#include "variants.h"

using namespace nnrdoq::kernel;

namespace {

enum { ROUND, INPUTS_PART, LAYERS, DECIDE, FINISH, WHOLE, TIMES };
const char* const NAMES[TIMES] = {"round", "inputs", "layers", "decide", "finish", "whole"};

struct Times {
  uint64_t ticks[TIMES];
};

typedef std::vector<std::unique_ptr<Samples::Block>> Blocks;

struct Arguments {
  std::vector<std::string> images, sets;
  std::string blocks, json;
  int rounds = 15;
};

struct Subject {
  std::string name;
  std::unique_ptr<Model> model;
};

struct Result {
  std::string network;
  const Variant* variant;
  int size;  // log2 - 2
  size_t blocks;
  double ticks[TIMES];
  long different;  // blocks whose levels are not the baseline's
};

uint64_t nanoseconds() {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<uint64_t>(t.tv_sec) * 1000000000u + static_cast<uint64_t>(t.tv_nsec);
}

uint64_t now() {
#if defined(__x86_64__)
  return __rdtsc();
#else
  return nanoseconds();
#endif
}

// Ticks in a nanosecond.
double ticksPerNanosecond() {
  const uint64_t begin = nanoseconds();
  const uint64_t beginTicks = now();
  while (nanoseconds() - begin < 20000000) {
  }
  return static_cast<double>(now() - beginTicks) / static_cast<double>(nanoseconds() - begin);
}

// What one reading of the clock takes.
uint64_t readingTicks() {
  uint64_t least = UINT64_MAX;
  for (int i = 0; i < 1000; i++) {
    const uint64_t begin = now();
    least = std::min(least, now() - begin);
  }
  return least;
}

std::string processor() {
  FILE* f = fopen("/proc/cpuinfo", "r");
  char line[256];
  std::string name = "unknown";
  while (f && fgets(line, sizeof line, f)) {
    const char* const value = strchr(line, ':');
    if (value && strncmp(line, "model name", 10) == 0) {
      name.assign(value + 2, strcspn(value + 2, "\n"));
      break;
    }
  }
  if (f) fclose(f);
  return name;
}

std::vector<unsigned char> readAll(const std::string& name) {
  FILE* const file = fopen(name.c_str(), "rb");
  if (!file) throw std::runtime_error(name + ": cannot be read");
  std::vector<unsigned char> bytes;
  unsigned char part[65536];
  for (size_t got; (got = fread(part, 1, sizeof part, file)) > 0;) {
    bytes.insert(bytes.end(), part, part + got);
  }
  fclose(file);
  return bytes;
}

std::vector<Subject> makeSubjects(const Arguments& a) {
  std::vector<Subject> subjects;
  for (const std::string& image : a.images) {
    const std::vector<unsigned char> bytes = readAll(image);
    subjects.push_back({image.substr(image.rfind('/') + 1), readImage(bytes.data(), bytes.size())});
  }
  if (!subjects.empty()) return subjects;
  // Pairs that differ by one layer tell what that layer takes.
  const std::vector<Samples::LayerShape> shapes[] = {
      {{1, 3}},          {{1, 8}, {1, 3}},           {{1, 8}, {3, 8}, {1, 3}},
      {{1, 16}, {1, 3}}, {{1, 16}, {3, 16}, {1, 3}}, {{1, 16}, {3, 16}, {1, 35}},
  };
  Samples samples(1);
  const std::vector<int32_t> lists[] = {{1}, {1, 3}, {1, 3, 3}};
  for (const auto& taps : lists) {
    for (int units : {0, 15}) {
      if (units != 0 && taps.size() < 3) continue;
      const std::vector<int32_t> image = samples.lists(16, 8, taps, units, FEATURE_SET_LEVELS_1);
      std::string name = units != 0 ? "ar list 16" : "list 16";
      for (int32_t t : taps) name += t == 3 ? " x3 8" : " 8";
      if (units != 0) name += ", " + std::to_string(units);
      subjects.push_back({name, readImage(image.data(), image.size() * sizeof image[0])});
    }
  }
  for (const auto& shape : shapes) {
    const bool sequential = shape.back().outputs > CLASSES;
    std::string name = sequential ? "ar 32" : "fcn 32";
    for (const auto& layer : shape) {
      name += (layer.kernel == 3 ? " 3x3 " : " ") + std::to_string(layer.outputs);
    }
    const std::vector<int32_t> image = samples.image(shape, sequential, FEATURE_SET_BLOCK_2);
    subjects.push_back({name, readImage(image.data(), image.size() * sizeof image[0])});
  }
  return subjects;
}

// As KernelDecisionsTest writes them.
void readBlocks(const std::string& name, Blocks (&blocks)[4]) {
  struct Case {
    uint8_t log2Size, cIdx, predMode, sliceType, scanIdx, bitDepth, qp, transformSkip;
    uint32_t signHiding;
    int32_t sum;
    double lambda;
    nnrdoq_costs costs;
  };
  const std::vector<unsigned char> bytes = readAll(name);
  size_t at = 0;
  while (at < bytes.size()) {
    Case c;
    if (bytes.size() - at < sizeof c) throw std::runtime_error(name + ": ends within a block");
    memcpy(&c, bytes.data() + at, sizeof c);
    at += sizeof c;
    const size_t area = sizeof(int32_t) << 2 * (c.log2Size & 7);
    if (c.log2Size < 2 || c.log2Size > 5 || bytes.size() - at < 2 * area) {
      throw std::runtime_error(name + ": is no file of blocks, or ends within one");
    }
    std::unique_ptr<Samples::Block> b(new Samples::Block());
    nnrdoq_block& k = b->block;
    k.log2_size = c.log2Size;
    k.c_idx = c.cIdx;
    k.pred_mode = c.predMode;
    k.slice_type = c.sliceType;
    k.scan_idx = c.scanIdx;
    k.bit_depth = c.bitDepth;
    k.qp = c.qp;
    k.transform_skip = c.transformSkip;
    k.sign_hiding = c.signHiding != 0;
    k.lambda = c.lambda;
    k.coefficients = b->coefficients;
    k.levels = b->levels;
    b->costs = c.costs;
    k.costs = &b->costs;
    memcpy(b->coefficients, bytes.data() + at, area);
    at += 2 * area;
    if (!Samples::roundsToZero(*b)) blocks[c.log2Size - 2].push_back(std::move(b));
  }
}

void makeBlocks(Blocks (&blocks)[4]) {
  Samples samples(2);
  for (int size = 0; size < 4; size++) {
    for (int i = 0; i < 2048 >> (2 * size); i++) {
      std::unique_ptr<Samples::Block> b(new Samples::Block());
      samples.naturalBlock(b.get(), size + 2);
      blocks[size].push_back(std::move(b));
    }
  }
}

int32_t quantize(const Model& model, const Variant& variant, const nnrdoq_block& block,
                 const nnrdoq_costs& costs, Scratch* s) {
  if (model.list) return variant.quantizeList(*model.list, block, costs, *s);
  const auto quantize = model.network.head ? variant.quantizeAr : variant.quantizeFcn;
  return quantize(model.network, block, costs, *s);
}

// One block part by part, and once as a whole.
void measure(const Subject& subject, const Variant& variant, Samples::Block* b, Scratch* s,
             Times* times) {
  const Network& network = subject.model->network;
  const Parts& parts = *variant.parts;
  const nnrdoq_block& block = b->block;
  const nnrdoq_costs& costs =
      subject.model->typical ? subject.model->typical->costsOf(block) : b->costs;
  const ListNetwork* const list = subject.model->list.get();
  uint64_t at[TIMES + 1];
  at[0] = now();
  parts.round(block, *s);
  at[1] = now();
  if (list) {
    parts.listInputs(*list, block, costs, *s);
  } else {
    parts.inputs(network, block, costs, *s);
  }
  at[2] = now();
  if (list) {
    parts.listLayers(*list, s->levels);
  } else {
    parts.layers(network, block, *s);
  }
  at[3] = now();
  const int32_t sum =
      list ? parts.listDecide(*list, block, costs, *s) : parts.decide(network, block, costs, *s);
  at[4] = now();
  parts.finish(block, costs, list ? list->hidingTries : network.hidingTries, 1, sum, *s);
  at[5] = now();
  quantize(*subject.model, variant, block, costs, s);
  at[6] = now();
  for (int t = 0; t < TIMES; t++) times->ticks[t] += at[t + 1] - at[t];
}

long countDifferent(const Subject& subject, const Variant& variant, const Blocks& blocks,
                    Scratch* s) {
  const Variant& baseline = **variantsHere();
  long different = 0;
  for (const auto& b : blocks) {
    int32_t levels[MAX_AREA];
    const size_t bytes = sizeof(int32_t) << (2 * b->block.log2_size);
    quantize(*subject.model, baseline, b->block, b->costs, s);
    memcpy(levels, b->levels, bytes);
    quantize(*subject.model, variant, b->block, b->costs, s);
    different += memcmp(levels, b->levels, bytes) != 0;
  }
  return different;
}

Result measureAll(const Subject& subject, const Variant& variant, int size, const Blocks& blocks,
                  int rounds, uint64_t reading, Scratch* s) {
  Result result = {subject.name, &variant, size, blocks.size(), {}, 0};
  const size_t chunk = static_cast<size_t>(64 >> size);
  Times sums = {};
  for (size_t first = 0; first < blocks.size(); first += chunk) {
    const size_t end = std::min(blocks.size(), first + chunk);
    Times least;
    std::fill(least.ticks, least.ticks + TIMES, UINT64_MAX);
    for (int round = 0; round < rounds; round++) {
      Times times = {};
      for (size_t i = first; i < end; i++) measure(subject, variant, blocks[i].get(), s, &times);
      for (int t = 0; t < TIMES; t++) least.ticks[t] = std::min(least.ticks[t], times.ticks[t]);
    }
    for (int t = 0; t < TIMES; t++) sums.ticks[t] += least.ticks[t];
  }
  for (int t = 0; t < TIMES; t++) {
    const double mean = static_cast<double>(sums.ticks[t]) / static_cast<double>(blocks.size());
    result.ticks[t] = std::max(0.0, mean - static_cast<double>(reading));
  }
  result.different = countDifferent(subject, variant, blocks, s);
  return result;
}

void print(const Result& r, const Result& baseline) {
  printf("%-9s %2dx%-2d %6lu", r.variant->name, 4 << r.size, 4 << r.size,
         static_cast<unsigned long>(r.blocks));
  for (int t = 0; t < TIMES; t++) printf(" %8.0f", r.ticks[t]);
  printf("   %.2f%s\n", r.ticks[WHOLE] / baseline.ticks[WHOLE],
         r.different ? "  DIFFERENT LEVELS" : "");
  fflush(stdout);
}

void writeJson(const std::string& file, const std::vector<Result>& results, double rate) {
  FILE* const f = fopen(file.c_str(), "w");
  if (!f) throw std::runtime_error(file + ": cannot be written");
  fprintf(f,
          "{\"schema\": \"nnrdoq-bench-kernel-1\", \"processor\": \"%s\", "
          "\"ticksPerMicrosecond\": %d,\n \"results\": [",
          processor().c_str(), static_cast<int>(rate * 1000 + 0.5));
  const char* comma = "\n";
  for (const Result& r : results) {
    fprintf(f,
            "%s  {\"network\": \"%s\", \"instructionSet\": \"%s\", \"size\": %d, \"blocks\": %lu",
            comma, r.network.c_str(), r.variant->name, 4 << r.size,
            static_cast<unsigned long>(r.blocks));
    for (int t = 0; t < TIMES; t++)
      fprintf(f, ", \"%s\": %d", NAMES[t], static_cast<int>(r.ticks[t]));
    fprintf(f, ", \"different\": %ld}", r.different);
    comma = ",\n";
  }
  fprintf(f, "\n]}\n");
  if (fclose(f) != 0) throw std::runtime_error(file + ": cannot be written");
}

int usage() {
  fprintf(stderr,
          "usage: bench_kernel [--image F]... [--blocks F] [--isa NAME]... [--rounds N] "
          "[--json F]\n");
  return 2;
}

bool isWanted(const Arguments& a, const Variant& variant) {
  return a.sets.empty() || std::find(a.sets.begin(), a.sets.end(), variant.name) != a.sets.end();
}

int run(const Arguments& a) {
  Blocks blocks[4];
  if (a.blocks.empty()) {
    makeBlocks(blocks);
  } else {
    readBlocks(a.blocks, blocks);
  }
  const double rate = ticksPerNanosecond();
  const uint64_t reading = readingTicks();
  std::unique_ptr<Scratch> scratch(new Scratch());
  std::vector<Result> results;
  long different = 0;
  printf("%s; ticks of %.2f GHz a block, least of %d rounds; %s blocks\n", processor().c_str(),
         rate, a.rounds, a.blocks.empty() ? "random" : "given");
  for (const Subject& subject : makeSubjects(a)) {
    printf("\n%s\n%-9s %5s %6s", subject.name.c_str(), "", "size", "blocks");
    for (const char* name : NAMES) printf(" %8s", name);
    printf("   to baseline\n");
    for (int size = 0; size < 4; size++) {
      if (blocks[size].empty()) continue;
      const size_t first = results.size();
      for (const Variant* const* v = variantsHere(); *v; v++) {
        if (v != variantsHere() && !isWanted(a, **v)) continue;
        results.push_back(
            measureAll(subject, **v, size, blocks[size], a.rounds, reading, scratch.get()));
        different += results.back().different;
        print(results.back(), results[first]);
      }
    }
  }
  if (!a.json.empty()) writeJson(a.json, results, rate);
  return different == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments a;
  for (int i = 1; i < argc; i++) {
    const std::string name = argv[i];
    if (++i == argc) return usage();
    if (name == "--image")
      a.images.push_back(argv[i]);
    else if (name == "--blocks")
      a.blocks = argv[i];
    else if (name == "--isa")
      a.sets.push_back(argv[i]);
    else if (name == "--rounds")
      a.rounds = atoi(argv[i]);
    else if (name == "--json")
      a.json = argv[i];
    else
      return usage();
  }
  if (a.rounds < 1) return usage();
  try {
    return run(a);
  } catch (const std::exception& e) {
    fprintf(stderr, "bench_kernel: %s\n", e.what());
    return 2;
  }
}
