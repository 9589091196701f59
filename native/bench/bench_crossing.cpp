// What a block costs on its way from a C++ encoder to a Java quantizer and back: hook, C ABI, JNI,
// callback, and the same way home. The quantizer `empty` does nothing, so what it takes is the way.
//
// usage: bench_crossing LIBRARY QUANTIZER [--model F] [--recording F] [--seconds S] [--json F]
// Blocks come from the recording, or else are synthetic: noise that falls off with frequency.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "nnrdoq_host.h"

namespace {

nnrdoq_host host;

const int BATCH = 200;
const size_t MAX_BLOCKS = 4096;

struct Sample {
  nnrdoq_block block;
  std::vector<int32_t> coefficients;
  nnrdoq_costs costs;
};

typedef std::vector<std::unique_ptr<Sample>> Samples;

struct Result {
  size_t blocks;
  double median;
  double low;
  double high;
};

struct Arguments {
  std::string library, quantizer, model, recording, json;
  double seconds;
};

// A generator of our own: the same blocks on every machine.
uint32_t next(uint64_t* state) {
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return static_cast<uint32_t>(*state >> 33);
}

std::unique_ptr<Sample> synthetic(int log2Size, uint64_t* random) {
  std::unique_ptr<Sample> s(new Sample());
  memset(&s->block, 0, sizeof s->block);
  memset(&s->costs, 0, sizeof s->costs);
  const int side = 1 << log2Size;
  s->block.size = sizeof s->block;
  s->block.log2_size = static_cast<uint8_t>(log2Size);
  s->block.slice_type = NNRDOQ_SLICE_I;
  s->block.bit_depth = 8;
  s->block.qp = 27;
  s->block.sign_hiding = 1;
  s->block.lambda = 0.57 * std::pow(2.0, (27 - 12) / 3.0);
  int32_t* costs = reinterpret_cast<int32_t*>(&s->costs);
  for (size_t i = 0; i < sizeof s->costs / sizeof *costs; i++)
    costs[i] = 8000 + next(random) % 60000;
  for (int y = 0; y < side; y++) {
    for (int x = 0; x < side; x++) {
      const double uniform = (next(random) % 100000 + 1) / 100001.0;
      const double magnitude = -std::log(uniform) * 900 / (1 + 0.7 * (x + y));
      const int32_t value = static_cast<int32_t>(magnitude);
      s->coefficients.push_back(next(random) & 1 ? value : -value);
    }
  }
  return s;
}

template <typename Function>
Function symbol(void* library, const char* name) {
  Function f;
  if (!nnrdoq_host_bind(library, name, &f)) nnrdoq_host_stop(&host, name);
  return f;
}

// Recorded blocks whose levels are not all zero, by size.
void readRecording(const Arguments& a, Samples samples[4]) {
  void* library = dlopen(a.library.c_str(), RTLD_NOW);
  typedef nnrdoq_status (*OpenFn)(const nnrdoq_config*, const char*, nnrdoq_reader**);
  typedef nnrdoq_status (*NextFn)(nnrdoq_reader*, nnrdoq_block*);
  OpenFn open = symbol<OpenFn>(library, "nnrdoq_reader_open");
  NextFn readNext = symbol<NextFn>(library, "nnrdoq_reader_next");
  nnrdoq_config config;
  memset(&config, 0, sizeof config);
  config.size = sizeof config;
  config.abi_version = NNRDOQ_ABI_VERSION;
  nnrdoq_reader* reader = nullptr;
  nnrdoq_block block;
  memset(&block, 0, sizeof block);
  block.size = sizeof block;
  if (open(&config, a.recording.c_str(), &reader) != NNRDOQ_OK) {
    nnrdoq_host_stop(&host, host.library.error());
  }
  nnrdoq_status status;
  while ((status = readNext(reader, &block)) == NNRDOQ_OK) {
    Samples& of = samples[block.log2_size - 2];
    if (block.abs_sum == 0 || of.size() >= MAX_BLOCKS) continue;
    std::unique_ptr<Sample> s(new Sample());
    s->block = block;
    s->coefficients.assign(block.coefficients, block.coefficients + (1 << (2 * block.log2_size)));
    memset(&s->costs, 0, sizeof s->costs);
    if (block.costs) s->costs = *block.costs;
    of.push_back(std::move(s));
  }
  if (status != NNRDOQ_END) nnrdoq_host_stop(&host, host.library.error());
}

double now() { return static_cast<double>(nnrdoq_host_now(CLOCK_MONOTONIC)) * 1e-9; }

Result measure(Samples& samples, double seconds) {
  int32_t levels[1024];
  for (std::unique_ptr<Sample>& s : samples) {
    s->block.coefficients = s->coefficients.data();
    s->block.levels = levels;
    s->block.costs = &s->costs;
  }
  std::vector<double> micros;
  size_t at = 0;
  const double begin = now();
  double end = begin;
  // The first half warms the virtual machine up.
  while (end - begin < seconds || micros.empty()) {
    const double start = now();
    for (int i = 0; i < BATCH; i++) {
      nnrdoq_host_quantize(&host, &host.total, &samples[at]->block);
      at = at + 1 == samples.size() ? 0 : at + 1;
    }
    end = now();
    if (end - begin > seconds / 2) micros.push_back((end - start) * 1e6 / BATCH);
  }
  std::sort(micros.begin(), micros.end());
  const size_t n = micros.size();
  return {samples.size(), micros[n / 2], micros[n / 20], micros[n - 1 - n / 20]};
}

int usage() {
  fprintf(stderr,
          "usage: bench_crossing LIBRARY QUANTIZER [--model F] [--recording F] "
          "[--seconds S] [--json F]\n");
  return 2;
}

void writeJson(const std::string& file, const std::string& quantizer, const char* java,
               const Result results[4]) {
  FILE* f = fopen(file.c_str(), "w");
  if (!f) nnrdoq_host_stop(&host, (file + ": cannot be written").c_str());
  fprintf(f, "{\"quantizer\": \"%s\", \"java\": \"%s\", \"microsecondsPerBlock\": {",
          quantizer.c_str(), java);
  const char* comma = "";
  for (int i = 0; i < 4; i++) {
    if (!results[i].blocks) continue;
    fprintf(f, "%s\"%d\": {\"median\": %.4f, \"p5\": %.4f, \"p95\": %.4f}", comma, 4 << i,
            results[i].median, results[i].low, results[i].high);
    comma = ", ";
  }
  fprintf(f, "}}\n");
  if (fclose(f) != 0) nnrdoq_host_stop(&host, (file + ": cannot be written").c_str());
}

}  // namespace

int main(int argc, char** argv) {
  Arguments a;
  a.seconds = 2;
  if (argc < 3) return usage();
  a.library = argv[1];
  a.quantizer = argv[2];
  for (int i = 3; i < argc; i++) {
    const std::string name = argv[i];
    if (++i == argc) return usage();
    if (name == "--model")
      a.model = argv[i];
    else if (name == "--recording")
      a.recording = argv[i];
    else if (name == "--seconds")
      a.seconds = atof(argv[i]);
    else if (name == "--json")
      a.json = argv[i];
    else
      return usage();
  }
  nnrdoq_host_options options = nnrdoq_host_options();
  options.library = a.library.c_str();
  options.mode = a.quantizer.c_str();
  options.model = a.model.c_str();
  options.backend = "auto";
  const nnrdoq_host_option_names names = {"QUANTIZER", "model", "strength",
                                          "backend",   "share", "LIBRARY"};
  const nnrdoq_host_about about = {"bench", "", "", nullptr, nullptr};
  nnrdoq_host_init(&host, &options, &names);
  const char* const problem = nnrdoq_host_open(&host, &about);
  if (problem) nnrdoq_host_stop(&host, problem);
  Samples samples[4];
  uint64_t random = 1;
  if (!a.recording.empty()) readRecording(a, samples);
  for (int size = 0; size < 4 && a.recording.empty(); size++) {
    for (int i = 0; i < 512; i++) samples[size].push_back(synthetic(size + 2, &random));
  }
  printf("quantizer %s, Java %s, %s blocks; microseconds per block, one thread\n",
         host.info.quantizer, host.info.java, a.recording.empty() ? "synthetic" : "recorded");
  printf("  size   blocks   median       p5      p95\n");
  Result results[4];
  memset(results, 0, sizeof results);
  for (int size = 0; size < 4; size++) {
    if (samples[size].empty()) continue;
    results[size] = measure(samples[size], a.seconds);
    printf("  %2dx%-2d  %7lu  %7.3f  %7.3f  %7.3f\n", 4 << size, 4 << size,
           static_cast<unsigned long>(results[size].blocks), results[size].median,
           results[size].low, results[size].high);
    fflush(stdout);
  }
  if (!a.json.empty()) writeJson(a.json, host.info.quantizer, host.info.java, results);
  nnrdoq_host_close(&host);
  return 0;
}
