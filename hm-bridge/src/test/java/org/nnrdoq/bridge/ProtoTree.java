package org.nnrdoq.bridge;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** The fields of an ONNX file as a tree, so that one can be changed and the others still fit. */
final class ProtoTree {
  private static final int VARINT = 0;
  private static final int BYTES = 2;

  /** Messages, each with the fields that are messages themselves and what those are. */
  private enum Kind {
    MODEL(7, "GRAPH", 8, "LEAVES", 14, "LEAVES"),
    GRAPH(1, "NODE", 5, "LEAVES", 11, "VALUE", 12, "VALUE"),
    NODE(5, "ATTRIBUTE"),
    ATTRIBUTE(5, "LEAVES", 6, "GRAPH"),
    VALUE(2, "TYPE"),
    TYPE(1, "TENSOR_TYPE"),
    TENSOR_TYPE(2, "SHAPE"),
    SHAPE(1, "LEAVES"),
    LEAVES;

    private final Object[] messages;

    Kind(Object... messages) {
      this.messages = messages;
    }

    Kind of(int field) {
      for (int i = 0; i < messages.length; i += 2) {
        if ((Integer) messages[i] == field) {
          return valueOf((String) messages[i + 1]);
        }
      }
      return null;
    }
  }

  /** One field: of a varint, of four or eight bytes, of any bytes, or with fields of its own. */
  static final class Field {
    int number;
    int wireType;
    long varint;
    byte[] bytes;
    List<Field> fields;

    /** A copy that shares nothing but bytes. */
    Field copy() {
      Field f = new Field();
      f.number = number;
      f.wireType = wireType;
      f.varint = varint;
      f.bytes = bytes;
      if (fields != null) {
        f.fields = new ArrayList<>();
        fields.forEach(inner -> f.fields.add(inner.copy()));
      }
      return f;
    }
  }

  private final byte[] data;
  private int pos;

  private ProtoTree(byte[] data) {
    this.data = data;
  }

  /** The fields of a sound ONNX file. */
  static List<Field> parse(byte[] onnx) {
    return new ProtoTree(onnx).fields(Kind.MODEL, onnx.length);
  }

  private List<Field> fields(Kind kind, int end) {
    List<Field> fields = new ArrayList<>();
    while (pos < end) {
      Field f = new Field();
      long tag = varint();
      f.number = (int) (tag >>> 3);
      f.wireType = (int) (tag & 7);
      if (f.wireType == VARINT) {
        f.varint = varint();
      } else {
        int length = f.wireType == BYTES ? (int) varint() : f.wireType == 1 ? 8 : 4;
        Kind inner = kind.of(f.number);
        if (f.wireType == BYTES && inner != null) {
          f.fields = fields(inner, pos + length);
        } else {
          f.bytes = java.util.Arrays.copyOfRange(data, pos, pos + length);
          pos += length;
        }
      }
      fields.add(f);
    }
    return fields;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = data[pos++];
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  /** All lists of fields, the outermost first. */
  static List<List<Field>> messages(List<Field> fields) {
    List<List<Field>> all = new ArrayList<>();
    all.add(fields);
    for (int i = 0; i < all.size(); i++) {
      for (Field f : all.get(i)) {
        if (f.fields != null) {
          all.add(f.fields);
        }
      }
    }
    return all;
  }

  /** The file again. */
  static byte[] write(List<Field> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Field f : fields) {
      putVarint(out, (long) f.number << 3 | f.wireType);
      if (f.wireType == VARINT) {
        putVarint(out, f.varint);
        continue;
      }
      byte[] bytes = f.fields != null ? write(f.fields) : f.bytes == null ? new byte[0] : f.bytes;
      if (f.wireType == BYTES) {
        putVarint(out, bytes.length);
      }
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  private static void putVarint(ByteArrayOutputStream out, long value) {
    long rest = value;
    for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
      out.write((int) (rest & 0x7f | 0x80));
    }
    out.write((int) rest);
  }
}
