// The C ABI: checks what the host gives, keeps counts, and hands blocks to the compiled kernel or to Java.
#include "nnrdoq.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <new>
#include <string>

#include "callbacks.h"
#include "errors.h"
#include "java_calls.h"
#include "kernel.h"
#include "log.h"
#include "native_network.h"
#include "structs.h"

#ifndef NNRDOQ_VERSION
#error "define NNRDOQ_VERSION: the product's version"
#endif

using nnrdoq::fail;
using nnrdoq::Failure;
using nnrdoq::guarded;

struct nnrdoq_handle {
  bool inJava;  // whether Java has its part
  int id;       // Java's number for it
  bool quantizes;
  bool records;
  nnrdoq_info info;
  std::unique_ptr<const nnrdoq::kernel::Kernel> native;  // null in Java
  // That, or Java's as long as the handle is open; null: Java quantizes.
  const nnrdoq::kernel::Kernel* kernel;
  double share[4];
  uint64_t random;
  std::mutex recordMutex;
  std::atomic<bool> broken;        // a call failed: the recording is not to be kept
  std::atomic<uint64_t> calls[4];  // begun, by size, without those that failed
  std::atomic<uint64_t> zero[4];
  std::atomic<uint64_t> recorded[4];
  std::atomic<uint64_t> failed;
  std::atomic<uint64_t> nanoseconds;
};

static_assert(sizeof(nnrdoq_costs) == 120 * sizeof(int32_t), "costs are 120 integers in a row");

namespace {

uint64_t now() {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<uint64_t>(t.tv_sec) * 1000000000u + static_cast<uint64_t>(t.tv_nsec);
}

// Adds a line "key=value" for Java; a value's own line ends become blanks.
void add(std::string* text, const char* key, const char* value) {
  if (!value) return;
  *text += key;
  *text += '=';
  for (const char* c = value; *c; c++) *text += *c == '\n' ? ' ' : *c;
  *text += '\n';
}

std::string describe(const nnrdoq_config& config) {
  std::string text;
  add(&text, "quantizer", config.quantizer ? config.quantizer : "none");
  add(&text, "model", config.model);
  add(&text, "backend", config.backend);
  char strength[17];  // its bits, which no locale changes
  uint64_t bits;
  memcpy(&bits, &config.strength, sizeof bits);
  snprintf(strength, sizeof strength, "%016llx", static_cast<unsigned long long>(bits));
  add(&text, "strength", strength);
  add(&text, "record", config.record);
  add(&text, "producer", config.record_producer);
  add(&text, "source", config.record_source);
  add(&text, "settings", config.record_settings);
  add(&text, "levelsBy", config.record_levels_by);
  add(&text, "chromaLevelsBy", config.record_chroma_levels_by);
  return text;
}

void setShares(const nnrdoq_config& config, nnrdoq_handle* h) {
  double sum = 0;
  for (double s : config.record_share) sum += s;
  for (int i = 0; i < 4; i++) h->share[i] = sum > 0 ? config.record_share[i] : 1;
  h->random = config.record_seed * 2654435769u + 88172645463325252u;
}

void openInJava(const nnrdoq_config& config, nnrdoq_handle* h) {
  nnrdoq::java::start(config, &h->info);
  const std::string text = describe(config);
  nnrdoq_opened opened;
  memset(&opened, 0, sizeof opened);
  h->id = static_cast<int>(
      nnrdoq::java::control(NNRDOQ_OP_OPEN, 0, text.data(), text.size(), &opened));
  h->quantizes = config.quantizer && strcmp(config.quantizer, "none") != 0;
  h->records = config.record != nullptr;
  h->inJava = true;
  h->kernel = reinterpret_cast<const nnrdoq::kernel::Kernel*>(opened.kernel);
  h->info.needs_costs = static_cast<uint32_t>(opened.needs_costs);
  h->info.zero_rule = static_cast<uint32_t>(opened.zero_rule);
  snprintf(h->info.quantizer, sizeof h->info.quantizer, "%s", opened.quantizer);
  snprintf(h->info.backend, sizeof h->info.backend, "%s", opened.backend);
  snprintf(h->info.model, sizeof h->info.model, "%s", opened.model);
  snprintf(h->info.model_sha256, sizeof h->info.model_sha256, "%s", opened.model_sha256);
  snprintf(h->info.instructions, sizeof h->info.instructions, "%s",
           h->kernel ? h->kernel->instructionSet() : "");
  setShares(config, h);
}

void openHandle(const nnrdoq_config& config, nnrdoq_handle* h) {
  if (!nnrdoq::isNative(config)) {
    openInJava(config, h);
    return;
  }
  h->native = nnrdoq::openNative(config, &h->info);
  h->kernel = h->native.get();
  h->quantizes = true;
}

// Whether the next block of this size is in the sample; xorshift, so a seed names the choice.
bool isSampled(nnrdoq_handle* h, int sizeIndex) {
  if (h->share[sizeIndex] >= 1) return true;
  h->random ^= h->random << 13;
  h->random ^= h->random >> 7;
  h->random ^= h->random << 17;
  return static_cast<double>(h->random >> 11) < h->share[sizeIndex] * 9007199254740992.0;
}

void countFailure(nnrdoq_handle* h, const nnrdoq_block& block) {
  h->calls[block.log2_size - 2].fetch_sub(1, std::memory_order_relaxed);
  h->failed.fetch_add(1, std::memory_order_relaxed);
  h->broken = true;
}

// Without Java. Reading the clock twice would cost a tenth of a block: every 16th one of a size counts
// for all. call: how many there were before it.
nnrdoq_status quantizeCompiled(nnrdoq_handle* h, const nnrdoq_block& block, uint64_t call,
                               int32_t* sum) {
  constexpr uint32_t SAMPLE = 16;
  const nnrdoq::KeepErrno keepErrno;
  const nnrdoq::StandardFloats standardFloats(nnrdoq::StandardFloats::LET_FLAGS);
  const bool timed = call % SAMPLE == 0;
  const uint64_t begin = timed ? now() : 0;
  try {
    *sum = h->kernel->quantize(block);
  } catch (const std::bad_alloc&) {
    return fail(NNRDOQ_ERR_QUANTIZE, "no memory for a thread's scratch");
  }
  if (timed) h->nanoseconds.fetch_add((now() - begin) * SAMPLE, std::memory_order_relaxed);
  return NNRDOQ_OK;
}

nnrdoq_status quantizeInJava(nnrdoq_handle* h, const nnrdoq_block& block, int32_t* sum) {
  const uint64_t begin = now();
  const nnrdoq_status status =
      guarded([&] { *sum = nnrdoq::java::quantize(h->id, block); }, NNRDOQ_ERR_QUANTIZE);
  h->nanoseconds.fetch_add(now() - begin, std::memory_order_relaxed);
  return status;
}

// A block whose arrays have 32 bits.
nnrdoq_status quantizeWide(nnrdoq_handle* h, const nnrdoq_block& block, int32_t* sum) {
  const int sizeIndex = block.log2_size - 2;
  const uint64_t call = h->calls[sizeIndex].fetch_add(1, std::memory_order_relaxed);
  const nnrdoq_status status =
      h->kernel ? quantizeCompiled(h, block, call, sum) : quantizeInJava(h, block, sum);
  if (status != NNRDOQ_OK) {
    countFailure(h, block);
  } else if (*sum == 0) {
    h->zero[sizeIndex].fetch_add(1, std::memory_order_relaxed);
  }
  return status;
}

// A copy of a block in 32 bits.
struct WideBlock {
  nnrdoq_block block;
  int32_t coefficients[1024];
  int32_t levels[1024];
};

int areaOf(const nnrdoq_block& block) { return 1 << (2 * block.log2_size); }

bool isWide(const nnrdoq_block& block) { return block.coefficients && block.levels; }

// Makes the arrays of 16 bits some of 32; levels have their values if they were made before.
void widen(const nnrdoq_block& block, bool hasLevels, WideBlock* wide) {
  wide->block = block;
  const int area = areaOf(block);
  if (block.coefficients16) {
    for (int i = 0; i < area; i++) wide->coefficients[i] = block.coefficients16[i];
    wide->block.coefficients = wide->coefficients;
  }
  if (block.levels16) {
    for (int i = 0; hasLevels && i < area; i++) wide->levels[i] = block.levels16[i];
    wide->block.levels = wide->levels;
  }
}

__attribute__((noinline)) nnrdoq_status quantizeNarrow(nnrdoq_handle* h, const nnrdoq_block& block, int32_t* sum) {
  WideBlock wide;
  widen(block, false, &wide);
  const nnrdoq_status status = quantizeWide(h, wide.block, sum);
  if (status != NNRDOQ_OK || !block.levels16) return status;
  const int area = areaOf(block);
  int32_t beyond = 0;
  for (int i = 0; i < area; i++) {
    block.levels16[i] = static_cast<int16_t>(wide.levels[i]);
    beyond |= wide.levels[i] ^ block.levels16[i];
  }
  if (beyond == 0) return NNRDOQ_OK;
  countFailure(h, block);
  return fail(NNRDOQ_ERR_QUANTIZE, "a level does not fit nnrdoq_block.levels16: use levels");
}

// For the log: what runs.
std::string nameOf(const nnrdoq_info& info) {
  std::string text = std::string("quantizer ") + info.quantizer;
  if (info.model[0]) text += std::string(", network ") + info.model + " " + std::string(info.model_sha256, 8);
  if (info.backend[0]) text += std::string(", backend ") + info.backend;
  if (info.instructions[0]) text += std::string(" ") + info.instructions;
  return text;
}

uint64_t blocksOf(const nnrdoq_handle& h) {
  uint64_t sum = 0;
  for (const auto& calls : h.calls) sum += calls;
  return sum;
}

nnrdoq_status closeHandle(nnrdoq_handle* h, bool keepRecording) {
  if (!h) return NNRDOQ_OK;
  const std::unique_ptr<nnrdoq_handle> owned(h);
  const nnrdoq::KeepErrno keepErrno;
  nnrdoq::logInfo("closing " + nameOf(h->info) + ": " + std::to_string(blocksOf(*h)) + " blocks, " +
                  std::to_string(h->failed) + " failures");
  if (!h->inJava) return NNRDOQ_OK;
  const bool keep = keepRecording && !h->broken;
  return guarded([&] { nnrdoq::java::control(keep ? NNRDOQ_OP_CLOSE : NNRDOQ_OP_ABANDON, h->id); });
}

}  // namespace

uint32_t nnrdoq_abi_version(void) { return NNRDOQ_ABI_VERSION; }

const char* nnrdoq_version(void) { return NNRDOQ_VERSION; }

const char* nnrdoq_error(void) { return nnrdoq::errorText(); }

nnrdoq_status nnrdoq_open(const nnrdoq_config* config, nnrdoq_handle** handle) {
  if (!handle) return fail(NNRDOQ_ERR_ARGUMENT, "handle is NULL");
  *handle = nullptr;
  return guarded([&] {
    std::unique_ptr<nnrdoq_handle> h(new nnrdoq_handle());
    nnrdoq::logLevel();  // a wrong one is told now
    openHandle(nnrdoq::completeConfig(config), h.get());
    nnrdoq::logInfo("opened " + nameOf(h->info) +
                    (h->info.java[0] ? std::string(", in Java ") + h->info.java : ", without Java"));
    *handle = h.release();
  });
}

nnrdoq_status nnrdoq_get_info(nnrdoq_handle* h, nnrdoq_info* info) {
  if (!h || !info) return fail(NNRDOQ_ERR_ARGUMENT, "handle or info is NULL");
  return nnrdoq::fillInfo(info, h->info);
}

nnrdoq_status nnrdoq_quantize(nnrdoq_handle* h, nnrdoq_block* block) {
  if (!h) return fail(NNRDOQ_ERR_ARGUMENT, "handle is NULL");
  nnrdoq_block room;
  const nnrdoq_block* complete;
  const nnrdoq_status bad = nnrdoq::takeBlock(block, &room, &complete);
  if (bad != NNRDOQ_OK) return bad;
  if (h->info.needs_costs && !complete->costs) {
    return fail(NNRDOQ_ERR_ARGUMENT, "nnrdoq_block.costs is NULL: this quantizer needs costs");
  }
  if (!h->quantizes) {
    return fail(NNRDOQ_ERR_ARGUMENT, "the handle was opened with quantizer none: it only records");
  }
  int32_t sum = 0;
  const nnrdoq_status status = isWide(*complete) ? quantizeWide(h, *complete, &sum)
                                                 : quantizeNarrow(h, *complete, &sum);
  if (status == NNRDOQ_OK) block->abs_sum = static_cast<uint32_t>(sum);
  return status;
}

nnrdoq_status nnrdoq_record(nnrdoq_handle* h, const nnrdoq_block* block) {
  if (!h) return fail(NNRDOQ_ERR_ARGUMENT, "handle is NULL");
  nnrdoq_block room;
  const nnrdoq_block* complete;
  const nnrdoq_status bad = nnrdoq::takeBlock(block, &room, &complete);
  if (bad != NNRDOQ_OK) return bad;
  if (!h->records) {
    return fail(NNRDOQ_ERR_ARGUMENT, "the handle was opened without a file to record to");
  }
  const int sizeIndex = complete->log2_size - 2;
  WideBlock wide;
  if (!isWide(*complete)) {
    widen(*complete, true, &wide);
    complete = &wide.block;
  }
  const nnrdoq_status status = guarded(
      [&] {
        std::lock_guard<std::mutex> lock(h->recordMutex);
        if (!isSampled(h, sizeIndex)) return;
        nnrdoq::java::record(h->id, *complete);
        h->recorded[sizeIndex].fetch_add(1, std::memory_order_relaxed);
      },
      NNRDOQ_ERR_RECORDING);
  if (status != NNRDOQ_OK) {
    h->failed.fetch_add(1, std::memory_order_relaxed);
    h->broken = true;
  }
  return status;
}

nnrdoq_status nnrdoq_get_stats(nnrdoq_handle* h, nnrdoq_stats* stats) {
  if (!h || !stats) return fail(NNRDOQ_ERR_ARGUMENT, "handle or stats is NULL");
  nnrdoq_stats values;
  memset(&values, 0, sizeof values);
  for (int i = 0; i < 4; i++) {
    values.zero[i] = h->zero[i];
    values.quantized[i] = h->calls[i] - values.zero[i];
    values.recorded[i] = h->recorded[i];
  }
  values.failed = h->failed;
  values.nanoseconds = h->nanoseconds;
  if (!h->inJava) return nnrdoq::fillStats(stats, values);
  const nnrdoq_status thrown = guarded([&] {
    values.java_heap_bytes = static_cast<uint64_t>(nnrdoq::java::control(NNRDOQ_OP_HEAP, h->id));
  });
  return thrown != NNRDOQ_OK ? thrown : nnrdoq::fillStats(stats, values);
}

nnrdoq_status nnrdoq_close(nnrdoq_handle* h) { return closeHandle(h, true); }

nnrdoq_status nnrdoq_abandon(nnrdoq_handle* h) { return closeHandle(h, false); }
