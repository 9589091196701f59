package org.nnrdoq.network.integer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.nnrdoq.hevc.SliceType;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.network.KernelModel;
import org.nnrdoq.network.LogTable;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.onnx.OnnxGraph;

/**
 * A network in integer arithmetic, checked so that no sum can overflow whatever the inputs are.
 *
 * <p>Inputs are {@code clamp(rint(feature * 1024), -32768, 32767)}, half to even. The first layer
 * also sums the per-block inputs. All backends (plain Java, ONNX Runtime, compiled kernels) give
 * equal scores. Immutable; arrays must not be modified.
 */
public final class IntegerModel implements KernelModel {
  /** An input of 1 as an integer. */
  public static final int ONE = 1024;

  /** Largest activation. */
  public static final int MAX_ACTIVATION = 32767;

  /** What the sidecar of an integer model says as {@code arithmetic}. */
  public static final String ARITHMETIC = "int8w-int16a";

  static final int MAX_SHIFT = 24;
  static final int MAX_CHANNELS = 128;

  /** Bound of every sum; leaves room for the offsets of the ONNX graph. */
  static final long MAX_SUM = 1L << 30;

  /** Bound of scores: below it every integer is a float. */
  static final long MAX_SCORE = 1L << 24;

  private static final int MAGIC = 0x4b514e4e;
  private static final int IMAGE_VERSION = 1;

  /**
   * The feature set that is priced by the initial context states of a slice, as images number it.
   */
  private static final int TYPICAL_COSTS = 3;

  private static final int QPS = 52;

  /** The states that price blocks: two coded block flags, and all from this one on. */
  private static final int FIRST_STATE = CabacContexts.LAST_SIG_COEFF_X_PREFIX;

  private static final int STATES = 2 + CabacContexts.COUNT - FIRST_STATE;

  private final NetworkInfo info;
  private final int[] blockWeights;
  private final List<IntegerLayer> layers;
  private final int scoreExponent;
  private final IntegerHead head;

  /**
   * Takes the parts of a model and checks them.
   *
   * @param origin for messages
   * @param info what the model says of itself
   * @param blockWeights [output of the first layer][input per block]
   * @param layers convolutions; all but the last rectified
   * @param scoreExponent a score s of the last layer stands for s * 2^-scoreExponent; with a head,
   *     its own
   * @param head the loop of an auto-regressive network, or {@code null}
   * @throws ModelException if sizes do not fit each other or a sum could overflow
   */
  public IntegerModel(
      String origin,
      NetworkInfo info,
      int[] blockWeights,
      List<IntegerLayer> layers,
      int scoreExponent,
      IntegerHead head) {
    this.info = info;
    this.blockWeights = blockWeights;
    this.layers = List.copyOf(layers);
    this.scoreExponent = scoreExponent;
    this.head = head;
    IntegerModelCheck.check(origin, this);
  }

  /** Whether a model file holds integers, as it or its sidecar says. */
  public static boolean isInteger(ModelFile file) {
    return file.arithmetic() != null || file.graph().metadata().containsKey("arithmetic");
  }

  /**
   * Takes the integers out of a checked model file.
   *
   * @throws ModelException if it holds no integer model, or one that could overflow
   */
  public static IntegerModel of(ModelFile file) {
    String arithmetic = file.arithmetic();
    if (!ARITHMETIC.equals(arithmetic)) {
      throw new ModelException(
          file.origin()
              + ": "
              + (isInteger(file) ? "of arithmetic '" + arithmetic + "'" : "a float model")
              + ": expected '"
              + ARITHMETIC
              + "'; convert a float model with 'nnrdoq integer'");
    }
    return IntegerGraphReader.read(file);
  }

  /**
   * The model as an ONNX graph of the same inputs and outputs as a float model; every runtime that
   * follows ONNX gives the scores of the other backends.
   */
  public OnnxGraph graph(String name) {
    return IntegerGraph.build(name, this);
  }

  @Override
  public NetworkInfo info() {
    return info;
  }

  /** [output of the first layer][input per block]; do not modify. */
  public int[] blockWeights() {
    return blockWeights;
  }

  /** The convolutions. */
  public List<IntegerLayer> layers() {
    return layers;
  }

  /** A score s stands for s * 2^-scoreExponent. */
  public int scoreExponent() {
    return scoreExponent;
  }

  /** The loop of an auto-regressive network, or {@code null}. */
  public IntegerHead head() {
    return head;
  }

  /** Quantizes an input: {@code clamp(rint(v * 1024), -32768, 32767)}; no number gives -32768. */
  public static int quantize(float v) {
    float scaled = v * ONE;
    if (scaled >= 32767f) {
      return 32767;
    }
    if (!(scaled > -32768f)) {
      return -32768;
    }
    // Adding 1.5 * 2^23 leaves the nearest integer, half to even, in the low bits.
    return Float.floatToRawIntBits(scaled + 12582912f) - 0x4b400000;
  }

  /**
   * {@inheritDoc}
   *
   * <p>{@code native/README.md} lists the words.
   */
  @Override
  public byte[] image(double strength) {
    return image();
  }

  /** As {@link #image(double)}: such networks have one strength. */
  public byte[] image() {
    int set = List.of("", "", "block-2", "block-3").indexOf(info.featureSet());
    if (set < 2) {
      throw new ModelException(
          "the compiled kernel knows the feature sets block-2 and block-3, not '"
              + info.featureSet()
              + "': train a network of one of those");
    }
    int words = 9 + LogTable.SIZE + blockWeights.length;
    for (IntegerLayer l : layers) {
      words += 4 + l.weights().length + 2 * l.out();
    }
    words += head == null ? 0 : headWords();
    words += set == TYPICAL_COSTS ? SliceType.values().length * QPS * STATES : 0;
    ByteBuffer b = ByteBuffer.allocate(4 * words).order(ByteOrder.LITTLE_ENDIAN);
    b.putInt(MAGIC).putInt(IMAGE_VERSION).putInt(head == null ? 0 : 1).putInt(set);
    b.putInt(info.signHidingTries());
    b.putInt(info.features()).putInt(info.blockFeatures()).putInt(layers.size());
    b.putInt(layers.get(0).out());
    for (float v : LogTable.values()) {
      b.putFloat(v);
    }
    put(b, blockWeights);
    for (IntegerLayer l : layers) {
      b.putInt(l.kernel()).putInt(l.in()).putInt(l.out()).putInt(l.rectified() ? 1 : 0);
      put(b, l.weights());
      put(b, l.bias());
      put(b, l.shift());
    }
    if (head != null) {
      putHead(b);
    }
    if (set == TYPICAL_COSTS) {
      putInitialStates(b);
    }
    byte[] image = new byte[b.position()];
    b.flip().get(image);
    return image;
  }

  private int headWords() {
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

  private void putHead(ByteBuffer b) {
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

  /** What prices blocks without a host's costs, by slice type (B, P, I) and QP. */
  private static void putInitialStates(ByteBuffer b) {
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
