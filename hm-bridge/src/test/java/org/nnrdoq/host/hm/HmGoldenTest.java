package org.nnrdoq.host.hm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingReader;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.shipped.Quantizers;

/**
 * Blocks that real HM 16.20 runs quantized: Java's quantizers must give HM's levels, every one. The
 * recordings hold a share of the blocks of each run; {@code origin.json} tells how they were made.
 */
class HmGoldenTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "intra-qp22-rdoq",
        "intra-qp22-sq",
        "intra-qp37-nosbh-rdoq",
        "intra-qp37-nosbh-sq",
        "ldp-qp27-rdoq",
        "ldp-qp27-sq",
        "main10-qp22-rdoq",
        "main10-qp22-sq",
        "ra-qp32-rdoq",
        "ra-qp32-sq"
      })
  void levels_areThoseOfHm(String name) throws Exception {
    Path folder = Path.of("src/test/resources/golden/hm", name);
    Path file = folder.resolve("input.rec");
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    String origin = Files.readString(folder.resolve("origin.json"));
    assertTrue(origin.contains(HexFormat.of().formatHex(digest)), "the file is not the recorded");

    QuantizerKind kind = name.endsWith("rdoq") ? QuantizerKind.RDOQ : QuantizerKind.SQ;
    Quantizer quantizer = Quantizers.create(kind);
    RecordedBlock block = new RecordedBlock();
    EntropyCosts costs = new EntropyCosts();
    int[] levels = new int[RecordedBlock.MAX_COEFFICIENTS];
    int nonZero = 0;
    try (RecordingReader reader = new RecordingReader(file);
        Quantizer.Workspace workspace = quantizer.newWorkspace()) {
      assertEquals("hm-" + kind.id(), reader.header().levelsBy());
      while (reader.read(block)) {
        BlockParameters parameters = RecordedBlocks.parameters(block);
        RecordedBlocks.getCosts(block, costs);
        int sum = quantizer.quantize(parameters, block.coefficients(), costs, levels, workspace);
        int count = parameters.coefficients();
        String where = name + " block " + (reader.blocks() - 1) + ": " + parameters;
        assertArrayEquals(
            Arrays.copyOf(block.levels(), count), Arrays.copyOf(levels, count), where);
        assertEquals(sum == 0, Arrays.stream(levels, 0, count).allMatch(l -> l == 0), where);
        nonZero += sum == 0 ? 0 : 1;
      }
      assertTrue(reader.blocks() > 500 && nonZero > 200, "too few blocks to say anything");
    }
  }
}
