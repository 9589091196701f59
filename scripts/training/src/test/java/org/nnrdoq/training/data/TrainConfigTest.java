package org.nnrdoq.training.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainConfigTest {
  private static final String VALID =
      """
      {
        "name": "x",
        "description": "test",
        "featureSet": "block-2",
        "hidden": [
          {"kernel": 3, "channels": 4}
        ],
        "seed": 1,
        "steps": 20,
        "batchPositions": 64,
        "learningRate": 0.01,
        "teacherShare": 0,
        "temperatureBits": 1,
        "crossEntropyWeight": 0,
        "rateWeight": 1,
        "lambdaFactors": {"from": 0.25, "to": 4},
        "rateWeights": [100, 100, 100, 100, 100, 100],
        "integerSteps": 0,
        "blocksPerFile": 1,
        "validationBlocksPerFile": 1,
        "validateEvery": 1,
        "patience": 1
      }
      """;

  @TempDir Path directory;

  private Path file(String json) throws IOException {
    return Files.writeString(directory.resolve("c.json"), json);
  }

  private static String refusal(Path file) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> TrainConfig.read(file)).getMessage();
    assertTrue(!message.contains("org.nnrdoq") && !message.contains("jackson"), message);
    return message;
  }

  @Test
  void read_ofAValidFile_hasItsEntries() throws IOException {
    TrainConfig config = TrainConfig.read(file(VALID));
    assertEquals("x", config.name());
    assertEquals(List.of(new TrainConfig.Layer(3, 4)), config.hidden());
    assertEquals(20, config.steps());
    assertEquals(0.01, config.learningRate());
    assertEquals(new LambdaFactors(0.25, 4), config.lambdaFactors());
    assertArrayEquals(new double[] {0.5, 1, 2}, config.validationFactors());
  }

  @Test
  void read_withoutLambdaFactors_keepsLambdaAsRecorded() throws IOException {
    TrainConfig config = TrainConfig.read(file(VALID.replaceAll(" *\"lambdaFactors\".*\n", "")));
    assertEquals(LambdaFactors.RECORDED, config.lambdaFactors());
    assertArrayEquals(new double[] {1}, config.validationFactors());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"steps\": 20 | \"steps\": 0 | line 9: steps=0: expected 1 or more",
        "\"steps\": 20 | \"steps\": 2.5 | line 9: steps=2.5: expected a whole number",
        "\"steps\": 20 | \"steps\": 3000000000 | line 9: steps=3000000000: expected a whole number",
        "\"steps\": 20 | \"steps\": \"many\" | line 9: steps=\"many\": expected a whole number",
        "\"steps\": 20 | \"stepz\": 20 | line 9: 'stepz' is unknown: expected name, description",
        "\"seed\": 1 | \"steps\": 1 | line 9: 'steps' is given twice",
        "\"seed\": 1, | `` | line 1: 'seed' is missing: expected a whole number",
        "\"x\" | \"X Y\" | line 2: name=X Y: expected lower-case letters, digits, '-' and '.'",
        "\"x\" | null | line 2: name=null: expected text in quotes",
        "block-2 | block-9 | line 4: featureSet=block-9: expected block-",
        "\"kernel\": 3 | \"kernel\": 2 | line 6: kernel=2: expected 1, 3, 5 or 7",
        "\"kernel\": 3 | \"side\": 3 | line 6: 'side' is unknown: expected kernel, channels",
        "{\"kernel\": 3, \"channels\": 4} | 3 | line 5: hidden=[...]: expected a list of objects",
        "{\"kernel\": 3, \"channels\": 4} | `` | line 5: hidden=[]: expected one layer or more",
        "0.01 | 1e999 | line 11: learningRate=Infinity: expected a number above 0",
        "0.01 | true | line 11: learningRate=true: expected a number",
        "\"from\": 0.25 | \"from\": 0 | line 16: from=0.0: expected 1/64 to 64",
        "\"to\": 4 | \"to\": 0.1 | line 16: to=0.1: expected 'from', 0.25, to 64",
        "\"integerSteps\": 0 | \"integerSteps\": 21 | line 18: integerSteps=21: expected 0 to steps",
        "[100, | [110, | line 17: rateWeights=[110, 100, 100, 100, 100, 100]: expected none, but for",
        "[100, | [ | line 17: rateWeights=[100, 100, 100, 100, 100]: expected 6 whole numbers of 25",
        "[100, | [1.5, | line 17: rateWeights=[...]: expected a list of whole numbers",
        "\"seed\": 1, | \"seed\" 1, | line 8: no valid JSON",
      })
  void read_whenAnEntryIsWrong_namesFileLineEntryAndWhatIsAccepted(
      String valid, String wrong, String expected) throws IOException {
    assertTrue(VALID.contains(valid), valid);
    Path file = file(VALID.replace(valid, wrong));
    assertTrue(refusal(file).startsWith(file + ", " + expected), refusal(file));
  }

  @Test
  void read_ofWhatIsNoObject_isRefused() throws IOException {
    assertEquals(
        directory.resolve("c.json") + ": expected a JSON object: { ... }", refusal(file("[]")));
    assertTrue(refusal(file("")).contains("expected a JSON object"));
    String more = refusal(file(VALID + "{}"));
    assertTrue(more.endsWith(", line 24: expected nothing after the }"), more);
  }

  @Test
  void read_ofTheConfigurationsHere_accepts() throws IOException {
    int read = 0;
    try (Stream<Path> files = Files.list(Path.of("configs"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        TrainConfig.read(file);
        read++;
      }
    }
    assertTrue(read >= 3, "configurations read: " + read);
  }
}
