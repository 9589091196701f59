package org.nnrdoq.training.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.nnrdoq.io.RecordedBlock;

class BlockDigestsTest {
  private static RecordedBlock block(int value, int cost) {
    RecordedBlock block = new RecordedBlock();
    block.setLog2TrafoSize(2);
    Arrays.fill(block.coefficients(), 0, 16, value);
    Arrays.fill(block.costs(), cost);
    return block;
  }

  private static BlockDigests digests(int from, int to, int repeatedPatterns) {
    BlockDigests digests = new BlockDigests();
    for (int i = from; i < to; i++) {
      digests.add(block(i, i));
    }
    for (int i = 0; i < repeatedPatterns; i++) {
      digests.add(block(-1, 0));
    }
    return digests;
  }

  @Test
  void sharedBlocks_areCountedWhateverElseThereIs() {
    assertEquals(40, digests(0, 100, 0).shared(digests(60, 400, 0)));
    assertEquals(0, digests(0, 100, 0).shared(digests(98, 400, 0)), "too few to tell");
  }

  @Test
  void aPatternThatRepeatsItself_isNoSharedFootage() {
    assertEquals(0, digests(0, 100, 50).shared(digests(100, 400, 50)));
  }
}
