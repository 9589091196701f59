package org.nnrdoq.network.integer;

import java.util.List;
import org.nnrdoq.network.KernelModel;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.model.ModelFile;
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

  /** Largest shift of a layer's outputs. */
  public static final int MAX_SHIFT = 24;

  /** Most channels of a layer. */
  public static final int MAX_CHANNELS = 128;

  /** Bound of every sum; leaves room for the offsets of the ONNX graph. */
  static final long MAX_SUM = 1L << 30;

  /** Bound of scores: below it every integer is a float. */
  static final long MAX_SCORE = 1L << 24;

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
   * <p>{@link IntegerImage} describes it.
   */
  @Override
  public byte[] image() {
    return IntegerImage.write(this);
  }
}
