package org.nnrdoq.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.cli.options.ThisProgram;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;

/** Runs as processes of their own, which can be killed and starved. */
class ExperimentProcessTest {
  private static final int ENCODES = 16;

  @TempDir Path dir;
  private int outputs;

  @BeforeEach
  void experiment() throws IOException {
    Files.writeString(
        dir.resolve("p.json"),
        "{\"width\": 64, \"height\": 48, \"frames\": 2, \"maxRadius\": 30, \"seed\": 5}");
    Files.writeString(
        dir.resolve("e.yaml"),
        "quantizers: [sq, rdoq]\nqps: [17, 20, 23, 26, 29, 32, 35, 38]\n"
            + "verify: false\nsequences:\n  - synth: p.json\n");
  }

  /** A process whose output goes to a file. */
  private record Run(Process process, Path output) {
    int end() throws InterruptedException {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "does not end");
      return process.exitValue();
    }

    /** The names of the encodes it finished. */
    List<String> encodes() throws IOException {
      try (Stream<String> lines = Files.lines(output)) {
        return lines
            .filter(l -> l.startsWith("["))
            .map(l -> l.replaceFirst("\\[.*?\\] ", "").replaceFirst(" +\\d+ bits.*", ""))
            .toList();
      }
    }
  }

  private Run start(List<String> prefix, String yaml, String folder) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    List<String> self = ThisProgram.command();
    command.add(self.get(0));
    command.add("-XX:TieredStopAtLevel=1"); // starts faster
    command.addAll(self.subList(1, self.size()));
    command.addAll(
        List.of(
            "experiment",
            "run",
            dir.resolve(yaml).toString(),
            "--out",
            dir.resolve(folder).toString()));
    Path output = dir.resolve("output" + outputs++);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new Run(process, output);
  }

  /** Lines of results.csv without times and load. */
  private List<String> results(String folder) throws IOException {
    try (Stream<String> lines = Files.lines(dir.resolve(folder).resolve("results.csv"))) {
      return lines
          .map(l -> l.split(",", -1))
          .map(c -> String.join(",", List.of(c).subList(0, 12)) + "," + c[15])
          .toList();
    }
  }

  private long points(String folder) throws IOException {
    Path points = dir.resolve(folder).resolve("points");
    if (!Files.isDirectory(points)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(points)) {
      return files.filter(f -> !f.getFileName().toString().startsWith(".")).count();
    }
  }

  @Test
  void aRunThatIsKilledTenTimesEndsWithTheSameResults() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    List<String> encodes = new ArrayList<>();
    int killed = 0;
    for (int i = 0; i < 10; i++) {
      long before = points("killed");
      Run run = start(List.of(), "e.yaml", "killed");
      // half of the kills hit the start or the first encode, half the middle
      while (run.process.isAlive() && points("killed") < before + random.nextInt(3)) {
        Thread.sleep(5);
      }
      Thread.sleep(random.nextInt(60));
      if (run.process.isAlive()) {
        killed++;
      }
      run.process.destroyForcibly(); // SIGKILL
      run.end();
      encodes.addAll(run.encodes());
    }
    String where = "seed " + seed + ", " + killed + " killed, " + points("killed") + " points";
    assertTrue(killed >= 5, where);
    Run last = start(List.of(), "e.yaml", "killed");
    assertEquals(0, last.end(), () -> where + read(last));
    encodes.addAll(last.encodes());
    assertEquals(encodes.size(), new HashSet<>(encodes).size(), where + ": repeated: " + encodes);
    Run undisturbed = start(List.of(), "e.yaml", "undisturbed");
    assertEquals(0, undisturbed.end(), () -> read(undisturbed));
    assertEquals(results("undisturbed"), results("killed"), where);
    assertEquals(ENCODES + 1, results("killed").size());
    for (String part : List.of("queue", "claims", "failures")) {
      try (Stream<Path> left = Files.list(dir.resolve("killed").resolve(part))) {
        List<Path> files = left.filter(f -> !f.toString().endsWith(".part")).toList();
        assertEquals(List.of(), files, where);
      }
    }
  }

  private static String read(Run run) {
    try {
      return "\n" + Files.readString(run.output);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void twoProcessesShareAFolder() throws Exception {
    Run one = start(List.of(), "e.yaml", "shared");
    Run two = start(List.of(), "e.yaml", "shared");
    assertEquals(0, one.end(), () -> read(one));
    assertEquals(0, two.end(), () -> read(two));
    List<String> encodes = new ArrayList<>(one.encodes());
    encodes.addAll(two.encodes());
    assertEquals(ENCODES, encodes.size(), encodes.toString());
    assertEquals(ENCODES, new HashSet<>(encodes).size(), encodes.toString());
  }

  /** A limit on the size of files stands for a disk that is full: writes fail half-way. */
  @Test
  void writesThatFailAreReportedAndTheRestIsKept() throws Exception {
    VideoFormat big = new VideoFormat(512, 512, 8, 25, 1);
    try (VideoWriter writer = new Y4mWriter(dir.resolve("big.y4m"), big)) {
      for (int i = 0; i < 3; i++) {
        writer.write(new Frame(big));
      }
      writer.commit();
    }
    Files.writeString(
        dir.resolve("full.yaml"),
        "quantizers: [sq]\nqps: [37]\nverify: false\nssim: true\nsequences:\n"
            + "  - file: big.y4m\n  - synth: p.json\n");
    Run run =
        start(List.of("bash", "-c", "ulimit -f 512; exec \"$@\"", "bash"), "full.yaml", "full");
    assertEquals(ExitCode.OUTPUT.code(), run.end(), () -> read(run));
    String text = Files.readString(run.output);
    assertTrue(text.contains("nnrdoq: error: embedded big QP 37 sq: "), text);
    assertTrue(text.contains("File too large"), text);
    assertFalse(text.contains("Exception"), text);
    assertEquals(1, points("full"));
    assertTrue(results("full").get(1).startsWith("embedded,p,sq,37,"), text);
    assertEquals(0, start(List.of(), "full.yaml", "full").end());
    assertEquals(2, points("full"));
  }

  /** Something else in the place of a library that was asked for would be a surprise. */
  @Test
  void namedLibraryIsNeverReplaced_whenItCannotBeLoaded() throws Exception {
    List<String> command = new ArrayList<>(ThisProgram.command());
    command.addAll(
        List.of(
            "encode",
            dir.resolve("big.y4m").toString(),
            "-o",
            dir.resolve("o.hevc").toString(),
            "--qp",
            "40",
            "--frames",
            "1",
            "--quantizer",
            "fcn"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("NNRDOQ_LIBRARY", dir.resolve("none.so").toString());
    VideoFormat format = new VideoFormat(16, 16, 8, 25, 1);
    try (VideoWriter writer = new Y4mWriter(dir.resolve("big.y4m"), format)) {
      writer.write(new Frame(format));
      writer.commit();
    }
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes());
    assertEquals(ExitCode.INPUT.code(), process.waitFor(), text);
    assertTrue(
        text.startsWith("nnrdoq: error: NNRDOQ_LIBRARY: " + dir.resolve("none.so") + ": not found"),
        text);
    assertEquals(1, text.lines().count(), text);
  }

  /** y4m | nnrdoq encode - -o - is the same stream as with files. */
  @Test
  void pipesServe_whereAFileIsNamedAMinus() throws Exception {
    VideoFormat format = new VideoFormat(16, 16, 8, 25, 1);
    Path clip = dir.resolve("in.y4m");
    try (VideoWriter writer = new Y4mWriter(clip, format)) {
      writer.write(new Frame(format));
      writer.commit();
    }
    Path named = dir.resolve("named.hevc");
    Path piped = dir.resolve("piped.hevc");
    for (Path stream : List.of(named, piped)) {
      boolean pipe = stream.equals(piped);
      List<String> command = new ArrayList<>(ThisProgram.command());
      command.addAll(List.of("encode", pipe ? "-" : clip.toString(), "--qp", "30", "-o"));
      command.add(pipe ? "-" : stream.toString());
      Process process =
          new ProcessBuilder(command)
              .redirectInput(clip.toFile())
              .redirectOutput(pipe ? stream.toFile() : dir.resolve("log").toFile())
              .redirectError(dir.resolve("err").toFile())
              .start();
      assertEquals(0, process.waitFor(), Files.readString(dir.resolve("err")));
    }
    assertEquals(-1, Files.mismatch(named, piped));
    assertTrue(Files.readString(dir.resolve("err")).contains("Bytes written"));
  }
}
