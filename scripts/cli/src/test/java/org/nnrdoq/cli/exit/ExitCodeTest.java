package org.nnrdoq.cli.exit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExitCodeTest {
  @Test
  void codesAreDistinct() {
    assertEquals(
        ExitCode.values().length,
        Stream.of(ExitCode.values()).map(ExitCode::code).distinct().count());
  }
}
