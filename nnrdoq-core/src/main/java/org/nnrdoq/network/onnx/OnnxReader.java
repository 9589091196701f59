package org.nnrdoq.network.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Parses the bytes of a {@code .onnx} file into an {@link OnnxGraph}. */
public final class OnnxReader {
  /** Most elements of one tensor that are read; those of shipped models have a few thousand. */
  private static final int MAX_ELEMENTS = 1 << 21;

  private static final Set<Long> TYPES =
      Set.of(
          (long) OnnxGraph.FLOAT,
          (long) OnnxGraph.UINT8,
          (long) OnnxGraph.INT8,
          (long) OnnxGraph.INT32,
          (long) OnnxGraph.INT64);

  private OnnxReader() {}

  /**
   * Parses a model.
   *
   * @throws OnnxFormatException if the bytes are damaged, or use a tensor type other than float,
   *     int8, uint8, int32 and int64
   */
  public static OnnxGraph read(byte[] model) throws OnnxFormatException {
    ProtoReader r = new ProtoReader(model);
    OnnxGraph graph = null;
    long opset = 0;
    Map<String, String> metadata = new LinkedHashMap<>();
    for (int f = r.nextField(); f != 0; f = r.nextField()) {
      switch (f) {
        case 7 -> {
          if (graph != null) { // other readers would merge them
            throw new OnnxFormatException("holds two graphs");
          }
          graph = graph(r.message(), 0);
        }
        case 8 -> opset = Math.max(opset, opset(r.message()));
        case 14 -> entry(r.message(), metadata);
        default -> r.skip();
      }
    }
    if (graph == null || opset == 0) {
      throw new OnnxFormatException("holds no ONNX graph");
    }
    return new OnnxGraph(
        graph.name(),
        opset,
        graph.inputs(),
        graph.outputs(),
        graph.initializers(),
        graph.nodes(),
        metadata);
  }

  private static long opset(ProtoReader r) throws OnnxFormatException {
    long version = 0;
    String domain = "";
    for (int f = r.nextField(); f != 0; f = r.nextField()) {
      switch (f) {
        case 1 -> domain = r.string();
        case 2 -> version = r.varint();
        default -> r.skip();
      }
    }
    return domain.isEmpty() || domain.equals("ai.onnx") ? version : 0;
  }

  private static void entry(ProtoReader r, Map<String, String> into) throws OnnxFormatException {
    String key = "";
    String value = "";
    for (int f = r.nextField(); f != 0; f = r.nextField()) {
      switch (f) {
        case 1 -> key = r.string();
        case 2 -> value = r.string();
        default -> r.skip();
      }
    }
    into.put(key, value);
  }

  private static OnnxGraph graph(ProtoReader r, int depth) throws OnnxFormatException {
    if (depth > 4) {
      throw new OnnxFormatException("graphs nested too deeply");
    }
    String name = "";
    List<OnnxGraph.Value> inputs = new ArrayList<>();
    List<OnnxGraph.Value> outputs = new ArrayList<>();
    Map<String, OnnxGraph.Tensor> initializers = new LinkedHashMap<>();
    List<OnnxGraph.Node> nodes = new ArrayList<>();
    for (int f = r.nextField(); f != 0; f = r.nextField()) {
      switch (f) {
        case 1 -> nodes.add(node(r.message(), depth));
        case 2 -> name = r.string();
        case 5 -> tensor(r.message(), initializers);
        case 11 -> inputs.add(value(r.message()));
        case 12 -> outputs.add(value(r.message()));
        default -> r.skip();
      }
    }
    return new OnnxGraph(
        name, 0, List.copyOf(inputs), List.copyOf(outputs), initializers, nodes, Map.of());
  }

  private static OnnxGraph.Node node(ProtoReader r, int depth) throws OnnxFormatException {
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, Object> attributes = new LinkedHashMap<>();
    String opType = "";
    for (int f = r.nextField(); f != 0; f = r.nextField()) {
      switch (f) {
        case 1 -> inputs.add(r.string());
        case 2 -> outputs.add(r.string());
        case 4 -> opType = r.string();
        case 5 -> attribute(r.message(), attributes, depth);
        default -> r.skip();
      }
    }
    if (outputs.isEmpty()) {
      throw new OnnxFormatException("node '" + opType + "' has no outputs");
    }
    return new OnnxGraph.Node(opType, inputs, outputs, attributes);
  }

  private static void attribute(ProtoReader r, Map<String, Object> into, int depth)
      throws OnnxFormatException {
    String name = "";
    Object value = null;
    Numbers ints = new Numbers();
    Numbers floats = new Numbers();
    for (int f = r.nextField(); f != 0; f = r.nextField()) {
      switch (f) {
        case 1 -> name = r.string();
        case 2 -> value = r.fixed32();
        case 3 -> value = r.varint();
        case 4 -> value = r.string();
        case 5 -> {
          Map<String, OnnxGraph.Tensor> one = new LinkedHashMap<>();
          tensor(r.message(), one);
          value = one.values().iterator().next();
        }
        case 6 -> value = graph(r.message(), depth + 1);
        case 7 -> floats.readFloats(r);
        case 8 -> ints.readLongs(r);
        default -> r.skip();
      }
    }
    if (ints.count > 0) {
      value = ints.longs();
    } else if (floats.count > 0) {
      value = floats.floats();
    }
    into.put(name, value == null ? new long[0] : value);
  }

  private static void tensor(ProtoReader r, Map<String, OnnxGraph.Tensor> into)
      throws OnnxFormatException {
    Numbers dims = new Numbers();
    Numbers floats = new Numbers();
    Numbers longs = new Numbers();
    ProtoReader raw = null;
    long type = 0;
    String name = "";
    for (int f = r.nextField(); f != 0; f = r.nextField()) {
      switch (f) {
        case 1 -> dims.readLongs(r);
        case 2 -> type = r.varint();
        case 4 -> floats.readFloats(r);
        case 5, 7 -> longs.readLongs(r);
        case 8 -> name = r.string();
        case 9 -> raw = r.message();
        default -> r.skip();
      }
    }
    long[] shape = dims.longs();
    long elements = 1;
    for (long d : shape) {
      if (d < 0 || d > MAX_ELEMENTS || elements * d > MAX_ELEMENTS) {
        throw new OnnxFormatException("tensor '" + name + "' has shape " + Arrays.toString(shape));
      }
      elements *= d;
    }
    if (!TYPES.contains(type)) {
      throw new OnnxFormatException(
          "tensor '" + name + "' has element type " + type + ": expected float or integers");
    }
    if (raw != null && type == OnnxGraph.FLOAT) {
      while (raw.hasMore()) {
        floats.add(Float.floatToRawIntBits(raw.fixed32()));
      }
    } else if (raw != null) {
      while (raw.hasMore()) {
        longs.add(raw.little(OnnxGraph.Tensor.bytes((int) type), type != OnnxGraph.UINT8));
      }
    }
    Numbers values = type == OnnxGraph.FLOAT ? floats : longs;
    if (values.count != elements) {
      throw new OnnxFormatException(
          "tensor '" + name + "' has " + values.count + " values: expected " + elements);
    }
    OnnxGraph.Tensor tensor =
        type == OnnxGraph.FLOAT
            ? OnnxGraph.Tensor.of(floats.floats(), shape)
            : new OnnxGraph.Tensor(shape, null, longs.longs(), (int) type);
    if (into.put(name, tensor) != null) {
      throw new OnnxFormatException("holds two tensors '" + name + "'");
    }
  }

  private static OnnxGraph.Value value(ProtoReader r) throws OnnxFormatException {
    String name = "";
    int elementType = 0;
    List<String> shape = new ArrayList<>();
    for (int f = r.nextField(); f != 0; f = r.nextField()) {
      if (f == 1) {
        name = r.string();
      } else if (f == 2) {
        ProtoReader type = r.message();
        for (int g = type.nextField(); g != 0; g = type.nextField()) {
          if (g == 1) {
            elementType = tensorType(type.message(), shape);
          } else {
            type.skip();
          }
        }
      } else {
        r.skip();
      }
    }
    return new OnnxGraph.Value(name, elementType, List.copyOf(shape));
  }

  private static int tensorType(ProtoReader r, List<String> shape) throws OnnxFormatException {
    int elementType = 0;
    for (int f = r.nextField(); f != 0; f = r.nextField()) {
      if (f == 1) {
        elementType = (int) r.varint();
      } else if (f == 2) {
        ProtoReader dims = r.message();
        for (int g = dims.nextField(); g != 0; g = dims.nextField()) {
          if (g == 1) {
            shape.add(dimension(dims.message()));
          } else {
            dims.skip();
          }
        }
      } else {
        r.skip();
      }
    }
    return elementType;
  }

  private static String dimension(ProtoReader r) throws OnnxFormatException {
    String dim = "?";
    for (int f = r.nextField(); f != 0; f = r.nextField()) {
      switch (f) {
        case 1 -> dim = Long.toString(r.varint());
        case 2 -> dim = r.string();
        default -> r.skip();
      }
    }
    return dim;
  }

  /** A growing list of numbers, packed or not on the wire; floats are kept as their bits. */
  private static final class Numbers {
    private long[] values = new long[16];
    private int count;

    void add(long v) throws OnnxFormatException {
      if (count == MAX_ELEMENTS) {
        throw new OnnxFormatException("holds more than " + MAX_ELEMENTS + " numbers in a row");
      }
      if (count == values.length) {
        values = Arrays.copyOf(values, 2 * count);
      }
      values[count++] = v;
    }

    void readLongs(ProtoReader r) throws OnnxFormatException {
      if (r.wireType() == ProtoReader.BYTES) {
        for (ProtoReader p = r.message(); p.hasMore(); ) {
          add(p.varint());
        }
      } else {
        add(r.varint());
      }
    }

    void readFloats(ProtoReader r) throws OnnxFormatException {
      if (r.wireType() == ProtoReader.BYTES) {
        for (ProtoReader p = r.message(); p.hasMore(); ) {
          add(Float.floatToRawIntBits(p.fixed32()));
        }
      } else {
        add(Float.floatToRawIntBits(r.fixed32()));
      }
    }

    long[] longs() {
      return Arrays.copyOf(values, count);
    }

    float[] floats() {
      float[] f = new float[count];
      for (int i = 0; i < count; i++) {
        f[i] = Float.intBitsToFloat((int) values[i]);
      }
      return f;
    }
  }
}
