package org.nnrdoq.network.onnx;

import java.nio.charset.StandardCharsets;

/** Reads protocol buffer wire format from a range of a byte array; every access is checked. */
final class ProtoReader {
  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  /**
   * Most messages of a file that are read, so that a small damaged one cannot become many objects;
   * shipped models have a few hundred.
   */
  private static final int MAX_MESSAGES = 100_000;

  private final byte[] data;
  private final int end;
  private final int[] messages;
  private int pos;
  private int wireType;

  /** Reads a whole file. */
  ProtoReader(byte[] data) {
    this(data, 0, data.length, new int[1]);
  }

  /**
   * @param messages one element: the number of messages read so far in the file
   */
  private ProtoReader(byte[] data, int start, int end, int[] messages) {
    this.data = data;
    this.pos = start;
    this.end = end;
    this.messages = messages;
  }

  /** Field number of the next field, or 0 at the end. */
  int nextField() throws OnnxFormatException {
    if (pos == end) {
      return 0;
    }
    long tag = varint();
    long field = tag >>> 3;
    if (field <= 0 || field > 536870911L) {
      throw new OnnxFormatException("bad field number at byte " + pos);
    }
    wireType = (int) (tag & 7);
    return (int) field;
  }

  int wireType() {
    return wireType;
  }

  boolean hasMore() {
    return pos < end;
  }

  long varint() throws OnnxFormatException {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (pos >= end) {
        throw new OnnxFormatException("ends inside a number at byte " + pos);
      }
      byte b = data[pos++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new OnnxFormatException("number too long at byte " + pos);
  }

  float fixed32() throws OnnxFormatException {
    need(4);
    int bits =
        (data[pos] & 0xFF)
            | (data[pos + 1] & 0xFF) << 8
            | (data[pos + 2] & 0xFF) << 16
            | (data[pos + 3] & 0xFF) << 24;
    pos += 4;
    return Float.intBitsToFloat(bits);
  }

  /** An integer of 1, 4 or 8 bytes, little endian. */
  long little(int bytes, boolean signed) throws OnnxFormatException {
    need(bytes);
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (data[pos + i] & 0xFFL) << 8 * i;
    }
    pos += bytes;
    int unused = 64 - 8 * bytes;
    return signed ? value << unused >> unused : value;
  }

  /** A length-delimited field as its own reader. */
  ProtoReader message() throws OnnxFormatException {
    if (wireType != BYTES) {
      throw new OnnxFormatException("expected a message at byte " + pos);
    }
    long length = varint();
    need(length);
    if (++messages[0] > MAX_MESSAGES) {
      throw new OnnxFormatException("holds more than " + MAX_MESSAGES + " parts");
    }
    ProtoReader r = new ProtoReader(data, pos, pos + (int) length, messages);
    pos += (int) length;
    return r;
  }

  String string() throws OnnxFormatException {
    ProtoReader r = message();
    return new String(data, r.pos, r.end - r.pos, StandardCharsets.UTF_8);
  }

  void skip() throws OnnxFormatException {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> {
        need(8);
        pos += 8;
      }
      case BYTES -> message();
      case FIXED32 -> {
        need(4);
        pos += 4;
      }
      default -> throw new OnnxFormatException("unknown wire type at byte " + pos);
    }
  }

  private void need(long bytes) throws OnnxFormatException {
    if (bytes < 0 || bytes > end - pos) {
      throw new OnnxFormatException("ends inside a field at byte " + pos);
    }
  }
}
