package org.nnrdoq.host.hm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nnrdoq.bridge.BridgeLibrary;
import org.nnrdoq.bridge.ThrowAt10000;
import org.nnrdoq.host.TreePatcher;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingReader;

/**
 * Real HM, where it is at hand: {@code NNRDOQ_HM_SRC} names a released source tree, {@code
 * NNRDOQ_HM_BIN} the encoder built from a patched one. Skipped without them.
 */
@Tag("hm")
class HmProgramTest {
  private static final int WIDTH = 64;
  private static final int HEIGHT = 48;

  @TempDir Path folder;

  private static Path variable(String name) {
    String value = System.getenv(name);
    assumeTrue(value != null && !value.isBlank(), name + " is not set");
    return Path.of(value).toAbsolutePath();
  }

  @Test
  void releasedTree_isPatchedAndRestored() throws Exception {
    Path source = variable("NNRDOQ_HM_SRC");
    Path copy = folder.resolve("HM");
    copyTree(source.resolve("source"), copy.resolve("source"));
    Map<String, String> before = contents(copy);
    TreePatcher patcher = new TreePatcher(HmHook.HOOK, copy, Path.of("/somewhere/libnnrdoq.so"));
    assertEquals(TreePatcher.State.UNPATCHED, patcher.patch().state());
    assertEquals(TreePatcher.State.PATCHED, patcher.patch().state());
    assertEquals(before.size() + 11, contents(copy).size());
    patcher.revert();
    assertEquals(before, contents(copy));
  }

  @ParameterizedTest
  @CsvSource({
    "sq, encoder_intra_main.cfg, 22",
    "sq, encoder_lowdelay_P_main.cfg, 37",
    "rdoq, encoder_intra_main.cfg, 37",
    "rdoq, encoder_randomaccess_main.cfg, 22"
  })
  void streams_areThoseOfHmItself(String mode, String cfg, int qp) throws Exception {
    int rdoq = mode.equals("rdoq") ? 1 : 0;
    Path own = folder.resolve("own.hevc");
    Path ours = folder.resolve("ours.hevc");
    encode(0, own, cfg, qp, "--RDOQ=" + rdoq, "--RDOQTS=" + rdoq);
    String log = encode(0, ours, cfg, qp, "--NNRDOQ=" + mode);
    assertArrayEquals(Files.readAllBytes(own), Files.readAllBytes(ours));
    assertTrue(log.contains("NNRDOQ summary: quantizer " + mode), log);
    assertTrue(log.contains(" NNRDOQ:" + mode + " "), log);
  }

  @ParameterizedTest
  @CsvSource({
    "fcn, encoder_intra_main.cfg, 22",
    "fcn=fcn-nano, encoder_lowdelay_P_main.cfg, 32",
    "ar, encoder_randomaccess_main.cfg, 27",
    "fcn@0.7, encoder_intra_main.cfg, 32"
  })
  void streams_areTheSame_withoutJava(String mode, String cfg, int qp) throws Exception {
    Path auto = folder.resolve("auto.hevc");
    Path alone = folder.resolve("native.hevc");
    String log = encode(0, auto, cfg, qp, "--NNRDOQ=" + mode);
    assertTrue(log.contains("backend kernel "), log);
    Map<String, String> withoutJava = Map.of("JAVA_HOME", "/nowhere");
    log = encode(0, alone, cfg, qp, withoutJava, "--NNRDOQ=" + mode, "--NNRDOQBackend=native");
    assertTrue(log.contains("backend native ") && log.contains("no Java, "), log);
    assertArrayEquals(Files.readAllBytes(auto), Files.readAllBytes(alone));
  }

  @Test
  void strength_isAnOptionOfItsOwnToo() throws Exception {
    Path one = folder.resolve("one.hevc");
    Path other = folder.resolve("other.hevc");
    Path plain = folder.resolve("plain.hevc");
    encode(0, one, "encoder_intra_main.cfg", 27, "--NNRDOQ=fcn@0.5");
    encode(0, other, "encoder_intra_main.cfg", 27, "--NNRDOQ=fcn", "--NNRDOQStrength=0.5");
    encode(0, plain, "encoder_intra_main.cfg", 27, "--NNRDOQ=fcn");
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other));
    assertTrue(Files.size(one) > Files.size(plain));
    assertStops("NNRDOQStrength: expected", Map.of(), "--NNRDOQ=fcn", "--NNRDOQStrength=7");
    assertStops("has no strength", Map.of(), "--NNRDOQ=rdoq", "--NNRDOQStrength=0.5");
  }

  @Test
  void recording_doesNotChangeTheStream() throws Exception {
    Path plain = folder.resolve("plain.hevc");
    Path recorded = folder.resolve("recorded.hevc");
    Path recording = folder.resolve("blocks.rec");
    String log = encode(0, plain, "encoder_intra_main.cfg", 32, "--RDOQ=0", "--RDOQTS=0");
    assertFalse(log.contains("NNRDOQ"), log);
    encode(
        0,
        recorded,
        "encoder_intra_main.cfg",
        32,
        "--NNRDOQ=sq",
        "--NNRDOQRecord=" + recording,
        "--NNRDOQRecordShare=0.1,0.5,1,1");
    assertArrayEquals(Files.readAllBytes(plain), Files.readAllBytes(recorded));
    assertTrue(Files.size(recording) > 1000);
  }

  @ParameterizedTest
  @CsvSource({
    "fcn, 1, fcn, fcn",
    "fcn, 0, fcn, hm-sq",
    "rdoq, 0, rdoq, hm-rdoq",
    "off, 0, hm-rdoq, hm-rdoq"
  })
  void recording_saysWhoMadeLumaAndChroma(String mode, int chroma, String luma, String other)
      throws Exception {
    Path recording = folder.resolve("blocks.rec");
    encode(
        0,
        folder.resolve("stream.hevc"),
        "encoder_intra_main.cfg",
        32,
        "--NNRDOQ=" + mode,
        "--NNRDOQChroma=" + chroma,
        "--NNRDOQRecord=" + recording);
    RecordedBlock block = new RecordedBlock();
    Set<String> seen = new TreeSet<>();
    try (RecordingReader reader = new RecordingReader(recording)) {
      while (reader.read(block)) {
        seen.add(
            (block.cIdx() == 0 ? "luma " : "chroma ") + reader.header().levelsBy(block.cIdx()));
      }
    }
    assertEquals(Set.of("luma " + luma, "chroma " + other), seen);
  }

  @ParameterizedTest
  @CsvSource({"off", "fcn"})
  void times_areThoseOfAllBlocks_andDoNotChangeTheStream(String mode) throws Exception {
    Path plain = folder.resolve("plain.hevc");
    Path timed = folder.resolve("timed.hevc");
    encode(0, plain, "encoder_intra_main.cfg", 32, "--NNRDOQ=" + mode);
    String log =
        encode(0, timed, "encoder_intra_main.cfg", 32, "--NNRDOQ=" + mode, "--NNRDOQTimes=1");
    assertArrayEquals(Files.readAllBytes(plain), Files.readAllBytes(timed));
    long calls = 0;
    for (String line :
        log.lines().filter(l -> l.matches("NNRDOQ times .*(luma|chroma) .*")).toList()) {
      String[] words = line.split("\\s+");
      calls += Long.parseLong(words[4]);
      assertTrue(Long.parseLong(words[6]) <= Long.parseLong(words[7]), line);
      assertTrue(Double.parseDouble(words[8]) > 0 || words[3].equals("chroma"), line);
    }
    assertTrue(calls > 1000, log);
    if (!mode.equals("off")) {
      String all = log.lines().filter(l -> l.startsWith("NNRDOQ all ")).findFirst().orElseThrow();
      String[] words = all.strip().split("\\s+");
      assertEquals(Long.parseLong(words[2]) + Long.parseLong(words[3]), calls, log);
    }
  }

  @Test
  void failures_stopHm_andLeaveNoStream() throws Exception {
    String classes = Path.of("target", "test-classes").toAbsolutePath().toString();
    assertStops(
        "made to fail at block 10000",
        Map.of("NNRDOQ_CLASS_PATH", classes),
        "--NNRDOQ=class:" + ThrowAt10000.class.getName(),
        "--NNRDOQRecord=" + folder.resolve("lost.rec"));
    assertFalse(Files.exists(folder.resolve("lost.rec")));
    assertStops("no lib/server/libjvm.so", Map.of("JAVA_HOME", "/nowhere"), "--NNRDOQ=sq");
    assertStops("none.onnx", Map.of(), "--NNRDOQ=fcn", "--NNRDOQModel=/none.onnx");
    assertStops("cannot be loaded", Map.of(), "--NNRDOQ=sq", "--NNRDOQLibrary=/none.so");
    assertStops("'magic' is unknown", Map.of(), "--NNRDOQ=magic");
  }

  private void assertStops(String reason, Map<String, String> environment, String... options)
      throws Exception {
    Path stream = folder.resolve("stopped.hevc");
    String log = encode(1, stream, "encoder_intra_main.cfg", 22, environment, options);
    List<String> said = log.lines().filter(l -> l.startsWith("nnrdoq: ")).toList();
    assertTrue(said.get(0).contains(reason), said::toString);
    assertFalse(Files.exists(stream), "a stream was left");
  }

  private String encode(int exit, Path stream, String cfg, int qp, String... options)
      throws Exception {
    return encode(exit, stream, cfg, qp, Map.of(), options);
  }

  /** Runs HM on three frames of moving noise; gives back all that it printed. */
  private String encode(
      int exit, Path stream, String cfg, int qp, Map<String, String> environment, String... options)
      throws Exception {
    Path bin = variable("NNRDOQ_HM_BIN");
    Path source = variable("NNRDOQ_HM_SRC");
    Path clip = clip();
    List<String> command =
        new ArrayList<>(
            List.of(
                bin.toString(),
                "-c",
                source.resolve("cfg").resolve(cfg).toString(),
                "--InputFile=" + clip,
                "--BitstreamFile=" + stream,
                "--ReconFile=/dev/null",
                "--SourceWidth=" + WIDTH,
                "--SourceHeight=" + HEIGHT,
                "--FrameRate=25",
                "--FramesToBeEncoded=3",
                "--QP=" + qp,
                "--NNRDOQLibrary=" + BridgeLibrary.find()));
    command.addAll(List.of(options));
    Path log = folder.resolve("log.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(300, TimeUnit.SECONDS), "HM hangs");
    String said = Files.readString(log, StandardCharsets.ISO_8859_1);
    assertEquals(exit, process.exitValue(), said);
    return said;
  }

  private Path clip() throws IOException {
    byte[] yuv = new byte[3 * WIDTH * HEIGHT * 3 / 2];
    Random random = new Random(7);
    for (int i = 0; i < yuv.length; i++) {
      int x = i % WIDTH;
      int y = i / WIDTH;
      yuv[i] = (byte) (128 + 60 * Math.sin(x / 5.0) * Math.cos(y / 7.0) + random.nextInt(24));
    }
    return Files.write(folder.resolve("clip.yuv"), yuv);
  }

  private static void copyTree(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path target = to.resolve(from.relativize(file));
            Files.createDirectories(target.getParent());
            Files.copy(file, target);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Map<String, String> contents(Path tree) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    Files.walkFileTree(
        tree,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            contents.put(
                tree.relativize(file).toString(),
                Files.readString(file, StandardCharsets.ISO_8859_1));
            return FileVisitResult.CONTINUE;
          }
        });
    return contents;
  }
}
