package org.nnrdoq.training.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.training.ScoreCommand;
import org.nnrdoq.training.learn.SyntheticRecordings;
import picocli.CommandLine;

class CostScoreTest {
  @TempDir Path directory;

  @Test
  void means_ofKnownQuantizers_areInOrder() throws IOException {
    Path file = directory.resolve("a.intra.qp27.nnbr");
    SyntheticRecordings.write(file, 400, 7);
    List<QuantizerSpec> specs =
        List.of(
            QuantizerSpec.of(QuantizerKind.SQ),
            QuantizerSpec.of(QuantizerKind.RDOQ),
            QuantizerSpec.of(QuantizerKind.ORACLE));
    for (boolean signHiding : new boolean[] {false, true}) {
      try (CostScore score = new CostScore(specs, signHiding)) {
        score.add(file, 200);
        double[] gains = CostScore.means(score.scores());
        assertEquals("intra", score.scores().get(0).configuration());
        assertEquals(0, gains[1]);
        assertEquals(gains[0], gains[2]);
        assertTrue(gains[0] > 0.005 && gains[3] > gains[0], gains[0] + " oracle " + gains[3]);
      }
    }
  }

  @Test
  void command_printsSharesByConfiguration_andRefusesNonsense() throws IOException {
    SyntheticRecordings.write(directory.resolve("a.intra.qp27.nnbr"), 200, 7);
    SyntheticRecordings.write(directory.resolve("a.lowdelay.qp27.nnbr"), 200, 8);
    StringWriter out = new StringWriter();
    CommandLine command = new CommandLine(new ScoreCommand());
    command.setOut(new PrintWriter(out));
    String recordings = directory.toString();
    int status =
        command.execute("--recordings", recordings, "--quantizers", "rdoq,sq", "--blocks", "50");
    assertEquals(0, status);
    String[] lines = out.toString().split("\n");
    assertEquals(4, lines.length, out.toString());
    assertTrue(lines[1].matches("intra +\\d+\\.\\d\\d% +100\\.0% +-?0\\.0%"), lines[1]);
    assertTrue(lines[2].startsWith("lowdelay"), lines[2]);
    assertTrue(lines[3].startsWith("total"), lines[3]);
    command.setErr(new PrintWriter(new StringWriter()));
    command.setExecutionExceptionHandler((e, c, p) -> 9);
    assertEquals(9, command.execute("--recordings", recordings, "--quantizers", "best"));
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertEquals(9, command.execute("--recordings", empty.toString()));
  }
}
