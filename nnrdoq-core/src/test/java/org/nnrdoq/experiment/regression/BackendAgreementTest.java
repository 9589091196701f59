package org.nnrdoq.experiment.regression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingException;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.io.RecordingWriter;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.shipped.Quantizers;

class BackendAgreementTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "quantizer");
  private static final Path INTRA = GOLDEN.resolve("rdoq-intra").resolve("blocks.nnbr");
  private static final Path INTER = GOLDEN.resolve("rdoq-inter").resolve("blocks.nnbr");

  @TempDir Path folder;

  private final Quantizer rdoq = Quantizers.create(QuantizerKind.RDOQ);
  private final Quantizer adz = Quantizers.create(QuantizerKind.ADZ);

  @Test
  void run_whenQuantizersAreTheSame_findsNoDifference() throws Exception {
    BackendAgreement agreement =
        new BackendAgreement(List.of(rdoq, rdoq, rdoq), List.of(false, true), 200);
    AtomicLong heard = new AtomicLong();
    agreement.run(List.of(INTRA, INTER), 2, (blocks, differing, bytes) -> heard.set(blocks));
    assertEquals(2 * 2 * 200, agreement.blocks());
    assertTrue(heard.get() > 0 && heard.get() <= agreement.blocks(), "heard of " + heard);
    assertTrue(
        agreement.decisions() > agreement.blocks() / 4, agreement.decisions() + " decisions");
    assertEquals(0, agreement.differing());
    assertEquals(0, agreement.differingLevels());
    assertEquals(List.of(), agreement.examples());
  }

  @Test
  void run_whenTheyDiffer_countsAndShowsSome() throws Exception {
    BackendAgreement agreement = new BackendAgreement(List.of(rdoq, adz), List.of(true), 300);
    agreement.run(List.of(INTRA), 1, (blocks, differing, bytes) -> {});
    assertEquals(300, agreement.blocks());
    assertTrue(agreement.differing() > 10, agreement.differing() + " differ");
    assertTrue(agreement.differing() < 300, agreement.differing() + " differ");
    assertTrue(agreement.differingLevels() >= agreement.differing() / 2);
    assertEquals(5, agreement.examples().size());
    assertTrue(agreement.examples().get(0).startsWith("blocks.nnbr, block "));
  }

  @Test
  void run_whenBlocksLackCosts_saysSo() throws Exception {
    Path file = folder.resolve("plain.nnbr");
    try (RecordingWriter writer =
        new RecordingWriter(file, RecordingHeader.of("test", "none", "", "none"))) {
      RecordedBlock block = new RecordedBlock();
      block.setLog2TrafoSize(2);
      block.setBitDepth(8);
      writer.write(block);
      writer.commit();
    }
    BackendAgreement agreement = new BackendAgreement(List.of(rdoq, rdoq), List.of(true), 9);
    RecordingException e =
        assertThrows(
            RecordingException.class,
            () -> agreement.run(List.of(file), 1, (blocks, differing, bytes) -> {}));
    assertTrue(e.getMessage().contains("lacks entropy costs"), e.getMessage());
  }
}
