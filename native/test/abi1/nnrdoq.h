/*
 * nnrdoq: quantization of HEVC transform blocks, for encoders written in C or C++.
 *
 * The library runs quantizers that are written in Java. The first nnrdoq_open() of a process starts
 * a Java virtual machine inside it, or attaches to the one that already runs. Blocks are shared
 * memory: the quantizer reads the host's coefficients and writes the host's levels in place.
 *
 * Typical use:
 *
 *     nnrdoq_config config = {0};
 *     config.size = sizeof config;
 *     config.abi_version = NNRDOQ_ABI_VERSION;
 *     config.quantizer = "fcn";
 *     nnrdoq_handle *q;
 *     if (nnrdoq_open(&config, &q) != NNRDOQ_OK) { puts(nnrdoq_error()); exit(1); }
 *     ... fill an nnrdoq_block, nnrdoq_quantize(q, &block), for each block ...
 *     nnrdoq_close(q);
 *
 * Every function that can fail returns an nnrdoq_status; nnrdoq_error() then holds one line that
 * says what is wrong, where, and what to do. No C++ or Java exception ever reaches the host.
 *
 * Threads: all functions may be called from any thread, also several at a time with one handle.
 * The one exception is nnrdoq_close(): no other call may be using that handle then, or later.
 *
 * Versions: each struct starts with its size in bytes, which the host sets to sizeof. A library
 * takes the smaller structs of older hosts, using defaults for what they lack. A change that breaks
 * hosts raises NNRDOQ_ABI_VERSION; compare it with nnrdoq_abi_version() after dlopen().
 *
 * native/README.md explains linking, the search for Java, environment variables and limits.
 */
#ifndef NNRDOQ_H
#define NNRDOQ_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define NNRDOQ_ABI_VERSION 1u

#if defined(__GNUC__)
#define NNRDOQ_API __attribute__((visibility("default")))
#else
#define NNRDOQ_API
#endif

/* What a call came to. Values are stable; 0 is success, all failures are negative. */
typedef enum nnrdoq_status {
  NNRDOQ_OK = 0,
  NNRDOQ_ERR_ARGUMENT = -1,  /* a parameter is out of range or a struct's size is unknown */
  NNRDOQ_ERR_VERSION = -2,   /* host, library and Java classes do not belong together */
  NNRDOQ_ERR_JVM = -3,       /* no Java virtual machine, a too old one, or it did not start */
  NNRDOQ_ERR_OPEN = -4,      /* the quantizer could not be made: unknown name, bad model ... */
  NNRDOQ_ERR_QUANTIZE = -5,  /* a block could not be quantized; its levels are undefined */
  NNRDOQ_ERR_RECORDING = -6, /* a recording could not be read or written */
  NNRDOQ_END = -7            /* nnrdoq_reader_next: no block is left */
} nnrdoq_status;

/* Colour component, prediction mode, slice type and scan as H.265 numbers them. */
enum { NNRDOQ_Y = 0, NNRDOQ_CB = 1, NNRDOQ_CR = 2 };
enum { NNRDOQ_INTRA = 0, NNRDOQ_INTER = 1 };
enum { NNRDOQ_SLICE_B = 0, NNRDOQ_SLICE_P = 1, NNRDOQ_SLICE_I = 2 };
enum { NNRDOQ_SCAN_DIAGONAL = 0, NNRDOQ_SCAN_HORIZONTAL = 1, NNRDOQ_SCAN_VERTICAL = 2 };

/*
 * Entropy costs of one block: what each bin would cost with the context states before the block.
 * 1 bit = 32768. Pairs hold the cost of bin 0 and of bin 1. Context increments count within the
 * block's channel type, so that a chroma block uses the first entries; the others are 0.
 */
typedef struct nnrdoq_costs {
  int32_t coded_sub_block_flag[2][2];
  int32_t sig_coeff_flag[27][2];              /* luma 0..26, chroma 0..14 (H.265 9.3.4.2.5) */
  int32_t coeff_abs_level_greater1_flag[16][2]; /* 4 * ctxSet + greater1Ctx; chroma 0..7 */
  int32_t coeff_abs_level_greater2_flag[4][2];  /* ctxSet; chroma 0..1 */
  int32_t last_sig_coeff_x_prefix[10];          /* the whole prefix by its value, no suffix */
  int32_t last_sig_coeff_y_prefix[10];
  int32_t coded_block_flag[2];                  /* of the coded block flag that applies */
} nnrdoq_costs;

/* One transform block. */
typedef struct nnrdoq_block {
  uint32_t size;         /* sizeof(nnrdoq_block) */
  uint8_t log2_size;     /* log2 of the side, 2..5 */
  uint8_t c_idx;         /* NNRDOQ_Y, NNRDOQ_CB, NNRDOQ_CR */
  uint8_t pred_mode;     /* NNRDOQ_INTRA, NNRDOQ_INTER: of the coding unit */
  uint8_t slice_type;    /* NNRDOQ_SLICE_* */
  uint8_t scan_idx;      /* NNRDOQ_SCAN_* */
  uint8_t bit_depth;     /* of the component, 8..12 */
  uint8_t qp;            /* Qp'Y, Qp'Cb or Qp'Cr: 0..51 + 6 * (bit_depth - 8) */
  uint8_t transform_skip; /* transform_skip_flag: 0 or 1 */
  uint8_t sign_hiding;   /* sign_data_hiding_enabled_flag: 0 or 1 */
  uint8_t reserved[3];   /* 0 */
  double lambda;         /* squared error (8-bit scale) worth one bit, this component; >= 0 */
  const int32_t *coefficients; /* side * side, raster order; only read during the call */
  int32_t *levels;       /* side * side, raster order; must not be coefficients */
  const nnrdoq_costs *costs; /* may be NULL where nnrdoq_info.needs_costs is 0 */
  uint32_t abs_sum;      /* out: sum of the absolute levels; 0 exactly if all are 0 */
  uint32_t reserved2;    /* 0 */
} nnrdoq_block;

/* How to open a quantizer. Unused pointers are NULL, texts are UTF-8 and copied. */
typedef struct nnrdoq_config {
  uint32_t size;          /* sizeof(nnrdoq_config) */
  uint32_t abi_version;   /* NNRDOQ_ABI_VERSION */
  /*
   * "sq", "rdoq", "fcn" and what else the Java side knows; "none" to record only; "empty" zeroes
   * every block and measures the cost of the way; "class:NAME" is a class with a public
   * constructor without parameters that implements org.nnrdoq.quantizer.Quantizer.
   */
  const char *quantizer;
  const char *model;      /* network file; NULL: the shipped one */
  const char *class_path; /* NULL: nnrdoq.classpath beside the library */
  const char *jvm_options; /* further options of the virtual machine, blank separated */
  const char *record;     /* file that nnrdoq_record() appends to; NULL: none */
  const char *record_producer; /* program and version, for the recording's header */
  const char *record_source;   /* what is encoded */
  const char *record_settings; /* how it is encoded */
  const char *record_levels_by; /* who made the levels; NULL: the quantizer above */
  double record_share[4]; /* share of the 4x4, 8x8, 16x16, 32x32 blocks to keep, 0..1; all 0: all */
  uint64_t record_seed;   /* which blocks a share below 1 keeps */
  /*
   * What evaluates a network: NULL or "auto", "kernel": compiled code in this library, for integer
   * networks, blocks never enter Java; "ort": ONNX Runtime; "java": plain Java. Integer networks
   * give equal levels in all of them.
   */
  const char *backend;
} nnrdoq_config;

/* Which blocks are zero for certain, so that a host can do without a call. */
typedef enum nnrdoq_zero_rule {
  NNRDOQ_ZERO_UNKNOWN = 0,   /* ask nnrdoq_quantize() */
  NNRDOQ_ZERO_DEAD_ZONE = 1, /* all levels 0 with the dead zone: rounding offset 171/512 of a step
                                in I slices, 85/512 in others */
  NNRDOQ_ZERO_NEAREST = 2    /* all levels 0 when rounded to nearest */
} nnrdoq_zero_rule;

/* What was opened. */
typedef struct nnrdoq_info {
  uint32_t size;         /* sizeof(nnrdoq_info) */
  uint32_t needs_costs;  /* 1: nnrdoq_block.costs is required */
  uint32_t zero_rule;    /* nnrdoq_zero_rule */
  uint32_t attached;     /* 1: a virtual machine was running already and is shared */
  char quantizer[64];    /* name of the quantizer that runs */
  char java[64];         /* version of the virtual machine */
  char backend[32];      /* what evaluates the network: kernel, ort, java; "" if there is none */
  char instructions[32]; /* instruction set of the kernel: avx512-vnni, avx2 ...; else "" */
} nnrdoq_info;

/* Counts since nnrdoq_open(). Arrays are indexed by log2_size - 2. */
typedef struct nnrdoq_stats {
  uint32_t size;         /* sizeof(nnrdoq_stats) */
  uint32_t reserved;     /* 0 */
  uint64_t quantized[4]; /* blocks that came back with a level other than 0 */
  uint64_t zero[4];      /* blocks that came back all zero */
  uint64_t recorded[4];  /* blocks written to the recording */
  uint64_t failed;       /* calls that failed */
  uint64_t nanoseconds;  /* time inside nnrdoq_quantize(), all threads added up; with the kernel
                            an estimate from every 16th call */
  uint64_t java_heap_bytes; /* heap in use now, garbage included; of the whole virtual machine */
} nnrdoq_stats;

typedef struct nnrdoq_handle nnrdoq_handle;
typedef struct nnrdoq_reader nnrdoq_reader;

/* ABI version of the library: equal to NNRDOQ_ABI_VERSION if host and library fit. */
NNRDOQ_API uint32_t nnrdoq_abi_version(void);

/* Version of the product, for example "0.1.0". */
NNRDOQ_API const char *nnrdoq_version(void);

/*
 * One line on the calling thread's last failure; "" if there was none. Valid until the thread's
 * next call into the library.
 */
NNRDOQ_API const char *nnrdoq_error(void);

/* Opens a quantizer. *handle is NULL after a failure. */
NNRDOQ_API nnrdoq_status nnrdoq_open(const nnrdoq_config *config, nnrdoq_handle **handle);

/* Tells what was opened; the caller sets info->size. */
NNRDOQ_API nnrdoq_status nnrdoq_get_info(nnrdoq_handle *handle, nnrdoq_info *info);

/* Quantizes one block: reads coefficients, writes levels and abs_sum. Allocates nothing. */
NNRDOQ_API nnrdoq_status nnrdoq_quantize(nnrdoq_handle *handle, nnrdoq_block *block);

/* Appends a block with its levels (and costs, if not NULL) to the recording, subject to its share. */
NNRDOQ_API nnrdoq_status nnrdoq_record(nnrdoq_handle *handle, const nnrdoq_block *block);

/* Fills stats; the caller sets stats->size. */
NNRDOQ_API nnrdoq_status nnrdoq_get_stats(nnrdoq_handle *handle, nnrdoq_stats *stats);

/*
 * Frees the handle. A recording gets its final name here; after a failed call on the handle, or a
 * failed close, there is none. NULL is allowed. The virtual machine stays until the process ends.
 */
NNRDOQ_API nnrdoq_status nnrdoq_close(nnrdoq_handle *handle);

/* As nnrdoq_close(), but throws the recording away: for hosts that give up. */
NNRDOQ_API nnrdoq_status nnrdoq_abandon(nnrdoq_handle *handle);

/* Opens a recording to read; config names class path and options of the virtual machine only. */
NNRDOQ_API nnrdoq_status nnrdoq_reader_open(const nnrdoq_config *config, const char *file,
                                            nnrdoq_reader **reader);

/*
 * Reads the next block; NNRDOQ_END when none is left. The caller sets block->size; coefficients,
 * levels and costs then point to the reader's memory, valid until its next call; levels and costs
 * are NULL if the recording has none. One thread at a time per reader.
 */
NNRDOQ_API nnrdoq_status nnrdoq_reader_next(nnrdoq_reader *reader, nnrdoq_block *block);

/* Frees the reader; NULL is allowed. */
NNRDOQ_API nnrdoq_status nnrdoq_reader_close(nnrdoq_reader *reader);

#ifdef __cplusplus
}
#endif

#endif /* NNRDOQ_H */
