/*
 * A host of nnrdoq in plain C: reads the blocks of a recording, quantizes them again, and compares
 * the levels with the recorded ones.
 *
 * usage: quantize_recording RECORDING QUANTIZER [MODEL] [--backend NAME] [--threads N] [--repeat N]
 *                           [--expect-equal]
 *        quantize_recording a.nnbr fcn --backend native        a network that the library carries
 *        quantize_recording a.nnbr fcn own.nnq                 one from a file; neither starts Java
 * exit:  0 done; 1 a failure, said on stderr; 2 wrong usage; 3 --expect-equal and a level differs
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nnrdoq.h"

enum { MAX_THREADS = 64 };

typedef struct {
  nnrdoq_block *blocks; /* with coefficients, levels and costs of their own */
  size_t count;
} recording;

typedef struct {
  nnrdoq_handle *handle;
  const recording *input;
  long repeat;
  size_t differing;  /* blocks whose levels are not the recorded ones */
  uint64_t checksum; /* of the levels of the first round */
  int talks;        /* prints memory now and then */
  int failed;
} job;

static void *must(void *memory) {
  if (!memory) {
    fprintf(stderr, "out of memory\n");
    exit(1);
  }
  return memory;
}

static void *copy(const void *from, size_t bytes) {
  return memcpy(must(malloc(bytes)), from, bytes);
}

static size_t level_bytes(const nnrdoq_block *b) {
  return sizeof(int32_t) << (2 * b->log2_size);
}

/* Reads the whole recording; 0 after a failure, nnrdoq_error() then says why. */
static int load(const nnrdoq_config *config, const char *file, recording *r) {
  nnrdoq_reader *reader;
  nnrdoq_status status;
  size_t room = 0;
  char reason[1024];
  if (nnrdoq_reader_open(config, file, &reader) != NNRDOQ_OK) {
    fprintf(stderr, "%s\n", nnrdoq_error());
    return 0;
  }
  for (;;) {
    nnrdoq_block b;
    memset(&b, 0, sizeof b);
    b.size = sizeof b;
    status = nnrdoq_reader_next(reader, &b);
    if (status != NNRDOQ_OK) break;
    if (r->count == room) {
      room = room ? 2 * room : 1024;
      r->blocks = must(realloc(r->blocks, room * sizeof b));
    }
    b.coefficients = copy(b.coefficients, level_bytes(&b));
    if (b.levels) b.levels = copy(b.levels, level_bytes(&b));
    if (b.costs) b.costs = copy(b.costs, sizeof *b.costs);
    r->blocks[r->count++] = b;
  }
  snprintf(reason, sizeof reason, "%s", nnrdoq_error());
  nnrdoq_reader_close(reader);
  if (status != NNRDOQ_END) fprintf(stderr, "%s\n", reason);
  return status == NNRDOQ_END;
}

static void release(recording *r) {
  size_t i;
  for (i = 0; i < r->count; i++) {
    free((void *)r->blocks[i].coefficients);
    free(r->blocks[i].levels);
    free((void *)r->blocks[i].costs);
  }
  free(r->blocks);
}

static unsigned long resident_kib(void) {
  unsigned long pages = 0, ignored;
  FILE *f = fopen("/proc/self/statm", "r");
  if (!f) return 0;
  if (fscanf(f, "%lu %lu", &ignored, &pages) != 2) pages = 0;
  fclose(f);
  return pages * 4;
}

/* One line on memory, eight times in a long run: it must not grow. */
static void talk(const job *j, long round) {
  nnrdoq_stats stats;
  if (!j->talks || j->repeat < 8 || (round + 1) % (j->repeat / 8) != 0) return;
  stats.size = sizeof stats;
  if (nnrdoq_get_stats(j->handle, &stats) != NNRDOQ_OK) return;
  printf("after %10lu blocks of this thread: %7lu KiB resident, %6lu KiB Java heap in use\n",
         (unsigned long)(round + 1) * (unsigned long)j->input->count, resident_kib(),
         (unsigned long)(stats.java_heap_bytes >> 10));
  fflush(stdout);
}

/* FNV-1a, a level at a time, in the order of blocks. */
static uint64_t add_levels(uint64_t checksum, const int32_t *levels, size_t count) {
  size_t i;
  for (i = 0; i < count; i++) checksum = (checksum ^ (uint32_t)levels[i]) * 1099511628211u;
  return checksum;
}

static void *run(void *argument) {
  job *j = argument;
  long round;
  size_t i;
  int32_t levels[1024];
  j->checksum = 14695981039346656037u;
  for (round = 0; round < j->repeat; round++) {
    for (i = 0; i < j->input->count; i++) {
      nnrdoq_block b = j->input->blocks[i];
      const int32_t *recorded = b.levels;
      b.levels = levels;
      if (nnrdoq_quantize(j->handle, &b) != NNRDOQ_OK) {
        fprintf(stderr, "block %lu: %s\n", (unsigned long)i, nnrdoq_error());
        j->failed = 1;
        return NULL;
      }
      if (recorded && memcmp(recorded, levels, level_bytes(&b)) != 0) j->differing++;
      if (round == 0) {
        j->checksum = add_levels(j->checksum, levels, level_bytes(&b) / sizeof *levels);
      }
    }
    talk(j, round);
  }
  return NULL;
}

static int report(nnrdoq_handle *handle, const recording *r, const job *first, size_t differing,
                  int threads) {
  nnrdoq_info info;
  nnrdoq_stats stats;
  uint64_t blocks = 0;
  int i;
  info.size = sizeof info;
  stats.size = sizeof stats;
  if (nnrdoq_get_info(handle, &info) != NNRDOQ_OK || nnrdoq_get_stats(handle, &stats) != NNRDOQ_OK) {
    fprintf(stderr, "%s\n", nnrdoq_error());
    return 0;
  }
  for (i = 0; i < 4; i++) blocks += stats.quantized[i] + stats.zero[i];
  printf("quantizer %s%s%s%s%s, Java %s%s, %d thread(s)\n", info.quantizer,
         info.backend[0] ? ", backend " : "", info.backend, info.instructions[0] ? " " : "",
         info.instructions, info.java[0] ? info.java : "not started",
         info.attached ? " (attached)" : "", threads);
  printf("%lu recorded blocks, %lu quantized, %lu with other levels than recorded\n",
         (unsigned long)r->count, (unsigned long)blocks, (unsigned long)differing);
  printf("checksum of the levels %016llx\n", (unsigned long long)first->checksum);
  for (i = 0; i < 4; i++) {
    printf("  %2dx%-2d  %10lu with levels  %10lu zero\n", 4 << i, 4 << i,
           (unsigned long)stats.quantized[i], (unsigned long)stats.zero[i]);
  }
  printf("%.3f us per block; memory: %lu KiB resident, %lu KiB of it Java heap\n",
         blocks ? (double)stats.nanoseconds / 1000 / (double)blocks : 0.0, resident_kib(),
         (unsigned long)(stats.java_heap_bytes >> 10));
  return 1;
}

static int quantize(const nnrdoq_config *config, const recording *r, int threads, long repeat,
                    size_t *differing) {
  nnrdoq_handle *handle;
  job jobs[MAX_THREADS];
  pthread_t ids[MAX_THREADS];
  int i, ok = 1;
  if (nnrdoq_open(config, &handle) != NNRDOQ_OK) {
    fprintf(stderr, "%s\n", nnrdoq_error());
    return 0;
  }
  for (i = 0; i < threads; i++) {
    jobs[i].handle = handle;
    jobs[i].input = r;
    jobs[i].repeat = repeat;
    jobs[i].differing = 0;
    jobs[i].talks = i == 0;
    jobs[i].failed = 0;
    if (i > 0 && pthread_create(&ids[i], NULL, run, &jobs[i]) != 0) {
      fprintf(stderr, "thread %d cannot be started\n", i);
      exit(1);
    }
  }
  run(&jobs[0]);
  for (i = 0; i < threads; i++) {
    if (i > 0) pthread_join(ids[i], NULL);
    ok = ok && !jobs[i].failed;
    if (ok && jobs[i].checksum != jobs[0].checksum) {
      fprintf(stderr, "thread %d: other levels than thread 0\n", i);
      ok = 0;
    }
    *differing += jobs[i].differing;
  }
  ok = ok && report(handle, r, &jobs[0], *differing, threads);
  if (nnrdoq_close(handle) != NNRDOQ_OK) {
    fprintf(stderr, "%s\n", nnrdoq_error());
    return 0;
  }
  return ok;
}

static int usage(void) {
  fprintf(stderr, "usage: quantize_recording RECORDING QUANTIZER [MODEL] [--backend NAME] "
                  "[--threads N] [--repeat N] [--expect-equal]\n");
  return 2;
}

int main(int argc, char **argv) {
  nnrdoq_config config;
  recording r = {NULL, 0};
  size_t differing = 0;
  int i, ok, threads = 1, expect_equal = 0;
  long repeat = 1;
  if (argc < 3) return usage();
  memset(&config, 0, sizeof config);
  config.size = sizeof config;
  config.abi_version = NNRDOQ_ABI_VERSION;
  config.quantizer = argv[2];
  for (i = 3; i < argc; i++) {
    if (strcmp(argv[i], "--expect-equal") == 0) {
      expect_equal = 1;
    } else if (strcmp(argv[i], "--backend") == 0 && i + 1 < argc) {
      config.backend = argv[++i];
    } else if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc) {
      threads = atoi(argv[++i]);
    } else if (strcmp(argv[i], "--repeat") == 0 && i + 1 < argc) {
      repeat = atol(argv[++i]);
    } else if (argv[i][0] != '-' && !config.model) {
      config.model = argv[i];
    } else {
      return usage();
    }
  }
  if (threads < 1 || threads > MAX_THREADS || repeat < 1) return usage();
  ok = load(&config, argv[1], &r) && quantize(&config, &r, threads, repeat, &differing);
  release(&r);
  if (!ok) return 1;
  return expect_equal && differing ? 3 : 0;
}
