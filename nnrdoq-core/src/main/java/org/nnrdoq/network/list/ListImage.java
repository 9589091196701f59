package org.nnrdoq.network.list;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.integer.IntegerImage;

/**
 * A network over lists as compiled kernels take it: 32-bit words, little endian, in the order of
 * {@code native/README.md}. The constants are those that a kernel must share.
 */
public final class ListImage {
  /** How an image says that it is one of a network over lists. */
  public static final int KIND = 2;

  /** How an image says that it is one of an auto-regressive network over lists. */
  public static final int LOOP_KIND = 3;

  /** How an image numbers the feature set levels-1, which needs a host's entropy costs. */
  public static final int LEVELS_1 = 4;

  /**
   * How an image numbers the feature set levels-2, which is priced by the initial context states of
   * a slice; the image brings them along.
   */
  public static final int LEVELS_2 = 5;

  private ListImage() {}

  static byte[] write(ListModel model) {
    int set = featureSet(model.info().featureSet());
    ListScores scores = model.scores();
    ListLoop loop = model.loop();
    int words = 9 + RateWeights.COUNT + model.blockRows().length;
    for (ListLayer l : model.layers()) {
      words += 3 + l.weights().length + 2 * l.out();
    }
    words +=
        loop == null
            ? 1 + scores.hidden().length + scores.direct().length + scores.bias().length
            : loop.hidden().length + IntegerImage.headWords(loop.head());
    words += set == LEVELS_2 ? IntegerImage.INITIAL_WORDS : 0;
    ByteBuffer b = ByteBuffer.allocate(4 * words).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(IntegerImage.MAGIC)
        .putInt(IntegerImage.VERSION)
        .putInt(loop == null ? KIND : LOOP_KIND)
        .putInt(set);
    b.putInt(model.info().signHidingTries());
    b.putInt(model.info().features()).putInt(model.info().blockFeatures());
    b.putInt(model.layers().size()).putInt(model.layers().get(0).out());
    for (int percent : model.info().rateWeights().percent()) {
      b.putInt(percent);
    }
    put(b, model.blockRows());
    for (ListLayer l : model.layers()) {
      b.putInt(l.taps()).putInt(l.in()).putInt(l.out());
      put(b, l.weights());
      put(b, l.bias());
      put(b, l.shift());
    }
    if (loop == null) {
      b.putInt(scores.exponent());
      put(b, scores.hidden());
      put(b, scores.direct());
      put(b, scores.bias());
    } else {
      IntegerImage.putHead(b, loop.head());
      put(b, loop.hidden());
    }
    if (set == LEVELS_2) {
      IntegerImage.putInitialStates(b);
    }
    return b.array();
  }

  private static int featureSet(String id) {
    int set = List.of("levels-1", "levels-2").indexOf(id);
    if (set < 0) {
      throw new ModelException(
          "the compiled kernel knows the feature sets levels-1 and levels-2, not '"
              + id
              + "': train a network of one of those");
    }
    return LEVELS_1 + set;
  }

  private static void put(ByteBuffer b, int[] words) {
    for (int w : words) {
      b.putInt(w);
    }
  }
}
