package org.nnrdoq.quantizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** Blocks that HM 16.20 quantized, with its levels: ours must be the same. */
class GoldenQuantizerTest {
  private static Path root() throws URISyntaxException {
    return Path.of(GoldenQuantizerTest.class.getResource("/golden/quantizer").toURI());
  }

  static List<String> cases() throws IOException, URISyntaxException {
    try (Stream<Path> all = Files.list(root())) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void levels_equalThoseOfHm(String name) throws Exception {
    Path directory = root().resolve(name);
    Path recording = directory.resolve("blocks.nnbr");
    JsonNode origin = new ObjectMapper().readTree(directory.resolve("origin.json").toFile());
    assertEquals(origin.get("sha256").asText(), sha256(recording), name);

    long blocks = 0;
    long coded = 0;
    RecordedBlock block = new RecordedBlock();
    EntropyCosts costs = new EntropyCosts();
    int[] levels = new int[RecordedBlock.MAX_COEFFICIENTS];
    try (RecordingReader reader = new RecordingReader(recording)) {
      Quantizer quantizer = Quantizers.create(QuantizerKind.parse(reader.header().levelsBy()));
      try (Quantizer.Workspace workspace = quantizer.newWorkspace()) {
        while (reader.read(block)) {
          BlockParameters parameters = RecordedBlocks.parameters(block);
          if (quantizer.needsEntropyCosts()) {
            RecordedBlocks.getCosts(block, costs);
          }
          int sum = quantizer.quantize(parameters, block.coefficients(), costs, levels, workspace);
          int count = block.coefficientCount();
          String what = name + " block " + blocks + ": " + parameters;
          assertArrayEquals(
              Arrays.copyOf(block.levels(), count), Arrays.copyOf(levels, count), what);
          assertEquals(Arrays.stream(levels, 0, count).map(Math::abs).sum(), sum, what);
          blocks++;
          coded += sum > 0 ? 1 : 0;
        }
      }
    }
    assertEquals(origin.get("blocks").asLong(), blocks, name);
    assertTrue(coded > blocks / 2, name + ": only " + coded + " blocks have levels");
  }

  @Test
  void cases_coverAllKindsOfBlocks() throws Exception {
    Set<String> seen = new TreeSet<>();
    RecordedBlock block = new RecordedBlock();
    for (String name : cases()) {
      try (RecordingReader reader =
          new RecordingReader(root().resolve(name).resolve("blocks.nnbr"))) {
        String by = reader.header().levelsBy() + " ";
        while (reader.read(block)) {
          seen.add(by + "size " + block.log2TrafoSize() + " cIdx " + block.cIdx());
          seen.add(by + "predMode " + block.predMode() + " slice " + block.sliceType());
          seen.add(by + "scan " + block.scanIdx() + " size " + block.log2TrafoSize());
          seen.add(by + "bitDepth " + block.bitDepth());
          seen.add(by + "transformSkip " + block.transformSkip() + " cIdx " + block.cIdx());
          seen.add(by + "signHiding " + block.signHiding());
        }
      }
    }
    for (String by : new String[] {"sq ", "rdoq "}) {
      for (int c = 0; c < 3; c++) {
        for (int size = 2; size <= (c == 0 ? 5 : 4); size++) {
          assertTrue(seen.contains(by + "size " + size + " cIdx " + c), by + size + " " + c);
        }
        assertTrue(seen.contains(by + "transformSkip true cIdx " + c), by + "skip " + c);
        assertTrue(seen.contains(by + "predMode 0 slice " + c), by + "intra slice " + c);
        assertTrue(seen.contains(by + "scan " + c + " size 2"), by + "scan " + c);
        assertTrue(seen.contains(by + "scan " + c + " size 3"), by + "scan " + c);
      }
      assertTrue(seen.contains(by + "predMode 1 slice 0"), by);
      assertTrue(seen.contains(by + "predMode 1 slice 1"), by);
      assertTrue(seen.contains(by + "bitDepth 10"), by);
      assertTrue(seen.contains(by + "signHiding false"), by);
      assertTrue(seen.contains(by + "signHiding true"), by);
    }
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
  }
}
