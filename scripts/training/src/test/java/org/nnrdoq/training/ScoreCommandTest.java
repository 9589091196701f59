package org.nnrdoq.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.cli.Main;
import org.nnrdoq.training.learn.SyntheticRecordings;

class ScoreCommandTest {
  @TempDir static Path recordings;

  @BeforeAll
  static void record() throws IOException {
    SyntheticRecordings.write(recordings.resolve("a.intra.qp27.nnbr"), 300, 7);
    SyntheticRecordings.write(recordings.resolve("a.lowdelay.qp27.nnbr"), 300, 8);
  }

  private static String score(int status, String... options) {
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    String[] args = new String[3 + options.length];
    args[0] = "score";
    args[1] = "--recordings";
    args[2] = recordings.toString();
    System.arraycopy(options, 0, args, 3, options.length);
    assertEquals(status, Main.execute(out, err, args), err.toString());
    return status == 0 ? out.toString() : err.toString();
  }

  @ParameterizedTest
  @CsvSource({
    "signs-hidden, --sign-hiding",
    "signs-not-hidden, --no-sign-hiding",
  })
  void score_atSeveralLambdas_isAsItWas(String name, String option) throws IOException {
    String table =
        score(0, "--quantizers", "sq,rdoq,adz,oracle", "--lambda-factors", "0.5,1,2", option);
    String resource = "/golden/score/" + name + "/expected.txt";
    if (Boolean.getBoolean("golden.update")) {
      Path file = Path.of("src/test/resources" + resource);
      Files.createDirectories(file.getParent());
      Files.writeString(file, table);
    }
    try (InputStream in = ScoreCommandTest.class.getResourceAsStream(resource)) {
      assertNotNull(in, resource + " is missing");
      assertEquals(new String(in.readAllBytes(), StandardCharsets.UTF_8), table);
    }
  }

  @Test
  void score_withoutLambdaFactors_printsOneLineForEachConfiguration() {
    String[] lines = score(0, "--quantizers", "rdoq,sq", "--blocks", "50").split("\n");
    assertEquals(4, lines.length, String.join("\n", lines));
    assertEquals("configuration       rdoq        rdoq          sq", lines[0]);
    assertTrue(lines[1].matches("intra +\\d+\\.\\d\\d% +100\\.0% +-?0\\.0%"), lines[1]);
    assertTrue(lines[2].startsWith("lowdelay"), lines[2]);
    assertTrue(lines[3].startsWith("total"), lines[3]);
  }

  @Test
  void score_atTheRecordedLambda_isTheSameAmongOthers() {
    String alone = lastLine(score(0, "--quantizers", "adz"));
    String among = score(0, "--quantizers", "adz", "--lambda-factors", "0.25,1");
    String[] lines = among.split("\n");
    assertEquals(alone.replace("total ", "").strip(), lines[8].split(" x 1\\.0 ")[1].strip());
    assertTrue(lines[8].startsWith("total") && lines.length == 10, among);
  }

  private static String lastLine(String text) {
    return text.lines().reduce((before, line) -> line).orElseThrow();
  }

  @Test
  void score_withWrongOptions_saysWhatIsExpected() {
    assertTrue(score(2, "--lambda-factors", "0").contains("--lambda-factors 0.0: expected 1/64"));
    assertTrue(score(2, "--lambda-factors", "1,NaN").contains("NaN: expected 1/64 to 64"));
    assertTrue(score(2, "--blocks", "0").contains("--blocks 0: expected 1 or more"));
    assertTrue(score(2, "--quantizers", "best").contains("'best' is unknown"));
  }

  @Test
  void score_ofAnEmptyDirectory_saysWhatIsMissing(@TempDir Path empty) {
    StringBuilder err = new StringBuilder();
    String[] args = {"score", "--recordings", empty.toString()};
    assertEquals(3, Main.execute(new StringBuilder(), err, args));
    assertTrue(err.toString().contains(empty + ": holds no .nnbr recording"), err.toString());
  }
}
