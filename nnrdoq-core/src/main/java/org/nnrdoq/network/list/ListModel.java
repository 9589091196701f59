package org.nnrdoq.network.list;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.nnrdoq.network.KernelModel;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.onnx.OnnxGraph;

/**
 * A network over lists in integer arithmetic, checked so that no sum leaves 16 bits whatever the
 * inputs are.
 *
 * <p>Inputs are whole numbers, -127..127. The first layer adds the rows of a table that the block
 * chooses. All backends (plain Java, ONNX Runtime, compiled kernels) give equal scores. Immutable;
 * arrays must not be modified.
 */
public final class ListModel implements KernelModel {
  /** Largest input, and largest activation. */
  public static final int MAX_VALUE = 127;

  /** Largest sum. */
  public static final int MAX_SUM = 32767;

  /** What the sidecar of such a model says as {@code arithmetic}. */
  public static final String ARITHMETIC = "int7w-int7a";

  private static final int MAGIC = 0x4b514e4e;
  private static final int IMAGE_VERSION = 2;
  private static final int IMAGE_KIND = 2;
  private static final List<String> IMAGE_SETS = List.of("", "", "", "", "levels-1", "levels-2");

  private final NetworkInfo info;
  private final int[] blockRows;
  private final List<ListLayer> layers;
  private final ListScores scores;

  /**
   * Takes the parts of a model and checks them.
   *
   * @param origin for messages
   * @param info what the model says of itself
   * @param blockRows [output of the first layer][row]: what is added to its bias
   * @param layers hidden layers, at least one
   * @param scores the last layer
   * @throws ModelException if sizes do not fit each other or a sum could overflow
   */
  public ListModel(
      String origin, NetworkInfo info, int[] blockRows, List<ListLayer> layers, ListScores scores) {
    this.info = info;
    this.blockRows = blockRows;
    this.layers = List.copyOf(layers);
    this.scores = scores;
    ListModelCheck.check(origin, this);
  }

  /** Whether a model file holds such a network, as its sidecar says. */
  public static boolean isList(ModelFile file) {
    return ARITHMETIC.equals(file.arithmetic());
  }

  /**
   * Takes the integers out of a checked model file.
   *
   * @throws ModelException if it holds no such network, or one that could overflow
   */
  public static ListModel of(ModelFile file) {
    return ListGraphReader.read(file);
  }

  /** The model as an ONNX graph; every runtime that follows ONNX gives the same scores. */
  public OnnxGraph graph(String name) {
    return ListGraph.build(name, this);
  }

  @Override
  public NetworkInfo info() {
    return info;
  }

  /** [output of the first layer][row]; do not modify. */
  public int[] blockRows() {
    return blockRows;
  }

  /** The hidden layers. */
  public List<ListLayer> layers() {
    return layers;
  }

  /** The last layer. */
  public ListScores scores() {
    return scores;
  }

  /** Multiply-accumulates per level, the rows of a block not counted. */
  public int macs() {
    int macs = scores.hidden().length + scores.direct().length;
    for (ListLayer l : layers) {
      macs += l.macs();
    }
    return macs;
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@code native/README.md} lists the words.
   */
  @Override
  public byte[] image(double strength) {
    int words =
        8
            + 2 * RateWeights.COUNT
            + blockRows.length
            + 1
            + scores.hidden().length
            + scores.direct().length
            + 2;
    for (ListLayer l : layers) {
      words += 3 + l.weights().length + 2 * l.out();
    }
    ByteBuffer b = ByteBuffer.allocate(4 * words).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(MAGIC).putInt(IMAGE_VERSION).putInt(IMAGE_KIND);
    b.putInt(IMAGE_SETS.indexOf(info.featureSet()));
    b.putInt(info.signHidingTries());
    b.putInt(info.features()).putInt(info.blockFeatures()).putInt(layers.size());
    for (double weight : info.rateWeights().weights(strength)) {
      b.putDouble(weight);
    }
    put(b, blockRows);
    for (ListLayer l : layers) {
      b.putInt(l.taps()).putInt(l.in()).putInt(l.out());
      put(b, l.weights());
      put(b, l.bias());
      put(b, l.shift());
    }
    b.putInt(scores.exponent());
    put(b, scores.hidden());
    put(b, scores.direct());
    put(b, scores.bias());
    return b.array();
  }

  private static void put(ByteBuffer b, int[] words) {
    for (int w : words) {
      b.putInt(w);
    }
  }
}
