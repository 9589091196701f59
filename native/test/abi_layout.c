/*
 * Prints where the fields of the ABI's structs are, and what its numbers are: a line each, the name, where it
 * begins, and its size. Hosts that were compiled count on all of it; abi_layout.txt has it for good, and what
 * is added comes at the end of its struct.
 */
#include <stddef.h>
#include <stdio.h>

#include "nnrdoq.h"

#define FIELD(type, field)                                             \
  printf(#type "." #field " %u %u\n", (unsigned)offsetof(type, field), \
         (unsigned)sizeof(((type *)0)->field))
#define SIZE(type) printf(#type " %u\n", (unsigned)sizeof(type))
#define NUMBER(name) printf(#name " %d\n", (int)(name))

int main(void) {
  SIZE(nnrdoq_costs);
  FIELD(nnrdoq_costs, coded_sub_block_flag);
  FIELD(nnrdoq_costs, sig_coeff_flag);
  FIELD(nnrdoq_costs, coeff_abs_level_greater1_flag);
  FIELD(nnrdoq_costs, coeff_abs_level_greater2_flag);
  FIELD(nnrdoq_costs, last_sig_coeff_x_prefix);
  FIELD(nnrdoq_costs, last_sig_coeff_y_prefix);
  FIELD(nnrdoq_costs, coded_block_flag);
  SIZE(nnrdoq_block);
  FIELD(nnrdoq_block, size);
  FIELD(nnrdoq_block, log2_size);
  FIELD(nnrdoq_block, c_idx);
  FIELD(nnrdoq_block, pred_mode);
  FIELD(nnrdoq_block, slice_type);
  FIELD(nnrdoq_block, scan_idx);
  FIELD(nnrdoq_block, bit_depth);
  FIELD(nnrdoq_block, qp);
  FIELD(nnrdoq_block, transform_skip);
  FIELD(nnrdoq_block, sign_hiding);
  FIELD(nnrdoq_block, reserved);
  FIELD(nnrdoq_block, lambda);
  FIELD(nnrdoq_block, coefficients);
  FIELD(nnrdoq_block, levels);
  FIELD(nnrdoq_block, costs);
  FIELD(nnrdoq_block, abs_sum);
  FIELD(nnrdoq_block, reserved2);
  FIELD(nnrdoq_block, coefficients16);
  FIELD(nnrdoq_block, levels16);
  FIELD(nnrdoq_block, costs_number);
  SIZE(nnrdoq_config);
  FIELD(nnrdoq_config, size);
  FIELD(nnrdoq_config, abi_version);
  FIELD(nnrdoq_config, quantizer);
  FIELD(nnrdoq_config, model);
  FIELD(nnrdoq_config, class_path);
  FIELD(nnrdoq_config, jvm_options);
  FIELD(nnrdoq_config, record);
  FIELD(nnrdoq_config, record_producer);
  FIELD(nnrdoq_config, record_source);
  FIELD(nnrdoq_config, record_settings);
  FIELD(nnrdoq_config, record_levels_by);
  FIELD(nnrdoq_config, record_share);
  FIELD(nnrdoq_config, record_seed);
  FIELD(nnrdoq_config, backend);
  FIELD(nnrdoq_config, record_chroma_levels_by);
  FIELD(nnrdoq_config, strength);
  SIZE(nnrdoq_info);
  FIELD(nnrdoq_info, size);
  FIELD(nnrdoq_info, needs_costs);
  FIELD(nnrdoq_info, zero_rule);
  FIELD(nnrdoq_info, attached);
  FIELD(nnrdoq_info, quantizer);
  FIELD(nnrdoq_info, java);
  FIELD(nnrdoq_info, backend);
  FIELD(nnrdoq_info, instructions);
  FIELD(nnrdoq_info, model);
  FIELD(nnrdoq_info, model_sha256);
  FIELD(nnrdoq_info, macs);
  SIZE(nnrdoq_stats);
  FIELD(nnrdoq_stats, size);
  FIELD(nnrdoq_stats, reserved);
  FIELD(nnrdoq_stats, quantized);
  FIELD(nnrdoq_stats, zero);
  FIELD(nnrdoq_stats, recorded);
  FIELD(nnrdoq_stats, failed);
  FIELD(nnrdoq_stats, nanoseconds);
  FIELD(nnrdoq_stats, java_heap_bytes);
  NUMBER(NNRDOQ_ABI_VERSION);
  NUMBER(NNRDOQ_OK);
  NUMBER(NNRDOQ_ERR_ARGUMENT);
  NUMBER(NNRDOQ_ERR_VERSION);
  NUMBER(NNRDOQ_ERR_JVM);
  NUMBER(NNRDOQ_ERR_OPEN);
  NUMBER(NNRDOQ_ERR_QUANTIZE);
  NUMBER(NNRDOQ_ERR_RECORDING);
  NUMBER(NNRDOQ_END);
  NUMBER(NNRDOQ_Y);
  NUMBER(NNRDOQ_CB);
  NUMBER(NNRDOQ_CR);
  NUMBER(NNRDOQ_INTRA);
  NUMBER(NNRDOQ_INTER);
  NUMBER(NNRDOQ_SLICE_B);
  NUMBER(NNRDOQ_SLICE_P);
  NUMBER(NNRDOQ_SLICE_I);
  NUMBER(NNRDOQ_SCAN_DIAGONAL);
  NUMBER(NNRDOQ_SCAN_HORIZONTAL);
  NUMBER(NNRDOQ_SCAN_VERTICAL);
  NUMBER(NNRDOQ_ZERO_UNKNOWN);
  NUMBER(NNRDOQ_ZERO_DEAD_ZONE);
  NUMBER(NNRDOQ_ZERO_NEAREST);
  return 0;
}
