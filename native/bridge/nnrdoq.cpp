// The C ABI: checks what the host gives, keeps counts, and hands blocks to the Java callbacks.
#include "nnrdoq.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <new>
#include <string>

#include "block_bits.h"
#include "callbacks.h"
#include "jvm.h"
#include "kernel.h"

#ifndef NNRDOQ_VERSION
#error "define NNRDOQ_VERSION: the product's version"
#endif

using nnrdoq::Failure;

struct nnrdoq_handle {
  int id;
  bool quantizes;
  bool records;
  uint32_t attached;
  uint32_t needsCosts;
  uint32_t zeroRule;
  char quantizer[64];
  char java[64];
  char backend[32];
  const nnrdoq::kernel::Kernel* kernel;  // Java's, as long as the handle is open; null: it quantizes
  double share[4];
  uint64_t random;
  std::mutex recordMutex;
  std::atomic<bool> broken;
  std::atomic<uint64_t> calls[4];  // begun, by size, without those that failed
  std::atomic<uint64_t> zero[4];
  std::atomic<uint64_t> recorded[4];
  std::atomic<uint64_t> failed;
  std::atomic<uint64_t> nanoseconds;
};

struct nnrdoq_reader {
  int id;
  int bits;
  double lambda;
  int32_t coefficients[1024];
  int32_t levels[1024];
  nnrdoq_costs costs;
};

static_assert(sizeof(nnrdoq_costs) == 120 * sizeof(int32_t), "costs are 120 integers in a row");
static_assert(offsetof(nnrdoq_reader, bits) == 4 && offsetof(nnrdoq_reader, lambda) == 8 &&
                  offsetof(nnrdoq_reader, coefficients) == 16,
              "org.nnrdoq.bridge.BridgeReader writes at these places");
static_assert(sizeof(nnrdoq_block) == 56, "the block's layout is part of the ABI");

namespace {

thread_local char errorText[NNRDOQ_ERROR_BYTES];

nnrdoq_control_fn control = nullptr;
nnrdoq_quantize_fn quantize = nullptr;
nnrdoq_record_fn record = nullptr;

long long address(const void* p) { return static_cast<long long>(reinterpret_cast<intptr_t>(p)); }

nnrdoq_status fail(nnrdoq_status status, const char* text) {
  snprintf(errorText, sizeof errorText, "%s", text);
  return status;
}

// Runs body, which may throw; nothing leaves.
template <typename Body>
nnrdoq_status guarded(Body body) {
  try {
    body();
    return NNRDOQ_OK;
  } catch (const Failure& f) {
    return fail(f.status(), f.what());
  } catch (const std::exception& e) {
    return fail(NNRDOQ_ERR_ARGUMENT, e.what());
  } catch (...) {
    return fail(NNRDOQ_ERR_ARGUMENT, "unknown C++ exception");
  }
}

// A negative answer of a callback as a status; Java has filled errorText.
nnrdoq_status statusOf(long long answer) {
  const bool known = answer <= NNRDOQ_ERR_ARGUMENT && answer >= NNRDOQ_ERR_RECORDING;
  if (!errorText[0]) return fail(NNRDOQ_ERR_QUANTIZE, "the Java side failed and does not say why");
  return known ? static_cast<nnrdoq_status>(answer) : NNRDOQ_ERR_QUANTIZE;
}

nnrdoq_status outOfRange(const char* name, long value, const char* expected) {
  snprintf(errorText, sizeof errorText, "nnrdoq_block.%s=%ld: expected %s", name, value, expected);
  return NNRDOQ_ERR_ARGUMENT;
}

nnrdoq_status check(const nnrdoq_block* b) {
  if (!b) return fail(NNRDOQ_ERR_ARGUMENT, "block is NULL");
  if (b->size != sizeof *b) return outOfRange("size", b->size, "sizeof(nnrdoq_block)");
  if (b->log2_size < 2 || b->log2_size > 5) return outOfRange("log2_size", b->log2_size, "2..5");
  if (b->c_idx > 2) return outOfRange("c_idx", b->c_idx, "0..2");
  if (b->pred_mode > 1) return outOfRange("pred_mode", b->pred_mode, "0..1");
  if (b->slice_type > 2) return outOfRange("slice_type", b->slice_type, "0..2");
  if (b->scan_idx > 2) return outOfRange("scan_idx", b->scan_idx, "0..2");
  if (b->bit_depth < 8 || b->bit_depth > 12) return outOfRange("bit_depth", b->bit_depth, "8..12");
  if (b->qp > 51 + 6 * (b->bit_depth - 8)) {
    return outOfRange("qp", b->qp, "0..51 + 6 * (bit_depth - 8)");
  }
  if (b->transform_skip > 1) return outOfRange("transform_skip", b->transform_skip, "0..1");
  if (b->sign_hiding > 1) return outOfRange("sign_hiding", b->sign_hiding, "0..1");
  if (!(b->lambda >= 0) || b->lambda > 1e300) {
    return fail(NNRDOQ_ERR_ARGUMENT, "nnrdoq_block.lambda: expected a finite value of 0 or more");
  }
  if (!b->coefficients || !b->levels || b->coefficients == b->levels) {
    return fail(NNRDOQ_ERR_ARGUMENT,
                "nnrdoq_block.coefficients and levels: expected two different arrays");
  }
  return NNRDOQ_OK;
}

uint64_t now() {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return static_cast<uint64_t>(t.tv_sec) * 1000000000u + static_cast<uint64_t>(t.tv_nsec);
}

void add(std::string* text, const char* key, const char* value) {
  if (!value) return;
  *text += key;
  *text += '=';
  for (const char* c = value; *c; c++) *text += *c == '\n' ? ' ' : *c;
  *text += '\n';
}

// A copy of the host's struct that has all fields of this version.
nnrdoq_config complete(const nnrdoq_config* config) {
  nnrdoq_config full;
  memset(&full, 0, sizeof full);
  if (!config) throw Failure(NNRDOQ_ERR_ARGUMENT, "config is NULL");
  if (config->size < offsetof(nnrdoq_config, model) || config->size > sizeof full) {
    throw Failure(NNRDOQ_ERR_ARGUMENT, "nnrdoq_config.size=" + std::to_string(config->size) +
                                           ": expected sizeof(nnrdoq_config), at most " +
                                           std::to_string(sizeof full));
  }
  memcpy(&full, config, config->size);
  if (full.abi_version != NNRDOQ_ABI_VERSION) {
    throw Failure(NNRDOQ_ERR_VERSION,
                  "the host was built for ABI version " + std::to_string(full.abi_version) +
                      " of nnrdoq, this library has " + std::to_string(NNRDOQ_ABI_VERSION) +
                      "; rebuild the host with this library's nnrdoq.h");
  }
  for (int i = 0; i < 4; i++) {
    if (!(full.record_share[i] >= 0 && full.record_share[i] <= 1)) {
      throw Failure(NNRDOQ_ERR_ARGUMENT, "nnrdoq_config.record_share: expected values 0..1");
    }
  }
  return full;
}

const nnrdoq::Jvm& start(const nnrdoq_config& config) {
  const nnrdoq::Jvm& jvm = nnrdoq::startJvm(config.class_path, config.jvm_options);
  if (!control || !quantize || !record) {
    throw Failure(NNRDOQ_ERR_VERSION,
                  "the Java classes did not install their callbacks; classes and library are of "
                  "different builds: install nnrdoq again");
  }
  return jvm;
}

void openHandle(const nnrdoq_config& config, nnrdoq_handle* h) {
  const nnrdoq::Jvm& jvm = start(config);
  const char* name = config.quantizer ? config.quantizer : "none";
  std::string text;
  add(&text, "quantizer", name);
  add(&text, "model", config.model);
  add(&text, "backend", config.backend);
  add(&text, "record", config.record);
  add(&text, "producer", config.record_producer);
  add(&text, "source", config.record_source);
  add(&text, "settings", config.record_settings);
  add(&text, "levelsBy", config.record_levels_by);
  nnrdoq_opened opened;
  memset(&opened, 0, sizeof opened);
  errorText[0] = 0;
  const long long id =
      control(NNRDOQ_OP_OPEN, 0, address(text.data()), static_cast<int>(text.size()),
              address(&opened), address(errorText));
  if (id < 0) throw Failure(statusOf(id), std::string(errorText));
  h->id = static_cast<int>(id);
  h->quantizes = strcmp(name, "none") != 0;
  h->records = config.record != nullptr;
  h->attached = jvm.attached;
  h->needsCosts = static_cast<uint32_t>(opened.needs_costs);
  h->zeroRule = static_cast<uint32_t>(opened.zero_rule);
  snprintf(h->quantizer, sizeof h->quantizer, "%s", opened.quantizer);
  snprintf(h->java, sizeof h->java, "%s", jvm.version.c_str());
  snprintf(h->backend, sizeof h->backend, "%s", opened.backend);
  h->kernel = reinterpret_cast<const nnrdoq::kernel::Kernel*>(opened.kernel);
  double sum = 0;
  for (double s : config.record_share) sum += s;
  for (int i = 0; i < 4; i++) h->share[i] = sum > 0 ? config.record_share[i] : 1;
  h->random = config.record_seed * 2654435769u + 88172645463325252u;
}

// Whether the next block of this size is in the sample; xorshift, so a seed names the choice.
bool sampled(nnrdoq_handle* h, int sizeIndex) {
  if (h->share[sizeIndex] >= 1) return true;
  h->random ^= h->random << 13;
  h->random ^= h->random >> 7;
  h->random ^= h->random << 17;
  return static_cast<double>(h->random >> 11) < h->share[sizeIndex] * 9007199254740992.0;
}

void finishBlock(nnrdoq_handle* h, nnrdoq_block* block, int sum) {
  block->abs_sum = static_cast<uint32_t>(sum);
  if (sum == 0) h->zero[block->log2_size - 2].fetch_add(1, std::memory_order_relaxed);
}

void countFailure(nnrdoq_handle* h, const nnrdoq_block& block) {
  h->calls[block.log2_size - 2].fetch_sub(1, std::memory_order_relaxed);
  h->failed.fetch_add(1, std::memory_order_relaxed);
  h->broken = true;
}

// Without Java. Reading the clock twice would cost a tenth of a block: every 16th one of a size counts
// for all. call: how many there were before it.
nnrdoq_status quantizeCompiled(nnrdoq_handle* h, nnrdoq_block* block, uint64_t call) {
  constexpr uint32_t SAMPLE = 16;
  const bool timed = call % SAMPLE == 0;
  const uint64_t begin = timed ? now() : 0;
  int sum;
  try {
    sum = h->kernel->quantize(*block);
  } catch (const std::bad_alloc&) {
    countFailure(h, *block);
    return fail(NNRDOQ_ERR_QUANTIZE, "no memory for a thread's scratch");
  }
  if (timed) h->nanoseconds.fetch_add((now() - begin) * SAMPLE, std::memory_order_relaxed);
  finishBlock(h, block, sum);
  return NNRDOQ_OK;
}

nnrdoq_status closeHandle(nnrdoq_handle* h, int op) {
  if (!h) return NNRDOQ_OK;
  errorText[0] = 0;
  const bool keep = op == NNRDOQ_OP_CLOSE && !h->broken;
  const long long answer = control(keep ? NNRDOQ_OP_CLOSE : NNRDOQ_OP_ABANDON, h->id, 0, 0, 0,
                                   address(errorText));
  delete h;
  return answer < 0 ? statusOf(answer) : NNRDOQ_OK;
}

}  // namespace

int nnrdoq_bridge_install(int magic, int version, nnrdoq_control_fn c, nnrdoq_quantize_fn q,
                          nnrdoq_record_fn r) {
  if (magic != NNRDOQ_BRIDGE_MAGIC || version != NNRDOQ_BRIDGE_VERSION || !c || !q || !r) return 0;
  control = c;
  quantize = q;
  record = r;
  return NNRDOQ_BRIDGE_MAGIC;
}

uint32_t nnrdoq_abi_version(void) { return NNRDOQ_ABI_VERSION; }

const char* nnrdoq_version(void) { return NNRDOQ_VERSION; }

const char* nnrdoq_error(void) { return errorText; }

nnrdoq_status nnrdoq_open(const nnrdoq_config* config, nnrdoq_handle** handle) {
  if (!handle) return fail(NNRDOQ_ERR_ARGUMENT, "handle is NULL");
  *handle = nullptr;
  return guarded([&] {
    std::unique_ptr<nnrdoq_handle> h(new nnrdoq_handle());
    h->id = -1;
    try {
      openHandle(complete(config), h.get());
    } catch (...) {
      if (h->id >= 0) control(NNRDOQ_OP_ABANDON, h->id, 0, 0, 0, address(errorText));
      throw;
    }
    *handle = h.release();
  });
}

nnrdoq_status nnrdoq_get_info(nnrdoq_handle* h, nnrdoq_info* info) {
  if (!h || !info) return fail(NNRDOQ_ERR_ARGUMENT, "handle or info is NULL");
  const bool old = info->size == offsetof(nnrdoq_info, backend);
  if (info->size != sizeof *info && !old) {
    return fail(NNRDOQ_ERR_ARGUMENT, "nnrdoq_info.size: expected sizeof(nnrdoq_info)");
  }
  info->needs_costs = h->needsCosts;
  info->zero_rule = h->zeroRule;
  info->attached = h->attached;
  memcpy(info->quantizer, h->quantizer, sizeof info->quantizer);
  memcpy(info->java, h->java, sizeof info->java);
  if (old) return NNRDOQ_OK;
  memcpy(info->backend, h->backend, sizeof info->backend);
  snprintf(info->instructions, sizeof info->instructions, "%s",
           h->kernel ? h->kernel->instructionSet() : "");
  return NNRDOQ_OK;
}

nnrdoq_status nnrdoq_quantize(nnrdoq_handle* h, nnrdoq_block* block) {
  const nnrdoq_status bad = h ? check(block) : fail(NNRDOQ_ERR_ARGUMENT, "handle is NULL");
  if (bad != NNRDOQ_OK) return bad;
  if (h->needsCosts && !block->costs) {
    return fail(NNRDOQ_ERR_ARGUMENT, "nnrdoq_block.costs is NULL: this quantizer needs costs");
  }
  if (!h->quantizes) {
    return fail(NNRDOQ_ERR_ARGUMENT, "the handle was opened with quantizer none: it only records");
  }
  const uint64_t call = h->calls[block->log2_size - 2].fetch_add(1, std::memory_order_relaxed);
  if (h->kernel) return quantizeCompiled(h, block, call);
  const uint64_t begin = now();
  errorText[0] = 0;
  int sum = NNRDOQ_ERR_QUANTIZE;
  try {  // JavaCPP throws what Java let through; our callbacks catch all, so this is a last resort.
    sum = quantize(h->id, nnrdoq::packBlock(*block), block->lambda, address(block->coefficients),
                   address(block->levels), address(block->costs), address(errorText));
  } catch (const std::exception& e) {
    fail(NNRDOQ_ERR_QUANTIZE, e.what());
  } catch (...) {
    fail(NNRDOQ_ERR_QUANTIZE, "unknown C++ exception");
  }
  h->nanoseconds.fetch_add(now() - begin, std::memory_order_relaxed);
  if (sum < 0) {
    countFailure(h, *block);
    return statusOf(sum);
  }
  finishBlock(h, block, sum);
  return NNRDOQ_OK;
}

nnrdoq_status nnrdoq_record(nnrdoq_handle* h, const nnrdoq_block* block) {
  const nnrdoq_status bad = h ? check(block) : fail(NNRDOQ_ERR_ARGUMENT, "handle is NULL");
  if (bad != NNRDOQ_OK) return bad;
  if (!h->records) {
    return fail(NNRDOQ_ERR_ARGUMENT, "the handle was opened without a file to record to");
  }
  const int sizeIndex = block->log2_size - 2;
  return guarded([&] {
    std::lock_guard<std::mutex> lock(h->recordMutex);
    if (!sampled(h, sizeIndex)) return;
    errorText[0] = 0;
    const int answer =
        record(h->id, nnrdoq::packBlock(*block), block->lambda, address(block->coefficients),
               address(block->levels), address(block->costs), address(errorText));
    if (answer < 0) {
      h->failed.fetch_add(1, std::memory_order_relaxed);
      h->broken = true;
      throw Failure(statusOf(answer), std::string(errorText));
    }
    h->recorded[sizeIndex].fetch_add(1, std::memory_order_relaxed);
  });
}

nnrdoq_status nnrdoq_get_stats(nnrdoq_handle* h, nnrdoq_stats* stats) {
  if (!h || !stats) return fail(NNRDOQ_ERR_ARGUMENT, "handle or stats is NULL");
  if (stats->size != sizeof *stats) {
    return fail(NNRDOQ_ERR_ARGUMENT, "nnrdoq_stats.size: expected sizeof(nnrdoq_stats)");
  }
  return guarded([&] {
    for (int i = 0; i < 4; i++) {
      stats->zero[i] = h->zero[i];
      stats->quantized[i] = h->calls[i] - stats->zero[i];
      stats->recorded[i] = h->recorded[i];
    }
    stats->reserved = 0;
    stats->failed = h->failed;
    stats->nanoseconds = h->nanoseconds;
    errorText[0] = 0;
    const long long heap = control(NNRDOQ_OP_HEAP, h->id, 0, 0, 0, address(errorText));
    if (heap < 0) throw Failure(statusOf(heap), std::string(errorText));
    stats->java_heap_bytes = static_cast<uint64_t>(heap);
  });
}

nnrdoq_status nnrdoq_close(nnrdoq_handle* h) {
  nnrdoq_status result = NNRDOQ_OK;
  const nnrdoq_status thrown = guarded([&] { result = closeHandle(h, NNRDOQ_OP_CLOSE); });
  return thrown != NNRDOQ_OK ? thrown : result;
}

nnrdoq_status nnrdoq_abandon(nnrdoq_handle* h) {
  nnrdoq_status result = NNRDOQ_OK;
  const nnrdoq_status thrown = guarded([&] { result = closeHandle(h, NNRDOQ_OP_ABANDON); });
  return thrown != NNRDOQ_OK ? thrown : result;
}

nnrdoq_status nnrdoq_reader_open(const nnrdoq_config* config, const char* file,
                                 nnrdoq_reader** reader) {
  if (!file || !reader) return fail(NNRDOQ_ERR_ARGUMENT, "file or reader is NULL");
  *reader = nullptr;
  return guarded([&] {
    start(complete(config));
    std::unique_ptr<nnrdoq_reader> r(new nnrdoq_reader());
    errorText[0] = 0;
    const long long id = control(NNRDOQ_OP_READER_OPEN, 0, address(file),
                                 static_cast<int>(strlen(file)), 0, address(errorText));
    if (id < 0) throw Failure(statusOf(id), std::string(errorText));
    r->id = static_cast<int>(id);
    *reader = r.release();
  });
}

nnrdoq_status nnrdoq_reader_next(nnrdoq_reader* r, nnrdoq_block* block) {
  if (!r || !block) return fail(NNRDOQ_ERR_ARGUMENT, "reader or block is NULL");
  if (block->size != sizeof *block) return outOfRange("size", block->size, "sizeof(nnrdoq_block)");
  bool end = false;
  const nnrdoq_status thrown = guarded([&] {
    errorText[0] = 0;
    // Java answers with bit 0: a block was read, bit 1: it has levels, bit 2: it has costs.
    const long long answer =
        control(NNRDOQ_OP_READER_NEXT, r->id, 0, 0, address(r), address(errorText));
    if (answer < 0) throw Failure(statusOf(answer), std::string(errorText));
    end = answer == 0;
    if (end) return;
    nnrdoq::unpackBlock(r->bits, block);
    block->lambda = r->lambda;
    block->coefficients = r->coefficients;
    block->levels = answer & 2 ? r->levels : nullptr;
    block->costs = answer & 4 ? &r->costs : nullptr;
    block->abs_sum = 0;
    const int count = 1 << (2 * block->log2_size);
    for (int i = 0; block->levels && i < count; i++) {
      block->abs_sum += static_cast<uint32_t>(
          r->levels[i] < 0 ? -static_cast<int64_t>(r->levels[i]) : r->levels[i]);
    }
  });
  if (thrown != NNRDOQ_OK) return thrown;
  return end ? fail(NNRDOQ_END, "no block is left") : NNRDOQ_OK;
}

nnrdoq_status nnrdoq_reader_close(nnrdoq_reader* r) {
  if (!r) return NNRDOQ_OK;
  nnrdoq_status result = NNRDOQ_OK;
  const nnrdoq_status thrown = guarded([&] {
    errorText[0] = 0;
    const long long answer =
        control(NNRDOQ_OP_READER_CLOSE, r->id, 0, 0, 0, address(errorText));
    if (answer < 0) result = statusOf(answer);
    delete r;
  });
  return thrown != NNRDOQ_OK ? thrown : result;
}
