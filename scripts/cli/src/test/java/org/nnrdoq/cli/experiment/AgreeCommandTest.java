package org.nnrdoq.cli.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.cli.Main;

class AgreeCommandTest {
  private static final String BLOCKS =
      Path.of("../../nnrdoq-core/src/test/resources/golden/quantizer/rdoq-inter/blocks.nnbr")
          .toString();

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  private int agree(String... arguments) {
    String[] all = new String[arguments.length + 1];
    all[0] = "agree";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    return Main.execute(out, err, all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fcn=fcn-nano", "ar=ar-plain"})
  void backends_agree_onRecordedBlocks(String quantizer) {
    int code =
        agree(BLOCKS, "--quantizer", quantizer, "--backends", "java,kernel,ort", "--blocks", "40");
    assertEquals(0, code, err::toString);
    assertTrue(out.toString().contains("backend kernel"), out::toString);
    assertTrue(out.toString().contains("80 blocks of 1 recordings"), out::toString);
    assertTrue(out.toString().contains(": 0 blocks and 0 levels differ"), out::toString);
    assertTrue(err.toString().contains(" left"), err::toString);
  }

  @Test
  void mistakes_areNamed() {
    assertEquals(3, agree("no-such.nnbr"));
    assertEquals(2, agree(BLOCKS, "--quantizer", "sq"));
    assertEquals(2, agree(BLOCKS, "--backends", "kernel"));
    assertEquals(2, agree(BLOCKS, "--sign-hiding", "perhaps"));
    assertTrue(err.toString().contains("no-such.nnbr: recording not found"), err::toString);
    assertTrue(err.toString().contains("expected on, off or both"), err::toString);
  }
}
