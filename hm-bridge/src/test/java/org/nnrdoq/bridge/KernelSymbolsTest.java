package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The kernel's files for one instruction set each: a function that one of them shared with other
 * files would be compiled for that set and run on processors that lack it.
 */
@Tag("native")
class KernelSymbolsTest {
  private static final Path NATIVE = Path.of("target", "native");

  @Test
  void instructionSets_defineTheirVariantAndNothingElse() throws Exception {
    List<Path> objects;
    try (Stream<Path> files = Files.walk(NATIVE)) {
      objects =
          files
              .map(Path::toString)
              .filter(f -> f.matches(".*(baseline|avx2|avx512|neon).*\\.o"))
              .filter(f -> !f.contains("sanitized"))
              .map(Path::of)
              .toList();
    }
    assertFalse(objects.isEmpty(), "no object file of an instruction set in " + NATIVE);
    for (Path object : objects) {
      List<String> visible =
          symbols(object).lines().filter(l -> l.matches("\\S+ [A-Z] .*")).toList();
      assertEquals(1, visible.size(), object + ": " + visible);
    }
  }

  private static String symbols(Path object) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("nm", "-C", "--defined-only", object.toString())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out;
  }
}
