package org.nnrdoq.bridge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.nnrdoq.bridge.ProtoTree.Field;
import org.nnrdoq.network.model.ModelFile;

/** Damages model files: bytes, fields, constants, sidecars. */
final class ModelDamage {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long[] ODD_NUMBERS = {
    0,
    1,
    2,
    3,
    5,
    7,
    16,
    17,
    127,
    128,
    255,
    1024,
    65_536,
    1 << 21,
    1 << 24,
    Integer.MAX_VALUE,
    1L << 31,
    1L << 32,
    1L << 62,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    -1,
    -2,
    -128,
    Integer.MIN_VALUE
  };
  private static final String[] ODD_VALUES = {
    "null",
    "true",
    "-1",
    "0",
    "1",
    "2",
    "33",
    "1e308",
    "2147483648",
    "-9223372036854775809",
    "\"\"",
    "\"\\n\\u0000\\u2028\"",
    "\"ar\"",
    "\"fcn\"",
    "\"block-2\"",
    "\"block-3\"",
    "\"height\"",
    "[]",
    "{}",
    "[[[[[[]]]]]]",
    "{\"name\":{}}"
  };

  private final Random random;

  ModelDamage(Random random) {
    this.random = random;
  }

  /** Files of a damaged model. */
  record Files(byte[] onnx, byte[] sidecar) {}

  /**
   * Damages a sound model in one of many ways. The checksum fits the damaged file but now and then,
   * so that damage is not found by that alone.
   */
  Files damage(byte[] onnx, byte[] sidecar) throws IOException {
    byte[] model = onnx;
    byte[] json = sidecar;
    int kind = random.nextInt(10);
    if (kind < 3) {
      model = bytes(onnx);
    } else if (kind < 8) {
      model = fields(onnx);
    } else if (kind == 8) {
      json = json(sidecar);
    } else {
      model = fields(bytesOfConstants(onnx));
      json = json(sidecar);
    }
    if (random.nextInt(20) != 0) {
      String text = new String(json, StandardCharsets.UTF_8);
      json =
          text.replace(ModelFile.sha256(onnx), ModelFile.sha256(model))
              .getBytes(StandardCharsets.UTF_8);
    }
    return kind == 8 && random.nextBoolean()
        ? new Files(model, bytes(json))
        : new Files(model, json);
  }

  private byte[] bytes(byte[] all) {
    byte[] b = all;
    for (int n = 1 + random.nextInt(3); n > 0 && b.length > 0; n--) {
      int at = random.nextInt(b.length);
      int length = Math.min(b.length - at, 1 + random.nextInt(1 << random.nextInt(10)));
      switch (random.nextInt(6)) {
        case 0 -> b = Arrays.copyOf(b, at);
        case 1 -> b = splice(b, at, 0, noise(length));
        case 2 -> b = splice(b, at, length, new byte[0]);
        case 3 -> {
          int from = random.nextInt(b.length - length + 1);
          b = splice(b, at, length, Arrays.copyOfRange(b, from, from + length));
        }
        case 4 -> b = splice(b, at, Math.min(length, 10), filled(Math.min(length, 10)));
        default -> b = splice(b, at, 1, new byte[] {(byte) (b[at] ^ 1 << random.nextInt(8))});
      }
    }
    return b;
  }

  private byte[] noise(int length) {
    byte[] b = new byte[length];
    random.nextBytes(b);
    return b;
  }

  /** Numbers that do not end, or end as the largest. */
  private byte[] filled(int length) {
    byte[] b = new byte[length];
    Arrays.fill(b, (byte) (random.nextBoolean() ? 0xff : 0x80));
    if (random.nextBoolean()) {
      b[length - 1] = 0x7f;
    }
    return b;
  }

  private static byte[] splice(byte[] b, int at, int length, byte[] in) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(b, 0, at);
    out.writeBytes(in);
    out.write(b, at + length, b.length - at - length);
    return out.toByteArray();
  }

  /** Changes values of constants and leaves their number. */
  private byte[] bytesOfConstants(byte[] onnx) {
    List<Field> model = ProtoTree.parse(onnx);
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      List<Field> leaves = leaves(model, 32);
      Field f = leaves.get(random.nextInt(leaves.size()));
      byte[] b = f.bytes.clone();
      b[random.nextInt(b.length)] = (byte) random.nextInt();
      f.bytes = b;
    }
    return ProtoTree.write(model);
  }

  private static List<Field> leaves(List<Field> model, int least) {
    List<Field> leaves = new ArrayList<>();
    for (List<Field> message : ProtoTree.messages(model)) {
      for (Field f : message) {
        if (f.bytes != null && f.bytes.length >= least) {
          leaves.add(f);
        }
      }
    }
    return leaves;
  }

  /** Changes fields; lengths around them stay right. */
  private byte[] fields(byte[] onnx) {
    if (random.nextInt(4) == 0) {
      return bytesOfConstants(onnx);
    }
    List<Field> model;
    try {
      model = ProtoTree.parse(onnx);
    } catch (RuntimeException e) {
      return onnx;
    }
    List<List<Field>> messages = ProtoTree.messages(model);
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      List<Field> message = messages.get(random.nextInt(messages.size()));
      if (!message.isEmpty()) {
        change(message, random.nextInt(message.size()), messages);
      }
    }
    return ProtoTree.write(model);
  }

  private void change(List<Field> message, int at, List<List<Field>> messages) {
    Field f = message.get(at).copy();
    switch (random.nextInt(8)) {
      case 0 -> message.remove(at);
      case 1 -> message.add(random.nextInt(message.size() + 1), f);
      case 2 -> message.set(at, message.set(random.nextInt(message.size()), f));
      case 3 -> {
        f.number = random.nextInt(16);
        message.set(at, f);
      }
      case 4 -> {
        List<Field> other = messages.get(random.nextInt(messages.size()));
        if (!other.isEmpty() && f.fields == null) {
          message.set(at, other.get(random.nextInt(other.size())).copy());
        }
      }
      default -> {
        value(f, messages);
        message.set(at, f);
      }
    }
  }

  private void value(Field f, List<List<Field>> messages) {
    if (f.fields != null) {
      f.wireType = random.nextInt(8);
    } else if (f.bytes == null) {
      f.varint = ODD_NUMBERS[random.nextInt(ODD_NUMBERS.length)];
    } else if (random.nextBoolean()) {
      f.bytes = Arrays.copyOf(f.bytes, random.nextInt(2 * f.bytes.length + 2));
    } else {
      List<Field> others = leaves(messages.get(0), 0);
      f.bytes = others.get(random.nextInt(others.size())).bytes;
    }
  }

  private byte[] json(byte[] sidecar) throws IOException {
    JsonNode root = JSON.readTree(sidecar);
    List<JsonNode> containers = new ArrayList<>(List.of(root));
    for (int i = 0; i < containers.size(); i++) {
      containers
          .get(i)
          .forEach(c -> containers.addAll(c.isContainerNode() ? List.of(c) : List.of()));
    }
    for (int n = 1 + random.nextInt(2); n > 0; n--) {
      // Most of a sidecar tells of training; what is read lies at its top and in its tensors.
      JsonNode c = containers.get(random.nextInt(Math.min(containers.size(), 12)));
      JsonNode value = JSON.readTree(ODD_VALUES[random.nextInt(ODD_VALUES.length)]);
      if (c instanceof ObjectNode o && !o.isEmpty()) {
        List<String> names = new ArrayList<>();
        o.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        if (random.nextInt(4) == 0) {
          o.remove(name);
        } else {
          o.set(name, value);
        }
      } else if (c instanceof ArrayNode a && !a.isEmpty()) {
        a.set(random.nextInt(a.size()), value);
      }
    }
    return JSON.writeValueAsBytes(root);
  }
}
