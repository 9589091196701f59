package org.nnrdoq.network.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The part of an ONNX model that matters here: inputs, outputs, nodes in execution order, weights.
 *
 * @param name graph name
 * @param opset version of the default operator set
 * @param inputs what a caller feeds
 * @param outputs what a caller gets
 * @param initializers weights by name
 * @param nodes operators in execution order
 * @param metadata free text entries of the model
 */
public record OnnxGraph(
    String name,
    long opset,
    List<Value> inputs,
    List<Value> outputs,
    Map<String, Tensor> initializers,
    List<Node> nodes,
    Map<String, String> metadata) {

  /** Element type codes of {@code TensorProto.DataType}. */
  public static final int FLOAT = 1;

  public static final int UINT8 = 2;
  public static final int INT8 = 3;
  public static final int INT32 = 6;
  public static final int INT64 = 7;

  /**
   * A graph input or output.
   *
   * @param name tensor name
   * @param elementType {@code TensorProto.DataType}
   * @param shape one entry per dimension: a number, or a symbol for a dimension that varies
   */
  public record Value(String name, int elementType, List<String> shape) {
    public static Value floats(String name, Object... shape) {
      return of(name, FLOAT, shape);
    }

    /** A value of any type. */
    public static Value of(String name, int elementType, Object... shape) {
      List<String> sizes = new ArrayList<>();
      for (Object size : shape) {
        sizes.add(size.toString());
      }
      return new Value(name, elementType, List.copyOf(sizes));
    }
  }

  /**
   * A constant tensor; exactly one of the two arrays is set.
   *
   * @param shape dimensions
   * @param floats elements in row-major order, or {@code null}
   * @param longs elements in row-major order, whatever integer type they have, or {@code null}
   * @param elementType {@code TensorProto.DataType}
   */
  public record Tensor(long[] shape, float[] floats, long[] longs, int elementType) {
    public static Tensor of(float[] values, long... shape) {
      return new Tensor(shape, values, null, FLOAT);
    }

    public static Tensor of(long[] values, long... shape) {
      return new Tensor(shape, null, values, INT64);
    }

    /** A tensor of 8 or 32-bit integers. */
    public static Tensor of(int elementType, int[] values, long... shape) {
      long[] longs = new long[values.length];
      for (int i = 0; i < longs.length; i++) {
        longs[i] = values[i];
      }
      return new Tensor(shape, null, longs, elementType);
    }

    /** Bytes of one element. */
    public static int bytes(int elementType) {
      return switch (elementType) {
        case UINT8, INT8 -> 1;
        case INT64 -> 8;
        default -> 4;
      };
    }

    /** Number of elements that the shape asks for. */
    public long elements() {
      long n = 1;
      for (long d : shape) {
        n = Math.multiplyExact(n, d);
      }
      return n;
    }
  }

  /**
   * One operator.
   *
   * @param opType ONNX operator name
   * @param inputs tensor names; an empty name is an absent optional input
   * @param outputs tensor names
   * @param attributes values by name: {@link Long}, {@link Float}, {@link String}, {@code long[]},
   *     {@code float[]}, {@link Tensor} or {@link OnnxGraph}
   */
  public record Node(
      String opType, List<String> inputs, List<String> outputs, Map<String, Object> attributes) {}
}
