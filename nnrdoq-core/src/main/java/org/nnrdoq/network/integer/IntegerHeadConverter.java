package org.nnrdoq.network.integer;

import java.util.Arrays;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.port.Decision;

/** Rounds the loop of an auto-regressive network to integers. */
public final class IntegerHeadConverter {
  private static final int INPUT_EXPONENT = LayerConverter.INPUT_EXPONENT;

  /** Fractional bits of the hidden units of an auto-regressive network. */
  private static final int UNIT_EXPONENT = 7;

  private final Map<String, OnnxGraph.Tensor> tensors;
  private final String origin;
  private final int[] unitExponents;

  private IntegerHeadConverter(
      Map<String, OnnxGraph.Tensor> tensors, String origin, int[] unitExponents) {
    this.tensors = tensors;
    this.origin = origin;
    this.unitExponents = unitExponents;
  }

  /**
   * Rounds a loop.
   *
   * @param tensors its constants, real numbers, by name
   * @param origin for messages
   * @param unitExponents of each unit: the sum s of such a unit stands for s * 2^-e
   * @param trunk largest magnitude of each unit that the trunk gives, in that scale
   * @throws ModelException if a constant is missing
   */
  public static IntegerHead convert(
      Map<String, OnnxGraph.Tensor> tensors, String origin, int[] unitExponents, long[] trunk) {
    return new IntegerHeadConverter(tensors, origin, unitExponents).head(trunk);
  }

  /** Largest exponent of scores with which the hidden units' part of them cannot overflow. */
  private static int largestScoreExponent(float[] weights, int hidden) {
    int most = 30;
    for (int k = 0; k < Decision.COUNT; k++) {
      double sum = 1e-9;
      for (int u = 0; u < hidden; u++) {
        sum += Math.abs(weights[3 * u + k]);
      }
      double bound = IntegerModel.MAX_SUM / 8.0 / IntegerModel.MAX_ACTIVATION;
      most = Math.min(most, UNIT_EXPONENT + Math.getExponent(bound / sum));
    }
    return most;
  }

  private IntegerHead head(long[] sums) {
    int units = unitExponents.length;
    int hidden = units - Decision.COUNT;
    float[] weights = floats("head.weight");
    int scores = largestScoreExponent(weights, hidden);
    for (int u = hidden; u < units; u++) {
      scores = Math.min(scores, unitExponents[u]);
    }
    int[] unitShift = new int[units];
    for (int u = 0; u < units; u++) {
      unitShift[u] =
          u < hidden ? Math.max(unitExponents[u] - UNIT_EXPONENT, 0) : unitExponents[u] - scores;
    }
    int[] headWeights = new int[3 * hidden];
    for (int i = 0; i < headWeights.length; i++) {
      int unitExponent = unitExponents[i / 3] - unitShift[i / 3];
      headWeights[i] = WeightRounding.round(weights[i], scores - unitExponent);
    }
    int[] context = scaled(floats("context.weight"), 0);
    for (int i = 0; i < context.length; i++) {
      context[i] += IntegerConverter.half(unitShift[i % units]);
    }
    int[] numbers = scaled(floats("numbers.weight"), INPUT_EXPONENT);
    float[] logs = floats("logs");
    int[] integerLogs = new int[logs.length];
    for (int i = 0; i < logs.length; i++) {
      integerLogs[i] = IntegerModel.quantize(logs[i]);
    }
    IntegerHead head =
        new IntegerHead(
            units,
            hidden,
            context,
            scaled(floats("pattern.weight"), 0),
            numbers,
            unitShift,
            headWeights,
            new int[Decision.COUNT],
            0,
            scores,
            integerLogs,
            ints("context.next"),
            ints("context.entering"),
            ints("context.priceRow"),
            ints("context.surroundingRow"),
            ints("start.context")[0]);
    return head.shifted(IntegerConverter.shiftBelow(IntegerHeadCheck.scoreBound(head, sums)));
  }

  /**
   * Rounds a table of what is added to units to their scales.
   *
   * @param table [...][unit]
   * @param inputExponent of what the table is multiplied by later: 0 if by nothing
   */
  private int[] scaled(float[] table, int inputExponent) {
    int[] scaled = new int[table.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] =
          WeightRounding.round(table[i], unitExponents[i % unitExponents.length] - inputExponent);
    }
    return scaled;
  }

  private OnnxGraph.Tensor tensor(String name) {
    OnnxGraph.Tensor t = tensors.get(name);
    if (t == null) {
      throw new ModelException(origin + ": lacks the constant '" + name + "'; export it again");
    }
    return t;
  }

  private float[] floats(String name) {
    return tensor(name).floats();
  }

  private int[] ints(String name) {
    return Arrays.stream(tensor(name).longs()).mapToInt(v -> (int) v).toArray();
  }
}
