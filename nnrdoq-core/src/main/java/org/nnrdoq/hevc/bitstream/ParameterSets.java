package org.nnrdoq.hevc.bitstream;

import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoSignal;

/** Video, sequence and picture parameter sets (H.265 §7.3.2.1 to §7.3.2.3), all with id 0. */
public final class ParameterSets {
  /** slice_qp_delta counts from 26, for init_qp_minus26 is 0. */
  static final int INIT_QP = 26;

  private static final int PROFILE_MAIN = 1;
  private static final int PROFILE_MAIN_10 = 2;
  private static final int CHROMA_420 = 1;

  /** aspect_ratio_idc that says that width and height follow (Table E.1). */
  private static final int EXTENDED_SAR = 255;

  /** video_format that says nothing (Table E.2). */
  private static final int UNSPECIFIED_VIDEO_FORMAT = 5;

  private ParameterSets() {}

  /** RBSP of the video parameter set. */
  public static byte[] vps(StreamParameters parameters) {
    BitWriter out = new BitWriter();
    out.u(0, 4); // vps_video_parameter_set_id
    out.flag(true); // vps_base_layer_internal_flag
    out.flag(true); // vps_base_layer_available_flag
    out.u(0, 6); // vps_max_layers_minus1
    out.u(0, 3); // vps_max_sub_layers_minus1
    out.flag(true); // vps_temporal_id_nesting_flag
    out.u(0xffff, 16); // vps_reserved_0xffff_16bits
    profileTierLevel(out, parameters);
    subLayerOrderingInfo(out);
    out.u(0, 6); // vps_max_layer_id
    out.ue(0); // vps_num_layer_sets_minus1
    out.flag(true); // vps_timing_info_present_flag
    timing(out, parameters.format());
    out.ue(0); // vps_num_hrd_parameters
    out.flag(false); // vps_extension_flag
    out.trailingBits();
    return out.toByteArray();
  }

  /** RBSP of the sequence parameter set. */
  public static byte[] sps(StreamParameters parameters) {
    VideoFormat format = parameters.format();
    BitWriter out = new BitWriter();
    out.u(0, 4); // sps_video_parameter_set_id
    out.u(0, 3); // sps_max_sub_layers_minus1
    out.flag(true); // sps_temporal_id_nesting_flag
    profileTierLevel(out, parameters);
    out.ue(0); // sps_seq_parameter_set_id
    out.ue(CHROMA_420); // chroma_format_idc
    out.ue(parameters.codedWidth()); // pic_width_in_luma_samples
    out.ue(parameters.codedHeight()); // pic_height_in_luma_samples
    int cropRight = (parameters.codedWidth() - format.width()) / 2;
    int cropBottom = (parameters.codedHeight() - format.height()) / 2;
    out.flag(cropRight + cropBottom > 0); // conformance_window_flag
    if (cropRight + cropBottom > 0) {
      out.ue(0); // conf_win_left_offset
      out.ue(cropRight); // conf_win_right_offset
      out.ue(0); // conf_win_top_offset
      out.ue(cropBottom); // conf_win_bottom_offset
    }
    out.ue(format.bitDepth() - 8); // bit_depth_luma_minus8
    out.ue(format.bitDepth() - 8); // bit_depth_chroma_minus8
    out.ue(4); // log2_max_pic_order_cnt_lsb_minus4
    subLayerOrderingInfo(out);
    blockStructure(out, parameters);
    out.flag(false); // scaling_list_enabled_flag
    out.flag(false); // amp_enabled_flag
    out.flag(parameters.sao()); // sample_adaptive_offset_enabled_flag
    out.flag(false); // pcm_enabled_flag
    out.ue(0); // num_short_term_ref_pic_sets
    out.flag(false); // long_term_ref_pics_present_flag
    out.flag(false); // sps_temporal_mvp_enabled_flag
    out.flag(parameters.strongIntraSmoothing()); // strong_intra_smoothing_enabled_flag
    out.flag(true); // vui_parameters_present_flag
    vui(out, parameters);
    out.flag(false); // sps_extension_present_flag
    out.trailingBits();
    return out.toByteArray();
  }

  /** RBSP of the picture parameter set. */
  public static byte[] pps(StreamParameters parameters) {
    BitWriter out = new BitWriter();
    out.ue(0); // pps_pic_parameter_set_id
    out.ue(0); // pps_seq_parameter_set_id
    out.flag(false); // dependent_slice_segments_enabled_flag
    out.flag(false); // output_flag_present_flag
    out.u(0, 3); // num_extra_slice_header_bits
    out.flag(parameters.signHiding()); // sign_data_hiding_enabled_flag
    out.flag(false); // cabac_init_present_flag
    out.ue(0); // num_ref_idx_l0_default_active_minus1
    out.ue(0); // num_ref_idx_l1_default_active_minus1
    out.se(INIT_QP - 26); // init_qp_minus26
    out.flag(false); // constrained_intra_pred_flag
    out.flag(parameters.transformSkip()); // transform_skip_enabled_flag
    out.flag(false); // cu_qp_delta_enabled_flag
    out.se(0); // pps_cb_qp_offset
    out.se(0); // pps_cr_qp_offset
    out.flag(false); // pps_slice_chroma_qp_offsets_present_flag
    out.flag(false); // weighted_pred_flag
    out.flag(false); // weighted_bipred_flag
    out.flag(false); // transquant_bypass_enabled_flag
    out.flag(false); // tiles_enabled_flag
    out.flag(false); // entropy_coding_sync_enabled_flag
    out.flag(false); // pps_loop_filter_across_slices_enabled_flag
    out.flag(!parameters.deblocking()); // deblocking_filter_control_present_flag
    if (!parameters.deblocking()) {
      out.flag(false); // deblocking_filter_override_enabled_flag
      out.flag(true); // pps_deblocking_filter_disabled_flag
    }
    out.flag(false); // pps_scaling_list_data_present_flag
    out.flag(false); // lists_modification_present_flag
    out.ue(0); // log2_parallel_merge_level_minus2
    out.flag(false); // slice_segment_header_extension_present_flag
    out.flag(false); // pps_extension_present_flag
    out.trailingBits();
    return out.toByteArray();
  }

  /** profile_tier_level(1, 0) of H.265 §7.3.3. */
  private static void profileTierLevel(BitWriter out, StreamParameters parameters) {
    boolean main = parameters.format().bitDepth() == 8;
    out.u(0, 2); // general_profile_space
    out.flag(parameters.tierLevel().highTier()); // general_tier_flag
    out.u(main ? PROFILE_MAIN : PROFILE_MAIN_10, 5); // general_profile_idc
    for (int i = 0; i < 32; i++) {
      // A Main stream conforms to Main 10 as well (H.265 §A.3.2).
      out.flag(i == PROFILE_MAIN_10 || (main && i == PROFILE_MAIN));
    }
    boolean fields = parameters.signal().scan().hasFields();
    out.flag(!fields); // general_progressive_source_flag
    out.flag(fields); // general_interlaced_source_flag
    out.flag(true); // general_non_packed_constraint_flag
    out.flag(true); // general_frame_only_constraint_flag
    out.u(0, 32); // general_reserved_zero_43bits
    out.u(0, 11);
    out.flag(false); // general_reserved_zero_bit
    out.u(parameters.tierLevel().level().idc(), 8); // general_level_idc
  }

  /** No reordering and a buffer of one picture: each is shown as soon as it is decoded. */
  private static void subLayerOrderingInfo(BitWriter out) {
    out.flag(true); // sub_layer_ordering_info_present_flag
    out.ue(0); // max_dec_pic_buffering_minus1
    out.ue(0); // max_num_reorder_pics
    out.ue(0); // max_latency_increase_plus1
  }

  private static void blockStructure(BitWriter out, StreamParameters parameters) {
    int minCb = StreamParameters.LOG2_MIN_CB_SIZE;
    int minTb = StreamParameters.LOG2_MIN_TB_SIZE;
    out.ue(minCb - 3); // log2_min_luma_coding_block_size_minus3
    out.ue(StreamParameters.LOG2_CTB_SIZE - minCb); // log2_diff_max_min_luma_coding_block_size
    out.ue(minTb - 2); // log2_min_luma_transform_block_size_minus2
    out.ue(
        StreamParameters.LOG2_MAX_TB_SIZE - minTb); // log2_diff_max_min_luma_transform_block_size
    out.ue(0); // max_transform_hierarchy_depth_inter
    out.ue(parameters.maxTransformHierarchyDepthIntra()); // max_transform_hierarchy_depth_intra
  }

  /** vui_parameters() of H.265 §E.2.1: frame rate, and what is known of the samples. */
  private static void vui(BitWriter out, StreamParameters parameters) {
    VideoSignal signal = parameters.signal();
    out.flag(signal.hasAspectRatio()); // aspect_ratio_info_present_flag
    if (signal.hasAspectRatio()) {
      out.u(EXTENDED_SAR, 8); // aspect_ratio_idc
      int common = gcd(signal.sarWidth(), signal.sarHeight());
      int width = signal.sarWidth() / common;
      int height = signal.sarHeight() / common;
      int shift = bitsAbove16(Math.max(width, height));
      out.u(Math.max(1, width >> shift), 16); // sar_width
      out.u(Math.max(1, height >> shift), 16); // sar_height
    }
    out.flag(false); // overscan_info_present_flag
    boolean ranged = signal.range() != VideoSignal.Range.UNKNOWN;
    out.flag(ranged); // video_signal_type_present_flag
    if (ranged) {
      out.u(UNSPECIFIED_VIDEO_FORMAT, 3); // video_format
      out.flag(signal.range() == VideoSignal.Range.FULL); // video_full_range_flag
      out.flag(false); // colour_description_present_flag
    }
    out.flag(false); // chroma_loc_info_present_flag
    out.flag(false); // neutral_chroma_indication_flag
    out.flag(false); // field_seq_flag
    out.flag(signal.scan().hasFields()); // frame_field_info_present_flag
    out.flag(false); // default_display_window_flag
    out.flag(true); // vui_timing_info_present_flag
    timing(out, parameters.format());
    out.flag(false); // vui_hrd_parameters_present_flag
    out.flag(false); // bitstream_restriction_flag
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  private static int bitsAbove16(int value) {
    return Math.max(0, 16 - Integer.numberOfLeadingZeros(value));
  }

  private static void timing(BitWriter out, VideoFormat format) {
    out.u(format.fpsDen(), 32); // num_units_in_tick
    out.u(format.fpsNum(), 32); // time_scale
    out.flag(false); // poc_proportional_to_timing_flag
  }
}
