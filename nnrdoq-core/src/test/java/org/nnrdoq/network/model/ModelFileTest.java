package org.nnrdoq.network.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.TestModels;

class ModelFileTest {
  @TempDir Path directory;
  private Path model;
  private Path sidecar;

  @BeforeEach
  void writeModel() throws IOException {
    model = TestModels.write(directory, "m", TestModels.graph(5, 3, 2, 1), "set-1");
    sidecar = directory.resolve("m.json");
  }

  @Test
  void open_whenSound_knowsItsShape() {
    NetworkInfo info = ModelFile.open(model).info();
    assertEquals("m", info.name());
    assertEquals("fcn", info.kind());
    assertEquals("set-1", info.featureSet());
    assertEquals(5, info.features());
    assertEquals(3, info.blockFeatures());
    assertEquals(2, info.classes());
  }

  @Test
  void open_whenFileOrSidecarIsMissing_namesIt() throws IOException {
    refused(directory.resolve("none.onnx"), "none.onnx: model not found");
    refused(directory.resolve("m.txt"), "expected a file that ends in .onnx");
    Files.delete(sidecar);
    refused(model, "m.json: sidecar of the model not found");
  }

  @Test
  void open_whenBytesDiffer_saysChecksum() throws IOException {
    byte[] bytes = Files.readAllBytes(model);
    Files.write(model, Arrays.copyOf(bytes, bytes.length / 2));
    refused(model, "SHA-256 is");
    bytes[bytes.length / 2] ^= 1;
    Files.write(model, bytes);
    refused(model, "SHA-256 is");
  }

  @Test
  void open_whenTruncatedWithMatchingChecksum_saysUnreadable() throws IOException {
    byte[] half = Arrays.copyOf(Files.readAllBytes(model), 900);
    String old = ModelFile.open(model).info().sha256();
    Files.write(model, half);
    replaceInSidecar(old, ModelFile.sha256(half));
    refused(model, "not a readable ONNX model");
  }

  @Test
  void open_whenTensorsDifferFromSidecar_showsBoth() throws IOException {
    replaceInSidecar("\"logits\"", "\"scores\"");
    refused(model, "has outputs [logits[batch, 2, height, width]]");
  }

  @Test
  void open_whenSidecarIsDamagedOrForeign_saysSo() throws IOException {
    replaceInSidecar("nnrdoq-model/1", "nnrdoq-model/9");
    refused(model, "not of format");
    Files.writeString(sidecar, "{");
    refused(model, "JSON is damaged");
    Files.writeString(sidecar, "[".repeat(200_000));
    refused(model, "JSON is damaged");
    Files.writeString(sidecar, "{\"format\":\"nnrdoq-model/1\"}");
    refused(model, "sidecar lacks the field 'sha256'");
  }

  @Test
  void shipped_whenAskedForAnUnknownKind_namesIt() {
    ModelException e = assertThrows(ModelException.class, () -> ModelFile.shipped("no-such"));
    assertTrue(e.getMessage().contains("no-such"), e.getMessage());
  }

  @Test
  void shipped_everyDefaultOpens() {
    assertEquals("fcn", ModelFile.shipped("fcn").info().kind());
  }

  private void replaceInSidecar(String from, String to) throws IOException {
    String text = Files.readString(sidecar, StandardCharsets.UTF_8);
    Files.writeString(sidecar, text.replace(from, to));
  }

  private static void refused(Path file, String expected) {
    ModelException e = assertThrows(ModelException.class, () -> ModelFile.open(file));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
    assertTrue(e.getMessage().lines().count() == 1, "one line: " + e.getMessage());
  }
}
