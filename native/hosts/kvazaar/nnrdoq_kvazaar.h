/*
 * Joins kvazaar's quantization to nnrdoq; nnrdoq_host.h has what any encoder needs. `nnrdoq kvazaar patch`
 * inserts the calls: open and close with the encoder, begin and end around the search of a CTU, quantize in
 * each quantize_residual, before kvazaar's own choice between RDOQ and scalar quantization.
 */
#ifndef NNRDOQ_KVAZAAR_H
#define NNRDOQ_KVAZAAR_H

#include "nnrdoq_host_costs.h"
#include "nnrdoq_host_report.h"

/* Of rdo.h and transform.h, which may be waiting for encoderstate.h, which includes this. */
extern const uint32_t kvz_entropy_bits[128];
int32_t kvz_get_scaled_qp(int8_t type, int8_t qp, int8_t qp_offset);

/*
 * Entropy costs of a block, made again where the search has changed any of the 136 context states of residual_coding(),
 * which lie side by side. RDOQ reads them as they were at the CTU's start. The coded block flag is the root's for inter
 * luma, as in RDOQ.
 */
static inline const nnrdoq_costs *nnrdoq_kvazaar_costs(encoder_state_t *state, const cu_info_t *cu,
                                                       int log2_size, int is_chroma) {
  const cabac_data_t *const c = &state->search_cabac;
  const uint8_t *const now = &c->ctx.cu_sig_coeff_group_model[0].uc_state;
  uint8_t(*const seen)[136] = &state->nnrdoq.states[log2_size - 2][is_chroma];
  uint64_t *const number = &state->nnrdoq.numbers[log2_size - 2][is_chroma];
  const int depth = cu->tr_depth - cu->depth + (cu->part_size == SIZE_NxN);
  nnrdoq_costs *const costs = &state->nnrdoq.costs[log2_size - 2][is_chroma];
#define NNRDOQ_STATES(contexts) \
  (is_chroma ? &c->ctx.contexts##_chroma[0].uc_state : &c->ctx.contexts##_luma[0].uc_state)
  if (!*number || memcmp(seen, now, sizeof *seen)) {
    const nnrdoq_host_contexts contexts = {
        kvz_entropy_bits,
        &c->ctx.cu_sig_coeff_group_model[2 * is_chroma].uc_state,
        NNRDOQ_STATES(cu_sig_model),
        NNRDOQ_STATES(cu_one_model),
        NNRDOQ_STATES(cu_abs_model),
        NNRDOQ_STATES(cu_ctx_last_x),
        NNRDOQ_STATES(cu_ctx_last_y),
    };
    nnrdoq_host_fill_costs(costs, &contexts, log2_size, is_chroma);
    *number = nnrdoq_host_number_costs(state->encoder_control->nnrdoq);
    memcpy(seen, now, sizeof *seen);
  }
  nnrdoq_host_fill_rates(&costs->coded_block_flag, kvz_entropy_bits,
                         is_chroma              ? &c->ctx.qt_cbf_model_chroma[depth].uc_state
                         : cu->type == CU_INTRA ? &c->ctx.qt_cbf_model_luma[!depth].uc_state
                                                : &c->ctx.cu_qt_root_cbf_model.uc_state,
                         1);
#undef NNRDOQ_STATES
  return costs;
}

/* Quantizes a block and returns 1; 0 leaves it to kvazaar. */
static inline int nnrdoq_kvazaar_quantize(encoder_state_t *state, const cu_info_t *cu, int width,
                                          color_t color, coeff_scan_order_t scan,
                                          int transform_skip, const coeff_t *coefficients,
                                          coeff_t *levels) {
  const encoder_control_t *const control = state->encoder_control;
  nnrdoq_host *const host = control->nnrdoq;
  const int is_chroma = color != COLOR_Y, log2_size = kvz_g_convert_to_bit[width] + 2;
  if (!host) return 0;
  if (control->scaling_list.enable || (width == 4 && control->cfg.rdoq_skip)) {
    nnrdoq_host_count(&state->nnrdoq.tally, NNRDOQ_HOST_UNSUPPORTED, log2_size, is_chroma);
    return 0;
  }
  nnrdoq_block block = {
      .size = sizeof block,
      .log2_size = (uint8_t)log2_size,
      .c_idx = (uint8_t)color,
      .pred_mode = cu->type == CU_INTRA ? NNRDOQ_INTRA : NNRDOQ_INTER,
      .slice_type = (uint8_t)state->frame->slicetype,
      .scan_idx = (uint8_t)scan,
      .bit_depth = (uint8_t)control->bitdepth,
      .qp = (uint8_t)kvz_get_scaled_qp(is_chroma ? 2 : 0, state->qp, 6 * (control->bitdepth - 8)),
      .transform_skip = transform_skip != 0,
      .sign_hiding = control->cfg.signhide_enable != 0,
      .lambda = state->lambda,
      .coefficients16 = coefficients,
      .levels16 = levels,
  };
  if (nnrdoq_host_is_zero(&host->bounds, host->info.zero_rule, &block)) {
    memset(levels, 0, sizeof *levels * (size_t)(width * width));
    nnrdoq_host_count(&state->nnrdoq.tally, NNRDOQ_HOST_ZERO, log2_size, is_chroma);
  } else {
    block.costs = nnrdoq_kvazaar_costs(state, cu, log2_size, is_chroma);
    block.costs_number = state->nnrdoq.numbers[log2_size - 2][is_chroma];
    nnrdoq_host_quantize(host, &state->nnrdoq.tally, &block);
  }
  if (host->records) {
    block.costs = nnrdoq_kvazaar_costs(state, cu, log2_size, is_chroma);
    nnrdoq_host_record(host, &block);
  }
  return 1;
}

/* Before the search of a CTU, and after it. */
static inline void nnrdoq_kvazaar_begin(encoder_state_t *state) {
  if (state->encoder_control->nnrdoq) memset(&state->nnrdoq, 0, sizeof state->nnrdoq);
}

static inline void nnrdoq_kvazaar_end(const encoder_state_t *state) {
  nnrdoq_host *const host = state->encoder_control->nnrdoq;
  if (host) nnrdoq_host_add_tally(&host->total, &state->nnrdoq.tally);
}

/* Opens nnrdoq if its option asks for it, in RDOQ's place. Returns 0 after a failure, which is told. */
static inline int nnrdoq_kvazaar_open(encoder_control_t *control) {
  static const nnrdoq_host_option_names names = {.mode = "--nnrdoq"};
  static const nnrdoq_host_about about = {.producer = "kvazaar " VERSION_STRING};
  const char *const mode = control->cfg.nnrdoq ? control->cfg.nnrdoq : "off", *problem;
  const char *const record = getenv("NNRDOQ_RECORD"); /* Java writes it, and serves rdoq and sq */
  const nnrdoq_host_options options = {
      .mode = mode, .backend = record ? "auto" : "native", .record = record};
  control->cfg.nnrdoq = NULL; /* the caller's, who may free it */
  if (!strcmp(mode, "off")) return 1;
  nnrdoq_host *const host = control->nnrdoq = nnrdoq_host_new(&options, &names, &about, &problem);
  if (problem) fprintf(stderr, "Input error: --nnrdoq=%s: %s\n", mode, problem);
  if (!host) return 0;
  control->cfg.rdoq_enable = 1; /* for what is left to kvazaar, and for its search */
  if (control->cfg.enable_logging_output) {
    fprintf(stderr, "nnrdoq: ");
    nnrdoq_host_print_what_runs(stderr, host);
    fputs(control->cfg.rdoq_skip ? "; not for 4x4 blocks (--rdoq-skip)\n" : "\n", stderr);
  }
  return 1;
}

/* Says what became of the blocks and lets go of nnrdoq; all threads have ended. */
static inline void nnrdoq_kvazaar_close(encoder_control_t *control) {
  nnrdoq_host_delete(control->nnrdoq, control->cfg.enable_logging_output ? stderr : NULL);
}

#endif /* NNRDOQ_KVAZAAR_H */
