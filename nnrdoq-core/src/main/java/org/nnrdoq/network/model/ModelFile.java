package org.nnrdoq.network.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.onnx.OnnxFormatException;
import org.nnrdoq.network.onnx.OnnxGraph;
import org.nnrdoq.network.onnx.OnnxReader;

/**
 * A model as opened and checked: its bytes, its graph and what its sidecar says.
 *
 * <p>Beside {@code NAME.onnx} lies {@code NAME.json}, the sidecar; {@code models/README.md}
 * describes its fields. Opening checks that the sidecar is there and complete, that the SHA-256 of
 * the file is the sidecar's, that the bytes are a readable ONNX model, and that the graph has
 * exactly the inputs and outputs that the sidecar declares.
 */
public final class ModelFile {
  /** Value of the sidecar's field {@code format}. */
  public static final String FORMAT = "nnrdoq-model/1";

  /** Value of the manifest's field {@code format}. */
  public static final String MANIFEST_FORMAT = "nnrdoq-models/1";

  private static final String RESOURCES = "/org/nnrdoq/models/";
  private static final long MAX_BYTES = 8L << 20;
  private static final int MAX_NAME = 200;

  private final String origin;
  private final byte[] bytes;
  private final byte[] sidecarBytes;
  private final Object sidecar;
  private final OnnxGraph graph;
  private final NetworkInfo info;

  private ModelFile(String origin, byte[] bytes, byte[] sidecarBytes) {
    this.origin = origin;
    this.bytes = bytes;
    this.sidecarBytes = sidecarBytes;
    this.sidecar = parse(origin, sidecarBytes, FORMAT);
    String sha256 = sha256(bytes);
    if (!sha256.equals(text("sha256"))) {
      throw new ModelException(
          origin
              + ": SHA-256 is "
              + sha256
              + ", its sidecar says "
              + text("sha256")
              + ": the file was changed or damaged; fetch or export it again");
    }
    try {
      this.graph = OnnxReader.read(bytes);
    } catch (OnnxFormatException e) {
      throw new ModelException(
          origin + ": not a readable ONNX model (" + e.getMessage() + "); export it again", e);
    }
    checkTensors("input", graph.inputs(), JsonTree.list(sidecar, "inputs"));
    checkTensors("output", graph.outputs(), JsonTree.list(sidecar, "outputs"));
    this.info =
        new NetworkInfo(
            text("name"),
            text("kind"),
            sha256,
            text("featureSet"),
            dimension("inputs", 0, 1),
            dimension("inputs", 1, 1),
            dimension("outputs", 0, 1),
            signHidingTries(),
            rateWeights());
  }

  private RateWeights rateWeights() {
    try {
      return RateWeights.parse(JsonTree.at(sidecar, "rateWeights"));
    } catch (IllegalArgumentException e) {
      throw new ModelException(origin + ": its sidecar's " + e.getMessage(), e);
    }
  }

  private int signHidingTries() {
    Object tries = JsonTree.at(sidecar, "signHidingTries");
    if (tries == null) {
      return NetworkInfo.defaultTries(text("kind"));
    }
    if (!(tries instanceof Long n) || n < 1 || n > NetworkInfo.MAX_SIGN_HIDING_TRIES) {
      throw new ModelException(
          origin
              + ": its sidecar's signHidingTries is "
              + tries
              + ": expected 1.."
              + NetworkInfo.MAX_SIGN_HIDING_TRIES);
    }
    return n.intValue();
  }

  /**
   * Opens and checks a model.
   *
   * @param onnx the {@code .onnx} file; its sidecar has the same name with {@code .json}
   * @throws ModelException if it is missing, damaged or not what its sidecar says
   */
  public static ModelFile open(Path onnx) {
    String name = onnx.getFileName() == null ? "" : onnx.getFileName().toString();
    if (!name.endsWith(".onnx")) {
      throw new ModelException(onnx + ": expected a file that ends in .onnx");
    }
    Path sidecar =
        onnx.resolveSibling(name.substring(0, name.length() - ".onnx".length()) + ".json");
    return new ModelFile(
        onnx.toString(), read(onnx, "model"), read(sidecar, "sidecar of the model"));
  }

  /**
   * Opens the model that a user names.
   *
   * @param model a {@code .onnx} file, or the name of a shipped model's slot, which has no dot, or
   *     {@code null} for that of the kind
   * @param kind {@code fcn} or {@code ar}
   * @throws ModelException if it is missing or damaged
   */
  public static ModelFile find(Path model, String kind) {
    if (model == null) {
      return shipped(kind);
    }
    return isSlot(model) ? shipped(model.toString()) : open(model);
  }

  /** Whether a user names a shipped model's slot, not a file: one name without a dot. */
  public static boolean isSlot(Path model) {
    return model.getNameCount() == 1 && !model.isAbsolute() && model.toString().indexOf('.') < 0;
  }

  /**
   * Opens the model that ships for a kind of network.
   *
   * @param kind a key of {@code defaults} in the manifest: {@code fcn}, {@code fcn-nano}, {@code
   *     ar} and others
   * @throws ModelException if none ships
   */
  public static ModelFile shipped(String kind) {
    Object manifest = parse("manifest.json", resource("manifest.json"), MANIFEST_FORMAT);
    String name = JsonTree.text(manifest, "defaults", kind);
    for (Object m : JsonTree.list(manifest, "models")) {
      if (!name.isEmpty() && JsonTree.text(m, "name").equals(name)) {
        String file = JsonTree.text(m, "file");
        byte[] sidecar = resource(file.substring(0, file.length() - ".onnx".length()) + ".json");
        return new ModelFile(file, resource(file), sidecar);
      }
    }
    List<String> slots = new ArrayList<>();
    if (JsonTree.at(manifest, "defaults") instanceof Map<?, ?> defaults) {
      defaults.keySet().forEach(slot -> slots.add(slot.toString()));
    }
    throw new ModelException(
        "no model '"
            + kind
            + "' ships here: name a .onnx file, or one of "
            + String.join(", ", slots));
  }

  /** What messages call it: the path of its file, or the name of a resource. */
  public String origin() {
    return origin;
  }

  public NetworkInfo info() {
    return info;
  }

  /** Content of the {@code .onnx} file; do not modify. */
  public byte[] bytes() {
    return bytes;
  }

  public OnnxGraph graph() {
    return graph;
  }

  /** All that the sidecar says; read anew each time. */
  public JsonNode sidecar() {
    try {
      return new ObjectMapper().readTree(sidecarBytes);
    } catch (IOException e) {
      throw new ModelException(origin + ": its JSON is damaged: " + e.getMessage(), e);
    }
  }

  /** The sidecar's field {@code arithmetic}, or {@code null}: a float model. */
  public String arithmetic() {
    Object arithmetic = JsonTree.at(sidecar, "arithmetic");
    return arithmetic == null ? null : arithmetic.toString();
  }

  /** Hex SHA-256 of some bytes. */
  public static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private void checkTensors(String what, List<OnnxGraph.Value> actual, List<?> declared) {
    List<String> expected = new ArrayList<>();
    for (Object d : declared) {
      List<String> shape = new ArrayList<>();
      for (Object size : JsonTree.list(d, "shape")) {
        shape.add(JsonTree.text(size));
      }
      expected.add(JsonTree.text(d, "name") + shape);
    }
    List<String> found = new ArrayList<>();
    for (OnnxGraph.Value v : actual) {
      found.add(v.name() + v.shape());
    }
    if (!found.equals(expected) || expected.isEmpty()) {
      throw new ModelException(
          origin + ": has " + what + "s " + found + ", its sidecar says " + expected);
    }
    for (int i = 0; i < actual.size(); i++) {
      OnnxGraph.Value v = actual.get(i);
      String says = JsonTree.text(declared.get(i), "type");
      boolean fits =
          v.elementType() == OnnxGraph.INT64
              ? says.isEmpty() || says.equals("int64")
              : v.elementType() == OnnxGraph.FLOAT && (says.isEmpty() || says.equals("float32"));
      if (!fits) {
        throw new ModelException(
            origin
                + ": "
                + what
                + " "
                + v.name()
                + " has element type "
                + v.elementType()
                + ", its sidecar says '"
                + says
                + "': export it again");
      }
    }
  }

  private String text(String field) {
    String value = JsonTree.text(sidecar, field);
    if (value.isEmpty()) {
      throw new ModelException(origin + ": its sidecar lacks the field '" + field + "'");
    }
    if (value.length() > MAX_NAME || hasControls(value)) {
      throw new ModelException(
          origin
              + ": its sidecar's field '"
              + field
              + "': expected a line of at most "
              + MAX_NAME
              + " characters; fetch or export it again");
    }
    return value;
  }

  private int dimension(String field, int tensor, int axis) {
    String value = JsonTree.text(sidecar, field, tensor, "shape", axis);
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // as below
    }
    throw new ModelException(
        origin
            + ": its sidecar's "
            + field
            + "["
            + tensor
            + "].shape["
            + axis
            + "] is '"
            + value
            + "': expected a number of 1 or more");
  }

  private static boolean hasControls(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Character.isISOControl(value.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private static byte[] read(Path file, String what) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new ModelException(file + ": too large for a " + what + ": expected at most 8 MB");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new ModelException(file + ": " + what + " not found", e);
    } catch (IOException e) {
      throw new ModelException(file + ": " + what + " not readable: " + e.getMessage(), e);
    }
  }

  private static byte[] resource(String name) {
    try (InputStream in = ModelFile.class.getResourceAsStream(RESOURCES + name)) {
      if (in == null) {
        throw new ModelException("no models ship with this build: name a model file");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ModelException(name + ": not readable: " + e.getMessage(), e);
    }
  }

  private static Object parse(String origin, byte[] json, String format) {
    Object root;
    try {
      root = JsonTree.parse(json);
    } catch (IOException e) {
      throw new ModelException(
          origin + ": its JSON is damaged " + e.getMessage() + "; fetch or export it again", e);
    }
    if (!JsonTree.text(root, "format").equals(format)) {
      throw new ModelException(origin + ": its JSON is not of format '" + format + "'");
    }
    return root;
  }
}
