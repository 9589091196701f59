package org.nnrdoq.host.kvazaar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.bridge.BridgeLibrary;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.host.TreePatcher;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.shipped.Quantizers;

/**
 * Real kvazaar, where it is at hand: {@code NNRDOQ_KVZ_SRC} names a released source tree, {@code
 * NNRDOQ_KVZ_BIN} the program built from a patched one for 8 bit, and {@code NNRDOQ_KVZ_OWN} one
 * built from a tree as released. Skipped without them.
 */
@Tag("kvazaar")
class KvazaarProgramTest {
  private static final int WIDTH = 208;
  private static final int HEIGHT = 136;
  private static final int FRAMES = 5;

  @TempDir Path folder;

  private static Path variable(String name) {
    String value = System.getenv(name);
    assumeTrue(value != null && !value.isBlank(), name + " is not set");
    return Path.of(value).toAbsolutePath();
  }

  @Test
  void releasedTree_isPatchedAndRestored() throws Exception {
    Path source = variable("NNRDOQ_KVZ_SRC").resolve("src");
    Path copy = folder.resolve("kvazaar");
    try (Stream<Path> walk = Files.walk(source)) {
      for (Path file : walk.filter(f -> f.toString().matches(".*\\.[ch]")).toList()) {
        Path target = copy.resolve("src").resolve(source.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
    Map<String, String> before = contents(copy);
    TreePatcher patcher =
        new TreePatcher(KvazaarHook.HOOK, copy, Path.of("/somewhere/libnnrdoq.so"));
    assertEquals(TreePatcher.State.UNPATCHED, patcher.patch().state());
    assertEquals(TreePatcher.State.PATCHED, patcher.check().state());
    patcher.revert();
    assertEquals(before, contents(copy));
  }

  @ParameterizedTest
  @CsvSource({
    "ultrafast, --gop 8",
    "medium, --period 1",
    "slower, --gop lp-g4d3t1",
    "veryslow, --gop 8 --tr-depth-intra 2"
  })
  void streams_areThoseOfKvazaarItself_whenOff(String preset, String options) throws Exception {
    Path own = folder.resolve("own.hevc");
    Path patched = folder.resolve("patched.hevc");
    encode(variable("NNRDOQ_KVZ_OWN"), own, preset, options, Map.of());
    String log = encode(bin(), patched, preset, options + " --nnrdoq off", Map.of());
    assertArrayEquals(Files.readAllBytes(own), Files.readAllBytes(patched));
    assertFalse(log.contains("nnrdoq"), log);
    assertFalse(log.contains("NNRDOQ"), log);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--no-wpp", "--slices wpp", "--gop lp-g4d3t1", "--signhide"})
  void streams_areTheSame_whateverTheThreadsAndTheInstructionSet(String options) throws Exception {
    String all = "--nnrdoq fcn " + options;
    Path one = folder.resolve("one.hevc");
    Path other = folder.resolve("other.hevc");
    encode(bin(), one, "medium", all + " --threads 0 --owf 2", Map.of());
    for (int threads : new int[] {1, 2, 8}) {
      encode(bin(), other, "medium", all + " --owf 2 --threads " + threads, Map.of());
      assertArrayEquals(
          Files.readAllBytes(one), Files.readAllBytes(other), threads + " threads" + options);
    }
    for (String isa : List.of("baseline", "avx2")) {
      Map<String, String> forced = Map.of("NNRDOQ_KERNEL_ISA", isa);
      encode(bin(), other, "medium", all + " --threads 0 --owf 2", forced);
      assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other), isa + options);
    }
    encode(bin(), other, "medium", all + " --threads 0 --owf 2 --no-cpuid", Map.of());
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other), "kvazaar's plain C");
  }

  @Test
  void log_saysWhatRan_andCountsEveryBlock() throws Exception {
    Path stream = folder.resolve("stream.hevc");
    Map<String, String> withoutJava = Map.of("JAVA_HOME", "/nowhere");
    String log = encode(bin(), stream, "medium", "--nnrdoq fcn --no-rdoq", withoutJava);
    String said = "nnrdoq: fcn, network fcn [0-9a-f]{8}, backend native \\S+, no Java, library .*";
    assertEquals(1, log.lines().filter(l -> l.matches(said)).count(), log);
    KvazaarLog parsed = new KvazaarLog();
    log.lines().forEach(parsed::line);
    assertEquals(FRAMES, parsed.frames().size());
    assertEquals(Files.size(stream), parsed.streamBytes());
    assertTrue(parsed.isComplete());
    String all = log.lines().filter(l -> l.startsWith("NNRDOQ all ")).findFirst().orElseThrow();
    String[] words = all.split("\\s+");
    assertTrue(Long.parseLong(words[2]) > 1000 && Long.parseLong(words[3]) > 100, all);
    assertEquals("0", words[4], "nothing is left to kvazaar: " + all);
  }

  @Test
  void lessStrength_spendsMoreBits() throws Exception {
    long[] bytes = new long[3];
    String[] modes = {"fcn@0.5", "fcn", "fcn=fcn@2"};
    for (int i = 0; i < modes.length; i++) {
      Path stream = folder.resolve(i + ".hevc");
      encode(bin(), stream, "medium", "--period 1 --nnrdoq " + modes[i], Map.of());
      bytes[i] = Files.size(stream);
    }
    assertTrue(bytes[0] > bytes[1] && bytes[1] > bytes[2], Arrays.toString(bytes));
  }

  @ParameterizedTest
  @CsvSource({"--scaling-list default, all", "--rdoq-skip, 4x4"})
  void blocks_areLeftToKvazaar_whereNnrdoqDoesNotKnowThem(String option, String line)
      throws Exception {
    Path own = folder.resolve("own.hevc");
    Path ours = folder.resolve("ours.hevc");
    encode(bin(), own, "medium", "--rdoq " + option, Map.of());
    String log = encode(bin(), ours, "medium", "--nnrdoq fcn " + option, Map.of());
    String[] words =
        log.lines()
            .filter(l -> l.startsWith("NNRDOQ " + line))
            .findFirst()
            .orElseThrow()
            .replaceAll("luma|chroma", "")
            .split("\\s+");
    assertEquals("0", words[2], log);
    assertTrue(Long.parseLong(words[4]) > 1000, log);
    if (line.equals("all")) {
      assertArrayEquals(Files.readAllBytes(own), Files.readAllBytes(ours), "its own RDOQ");
    }
  }

  /** The recorded blocks are complete: Java takes the decisions of RDOQ again from them alone. */
  @Test
  void recording_holdsAllThatRdoqNeeds_andDoesNotChangeTheStream() throws Exception {
    Path plain = folder.resolve("plain.hevc");
    Path recorded = folder.resolve("recorded.hevc");
    Path recording = folder.resolve("blocks.nnbr");
    Map<String, String> environment = Map.of("NNRDOQ_RECORD", recording.toString());
    encode(bin(), plain, "slower", "--nnrdoq fcn", Map.of());
    encode(bin(), recorded, "slower", "--nnrdoq fcn", environment);
    assertArrayEquals(Files.readAllBytes(plain), Files.readAllBytes(recorded));
    String log = encode(bin(), recorded, "slower", "--nnrdoq rdoq", environment);
    RecordedBlock block = new RecordedBlock();
    EntropyCosts costs = new EntropyCosts();
    int[] levels = new int[RecordedBlock.MAX_COEFFICIENTS];
    try (Quantizer rdoq = Quantizers.create(QuantizerKind.RDOQ);
        Quantizer.Workspace workspace = rdoq.newWorkspace();
        RecordingReader reader = new RecordingReader(recording)) {
      assertTrue(reader.header().producer().startsWith("kvazaar 2.3"), log);
      while (reader.read(block)) {
        BlockParameters parameters = RecordedBlocks.parameters(block);
        RecordedBlocks.getCosts(block, costs);
        rdoq.quantize(parameters, block.coefficients(), costs, levels, workspace);
        int count = parameters.coefficients();
        assertArrayEquals(
            Arrays.copyOf(block.levels(), count),
            Arrays.copyOf(levels, count),
            "block " + (reader.blocks() - 1) + ": " + parameters);
      }
      String said =
          log.lines().filter(l -> l.startsWith("NNRDOQ recorded ")).findFirst().orElse("");
      assertTrue(said.startsWith("NNRDOQ recorded " + reader.blocks() + " blocks"), said);
    }
  }

  /** kvazaar's own RDOQ reads context states that stay as they are while a CTU is searched. */
  @Test
  void costs_areThoseThatTheSearchHasComeTo_withinACtu() throws Exception {
    Path recording = folder.resolve("blocks.nnbr");
    Map<String, String> environment = Map.of("NNRDOQ_RECORD", recording.toString());
    encode(bin(), folder.resolve("stream.hevc"), "medium", "--nnrdoq fcn", environment);
    RecordedBlock block = new RecordedBlock();
    Set<List<Integer>> costs = new HashSet<>();
    try (RecordingReader reader = new RecordingReader(recording)) {
      while (reader.read(block)) {
        if (block.log2TrafoSize() == 3 && block.cIdx() == 0) {
          int[] all = Arrays.copyOf(block.costs(), EntropyCosts.CODED_BLOCK_FLAG);
          costs.add(Arrays.stream(all).boxed().toList());
        }
      }
    }
    int ctus = FRAMES * ((WIDTH + 63) / 64) * ((HEIGHT + 63) / 64);
    assertTrue(costs.size() > 2 * ctus, costs.size() + " in " + ctus + " CTUs");
  }

  @Test
  void wrongValues_endKvazaar_asItsOwnDo() throws Exception {
    assertStops("--nnrdoq=magic: ", "--nnrdoq magic", Map.of());
    assertStops("cannot be loaded", "--nnrdoq fcn", Map.of("NNRDOQ_LIBRARY", "/none.so"));
    assertStops("is empty", "--nnrdoq=", Map.of());
    assertStops("expected a strength of 0.1 to 4", "--nnrdoq fcn@9", Map.of());
    assertStops("'rdoq' is no network that runs without Java", "--nnrdoq rdoq", Map.of());
  }

  private void assertStops(String reason, String options, Map<String, String> environment)
      throws Exception {
    String log = run(1, bin(), folder.resolve("stopped.hevc"), "medium", options, environment);
    List<String> errors = log.lines().filter(l -> l.startsWith("Input error: ")).toList();
    assertEquals(1, errors.size(), log);
    assertTrue(errors.get(0).contains(reason), log);
    assertTrue(log.contains("Failed to open encoder."), log);
  }

  private static Path bin() {
    return variable("NNRDOQ_KVZ_BIN");
  }

  private String encode(
      Path bin, Path stream, String preset, String options, Map<String, String> environment)
      throws Exception {
    return run(0, bin, stream, preset, options, environment);
  }

  /** Runs kvazaar on a few frames of moving noise; gives back all that it printed. */
  private String run(
      int exit,
      Path bin,
      Path stream,
      String preset,
      String options,
      Map<String, String> environment)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(bin.toString(), "--input", clip().toString(), "--output", stream.toString()));
    command.addAll(List.of("--input-res", WIDTH + "x" + HEIGHT, "--preset", preset));
    command.addAll(List.of("--qp", "30", "--hash", "md5"));
    Stream.of(options.split(" ")).filter(o -> !o.isEmpty()).forEach(command::add);
    Path log = folder.resolve("log.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    Map<String, String> variables = new HashMap<>(environment);
    variables.putIfAbsent("NNRDOQ_LIBRARY", BridgeLibrary.find().toString());
    builder.environment().putAll(variables);
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(300, TimeUnit.SECONDS), "kvazaar hangs");
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log, StandardCharsets.ISO_8859_1);
    assertEquals(exit, process.exitValue(), said);
    return said;
  }

  private Path clip() throws IOException {
    byte[] yuv = new byte[FRAMES * WIDTH * HEIGHT * 3 / 2];
    Random random = new Random(7);
    for (int i = 0; i < yuv.length; i++) {
      int x = i % WIDTH;
      int y = i / WIDTH;
      yuv[i] = (byte) (128 + 60 * Math.sin(x / 5.0) * Math.cos(y / 7.0) + random.nextInt(24));
    }
    return Files.write(folder.resolve("clip.yuv"), yuv);
  }

  private static Map<String, String> contents(Path tree) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(tree)) {
      for (Path p : walk.filter(Files::isRegularFile).toList()) {
        contents.put(
            tree.relativize(p).toString(), Files.readString(p, StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }
}
