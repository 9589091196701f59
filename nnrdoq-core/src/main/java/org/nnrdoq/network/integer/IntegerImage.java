package org.nnrdoq.network.integer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.port.LogTable;

/**
 * An integer model as compiled kernels take it: 32-bit words, little endian, in the order of {@code
 * native/README.md}. The constants are those that a kernel must share.
 */
public final class IntegerImage {
  /** First word of an image. */
  public static final int MAGIC = 0x4b514e4e;

  /** Version of the layout. */
  public static final int VERSION = 3;

  /** How an image numbers the feature set block-2, which needs a host's entropy costs. */
  public static final int BLOCK_2 = 2;

  /**
   * How an image numbers the feature set block-3, which is priced by the initial context states of
   * a slice; the image brings them along.
   */
  public static final int BLOCK_3 = 3;

  /** Slice types that initial context states are for. */
  public static final int SLICE_TYPES = SliceType.values().length;

  /** QPs that initial context states are for: 0..51. */
  public static final int QPS = 52;

  /** The states that price blocks: two coded block flags, and all from this one on. */
  private static final int FIRST_STATE = CabacContexts.LAST_SIG_COEFF_X_PREFIX;

  private static final int AFTER_CODED_BLOCK_FLAGS = 2;

  /** Initial context states of a slice type and QP: their number. */
  public static final int STATES = placeOf(CabacContexts.COUNT);

  /** Number of words that {@link #putInitialStates} appends. */
  public static final int INITIAL_WORDS = SLICE_TYPES * QPS * STATES;

  private IntegerImage() {}

  /**
   * Where a context's state is among the initial states of a slice type and QP.
   *
   * @param context as {@link CabacContexts} numbers it, from LAST_SIG_COEFF_X_PREFIX on; the states
   *     before are those of the first coded block flag of luma and of chroma
   */
  public static int placeOf(int context) {
    return AFTER_CODED_BLOCK_FLAGS + context - FIRST_STATE;
  }

  /**
   * The image of a model.
   *
   * @throws ModelException if kernels do not know the model's feature set
   */
  static byte[] write(IntegerModel model) {
    int set = featureSet(model);
    IntegerHead head = model.head();
    int words = 9 + RateWeights.COUNT + LogTable.SIZE + model.blockWeights().length;
    for (IntegerLayer l : model.layers()) {
      words += 4 + l.weights().length + 2 * l.out();
    }
    words += head == null ? 0 : headWords(head);
    words += set == BLOCK_3 ? INITIAL_WORDS : 0;
    ByteBuffer b = ByteBuffer.allocate(4 * words).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(MAGIC).putInt(VERSION).putInt(head == null ? 0 : 1).putInt(set);
    b.putInt(model.info().signHidingTries());
    b.putInt(model.info().features()).putInt(model.info().blockFeatures());
    b.putInt(model.layers().size()).putInt(model.layers().get(0).out());
    for (int percent : model.info().rateWeights().percent()) {
      b.putInt(percent);
    }
    for (float v : LogTable.values()) {
      b.putFloat(v);
    }
    put(b, model.blockWeights());
    for (IntegerLayer l : model.layers()) {
      b.putInt(l.kernel()).putInt(l.in()).putInt(l.out()).putInt(l.rectified() ? 1 : 0);
      put(b, l.weights());
      put(b, l.bias());
      put(b, l.shift());
    }
    if (head != null) {
      putHead(b, head);
    }
    if (set == BLOCK_3) {
      putInitialStates(b);
    }
    byte[] image = new byte[b.position()];
    b.flip().get(image);
    return image;
  }

  private static int featureSet(IntegerModel model) {
    String id = model.info().featureSet();
    int set = List.of("", "", "block-2", "block-3").indexOf(id);
    if (set < BLOCK_2) {
      throw new ModelException(
          "the compiled kernel knows the feature sets block-2 and block-3, not '"
              + id
              + "': train a network of one of those");
    }
    return set;
  }

  /** Number of words that {@link #putHead} appends. */
  public static int headWords(IntegerHead head) {
    return 4
        + head.context().length
        + head.pattern().length
        + head.numbers().length
        + head.units()
        + head.headWeights().length
        + 3
        + head.logs().length
        + head.next().length
        + head.entering().length
        + head.priceRow().length
        + head.surroundingRow().length;
  }

  /** Appends a loop over decisions. */
  public static void putHead(ByteBuffer b, IntegerHead head) {
    b.putInt(head.units()).putInt(head.hidden());
    put(b, head.context());
    put(b, head.pattern());
    put(b, head.numbers());
    put(b, head.unitShift());
    put(b, head.headWeights());
    put(b, head.headBias());
    b.putInt(head.scoreShift());
    put(b, head.logs());
    put(b, head.next());
    put(b, head.entering());
    put(b, head.priceRow());
    put(b, head.surroundingRow());
    b.putInt(head.start());
  }

  /**
   * Appends what prices blocks without a host's costs, by slice type (B, P, I) and QP: {@link
   * #INITIAL_WORDS} words.
   */
  public static void putInitialStates(ByteBuffer b) {
    CabacContexts contexts = new CabacContexts();
    byte[] states = contexts.states();
    for (SliceType type : SliceType.values()) {
      for (int qp = 0; qp < QPS; qp++) {
        contexts.init(type, qp);
        b.putInt(states[CabacContexts.CBF_LUMA]).putInt(states[CabacContexts.CBF_CHROMA]);
        for (int i = FIRST_STATE; i < CabacContexts.COUNT; i++) {
          b.putInt(states[i]);
        }
      }
    }
  }

  private static void put(ByteBuffer b, int[] words) {
    for (int w : words) {
      b.putInt(w);
    }
  }
}
