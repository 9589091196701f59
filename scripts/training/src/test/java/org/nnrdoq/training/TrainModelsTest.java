package org.nnrdoq.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.shipped.NetworkFile;
import org.nnrdoq.training.learn.SyntheticRecordings;

/** {@code scripts/train-models} from recordings to a folder of models, on little data. */
class TrainModelsTest {
  private static final Path SCRIPT = Path.of("../train-models").toAbsolutePath().normalize();

  @TempDir Path directory;

  private Path launcher;

  @BeforeEach
  void prepare() throws IOException {
    launcher = directory.resolve("launcher");
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Files.writeString(
        launcher,
        "#!/bin/sh\nexec '"
            + java
            + "' -Xmx512m -XX:TieredStopAtLevel=1 -Dnnrdoq.backend=java -cp '"
            + System.getProperty("java.class.path")
            + "' org.nnrdoq.cli.Main \"$@\"\n");
    assertTrue(launcher.toFile().setExecutable(true));
    Files.createDirectory(directory.resolve("recordings"));
    Files.createDirectory(directory.resolve("validation"));
    Files.createDirectory(directory.resolve("configs"));
  }

  private String run(int expected) throws IOException, InterruptedException {
    Path log = directory.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
            SCRIPT.toString(), "recordings", "validation", "work", "models", "configs");
    builder.directory(directory.toFile());
    builder.environment().put("NNRDOQ", launcher.toString());
    int status = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
    String said = Files.readString(log, StandardCharsets.UTF_8);
    assertEquals(expected, status, said);
    return said;
  }

  private static String config(String name, int lastKernel) {
    return "{\"name\":\""
        + name
        + "\",\"description\":\"test\",\"featureSet\":\"block-2\",\"hidden\":["
        + "{\"kernel\":3,\"channels\":4},{\"kernel\":"
        + lastKernel
        + ",\"channels\":4}],\"seed\":1,\"steps\":400,\"batchPositions\":256,\"learningRate\":0.02,"
        + "\"teacherShare\":0.1,\"temperatureBits\":1,\"crossEntropyWeight\":0.2,"
        + "\"rateWeight\":1.1,\"integerSteps\":200,\"blocksPerFile\":200,"
        + "\"validationBlocksPerFile\":100,\"validateEvery\":200,\"patience\":5}";
  }

  @Test
  void run_onLittleData_fillsTheFolderOfModels() throws IOException, InterruptedException {
    SyntheticRecordings.write(directory.resolve("recordings/a.intra.qp22.nnbr"), 200, 1);
    SyntheticRecordings.write(directory.resolve("validation/b.intra.qp22.nnbr"), 100, 2);
    Files.writeString(directory.resolve("configs/fcn-nano.json"), config("fcn-small", 3));
    Files.writeString(directory.resolve("configs/ar.json"), config("ar-small", 1));
    String said = run(0);
    assertTrue(said.contains("step 200/400") && said.contains("s left"), said);

    Path models = directory.resolve("models");
    String manifest = Files.readString(models.resolve("manifest.json"));
    assertTrue(manifest.contains("\"fcn-nano\" : \"fcn-small-int\""), manifest);
    assertTrue(manifest.contains("\"ar\" : \"ar-small-int\""), manifest);
    List<Path> onnx;
    try (Stream<Path> files = Files.list(models)) {
      onnx = files.filter(f -> f.toString().endsWith(".onnx")).sorted().toList();
    }
    assertTrue(manifest.contains("\"ar-float\" : \"ar-small\""), manifest);
    assertEquals(4, onnx.size(), onnx.toString());
    for (Path file : onnx) {
      ModelFile model = ModelFile.open(file);
      assertTrue(manifest.contains(model.info().sha256()), manifest);
      String stem = file.toString().replace(".onnx", "");
      String card = Files.readString(Path.of(stem + ".md"));
      assertTrue(card.contains(model.info().sha256()) && card.contains("1 recordings"), card);
      if (IntegerModel.isInteger(model)) {
        assertEquals(
            model.info().signHidingTries(), IntegerModel.of(model).info().signHidingTries());
        assertTrue(card.contains("weights -64..64") && card.contains("| signs hidden | "), card);
        String quantizer = model.info().kind() + "=" + file;
        assertArrayEquals(
            NetworkFile.bytes(QuantizerSpec.parse(quantizer)),
            Files.readAllBytes(Path.of(stem + ".nnq")));
      } else {
        assertTrue(card.contains("32x32") && card.contains("1.1 lambda"), card);
      }
    }
    for (String name : List.of("fcn-small", "ar-small")) {
      assertTrue(Files.size(directory.resolve("work/" + name + ".png")) > 1000);
      assertTrue(Files.exists(directory.resolve("work/" + name + ".checkpoint")));
    }
  }

  @Test
  void run_ofANetworkOverLists_makesOneModelWithItsWeightsOfRate()
      throws IOException, InterruptedException {
    SyntheticRecordings.write(directory.resolve("recordings/a.intra.qp22.nnbr"), 200, 1);
    SyntheticRecordings.write(directory.resolve("validation/b.intra.qp22.nnbr"), 100, 2);
    String config =
        config("fcn-list", 3)
            .replace("block-2", "levels-1")
            .replace("\"seed\"", "\"rateWeights\":[90,100,100,100,110,100],\"seed\"")
            .replace("\"featureSet\":", "\"featureSet\": ");
    Files.writeString(directory.resolve("configs/fcn-nano.json"), config);
    run(0);
    ModelFile model = ModelFile.find(published("fcn-list"), "fcn");
    assertEquals(List.of(90, 100, 100, 100, 110, 100), model.info().rateWeights().percent());
    assertEquals(
        16 * 4 * 3 + 4 * 4 * 3 + 2 * (4 + 16), model.sidecar().get("macsPerLevel").asInt());
    String manifest = Files.readString(directory.resolve("models/manifest.json"));
    assertTrue(manifest.contains("\"fcn-nano\" : \"fcn-list\""), manifest);
    assertTrue(!manifest.contains("-float"), manifest);
  }

  private Path published(String name) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("models"))) {
      return files
          .filter(f -> f.getFileName().toString().matches(name + "-[0-9a-f]{8}[.]onnx"))
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void run_withoutRecordings_saysWhatIsMissing() throws IOException, InterruptedException {
    assertTrue(run(3).contains("configs: holds no .json configuration"));
    Files.writeString(directory.resolve("configs/fcn.json"), config("fcn-small", 3));
    assertTrue(run(3).contains("recordings: holds no .nnbr recording"));
  }
}
