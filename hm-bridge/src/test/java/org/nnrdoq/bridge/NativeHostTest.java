package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.bridge.NativePrograms.Outcome;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.io.RecordingWriter;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.RandomBlocks;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** The C ABI, entered from the C program in {@code native/examples} as any host would. */
@Tag("native")
class NativeHostTest {
  private static final int BLOCKS = 10_500;

  @TempDir static Path folder;

  private static Path sq;
  private static Path rdoq;

  @BeforeAll
  static void record() throws IOException {
    sq = folder.resolve("sq.rec");
    rdoq = folder.resolve("rdoq.rec");
    record(sq, QuantizerKind.SQ);
    record(rdoq, QuantizerKind.RDOQ);
  }

  /** Random blocks of every kind with the levels that the quantizer gives in this very process. */
  private static void record(Path file, QuantizerKind kind) throws IOException {
    RandomBlocks blocks = new RandomBlocks(20260101);
    RecordedBlock recorded = new RecordedBlock();
    try (RecordingWriter writer =
            new RecordingWriter(file, RecordingHeader.of("test", "noise", "", kind.id()));
        Quantizer quantizer = Quantizers.create(kind);
        Quantizer.Workspace workspace = quantizer.newWorkspace()) {
      for (int i = 0; i < BLOCKS; i++) {
        blocks.next();
        int[] coefficients = blocks.coefficients;
        RecordedBlocks.setParameters(recorded, blocks.block);
        RecordedBlocks.setCosts(recorded, blocks.costs);
        System.arraycopy(coefficients, 0, recorded.coefficients(), 0, blocks.block.coefficients());
        quantizer.quantize(blocks.block, coefficients, blocks.costs, recorded.levels(), workspace);
        recorded.setHasLevels(true);
        writer.write(recorded);
      }
      writer.commit();
    }
  }

  private static Outcome run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return runProgram("quantize_recording", environment, arguments);
  }

  private static Outcome runProgram(
      String program, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    return NativePrograms.run(folder, environment, program, arguments);
  }

  private static void assertFails(Outcome outcome, String... parts) {
    assertEquals(1, outcome.exit(), outcome::toString);
    for (String part : parts) {
      assertTrue(outcome.err().contains(part), outcome::toString);
    }
    assertEquals(1, outcome.err().lines().count(), () -> "one line: " + outcome);
  }

  @Test
  void levels_areThoseOfJava_throughTheAbi() throws Exception {
    for (Path file : List.of(sq, rdoq)) {
      String name = file == sq ? "sq" : "rdoq";
      Outcome outcome = run(Map.of(), file.toString(), name, "--expect-equal");
      assertEquals(0, outcome.exit(), outcome::toString);
      assertTrue(outcome.out().contains(BLOCKS + " quantized, 0 with other"), outcome::toString);
      assertEquals("", outcome.err());
    }
  }

  @Test
  void comparison_notices_otherLevels() throws Exception {
    Outcome outcome = run(Map.of(), sq.toString(), "rdoq", "--expect-equal");
    assertEquals(3, outcome.exit(), outcome::toString);
  }

  @Test
  void levels_areTheSame_withSeveralThreadsOnOneHandle() throws Exception {
    Outcome outcome =
        run(Map.of(), rdoq.toString(), "rdoq", "--threads", "5", "--repeat", "2", "--expect-equal");
    assertEquals(0, outcome.exit(), outcome::toString);
    assertTrue(outcome.out().contains(10 * BLOCKS + " quantized, 0 with"), outcome::toString);
  }

  @Test
  void host_isToldWhereJavaIsMissing() throws Exception {
    assertFails(
        run(Map.of("JAVA_HOME", "/nowhere"), sq.toString(), "sq"), "JAVA_HOME=/nowhere", "17");
    Map<String, String> nothing = new HashMap<>();
    nothing.put("JAVA_HOME", null);
    nothing.put("PATH", "/nowhere");
    assertFails(run(nothing, sq.toString(), "sq"), "no Java found", "JAVA_HOME");
  }

  @Test
  void host_findsJavaOnThePath() throws Exception {
    Map<String, String> environment = new HashMap<>();
    environment.put("JAVA_HOME", null);
    environment.put("PATH", "/nowhere:" + System.getProperty("java.home") + "/bin");
    Outcome outcome = run(environment, sq.toString(), "sq", "--expect-equal");
    assertEquals(0, outcome.exit(), outcome::toString);
  }

  @Test
  void host_isToldThatJavaIsTooOld() throws Exception {
    Path home = folder.resolve("old");
    Files.createDirectories(home.resolve("lib/server"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.2\"\n");
    Path real = Path.of(System.getProperty("java.home"), "lib/server/libjvm.so");
    Files.createSymbolicLink(home.resolve("lib/server/libjvm.so"), real);
    assertFails(
        run(Map.of("JAVA_HOME", home.toString()), sq.toString(), "sq"), "Java 11.0.2", "17");
  }

  @Test
  void host_isToldWhenTheMachineDoesNotStart() throws Exception {
    Path home = folder.resolve("broken");
    Files.createDirectories(home.resolve("lib/server"));
    Files.writeString(home.resolve("lib/server/libjvm.so"), "not a library");
    Files.createFile(home.resolve("lib/modules"));
    assertFails(run(Map.of("JAVA_HOME", home.toString()), sq.toString(), "sq"), "cannot be loaded");
    Outcome outcome = run(Map.of("NNRDOQ_JAVA_OPTS", "-XX:NoSuchFlag=1"), sq.toString(), "sq");
    assertFails(outcome, "does not start", "NoSuchFlag", "NNRDOQ_JAVA_OPTS");
    assertEquals("", outcome.out(), "stdout is the host's");
  }

  @Test
  void host_isToldOfUnknownNamesAndMissingFiles() throws Exception {
    assertFails(run(Map.of(), sq.toString(), "magic"), "'magic' is unknown", "sq, rdoq");
    assertFails(run(Map.of(), folder + "/none.rec", "sq"), "none.rec");
    assertFails(run(Map.of(), sq.toString(), "class:org.example.None"), "org.example.None");
    Path model = Files.writeString(folder.resolve("damaged.onnx"), "no model");
    assertFails(run(Map.of(), sq.toString(), "fcn", model.toString()), "damaged");
    ModelFile sound = ModelFile.shipped("fcn");
    byte[] cut = java.util.Arrays.copyOf(sound.bytes(), sound.bytes().length - 99);
    Files.write(model, cut);
    String sidecar = sound.sidecar().toString();
    Files.writeString(
        folder.resolve("damaged.json"),
        sidecar.replace(sound.info().sha256(), ModelFile.sha256(cut)));
    assertFails(
        run(Map.of(), sq.toString(), "fcn", model.toString()),
        "damaged.onnx: not a readable ONNX model");
    assertFails(run(Map.of(), sq.toString(), "fcn", folder + "/none.onnx"), "none.");
  }

  @Test
  void host_isToldOfADamagedRecording() throws Exception {
    Path cut = folder.resolve("cut.rec");
    byte[] all = Files.readAllBytes(rdoq);
    Files.write(cut, java.util.Arrays.copyOf(all, all.length / 2));
    assertFails(run(Map.of(), cut.toString(), "rdoq"), "cut.rec", "truncated");
  }

  @Test
  void exception_becomesAnErrorOfTheVeryBlock() throws Exception {
    Map<String, String> environment =
        Map.of("NNRDOQ_CLASS_PATH", Path.of("target", "test-classes").toAbsolutePath().toString());
    Outcome outcome = run(environment, sq.toString(), "class:" + ThrowAt10000.class.getName());
    assertFails(outcome, "block 9999", "made to fail at block 10000 second line");
  }

  @Test
  void abi_rejectsWhatIsOutOfRange() throws Exception {
    Outcome outcome = runProgram("abi_checks", Map.of());
    assertEquals(0, outcome.exit(), outcome::toString);
  }

  @Test
  void instances_doNotDisturbEachOther_whenTheyOpenAndCloseAtOnce() throws Exception {
    Path recordings = Files.createDirectories(folder.resolve("instances"));
    Outcome outcome = runProgram("abi_threads", Map.of(), recordings.toString());
    assertEquals(0, outcome.exit(), outcome::toString);
    assertTrue(outcome.out().contains("8 instances, 6 rounds: all alike"), outcome::toString);
    RecordedBlock block = new RecordedBlock();
    List<String> by = List.of("sq", "rdoq", "fcn", "ar");
    for (int i = 0; i < 8; i++) {
      try (RecordingReader reader = new RecordingReader(recordings.resolve(i + ".nnbr"))) {
        assertEquals(by.get(i % 4), reader.header().levelsBy());
        while (reader.read(block)) {
          assertTrue(block.hasCosts());
        }
        assertEquals(120, reader.blocks());
      }
    }
  }

  @Test
  void library_joinsAMachineThatRunsAlready() throws Exception {
    Outcome outcome =
        runProgram(
            "abi_attach",
            Map.of(),
            System.getProperty("java.home") + "/lib/server/libjvm.so",
            rdoq.toString());
    assertEquals(0, outcome.exit(), outcome::toString);
    assertTrue(outcome.out().contains("attached"), outcome::toString);
  }

  @Test
  void library_showsOnlyItsOwnSymbols_andNeedsNoLibjvm() throws Exception {
    Path library = NativePrograms.FOLDER.resolve("libnnrdoq.so");
    String symbols = tool("nm", "-D", "--defined-only", library.toString());
    for (String line : symbols.lines().toList()) {
      String name = line.substring(line.lastIndexOf(' ') + 1);
      assertTrue(name.matches("(nnrdoq_|JNI_On(Load|Unload)|Java_).*"), line);
    }
    assertTrue(symbols.contains("nnrdoq_quantize"), symbols);
    String needed = tool("readelf", "-d", library.toString());
    assertFalse(needed.contains("libjvm"), needed);
    assertFalse(needed.contains("RUNPATH"), needed);
  }

  private static String tool(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out;
  }
}
