package org.nnrdoq.hevc.bitstream;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds the lowest level whose limits a stream keeps, from the sizes of its pictures (H.265 §A.4).
 *
 * <p>Picture rate and size must be allowed, no picture may have more bytes than MinCR permits, the
 * bit rate over the whole stream must not exceed MaxBR, and a coded picture buffer of the level's
 * size that is filled at that rate, and full at the start, must never run empty (§C.2.3). All bits
 * are held against the limits of slice data, which are the tighter ones. The High tier is taken
 * where the Main tier of the same level does not do.
 *
 * <p>Pictures are those of an all-intra stream: removed from the buffer in steps of one picture
 * interval.
 */
public final class LevelChoice {
  /** BrVclFactor and CpbVclFactor of Main and Main 10 (Table A.10). */
  private static final int VCL_FACTOR = 1000;

  /** FormatCapabilityFactor of Main and Main 10 (Table A.10): bytes of a sample with its chroma. */
  private static final double BYTES_OF_SAMPLE_8 = 1.5;

  private static final double BYTES_OF_SAMPLE_10 = 1.875;

  /** fR of §A.4.2. */
  private static final double SHORTEST_INTERVAL = 1.0 / 300;

  private final List<Candidate> candidates = new ArrayList<>();
  private long pictures;
  private double bits;

  /** A level in a tier, with how many bits wait in its buffer. */
  private static final class Candidate {
    final TierLevel level;
    final double bufferBits;
    final double bitsOfInterval;
    final double mostBytesFirst;
    final double mostBytes;
    double waiting;

    Candidate(TierLevel level, StreamParameters parameters) {
      this.level = level;
      double interval = 1 / parameters.format().fps();
      double size = (double) parameters.codedWidth() * parameters.codedHeight();
      double sampleBytes =
          parameters.format().bitDepth() == 8 ? BYTES_OF_SAMPLE_8 : BYTES_OF_SAMPLE_10;
      Level l = level.level();
      bufferBits = (double) VCL_FACTOR * l.maxCpb(level.highTier());
      bitsOfInterval = (double) VCL_FACTOR * l.maxBr(level.highTier()) * interval;
      int minCr = l.minCr(level.highTier());
      mostBytesFirst = sampleBytes * Math.max(size, SHORTEST_INTERVAL * l.maxLumaSr()) / minCr;
      mostBytes = sampleBytes * l.maxLumaSr() * interval / minCr;
      waiting = bufferBits;
    }

    /** Takes a picture out of the buffer; false if a limit is broken. */
    boolean take(long bytes, boolean first) {
      double bits = 8.0 * bytes;
      boolean kept = bytes <= (first ? mostBytesFirst : mostBytes) && bits <= waiting;
      waiting = Math.min(bufferBits, waiting - bits + bitsOfInterval);
      return kept;
    }
  }

  /**
   * Starts with a stream of no pictures.
   *
   * @param parameters of the stream; their level is not looked at
   */
  public LevelChoice(StreamParameters parameters) {
    for (Level level : Level.values()) {
      boolean allowed =
          level == Level.UNLIMITED
              || level.allows(
                  parameters.codedWidth(), parameters.codedHeight(), parameters.format().fps());
      if (allowed) {
        add(new TierLevel(level, false), parameters);
        if (level.hasHighTier() && level != Level.UNLIMITED) {
          add(new TierLevel(level, true), parameters);
        }
      }
    }
  }

  private void add(TierLevel level, StreamParameters parameters) {
    candidates.add(new Candidate(level, parameters));
  }

  /**
   * Takes the next picture.
   *
   * @param bytes size of its access unit
   */
  public void add(long bytes) {
    boolean first = pictures == 0;
    pictures++;
    bits += 8.0 * bytes;
    candidates.removeIf(c -> c.level.level() != Level.UNLIMITED && !c.take(bytes, first));
  }

  /** The lowest level that fits all pictures so far; Level 8.5 if no other does. */
  public TierLevel lowest() {
    for (Candidate c : candidates) {
      if (c.level.level() == Level.UNLIMITED || bits <= c.bitsOfInterval * pictures) {
        return c.level;
      }
    }
    throw new IllegalStateException("Level 8.5 has no limits");
  }
}
