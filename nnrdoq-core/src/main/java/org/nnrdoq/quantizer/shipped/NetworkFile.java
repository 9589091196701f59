package org.nnrdoq.quantizer.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.nnrdoq.network.KernelModel;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.net.FeatureSet;

/**
 * A network as {@code libnnrdoq} opens it without Java, in a file {@code *.nnq}; {@code
 * native/README.md} describes the format. The same network gives the same bytes everywhere.
 *
 * @since 1.0
 */
public final class NetworkFile {
  private static final byte[] MAGIC = "NNRDOQNQ".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;

  private static final int SHA_BYTES = 32;
  private static final int NAME_BYTES = 64;
  private static final int FEATURE_SET_BYTES = 32;
  private static final int IMAGE_AT = 176;

  /** As {@code nnrdoq_zero_rule} numbers it: networks refine what is rounded to nearest. */
  private static final int ZERO_NEAREST = 2;

  private NetworkFile() {}

  /**
   * The content of the file.
   *
   * @param spec a kind with a network; its strength is for whoever opens the file to say
   * @return the bytes, whose layout native/README.md describes
   * @throws QuantizerException if it has no network, or one that compiled kernels cannot run, or
   *     its model is missing or damaged
   */
  public static byte[] bytes(QuantizerSpec spec) {
    if (!spec.kind().usesNetwork()) {
      throw new QuantizerException(
          "quantizer " + spec.kind().id() + " has no network: expected fcn or ar");
    }
    if (spec.strength() != 1) {
      throw new QuantizerException(
          "quantizer " + spec.text() + ": hosts choose the strength when they open: leave it out");
    }
    try {
      ModelFile file = NetworkQuantizers.find(spec);
      return write(file, spec.kind(), kernelModel(file).image());
    } catch (ModelException e) {
      throw new QuantizerException(e.getMessage(), e);
    }
  }

  private static KernelModel kernelModel(ModelFile file) {
    if (ListModel.isList(file)) {
      return ListModel.of(file);
    }
    if (IntegerModel.isInteger(file)) {
      return IntegerModel.of(file);
    }
    throw new QuantizerException(
        file.origin()
            + " is a float model: expected an integer model; convert it with 'nnrdoq integer'");
  }

  private static byte[] write(ModelFile file, QuantizerKind kind, byte[] image) {
    NetworkInfo info = file.info();
    boolean needsCosts = FeatureSet.of(info.featureSet()).needsCosts();
    int length = IMAGE_AT + image.length + SHA_BYTES;
    ByteBuffer b = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    b.put(MAGIC).putInt(VERSION).putInt(length);
    b.putInt(kind == QuantizerKind.AR ? 1 : 0);
    b.putInt(needsCosts ? 1 : 0).putInt(ZERO_NEAREST).putInt(macs(file));
    b.put(HexFormat.of().parseHex(info.sha256()));
    put(b, file, "name", info.name(), NAME_BYTES);
    put(b, file, "featureSet", info.featureSet(), FEATURE_SET_BYTES);
    b.putInt(image.length);
    b.position(IMAGE_AT).put(image);
    String digest = ModelFile.sha256(Arrays.copyOf(b.array(), b.position()));
    b.put(HexFormat.of().parseHex(digest));
    return b.array();
  }

  /** Multiply-accumulates for each coefficient, or level in a list; 0 if the model does not say. */
  private static int macs(ModelFile file) {
    JsonNode sidecar = file.sidecar();
    String field = sidecar.has("macsPerLevel") ? "macsPerLevel" : "macsPerCoefficient";
    return Math.max(0, sidecar.path(field).asInt());
  }

  /** A text with zeros behind it, one at least. */
  private static void put(ByteBuffer b, ModelFile file, String field, String text, int bytes) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    if (utf8.length >= bytes) {
      throw new ModelException(
          file.origin()
              + ": its sidecar's "
              + field
              + " has "
              + utf8.length
              + " bytes: expected at most "
              + (bytes - 1));
    }
    int end = b.position() + bytes;
    b.put(utf8).position(end);
  }
}
