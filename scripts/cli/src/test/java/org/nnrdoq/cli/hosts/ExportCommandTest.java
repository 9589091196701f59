package org.nnrdoq.cli.hosts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.cli.Main;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.shipped.NetworkFile;

class ExportCommandTest {
  @TempDir Path folder;

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();

  private int export(String quantizer, String model, Path output) {
    return model == null
        ? Main.execute(out, err, "export", "--quantizer", quantizer, "-o", output.toString())
        : Main.execute(
            out,
            err,
            "export",
            "--quantizer",
            quantizer,
            "--model",
            model,
            "-o",
            output.toString());
  }

  @Test
  void export_writesTheNetwork_howeverItIsNamed() throws Exception {
    Path a = folder.resolve("a.nnq");
    Path b = folder.resolve("b.nnq");
    assertEquals(0, export("fcn=fcn-nano", null, a), err::toString);
    assertEquals(0, export("fcn", "fcn-nano", b), err::toString);
    byte[] expected = NetworkFile.bytes(QuantizerSpec.parse("fcn=fcn-nano"));
    assertArrayEquals(expected, Files.readAllBytes(a));
    assertArrayEquals(expected, Files.readAllBytes(b));
    assertTrue(out.toString().contains("a.nnq: " + expected.length + " bytes"), out::toString);
  }

  @Test
  void mistakes_areNamed_andLeaveNoFile() {
    Path file = folder.resolve("none.nnq");
    assertEquals(3, export("sq", null, file));
    assertEquals(2, export("magic", null, file));
    assertEquals(3, export("ar", "ar-float", file));
    assertTrue(err.toString().contains("convert it with 'nnrdoq integer'"), err::toString);
    assertFalse(Files.exists(file));
  }
}
