package org.nnrdoq.quantizer.shipped;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.network.KernelModel;
import org.nnrdoq.network.TestModels;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.list.RandomLists;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerSpec;

class NetworkFileTest {
  private static final Path MODELS = Path.of("..", "models");

  private static final int NAME_AT = 64;
  private static final int IMAGE_AT = 176;
  private static final int DIGEST_BYTES = 32;

  private static byte[] bytes(String quantizer) {
    return NetworkFile.bytes(QuantizerSpec.parse(quantizer));
  }

  private static ModelFile model(String quantizer) {
    QuantizerSpec spec = QuantizerSpec.parse(quantizer);
    return ModelFile.find(spec.model(), spec.kind().id());
  }

  private static String text(byte[] file, int at) {
    int end = at;
    while (file[end] != 0) {
      end++;
    }
    return new String(file, at, end - at, StandardCharsets.UTF_8);
  }

  private static byte[] image(byte[] file) {
    return Arrays.copyOfRange(file, IMAGE_AT, file.length - DIGEST_BYTES);
  }

  /** Exports again what can be exported of the shipped models. */
  @Test
  void shippedFiles_areWhatTheirModelsGive() throws IOException {
    TreeSet<String> names = new TreeSet<>();
    JsonNode manifest = new ObjectMapper().readTree(MODELS.resolve("manifest.json").toFile());
    for (String slot : (Iterable<String>) () -> manifest.path("defaults").fieldNames()) {
      ModelFile model = ModelFile.shipped(slot);
      if (ListModel.isList(model) || IntegerModel.isInteger(model)) {
        String name = model.origin().replace(".onnx", ".nnq");
        names.add(name);
        byte[] exported = bytes(model.info().kind() + "=" + slot);
        Path file = MODELS.resolve(name);
        assertTrue(Files.exists(file), name + " is missing: make it with 'nnrdoq export'");
        assertArrayEquals(Files.readAllBytes(file), exported, name + ": export it again");
      }
    }
    assertTrue(names.size() >= 5, names::toString);
    try (Stream<Path> files = Files.list(MODELS)) {
      List<String> there =
          files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".nnq")).toList();
      assertEquals(names, new TreeSet<>(there));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fcn", "ar=ar-plain"})
  void bytes_sayWhatTheHostMustKnow(String quantizer) {
    byte[] file = bytes(quantizer);
    ModelFile model = model(quantizer);
    ByteBuffer b = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    assertEquals("NNRDOQNQ", new String(file, 0, 8, StandardCharsets.US_ASCII));
    assertEquals(1, b.getInt(8));
    assertEquals(file.length, b.getInt(12));
    assertEquals(quantizer.startsWith("ar") ? 1 : 0, b.getInt(16));
    assertEquals(quantizer.endsWith("plain") ? 0 : 1, b.getInt(20));
    assertEquals(2, b.getInt(24));
    boolean lists = ListModel.isList(model);
    JsonNode price = model.sidecar().path(lists ? "macsPerLevel" : "macsPerCoefficient");
    assertTrue(price.isInt(), "the sidecar says what a coefficient costs");
    assertEquals(price.asInt(), b.getInt(28));
    assertEquals(model.info().sha256(), HexFormat.of().formatHex(file, 32, NAME_AT));
    assertEquals(model.info().name(), text(file, NAME_AT));
    assertEquals(model.info().featureSet(), text(file, 128));
    assertEquals(file.length - IMAGE_AT - DIGEST_BYTES, b.getInt(160));
    KernelModel network = lists ? ListModel.of(model) : IntegerModel.of(model);
    assertArrayEquals(network.image(), image(file));
    int end = file.length - DIGEST_BYTES;
    assertEquals(
        ModelFile.sha256(Arrays.copyOf(file, end)),
        HexFormat.of().formatHex(file, end, file.length));
  }

  @Test
  void bytes_ofANetworkOverLists_holdItsImage(@TempDir Path folder) throws IOException {
    ListModel model = new RandomLists(new Random(1)).model("levels-1", 12, 1, 3);
    Path onnx = TestModels.write(folder, "lists", model.graph("lists"), "levels-1");
    ListModel read = ListModel.of(ModelFile.open(onnx));
    assertArrayEquals(read.image(), image(bytes("fcn=" + onnx)));
  }

  @Test
  void bytes_sayWhatIsWrong_whenThereIsNoSuchNetwork(@TempDir Path folder) {
    assertRefused("sq", "has no network");
    assertRefused("fcn@0.8", "hosts choose the strength");
    assertRefused("fcn=fcn-float", "is a float model");
    assertRefused("fcn=ar", "a model of kind 'ar': expected 'fcn'");
    assertRefused("ar=" + folder.resolve("none.onnx"), "model not found");
  }

  private static void assertRefused(String quantizer, String reason) {
    QuantizerException e = assertThrows(QuantizerException.class, () -> bytes(quantizer));
    assertTrue(e.getMessage().contains(reason), e.getMessage());
  }
}
