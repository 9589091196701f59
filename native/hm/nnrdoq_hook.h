// What a C++ encoder needs to use nnrdoq without linking with it: loads the library when asked to,
// keeps blocks that are zero for certain, counts, reports, and stops the encoder on a failure.
// Knows no encoder; nnrdoq_hm.h joins it to HM. Linux, C++11, header only.
#ifndef NNRDOQ_HOOK_H
#define NNRDOQ_HOOK_H

#ifdef _WIN32
#error "the nnrdoq hook needs dlopen(): it builds on Linux"
#endif

#include <dlfcn.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <string>

#include "nnrdoq.h"

// A patched tree has this file beside the others; it may define NNRDOQ_DEFAULT_LIBRARY.
#ifdef __has_include
#if __has_include("nnrdoq_config.h")
#include "nnrdoq_config.h"
#endif
#endif

namespace nnrdoq_hook {

// The encoder's options; names as in HM's configuration files.
struct Options {
  std::string mode;         // NNRDOQ: off, sq, rdoq, fcn ...
  std::string model;        // NNRDOQModel
  std::string backend;      // NNRDOQBackend: auto, kernel, ort, java
  std::string record;       // NNRDOQRecord
  std::string recordShare;  // NNRDOQRecordShare: one share, or four for 4x4 to 32x32
  std::string library;      // NNRDOQLibrary
  bool recordZeros;         // NNRDOQRecordZeros
  bool chroma;              // NNRDOQChroma
  bool times;               // NNRDOQTimes
  Options() : mode("off"), backend("auto"), recordZeros(true), chroma(true), times(false) {}
  bool quantizes() const { return mode != "off"; }
  bool records() const { return !record.empty(); }
};

enum Outcome { REFINED = 0, ZERO = 1, UNSUPPORTED = 2, OUTCOMES = 3 };

// Durations in bins: exact below 32 ns, above that 16 bins to the octave, so that a percentile is
// off by 1/32 at most. Nothing is allocated and nothing is lost but the order.
class Durations {
 public:
  Durations() : calls_(0), sum_(0) { memset(bins_, 0, sizeof bins_); }

  void add(uint64_t nanoseconds) {
    bins_[bin(nanoseconds)]++;
    calls_++;
    sum_ += nanoseconds;
  }

  void add(const Durations& other) {
    for (int i = 0; i < BINS; i++) bins_[i] += other.bins_[i];
    calls_ += other.calls_;
    sum_ += other.sum_;
  }

  uint64_t calls() const { return calls_; }
  double seconds() const { return static_cast<double>(sum_) * 1e-9; }
  double mean() const {
    return calls_ ? static_cast<double>(sum_) / static_cast<double>(calls_) : 0;
  }

  // The middle of the bin that holds the smallest duration which is not below percent of 100.
  uint64_t percentile(int percent) const {
    const uint64_t rank = (calls_ * static_cast<uint64_t>(percent) + 99) / 100;
    uint64_t below = 0;
    for (int i = 0; i < BINS; i++) {
      below += bins_[i];
      if (bins_[i] && below >= rank) return middle(i);
    }
    return 0;
  }

 private:
  enum { EXACT = 32, PER_OCTAVE = 16, TOP = 40, BINS = (TOP - 4) * PER_OCTAVE + EXACT };

  static int bin(uint64_t n) {
    if (n < EXACT) return static_cast<int>(n);
    const int octave = 63 - __builtin_clzll(n);
    if (octave > TOP) return BINS - 1;
    return (octave - 4) * PER_OCTAVE + static_cast<int>(n >> (octave - 4));
  }

  static uint64_t middle(int bin) {
    if (bin < EXACT) return static_cast<uint64_t>(bin);
    const int shift = bin / PER_OCTAVE - 1;
    const uint64_t low = static_cast<uint64_t>(bin % PER_OCTAVE + PER_OCTAVE) << shift;
    return low + ((static_cast<uint64_t>(1) << shift) - 1) / 2;
  }

  uint64_t bins_[BINS];
  uint64_t calls_;
  uint64_t sum_;
};

// Durations of blocks by log2 size - 2, luma and chroma, and whether all levels round to zero.
struct Times {
  Durations of[4][2][2];
};

// The library's functions, found by name.
struct Library {
  uint32_t (*abiVersion)(void);
  const char* (*version)(void);
  const char* (*error)(void);
  nnrdoq_status (*open)(const nnrdoq_config*, nnrdoq_handle**);
  nnrdoq_status (*getInfo)(nnrdoq_handle*, nnrdoq_info*);
  nnrdoq_status (*quantize)(nnrdoq_handle*, nnrdoq_block*);
  nnrdoq_status (*record)(nnrdoq_handle*, const nnrdoq_block*);
  nnrdoq_status (*getStats)(nnrdoq_handle*, nnrdoq_stats*);
  nnrdoq_status (*close)(nnrdoq_handle*);
  nnrdoq_status (*abandon)(nnrdoq_handle*);
};

struct State {
  Options options;
  Library library;
  nnrdoq_handle* handle;
  bool on;             // blocks go through the hook, to be quantized or recorded
  bool quantizes;
  bool records;
  bool recordZeros;
  bool chroma;
  bool hostEstimates;  // the encoder fills its cost tables anyway
  bool needsCosts;
  uint32_t zeroRule;
  std::string levelsBy;
  std::string streamFile;
  std::string settings;
  std::string source;
  bool streaming;      // the encoder may have begun to write streamFile
  double startSeconds;     // elapsed
  double startCpuSeconds;  // of processor, all threads
  nnrdoq_info info;
  uint64_t counts[OUTCOMES][4][2];  // by log2 size - 2 and luma, chroma
  Times* times;                     // null: not measured
  State() { memset(static_cast<void*>(&library), 0, sizeof library); init(); }
  void init() {
    handle = nullptr;
    times = nullptr;
    on = quantizes = records = hostEstimates = needsCosts = streaming = false;
    recordZeros = chroma = true;
    zeroRule = NNRDOQ_ZERO_UNKNOWN;
    startSeconds = startCpuSeconds = 0;
    memset(&info, 0, sizeof info);
    memset(counts, 0, sizeof counts);
  }
};

// One state for all files that include this one.
template <int>
struct Holder {
  static State state;
};
template <int N>
State Holder<N>::state;

inline State& state() { return Holder<0>::state; }

inline double seconds(clockid_t clock = CLOCK_MONOTONIC) {
  struct timespec t;
  clock_gettime(clock, &t);
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

inline uint64_t nanoseconds() {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<uint64_t>(t.tv_sec) * 1000000000u + static_cast<uint64_t>(t.tv_nsec);
}

// Ends the encoder: one message, no stream that looks complete, exit code 1. Nothing is flushed or
// destroyed on the way, so that no half-written frame reaches the file.
inline void stop(const std::string& text) {
  State& s = state();
  fprintf(stderr, "\nnnrdoq: %s\n", text.c_str());
  if (s.handle) s.library.abandon(s.handle);
  struct stat file;
  if (s.streaming && !s.streamFile.empty() && stat(s.streamFile.c_str(), &file) == 0 &&
      S_ISREG(file.st_mode)) {
    fprintf(stderr, "nnrdoq: the encode was stopped; %s is removed\n", s.streamFile.c_str());
    unlink(s.streamFile.c_str());
  }
  fflush(stdout);
  _exit(EXIT_FAILURE);
}

inline std::string besideProgram() {
  char path[PATH_MAX];
  const ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
  if (n <= 0) return "";
  path[n] = 0;
  char* slash = strrchr(path, '/');
  return slash ? std::string(path, slash) + "/libnnrdoq.so" : "";
}

// NNRDOQLibrary if given, else $NNRDOQ_LIBRARY, the file the tree was patched with, the program's
// folder, the system's library path.
inline std::string libraryFile() {
  const char* environment = getenv("NNRDOQ_LIBRARY");
  if (!state().options.library.empty()) return state().options.library;
  if (environment && *environment) return environment;
#ifdef NNRDOQ_DEFAULT_LIBRARY
  if (access(NNRDOQ_DEFAULT_LIBRARY, R_OK) == 0) return NNRDOQ_DEFAULT_LIBRARY;
#endif
  const std::string beside = besideProgram();
  return access(beside.c_str(), R_OK) == 0 ? beside : "libnnrdoq.so";
}

template <typename Function>
void bind(void* library, const std::string& file, const char* name, Function* function) {
  void* symbol = dlsym(library, name);
  if (!symbol) {
    stop(file + ": not a library of nnrdoq (it has no " + name +
         "); set NNRDOQLibrary to libnnrdoq.so of the nnrdoq that patched this encoder");
  }
  memcpy(function, &symbol, sizeof symbol);
}

inline void load() {
  Library& l = state().library;
  const std::string file = libraryFile();
  void* library = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    stop(std::string("the library cannot be loaded: ") + dlerror() +
         "; set NNRDOQLibrary or the environment variable NNRDOQ_LIBRARY to libnnrdoq.so");
  }
  bind(library, file, "nnrdoq_abi_version", &l.abiVersion);
  if (l.abiVersion() != NNRDOQ_ABI_VERSION) {
    stop(file + ": ABI version " + std::to_string(l.abiVersion()) + ", this encoder was built for " +
         std::to_string(NNRDOQ_ABI_VERSION) +
         "; patch and build the encoder again with the nnrdoq that this library belongs to");
  }
  bind(library, file, "nnrdoq_version", &l.version);
  bind(library, file, "nnrdoq_error", &l.error);
  bind(library, file, "nnrdoq_open", &l.open);
  bind(library, file, "nnrdoq_get_info", &l.getInfo);
  bind(library, file, "nnrdoq_quantize", &l.quantize);
  bind(library, file, "nnrdoq_record", &l.record);
  bind(library, file, "nnrdoq_get_stats", &l.getStats);
  bind(library, file, "nnrdoq_close", &l.close);
  bind(library, file, "nnrdoq_abandon", &l.abandon);
}

// "0.1" or "0.1,0.5,1,1"; false if it is neither.
inline bool parseShares(const std::string& text, double share[4]) {
  if (text.empty()) {
    for (int i = 0; i < 4; i++) share[i] = 1;
    return true;
  }
  const char* at = text.c_str();
  int n = 0;
  for (;;) {
    char* end = nullptr;
    const double value = strtod(at, &end);
    if (end == at || !(value >= 0 && value <= 1) || n == 4) return false;
    share[n++] = value;
    if (!*end) break;
    if (*end != ',' && *end != ' ') return false;
    at = end + 1;
  }
  for (int i = 1; n == 1 && i < 4; i++) share[i] = share[0];
  return n == 1 || n == 4;
}

// Checks the options; says whether the encoder's own RDOQ is to be on, which serves blocks that
// nnrdoq does not take.
inline void configure(bool* rdoq, bool* rdoqTransformSkip, const std::string& streamFile,
                      const std::string& source, int argc, const char* const* argv) {
  State& s = state();
  double share[4];
  if (s.options.mode.empty()) stop("NNRDOQ is empty: expected off, sq, rdoq, fcn or ar");
  if (s.options.backend != "auto" && s.options.backend != "kernel" && s.options.backend != "ort" &&
      s.options.backend != "java") {
    stop("NNRDOQBackend=" + s.options.backend + ": expected auto, kernel, ort or java");
  }
  if (!parseShares(s.options.recordShare, share)) {
    stop("NNRDOQRecordShare=" + s.options.recordShare +
         ": expected one share 0..1, or four for 4x4, 8x8, 16x16 and 32x32 with commas between");
  }
  if (s.options.quantizes()) *rdoq = *rdoqTransformSkip = s.options.mode == "rdoq";
  s.hostEstimates = *rdoq && *rdoqTransformSkip;
  s.levelsBy = s.options.quantizes() ? s.options.mode : *rdoq ? "hm-rdoq" : "hm-sq";
  s.streamFile = streamFile;
  s.source = source;
  for (int i = 1; i < argc; i++) s.settings += std::string(i > 1 ? " " : "") + argv[i];
}

// Loads the library and opens the quantizer, if the options ask for either.
inline void start(const char* host) {
  State& s = state();
  if (s.options.times) s.times = new Times();
  if (!s.options.quantizes() && !s.options.records()) return;
  const double begin = seconds();
  const double beginCpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  load();
  nnrdoq_config config;
  memset(&config, 0, sizeof config);
  config.size = sizeof config;
  config.abi_version = NNRDOQ_ABI_VERSION;
  config.quantizer = s.options.quantizes() ? s.options.mode.c_str() : "none";
  config.model = s.options.model.empty() ? nullptr : s.options.model.c_str();
  config.backend = s.options.backend.c_str();
  config.record = s.options.records() ? s.options.record.c_str() : nullptr;
  const std::string producer = std::string(host) + " with nnrdoq " + s.library.version();
  config.record_producer = producer.c_str();
  config.record_source = s.source.c_str();
  config.record_settings = s.settings.c_str();
  config.record_levels_by = s.levelsBy.c_str();
  parseShares(s.options.recordShare, config.record_share);
  config.record_seed = 1;
  if (s.library.open(&config, &s.handle) != NNRDOQ_OK) stop(s.library.error());
  s.info.size = sizeof s.info;
  if (s.library.getInfo(s.handle, &s.info) != NNRDOQ_OK) stop(s.library.error());
  s.quantizes = s.options.quantizes();
  s.records = s.options.records();
  s.recordZeros = s.options.recordZeros;
  s.chroma = s.options.chroma;
  s.zeroRule = s.info.zero_rule;
  s.needsCosts = s.info.needs_costs != 0 || s.records;
  s.startSeconds = seconds() - begin;
  s.startCpuSeconds = seconds(CLOCK_PROCESS_CPUTIME_ID) - beginCpu;
  s.streaming = true;
  s.on = true;
}

inline int sizeIndex(int log2Size) { return log2Size < 2 ? 0 : log2Size > 5 ? 3 : log2Size - 2; }

inline void count(Outcome outcome, int log2Size, bool chroma) {
  state().counts[outcome][sizeIndex(log2Size)][chroma ? 1 : 0]++;
}

// The largest magnitude whose level is 0: (|c| * scale + offset) >> shift is.
struct ZeroBound {
  int scale;  // 0: nothing yet
  int shift;
  int64_t offset;
  int32_t bound;
};

// A division per block is saved by keeping one for each shift, that is for each block size.
template <int>
struct ZeroBounds {
  static ZeroBound of[32];
};
template <int N>
ZeroBound ZeroBounds<N>::of[32];

inline int32_t zeroBound(int scale, int shift, int64_t offset) {
  ZeroBound& b = ZeroBounds<0>::of[shift & 31];
  if (b.scale != scale || b.shift != shift || b.offset != offset) {
    const int64_t limit = ((static_cast<int64_t>(1) << shift) - offset - 1) / scale;
    const ZeroBound bound = {scale, shift, offset,
                             limit > INT_MAX ? INT_MAX : static_cast<int32_t>(limit)};
    b = bound;
  }
  return b.bound;
}

// Whether every level of the block is 0. scale and shift are the quantizer's: a level is
// (|c| * scale + offset) >> shift. Most levels are in the first rows.
inline bool allBelow(const int32_t* c, int coefficients, int scale, int shift, int64_t offset) {
  typedef int32_t Four __attribute__((vector_size(16), aligned(4), may_alias));
  typedef int64_t Two __attribute__((vector_size(16)));
  const int32_t bound = zeroBound(scale, shift, offset);
  const Four most = {bound, bound, bound, bound};
  for (const int32_t* end = c + coefficients; c != end; c += 16) {
    Four over = {0, 0, 0, 0};
    for (int i = 0; i < 16; i += 4) {
      const Four v = *reinterpret_cast<const Four*>(c + i);
      over |= (v > most) | (v < -most);
    }
    const Two any = (Two)over;
    if (any[0] | any[1]) return false;
  }
  return true;
}

// Whether every level of the block, rounded to nearest, is 0.
inline bool roundsToZero(const int32_t* c, int coefficients, int scale, int shift) {
  return allBelow(c, coefficients, scale, shift, static_cast<int64_t>(1) << (shift - 1));
}

// Whether the quantizer is certain to make every level of the block 0.
inline bool isZero(const int32_t* c, int coefficients, int scale, int shift, bool isIntraSlice) {
  switch (state().zeroRule) {
    case NNRDOQ_ZERO_DEAD_ZONE:
      return allBelow(c, coefficients, scale, shift,
                      static_cast<int64_t>(isIntraSlice ? 171 : 85) << (shift - 9));
    case NNRDOQ_ZERO_NEAREST:
      return roundsToZero(c, coefficients, scale, shift);
    default:
      return false;
  }
}

inline void quantize(nnrdoq_block* block) {
  State& s = state();
  if (s.library.quantize(s.handle, block) != NNRDOQ_OK) stop(s.library.error());
  count(REFINED, block->log2_size, block->c_idx != 0);
}

inline void record(const nnrdoq_block* block) {
  State& s = state();
  if (s.library.record(s.handle, block) != NNRDOQ_OK) stop(s.library.error());
}

// For the encoder's list of tools; nothing when off.
inline void printTool() {
  if (state().options.quantizes()) printf("NNRDOQ:%s ", state().options.mode.c_str());
  if (state().options.records()) printf("NNRDOQRecord:1 ");
  if (state().options.times) printf("NNRDOQTimes:1 ");
}

inline void printTimes(int size, const char* kind, const Durations& d) {
  if (d.calls() == 0) return;
  char name[32];
  snprintf(name, sizeof name, "%dx%d %s", 4 << size, 4 << size, kind);
  printf("NNRDOQ times %-15s %12llu %10.1f %9llu %9llu %10.4f\n", name,
         static_cast<unsigned long long>(d.calls()), d.mean(),
         static_cast<unsigned long long>(d.percentile(50)),
         static_cast<unsigned long long>(d.percentile(99)), d.seconds());
}

// What the blocks' quantization took, whoever did it; "nonzero" are the luma and chroma blocks of
// that size that do not round to zero.
inline void printTimes(const Times& times) {
  Durations clock;
  for (int i = 0; i < 1001; i++) {
    const uint64_t begin = nanoseconds();
    clock.add(nanoseconds() - begin);
  }
  printf("\nNNRDOQ times in nanoseconds; each has one reading of the clock in it, %llu ns\n",
         static_cast<unsigned long long>(clock.percentile(50)));
  printf("NNRDOQ times %-15s %12s %10s %9s %9s %10s\n", "of blocks", "calls", "mean", "p50", "p99",
         "seconds");
  for (int size = 0; size < 4; size++) {
    const Durations(*of)[2] = times.of[size];
    for (int c = 0; c < 2; c++) {
      Durations all = of[c][0];
      all.add(of[c][1]);
      printTimes(size, c ? "chroma" : "luma", all);
    }
    Durations nonzero = of[0][0];
    nonzero.add(of[1][0]);
    printTimes(size, "nonzero", nonzero);
  }
}

// The times, the summary, and the recording's final name. Lines start with NNRDOQ, nothing when off.
inline void finish() {
  State& s = state();
  if (s.times) printTimes(*s.times);
  if (!s.on) return;
  s.on = false;
  nnrdoq_stats stats;
  memset(&stats, 0, sizeof stats);
  stats.size = sizeof stats;
  if (s.library.getStats(s.handle, &stats) != NNRDOQ_OK) stop(s.library.error());
  printf("\nNNRDOQ summary: quantizer %s, ", s.info.quantizer);
  if (s.info.backend[0]) {
    printf("backend %s%s%s, ", s.info.backend, s.info.instructions[0] ? " " : "",
           s.info.instructions);
  }
  printf("Java %s, library %s\n", s.info.java, s.library.version());
  printf("NNRDOQ %-14s %12s %12s %12s\n", "blocks", "refined", "zero", "unsupported");
  uint64_t total[OUTCOMES] = {0, 0, 0};
  for (int size = 0; size < 4; size++) {
    for (int c = 0; c < 2; c++) {
      char name[32];
      snprintf(name, sizeof name, "%dx%d %s", 4 << size, 4 << size, c ? "chroma" : "luma");
      printf("NNRDOQ %-14s", name);
      for (int o = 0; o < OUTCOMES; o++) {
        printf(" %12llu", static_cast<unsigned long long>(s.counts[o][size][c]));
        total[o] += s.counts[o][size][c];
      }
      printf("\n");
    }
  }
  printf("NNRDOQ %-14s %12llu %12llu %12llu\n", "all", static_cast<unsigned long long>(total[0]),
         static_cast<unsigned long long>(total[1]), static_cast<unsigned long long>(total[2]));
  printf("NNRDOQ time in the quantizer %.3f s, %.3f us per call; start-up %.3f s (processor "
         "%.3f s); Java heap %.1f MB\n",
         static_cast<double>(stats.nanoseconds) * 1e-9,
         total[0] ? static_cast<double>(stats.nanoseconds) * 1e-3 / static_cast<double>(total[0]) : 0,
         s.startSeconds, s.startCpuSeconds, static_cast<double>(stats.java_heap_bytes) / 1048576);
  if (s.records) {
    printf("NNRDOQ recorded %llu blocks to %s\n",
           static_cast<unsigned long long>(stats.recorded[0] + stats.recorded[1] +
                                           stats.recorded[2] + stats.recorded[3]),
           s.options.record.c_str());
  }
  nnrdoq_handle* handle = s.handle;
  s.handle = nullptr;
  s.streaming = false;  // the stream is complete; only the recording can still fail
  if (s.library.close(handle) != NNRDOQ_OK) stop(s.library.error());
}

}  // namespace nnrdoq_hook

// For a configuration parser in HM's style.
#define NNRDOQ_OPTIONS                                                                            \
  ("NNRDOQ", nnrdoq_hook::state().options.mode, std::string("off"),                               \
   "Quantizer of nnrdoq: off, sq, rdoq, fcn, ar")                                                 \
  ("NNRDOQModel", nnrdoq_hook::state().options.model, std::string(""),                            \
   "Network file; empty: the shipped one")                                                        \
  ("NNRDOQBackend", nnrdoq_hook::state().options.backend, std::string("auto"),                    \
   "What runs the network: auto, kernel (compiled), ort (ONNX Runtime), java")                    \
  ("NNRDOQChroma", nnrdoq_hook::state().options.chroma, true, "Use nnrdoq for chroma as well")    \
  ("NNRDOQRecord", nnrdoq_hook::state().options.record, std::string(""),                          \
   "File to record blocks to; works with NNRDOQ=off as well")                                     \
  ("NNRDOQRecordShare", nnrdoq_hook::state().options.recordShare, std::string(""),                \
   "Share of the blocks to record, 0..1; or four, for 4x4, 8x8, 16x16 and 32x32: 0.1,0.2,1,1")    \
  ("NNRDOQRecordZeros", nnrdoq_hook::state().options.recordZeros, true,                           \
   "Record blocks whose levels are all zero too")                                                 \
  ("NNRDOQTimes", nnrdoq_hook::state().options.times, false,                                      \
   "Measure the time of each block's quantization, also with NNRDOQ=off")                         \
  ("NNRDOQLibrary", nnrdoq_hook::state().options.library, std::string(""),                        \
   "Path of libnnrdoq.so; empty: $NNRDOQ_LIBRARY, or the one known when HM was patched")

#endif
