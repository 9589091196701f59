package org.nnrdoq.network.onnx;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Serialises an {@link OnnxGraph}; equal graphs give equal bytes. */
public final class OnnxWriter {
  private static final int IR_VERSION = 8;

  private OnnxWriter() {}

  /** Bytes of a {@code .onnx} file. */
  public static byte[] write(OnnxGraph graph) {
    Proto opset = new Proto();
    opset.string(1, "");
    opset.varint(2, graph.opset());
    Proto model = new Proto();
    model.varint(1, IR_VERSION);
    model.string(2, "nnrdoq");
    model.message(7, graph(graph));
    model.message(8, opset);
    for (Map.Entry<String, String> e : graph.metadata().entrySet()) {
      Proto entry = new Proto();
      entry.string(1, e.getKey());
      entry.string(2, e.getValue());
      model.message(14, entry);
    }
    return model.bytes();
  }

  private static Proto graph(OnnxGraph graph) {
    Proto p = new Proto();
    for (OnnxGraph.Node node : graph.nodes()) {
      p.message(1, node(node));
    }
    p.string(2, graph.name());
    for (Map.Entry<String, OnnxGraph.Tensor> e : graph.initializers().entrySet()) {
      p.message(5, tensor(e.getKey(), e.getValue()));
    }
    for (OnnxGraph.Value v : graph.inputs()) {
      p.message(11, value(v));
    }
    for (OnnxGraph.Value v : graph.outputs()) {
      p.message(12, value(v));
    }
    return p;
  }

  private static Proto node(OnnxGraph.Node node) {
    Proto p = new Proto();
    for (String s : node.inputs()) {
      p.string(1, s);
    }
    for (String s : node.outputs()) {
      p.string(2, s);
    }
    p.string(3, node.outputs().get(0));
    p.string(4, node.opType());
    for (Map.Entry<String, Object> e : node.attributes().entrySet()) {
      p.message(5, attribute(e.getKey(), e.getValue()));
    }
    return p;
  }

  private static Proto attribute(String name, Object value) {
    Proto p = new Proto();
    p.string(1, name);
    if (value instanceof Float f) {
      p.fixed32(2, f);
      p.varint(20, 1);
    } else if (value instanceof Long i) {
      p.varint(3, i);
      p.varint(20, 2);
    } else if (value instanceof String s) {
      p.string(4, s);
      p.varint(20, 3);
    } else if (value instanceof OnnxGraph.Tensor t) {
      p.message(5, tensor("", t));
      p.varint(20, 4);
    } else if (value instanceof OnnxGraph g) {
      p.message(6, graph(g));
      p.varint(20, 5);
    } else if (value instanceof float[] floats) {
      for (float f : floats) {
        p.fixed32(7, f);
      }
      p.varint(20, 6);
    } else if (value instanceof long[] longs) {
      for (long l : longs) {
        p.varint(8, l);
      }
      p.varint(20, 7);
    } else {
      throw new IllegalArgumentException("attribute " + name + ": unsupported type");
    }
    return p;
  }

  private static Proto tensor(String name, OnnxGraph.Tensor t) {
    if (t.elements() != (t.floats() != null ? t.floats().length : t.longs().length)) {
      throw new IllegalArgumentException("tensor " + name + ": shape and values differ");
    }
    Proto p = new Proto();
    for (long d : t.shape()) {
      p.varint(1, d);
    }
    p.varint(2, t.elementType());
    p.string(8, name);
    Proto raw = new Proto();
    if (t.floats() != null) {
      for (float f : t.floats()) {
        raw.little(Float.floatToRawIntBits(f), 4);
      }
    } else {
      for (long l : t.longs()) {
        raw.little(l, OnnxGraph.Tensor.bytes(t.elementType()));
      }
    }
    p.message(9, raw);
    return p;
  }

  private static Proto value(OnnxGraph.Value v) {
    Proto shape = new Proto();
    for (String d : v.shape()) {
      Proto dim = new Proto();
      if (Character.isDigit(d.charAt(0))) {
        dim.varint(1, Long.parseLong(d));
      } else {
        dim.string(2, d);
      }
      shape.message(1, dim);
    }
    Proto tensorType = new Proto();
    tensorType.varint(1, v.elementType());
    tensorType.message(2, shape);
    Proto type = new Proto();
    type.message(1, tensorType);
    Proto p = new Proto();
    p.string(1, v.name());
    p.message(2, type);
    return p;
  }

  /** Protocol buffer wire format. */
  private static final class Proto {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] bytes() {
      return out.toByteArray();
    }

    private void raw(long v) {
      while ((v & ~0x7FL) != 0) {
        out.write((int) (v & 0x7F | 0x80));
        v >>>= 7;
      }
      out.write((int) v);
    }

    void little(long v, int bytes) {
      for (int i = 0; i < bytes; i++) {
        out.write((int) (v >>> (8 * i)));
      }
    }

    void varint(int field, long v) {
      raw((long) field << 3);
      raw(v);
    }

    void fixed32(int field, float v) {
      raw((long) field << 3 | ProtoReader.FIXED32);
      little(Float.floatToRawIntBits(v), 4);
    }

    void string(int field, String s) {
      bytes(field, s.getBytes(StandardCharsets.UTF_8));
    }

    void message(int field, Proto p) {
      bytes(field, p.bytes());
    }

    private void bytes(int field, byte[] b) {
      raw((long) field << 3 | ProtoReader.BYTES);
      raw(b.length);
      out.writeBytes(b);
    }
  }
}
