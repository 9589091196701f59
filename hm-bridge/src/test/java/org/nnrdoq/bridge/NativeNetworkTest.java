package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.shipped.NetworkFile;
import org.nnrdoq.quantizer.shipped.Quantizers;

/**
 * Networks that the library opens without Java give the levels of plain Java, on blocks that HM
 * recorded. The host is the example in {@code native/examples}; it cannot find a Java to start.
 */
@Tag("native")
class NativeNetworkTest {
  private static final Path PROGRAM = Path.of("target", "native", "quantize_recording");
  private static final Path RECORDINGS = Path.of("src", "test", "resources", "golden", "hm");

  @TempDir Path folder;

  /** Blocks that were read, and FNV-1a over all their levels, as the example makes it. */
  private record Levels(int blocks, long checksum) {}

  private static List<Path> recordings() throws IOException {
    try (Stream<Path> files = Files.walk(RECORDINGS)) {
      return files.filter(f -> f.endsWith("input.rec")).sorted().toList();
    }
  }

  private static Levels plainJava(QuantizerSpec spec, Path recording) throws IOException {
    RecordedBlock recorded = new RecordedBlock();
    int[] levels = new int[RecordedBlock.MAX_COEFFICIENTS];
    EntropyCosts costs = new EntropyCosts();
    int blocks = 0;
    long checksum = 0xcbf29ce484222325L;
    try (Quantizer java = Quantizers.create(spec, NetworkBackend.JAVA);
        Quantizer.Workspace workspace = java.newWorkspace();
        RecordingReader reader = new RecordingReader(recording)) {
      while (reader.read(recorded)) {
        BlockParameters block = RecordedBlocks.parameters(recorded);
        RecordedBlocks.getCosts(recorded, costs);
        java.quantize(block, recorded.coefficients(), costs, levels, workspace);
        for (int i = 0; i < block.coefficients(); i++) {
          checksum = (checksum ^ levels[i] & 0xffffffffL) * 1099511628211L;
        }
        blocks++;
      }
    }
    return new Levels(blocks, checksum);
  }

  private String run(String... arguments) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(Stream.of(PROGRAM.toString()), Stream.of(arguments)).toList());
    builder.environment().put("JAVA_HOME", "/nowhere");
    builder.redirectErrorStream(true).redirectOutput(out.toFile());
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the host hangs");
    String text = Files.readString(out, StandardCharsets.UTF_8);
    assertEquals(0, process.exitValue(), text);
    return text;
  }

  private static void assertLevels(Levels expected, String text) {
    assertTrue(text.contains(", backend native "), text);
    assertTrue(text.contains("Java not started"), text);
    assertTrue(text.contains(expected.blocks + " recorded blocks, "), text);
    String checksum = String.format(Locale.ROOT, "%016x", expected.checksum);
    assertTrue(text.contains("checksum of the levels " + checksum), () -> checksum + "\n" + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fcn", "fcn=fcn-nano", "fcn=fcn-plain", "ar", "ar=ar-plain"})
  void levels_areThoseOfPlainJava_fromTheFileAndFromWithinTheLibrary(String quantizer)
      throws Exception {
    QuantizerSpec spec = QuantizerSpec.parse(quantizer);
    String kind = spec.kind().id();
    String slot = spec.model() == null ? kind : spec.model().toString();
    Path file = folder.resolve("network.nnq");
    Files.write(file, NetworkFile.bytes(spec));
    for (Path recording : recordings()) {
      Levels expected = plainJava(spec, recording);
      assertLevels(expected, run(recording.toString(), kind, file.toString()));
      assertLevels(expected, run(recording.toString(), slot, "--backend", "native"));
    }
  }
}
