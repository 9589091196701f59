package org.nnrdoq.io;

import java.nio.charset.StandardCharsets;

/** Constants of the block recording format; the module's README.md describes it in full. */
final class RecordingFormat {
  static final byte[] MAGIC = "NNRDOQBR".getBytes(StandardCharsets.US_ASCII);
  static final int VERSION = 1;

  static final int MAX_HEADER_BYTES = 1 << 20;

  /** Record tags: what follows in the compressed stream. */
  static final int TAG_END = 0;

  static final int TAG_BLOCK = 1;

  /** Bits of a block's flags. */
  static final int FLAG_TRANSFORM_SKIP = 1;

  static final int FLAG_SIGN_HIDING = 2;
  static final int FLAG_LEVELS = 4;
  static final int FLAG_COSTS = 8;

  /** The lambda differs from that of the previous block of the same cIdx (at first 0). */
  static final int FLAG_NEW_LAMBDA = 16;

  /** The costs differ from those of the previous block of the same size and channel type. */
  static final int FLAG_NEW_COSTS = 32;

  static final int COST_SLOTS = 8;

  private RecordingFormat() {}
}
