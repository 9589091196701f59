package org.nnrdoq.experiment.result;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this machine is.
 *
 * @since 1.0
 */
public final class Machine {
  private static final String CPU = readCpu();

  private Machine() {}

  /**
   * {@return this machine, with its load of now}
   *
   * @param jobs encodes that this run does side by side, 1 or more
   */
  public static Point.Host now(int jobs) {
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    return new Point.Host(
        CPU,
        Runtime.getRuntime().availableProcessors(),
        load < 0 ? null : Double.valueOf(Math.round(100 * load) / 100.0),
        jobs);
  }

  /** {@return the processor's name; {@code unknown} where the system does not tell} */
  public static String cpu() {
    return CPU;
  }

  /** {@return the machine's name in the network; {@code localhost} where nothing tells} */
  public static String name() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
    } catch (IOException e) {
      return "localhost"; // not Linux
    }
  }

  private static String readCpu() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(l -> l.startsWith("model name"))
          .map(l -> l.substring(l.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      return "unknown"; // not Linux
    }
  }
}
