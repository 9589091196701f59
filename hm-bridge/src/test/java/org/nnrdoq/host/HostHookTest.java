package org.nnrdoq.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What all hooks share ({@code native/hosts}), with encoders of several threads that are nothing
 * but the hook and a library that does no more than keep {@code nnrdoq.h}'s promises.
 */
@Tag("native")
class HostHookTest {
  private static final Path NATIVE = Path.of("target", "native").toAbsolutePath();

  @TempDir Path folder;

  /** What a program came to. */
  private record Outcome(int exit, String out, String err) {}

  private Outcome run(String library, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(NATIVE.resolve("host_threads").toString());
    command.add(library);
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      assertTrue(process.waitFor(120, TimeUnit.SECONDS), "the program hangs");
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }

  private static String library() {
    return NATIVE.resolve("fake_library.so").toString();
  }

  @Test
  void counts_areThoseOfEachEncoder_withTwoInOneProcessAndFourThreadsEach() throws Exception {
    Outcome outcome = run(library(), "count");
    assertEquals(0, outcome.exit, outcome.out + outcome.err);
    List<String> lines = outcome.out.lines().toList();
    assertEquals(2, lines.stream().filter(l -> l.startsWith("NNRDOQ summary: ")).count());
    assertTrue(outcome.out.contains("quantizer fake-3, "), "the first encoder's own quantizer");
    assertTrue(outcome.out.contains("quantizer fake-7, "), "the second encoder's own quantizer");
    assertEquals(
        2,
        lines.stream().filter(l -> l.matches("NNRDOQ 4x4 luma +26664 +26668 +0")).count(),
        outcome.out);
  }

  @Test
  void failureOfOneThread_endsTheProcess_withOneMessageAndNothingHalfWritten() throws Exception {
    for (int round = 0; round < 10; round++) {
      Path stream = Files.writeString(folder.resolve("stream.hevc"), "half of it");
      Path recording = folder.resolve("blocks.rec");
      Outcome outcome = run(library(), "fail", stream.toString(), recording.toString());
      assertEquals(1, outcome.exit, outcome.err);
      assertEquals(
          "\nnnrdoq: made to fail\nnnrdoq: the encode was stopped; " + stream + " is removed\n",
          outcome.err);
      assertFalse(Files.exists(stream), "a stream was left");
      assertFalse(Files.exists(recording), "a recording was left");
    }
  }

  @Test
  void failureWithoutARecording_endsTheProcessToo() throws Exception {
    Path stream = folder.resolve("none.hevc");
    Outcome outcome = run(library(), "fail", stream.toString());
    assertEquals(1, outcome.exit, outcome.err);
    assertEquals("\nnnrdoq: made to fail\n", outcome.err);
  }

  @Test
  void wrongOptions_areNamedAsTheEncoderNamesThem() throws Exception {
    assertRefused(library(), "backend", "gpu", "--nnrdoq-backend=gpu: expected auto, native");
    assertRefused(library(), "strength", "2", "and so has --nnrdoq-strength: leave one out");
    assertRefused(library(), "model", "b.nnq", "and so has --nnrdoq-model: leave one out");
    assertRefused(library(), "mode", "fcn@9", "--nnrdoq=fcn@9: expected a strength of 0.1 to 4");
    assertRefused(library(), "share", "0,5", "--nnrdoq-share=0,5: expected one share 0..1");
    assertRefused(library(), "mode", "", "--nnrdoq is empty: expected off, sq");
    assertRefused(library(), "mode", "missing", "quantizer 'missing' is unknown");
    assertRefused("/none.so", "share", "1", "set --nnrdoq-library or the environment variable");
    assertRefused("libm.so.6", "share", "1", "libm.so.6: not a library of nnrdoq");
  }

  private void assertRefused(String library, String name, String value, String message)
      throws Exception {
    Outcome outcome = run(library, "options", name, value);
    assertEquals(1, outcome.exit, outcome.err);
    assertTrue(outcome.err.startsWith("\nnnrdoq: "), outcome.err);
    assertTrue(outcome.err.contains(message), outcome.err);
    assertEquals(2, outcome.err.lines().count(), outcome.err);
  }

  @Test
  void parts_keepTheirPromises_inCAndInCpp() throws Exception {
    Outcome outcome = run("-", "parts");
    assertEquals(0, outcome.exit, outcome.err);
  }
}
