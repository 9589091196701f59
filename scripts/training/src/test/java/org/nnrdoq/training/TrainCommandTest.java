package org.nnrdoq.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.cli.Main;
import org.nnrdoq.training.learn.SyntheticRecordings;

/** What {@code train} and {@code integer} refuse, and what they leave behind then. */
class TrainCommandTest {
  @TempDir Path directory;

  private Path recordings;
  private Path validation;
  private Path config;
  private Path models;

  @BeforeEach
  void prepare() throws IOException {
    recordings = Files.createDirectory(directory.resolve("recordings"));
    validation = Files.createDirectory(directory.resolve("validation"));
    models = directory.resolve("models");
    config = directory.resolve("small.json");
    SyntheticRecordings.write(recordings.resolve("a.intra.qp22.nnbr"), 300, 1);
    SyntheticRecordings.write(validation.resolve("b.intra.qp22.nnbr"), 150, 2);
    configure(200, 0.02);
  }

  private void configure(int steps, double learningRate) throws IOException {
    Files.writeString(
        config,
        """
        {
          "name": "small", "description": "test", "featureSet": "block-2",
          "hidden": [{"kernel": 1, "channels": 4}],
          "seed": 1, "steps": %d, "batchPositions": 256, "learningRate": %s, "teacherShare": 0,
          "temperatureBits": 1, "crossEntropyWeight": 0.2, "rateWeight": 1, "integerSteps": 0,
          "blocksPerFile": 300, "validationBlocksPerFile": 150, "validateEvery": %d, "patience": 9
        }
        """
            .formatted(steps, learningRate, steps));
  }

  private String train(int status, String... options) {
    return run(
        status,
        "train",
        options,
        "--config",
        config.toString(),
        "--work",
        directory.resolve("work").toString());
  }

  private String run(int status, String command, String[] options, String... more) {
    List<String> args = new java.util.ArrayList<>(List.of(command));
    args.addAll(List.of("--recordings", recordings.toString()));
    args.addAll(List.of("--validation", validation.toString(), "--out", models.toString()));
    args.addAll(List.of(more));
    args.addAll(List.of(options));
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    assertEquals(status, Main.execute(out, err, args.toArray(String[]::new)), err.toString());
    return status == 0 ? out.toString() : err.toString();
  }

  @Test
  void train_whenRecordingsAndValidationShareBlocks_namesTheFilesBeforeAnyWork()
      throws IOException {
    Path copied = validation.resolve("another-name.intra.qp22.nnbr");
    Files.copy(recordings.resolve("a.intra.qp22.nnbr"), copied);
    String message = train(3);
    assertTrue(message.contains("recordings/a.intra.qp22.nnbr and "), message);
    assertTrue(message.contains("validation/another-name.intra.qp22.nnbr share "), message);
    assertTrue(Files.notExists(directory.resolve("work")));
    Path model = Path.of("../../models/ar-ctx-b910de5b.onnx");
    message = run(3, "integer", new String[0], "--model", model.toString());
    assertTrue(message.contains("another-name.intra.qp22.nnbr share "), message);
  }

  @Test
  void train_whenAnArHasNoHiddenUnits_namesFileAndField() throws IOException {
    for (String set : List.of("levels-1", "block-2")) {
      Path own = directory.resolve("ar.json");
      Files.writeString(
          own,
          Files.readString(config)
              .replaceFirst("\"featureSet\": *\"[a-z0-9-]+\"", "\"featureSet\": \"" + set + "\"")
              .replaceFirst("\"kernel\": *1", "\"kernel\": 3"));
      String message =
          run(3, "train", new String[0], "--network", "ar", "--config", own.toString());
      assertTrue(message.contains("ar.json: field 'hidden': "), message);
      assertTrue(message.contains(" of kernel 3: expected "), message);
    }
  }

  @Test
  void train_whenTheModelGainsNothing_isNotPublished() throws IOException {
    configure(1, 1e-9);
    String message = train(7);
    assertTrue(message.contains("not published: small-"), message);
    assertTrue(message.contains("expected more than 0"), message);
    try (var files = Files.list(models)) {
      assertArrayEquals(new Object[0], files.toArray());
    }
    assertTrue(train(0, "--publish-worse").contains("small-"));
    assertTrue(Files.exists(models.resolve("manifest.json")));
  }

  @Test
  void train_whenTheModelIsWorseThanTheOneItReplaces_isNotPublished() throws IOException {
    configure(400, 0.02);
    String first = train(0, "--default-for", "fcn");
    String manifest = Files.readString(models.resolve("manifest.json"));
    configure(200, 0.02);
    Files.delete(directory.resolve("work/small.checkpoint"));
    String message = train(7, "--default-for", "fcn");
    assertTrue(message.contains("whose place it would take, gains "), message);
    assertTrue(message.contains(first.strip()), message);
    assertEquals(manifest, Files.readString(models.resolve("manifest.json")));
    train(0, "--publish-worse");
  }

  @Test
  void train_whenTheManifestIsDamaged_saysSoBeforeAnyWork() throws IOException {
    Files.createDirectory(models);
    Files.writeString(models.resolve("manifest.json"), "{\n  \"models\": [,]\n}");
    String message = train(3);
    assertTrue(message.contains("manifest.json, line 2: no valid JSON"), message);
    assertTrue(Files.notExists(directory.resolve("work")));
  }

  @Test
  void train_whenTheCheckpointIsTruncated_saysWhatToDo() throws IOException {
    train(0);
    Path checkpoint = directory.resolve("work/small.checkpoint");
    byte[] bytes = Files.readAllBytes(checkpoint);
    for (int length : new int[] {0, 3, 100, bytes.length - 1}) {
      Files.write(checkpoint, java.util.Arrays.copyOf(bytes, length));
      String message = train(3);
      assertTrue(message.contains("small.checkpoint: the checkpoint is truncated"), message);
    }
  }
}
