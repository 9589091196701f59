package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A process that opens and closes a network again and again holds no more memory for it. By default
 * this opens some networks 120 times; {@code -Dnnrdoq.openings=1000} opens all of them in every
 * backend that runs them so often.
 */
@Tag("native")
class OpenCloseMemoryTest {
  private static final int FEW = 120;
  private static final int OPENINGS = Integer.getInteger("nnrdoq.openings", FEW);

  /** Openings after which memory is to stay as it is. */
  private static final int SETTLED = 50;

  /**
   * What Java may still take for code and classes, once (1 to 3.5 MB were seen, the same after 1
   * 000 openings as after 10 000). A network that is not closed takes 0.22 MB (fcn-float) to 1 MB
   * (ar-float) each time.
   */
  private static final int MOST_GROWTH_KIB = 5 << 10;

  /** Java's second compiler takes and gives back some 20 MB when it likes: it must not run. */
  private static final String JAVA_OPTIONS = "-XX:TieredStopAtLevel=1";

  static Stream<Arguments> networks() {
    List<Arguments> all = new ArrayList<>();
    for (String model : List.of("fcn", "fcn-nano", "fcn-plain", "ar", "ar-plain")) {
      for (String backend : List.of("kernel", "java", "ort")) {
        all.add(Arguments.of(model, backend));
      }
    }
    for (String model : List.of("fcn-float", "ar-float")) {
      for (String backend : List.of("java", "ort")) {
        all.add(Arguments.of(model, backend));
      }
    }
    List<String> few =
        List.of("fcn kernel", "ar kernel", "ar java", "fcn-float ort", "ar-float ort");
    return all.stream().filter(a -> OPENINGS > FEW || few.contains(a.get()[0] + " " + a.get()[1]));
  }

  @ParameterizedTest
  @MethodSource("networks")
  void residentMemory_staysAsItIs_whenANetworkIsOpenedAgainAndAgain(String model, String backend)
      throws IOException, InterruptedException {
    String kind = model.startsWith("ar") ? "ar" : "fcn";
    Path program = Path.of("target", "native", "abi_open_close").toAbsolutePath();
    ProcessBuilder builder =
        new ProcessBuilder(program.toString(), kind, model, backend, "" + OPENINGS, "" + SETTLED);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("NNRDOQ_JAVA_OPTS", JAVA_OPTIONS);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(600, TimeUnit.SECONDS), "the host hangs");
    assertEquals(0, process.exitValue(), out);
    String[] kib = out.strip().split(" ");
    long growth = Long.parseLong(kib[1]) - Long.parseLong(kib[0]);
    assertTrue(
        growth < MOST_GROWTH_KIB,
        "from "
            + kib[0]
            + " KiB after "
            + SETTLED
            + " openings to "
            + kib[1]
            + " after "
            + OPENINGS);
  }
}
