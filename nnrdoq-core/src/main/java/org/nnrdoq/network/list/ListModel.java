package org.nnrdoq.network.list;

import java.util.List;
import org.nnrdoq.network.KernelModel;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.onnx.OnnxGraph;

/**
 * A network over lists in integer arithmetic, checked so that no sum leaves 16 bits whatever the
 * inputs are, and none of a loop over decisions 32 bits.
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

  /** Most hidden layers. */
  public static final int MAX_LAYERS = 4;

  /** Most outputs of a hidden layer. */
  public static final int MAX_CHANNELS = 16;

  /** Largest shift of a hidden layer's output. */
  public static final int MAX_SHIFT = 12;

  /** Largest exponent of the scores. */
  public static final int MAX_EXPONENT = 16;

  /** What the sidecar of such a model says as {@code arithmetic}. */
  public static final String ARITHMETIC = "int7w-int7a";

  private final NetworkInfo info;
  private final int[] blockRows;
  private final List<ListLayer> layers;
  private final ListScores scores;
  private final ListLoop loop;

  /**
   * Takes the parts of a fully-convolutional model and checks them.
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
    this(origin, info, blockRows, layers, scores, null);
  }

  /**
   * Takes the parts of an auto-regressive model and checks them.
   *
   * @param origin for messages
   * @param info what the model says of itself
   * @param blockRows [output of the first layer][row]: what is added to its bias
   * @param layers hidden layers, at least one
   * @param loop the last layer, and how decisions are taken
   * @throws ModelException if sizes do not fit each other or a sum could overflow
   */
  public ListModel(
      String origin, NetworkInfo info, int[] blockRows, List<ListLayer> layers, ListLoop loop) {
    this(origin, info, blockRows, layers, null, loop);
  }

  private ListModel(
      String origin,
      NetworkInfo info,
      int[] blockRows,
      List<ListLayer> layers,
      ListScores scores,
      ListLoop loop) {
    this.info = info;
    this.blockRows = blockRows;
    this.layers = List.copyOf(layers);
    this.scores = scores;
    this.loop = loop;
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

  /** The last layer; {@code null} of an auto-regressive model. */
  public ListScores scores() {
    return scores;
  }

  /** The last layer of an auto-regressive model; {@code null} of a fully-convolutional one. */
  public ListLoop loop() {
    return loop;
  }

  /** Multiply-accumulates per level, rows of tables not counted. */
  public int macs() {
    int macs =
        loop == null
            ? scores.hidden().length + scores.direct().length
            : loop.hidden().length + loop.head().macs();
    for (ListLayer l : layers) {
      macs += l.macs();
    }
    return macs;
  }

  @Override
  public byte[] image() {
    return ListImage.write(this);
  }
}
