/*
 * nnrdoq: quantization of HEVC transform blocks, for encoders written in C or C++.
 *
 * Networks run in compiled code. Those that the library carries inside (backend "native") and those
 * in .nnq files are opened without Java. All else is written in Java: the first nnrdoq_open() of a
 * process that asks for it starts a Java virtual machine inside, or attaches to the one that already
 * runs. A block's arrays stay the host's: a quantizer in Java works on one copy of its own and writes
 * the levels back, the compiled kernel reads the coefficients and writes the levels where they are.
 *
 * Typical use:
 *
 *     nnrdoq_config config = {0};
 *     config.size = sizeof config;
 *     config.abi_version = NNRDOQ_ABI_VERSION;
 *     config.quantizer = "fcn";
 *     config.backend = "native";
 *     nnrdoq_handle *q;
 *     if (nnrdoq_open(&config, &q) != NNRDOQ_OK) { puts(nnrdoq_error()); exit(1); }
 *     ... fill an nnrdoq_block, nnrdoq_quantize(q, &block), for each block ...
 *     nnrdoq_close(q);
 *
 * Every function that can fail returns an nnrdoq_status; nnrdoq_error() then holds one line that
 * says what is wrong, where, and what to do. No C++ or Java exception ever reaches the host.
 *
 * Threads: all functions may be called from any thread, also several at a time with one handle, and
 * handles do not know of each other: an encoder with several instances in one process opens one for
 * each. The one exception is nnrdoq_close(): no other call may be using that handle then, or later.
 * All handles in Java share one virtual machine, so that class_path and jvm_options of the first
 * nnrdoq_open() of a process hold for all.
 *
 * The process stays the host's: after each call its locale, signal mask, floating-point mode, errno, folder and
 * umask are what they were before, and signals come to its own threads. Java has SIGSEGV, SIGBUS, SIGFPE and
 * SIGILL. While it starts, and only then, other threads see the locale of the environment. A start that would
 * fail is found out in a child process where it is to be feared, so that it ends in a status. What remains: a
 * virtual machine that finds no memory later, or a fault in it, ends the process.
 *
 * Versions: each struct starts with its size in bytes, which the host sets to sizeof. A library takes
 * the structs of older hosts, down to the first published ones: what they lack has its default, and
 * nothing is written beyond them. It takes those of newer hosts too, as long as the fields that it
 * does not know are 0; in structs that it fills it sets them to 0. A change that breaks hosts raises
 * NNRDOQ_ABI_VERSION; compare it with nnrdoq_abi_version() after dlopen().
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
  double lambda;         /* squared error (8-bit scale) worth one bit; finite, 0: least error */
  const int32_t *coefficients; /* side * side, raster order; only read during the call */
  int32_t *levels;       /* side * side, raster order; must not be the coefficients */
  const nnrdoq_costs *costs; /* may be NULL where nnrdoq_info.needs_costs is 0 */
  uint32_t abs_sum;      /* out: sum of the absolute levels; 0 exactly if all are 0 */
  uint32_t reserved2;    /* 0 */
  /* Encoders that have 16 bits give these, or one of them, and leave what they stand for NULL. */
  const int16_t *coefficients16;
  int16_t *levels16;
  /*
   * Other than 0: all costs that this handle gets with the same number are the same, but for
   * coded_block_flag. Then what follows from them need not be found again for every block. Numbers
   * are those of the host, of all its threads; 0: nothing is known of the costs.
   */
  uint64_t costs_number;
} nnrdoq_block;

/* How to open a quantizer. Unused pointers are NULL, texts are UTF-8 and copied. */
typedef struct nnrdoq_config {
  uint32_t size;          /* sizeof(nnrdoq_config) */
  uint32_t abi_version;   /* NNRDOQ_ABI_VERSION */
  /*
   * "sq", "rdoq", "fcn" and what else the Java side knows; "none" to record only; "empty" zeroes
   * every block and measures the cost of the way; "class:NAME" is a class with a public
   * constructor without parameters that implements org.nnrdoq.quantizer.Quantizer.
   * Without Java: "fcn" or "ar", with backend "native" the name of any network that the library
   * carries, or a .nnq file.
   */
  const char *quantizer;
  const char *model;      /* network: .nnq or .onnx file, or a name; NULL: the quantizer's own */
  const char *class_path; /* NULL: nnrdoq.classpath beside the library; of the first open only */
  const char *jvm_options; /* more options of the virtual machine, blank separated; first open only */
  const char *record;     /* file that nnrdoq_record() appends to; NULL: none */
  const char *record_producer; /* program and version, for the recording's header */
  const char *record_source;   /* what is encoded */
  const char *record_settings; /* how it is encoded */
  const char *record_levels_by; /* who makes the levels; NULL: the quantizer above */
  double record_share[4]; /* share of the 4x4, 8x8, 16x16, 32x32 blocks to keep, 0..1; all 0: all */
  uint64_t record_seed;   /* which blocks a share below 1 keeps */
  /*
   * What evaluates a network: "native": compiled code in this library, and no Java at all, for
   * networks that the library carries and .nnq files; "kernel": the same code for integer networks
   * that Java opens; "ort": ONNX Runtime; "java": plain Java. NULL or "auto": "native" for a .nnq
   * file, else what Java finds best. Integer networks give equal levels in all of them.
   */
  const char *backend;
  const char *record_chroma_levels_by; /* who makes those of chroma; NULL: who makes those of luma */
  double strength;        /* of a network, 0.1..4: what a bit counts for it is multiplied by
                             this, so that less keeps more detail for more bits; 0: 1, as trained */
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
  char java[64];         /* version of the virtual machine; "" if none was needed */
  char backend[32];      /* what evaluates the network: native, kernel, ort, java; "": there is none */
  char instructions[32]; /* instruction set of the kernel: avx512-vnni, avx2 ...; else "" */
  char model[64];        /* name of the network; "" if there is none */
  char model_sha256[68]; /* SHA-256 of its ONNX model, hexadecimal; "" if there is none */
  uint32_t macs;         /* multiply-accumulates for each coefficient, or each level in a network over
                            lists, as models/README.md counts them; 0: unknown */
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
  uint64_t java_heap_bytes; /* heap in use now, garbage included; of the whole virtual machine;
                               0 without Java */
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

/* Opens a recording to read, without Java; of config only the versions matter. */
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
