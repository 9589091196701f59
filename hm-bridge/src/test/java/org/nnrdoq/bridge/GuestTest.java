package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nnrdoq.bridge.NativePrograms.Outcome;

/** What a host's process is after calls, and that it is: {@code native/test/abi_guest.c}. */
@Tag("native")
class GuestTest {
  @TempDir Path folder;

  private Outcome run(Map<String, String> environment, String... arguments) throws Exception {
    return NativePrograms.run(folder, environment, "abi_guest", arguments);
  }

  private Outcome runLimited(String limit) throws Exception {
    String program = NativePrograms.FOLDER.resolve("abi_guest").toString();
    List<String> shell = List.of("bash", "-c", "ulimit " + limit + "; exec \"$0\" start", program);
    return NativePrograms.run(folder, Map.of(), shell);
  }

  private static void assertPasses(Outcome outcome, String out) {
    assertEquals(0, outcome.exit(), outcome::toString);
    assertEquals("", outcome.err(), outcome::toString);
    assertTrue(outcome.out().contains(out), outcome::toString);
  }

  private static void assertRefused(Outcome outcome, String cause) {
    assertRefused(outcome, -3, cause);
  }

  /** The host lives, its state is its own, and each of the two tries gets one line. */
  private static void assertRefused(Outcome outcome, int status, String cause) {
    assertEquals(0, outcome.exit(), outcome::toString);
    String out = "status " + status + ", the host lives";
    assertEquals(out, outcome.out().strip(), outcome::toString);
    assertEquals(2, outcome.err().lines().count(), outcome::toString);
    outcome.err().lines().forEach(line -> assertTrue(line.contains(cause), line));
  }

  /** Environment of a locale that this makes; a system has but those that somebody asked for. */
  private Map<String, String> locale(String name) throws IOException, InterruptedException {
    Map<String, String> environment = new HashMap<>();
    environment.put("LC_ALL", name);
    if (name.equals("C")) {
      return environment;
    }
    String[] parts = name.split("\\.");
    Path made = folder.resolve(name);
    Process process;
    try {
      process =
          new ProcessBuilder("localedef", "-i", parts[0], "-f", parts[1], made.toString())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assumeTrue(false, "no localedef here: locale " + name + " is left out");
      throw e;
    }
    String said = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    assumeTrue(Files.isDirectory(made), "locale " + name + " is left out: " + said);
    environment.put("LOCPATH", folder.toString());
    return environment;
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "de_DE.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8", "de_DE.ISO-8859-1"})
  void state_isWhatItWas_afterEachCallInLocale(String name) throws Exception {
    assertPasses(run(locale(name), "state", folder.toString()), "C 3.14");
  }

  @Test
  void childOfFork_isToldThatItHasNoJava() throws Exception {
    assertPasses(run(Map.of(), "fork"), "");
  }

  @Test
  void threadOfLittleStack_isToldSo_andRunsTheKernel() throws Exception {
    assertPasses(run(Map.of(), "stack"), "");
  }

  @Test
  void signalsOfTheHost_reachItsOwnThreads() throws Exception {
    assertPasses(run(Map.of(), "signals"), ", 0 on other threads");
  }

  @ParameterizedTest
  @CsvSource({
    "-Xmx1k,maximum heap",
    "-XX:+UseSerialGC -XX:+UseG1GC,garbage collectors",
    "-XX:NoSuchFlag=1,NoSuchFlag",
    "-XX:MaxHeapSize=many,MaxHeapSize",
    "-Xss1k,stack size",
    "-javaagent:/nowhere.jar,/nowhere.jar",
    "-cp x,NNRDOQ_JAVA_OPTS",
  })
  void host_lives_whenJavaRefusesOptions(String options, String cause) throws Exception {
    assertRefused(run(Map.of("NNRDOQ_JAVA_OPTS", options), "start"), cause);
  }

  @Test
  void host_lives_whenTheEnvironmentsOptionsAreRefused() throws Exception {
    assertRefused(run(Map.of("JAVA_TOOL_OPTIONS", "-XX:NoSuchFlag=1"), "start"), "NoSuchFlag");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-XX:+UseG1GC", "-Xmx64m -Xms4m", "-XX:-UseSerialGC", "-Xmx4m -Xss2m"})
  void options_ofTheUserStandInForOurs(String options) throws Exception {
    assertPasses(run(Map.of("NNRDOQ_JAVA_OPTS", options), "start"), "status 0");
    Outcome outcome = run(Map.of("JAVA_TOOL_OPTIONS", options), "start");
    assertEquals("status 0, the host lives", outcome.out().strip(), outcome::toString);
    assertEquals(1, outcome.err().lines().count(), "Java says what it picked up: " + outcome);
  }

  @Test
  void host_startsJava_inLittleAddressSpace() throws Exception {
    assertPasses(runLimited("-v 1000000"), "status 0");
    assertPasses(runLimited("-v 2000000"), "status 0");
  }

  @ParameterizedTest
  @ValueSource(ints = {60_000, 150_000, 300_000, 450_000})
  void host_lives_whereAddressSpaceIsTooLittle(int kilobytes) throws Exception {
    assertRefused(runLimited("-v " + kilobytes), "address space");
  }

  @Test
  void host_lives_whereItMayOpenNoMoreFiles() throws Exception {
    assertRefused(runLimited("-n 12"), "ulimit -n");
  }

  @Test
  void host_isToldThatJavaIsDamaged() throws Exception {
    Path server = Files.createDirectories(folder.resolve("java/lib/server"));
    Path real = Path.of(System.getProperty("java.home"), "lib/server/libjvm.so");
    Files.copy(real, server.resolve("libjvm.so"));
    assertRefused(run(Map.of("JAVA_HOME", folder + "/java"), "start"), "damaged");
  }

  @Test
  void host_isToldWhyOnnxRuntimeCannotBeLoaded() throws Exception {
    String options = "-Dnnrdoq.backend=ort -Djava.io.tmpdir=/nowhere";
    Outcome outcome = run(Map.of("NNRDOQ_JAVA_OPTS", options), "start", "fcn");
    assertRefused(outcome, -4, "/nowhere, which must exist");
  }

  @Test
  void onnxRuntime_leavesNothingBehind() throws Exception {
    Path temporary = Files.createDirectory(folder.resolve("temporary"));
    String options = "-Dnnrdoq.backend=ort -Djava.io.tmpdir=" + temporary;
    assertPasses(run(Map.of("NNRDOQ_JAVA_OPTS", options), "start", "fcn"), "status 0");
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.toList());
    }
  }
}
