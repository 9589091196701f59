package org.nnrdoq.host.hm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nnrdoq.encoder.EncodeResult.BlockTimes;
import org.nnrdoq.encoder.EncodeResult.Blocks;

/**
 * The histogram of durations of all hooks: C adds them up in two tallies and prints, {@link HmLog}
 * reads.
 */
@Tag("native")
class HostTimesTest {
  private static final long SEED = 20261122;

  private record Duration(int log2Size, int chroma, int zero, long nanoseconds) {}

  private static List<BlockTimes> printed(List<Duration> durations) throws Exception {
    String program = Path.of("target", "native", "host_times").toAbsolutePath().toString();
    Process process = new ProcessBuilder(program).redirectErrorStream(true).start();
    Thread feeder = new Thread(() -> feed(process, durations));
    feeder.start();
    HmLog log = new HmLog();
    new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
        .lines()
        .forEach(log::line);
    feeder.join();
    assertEquals(0, process.waitFor());
    return log.blockTimes();
  }

  private static void feed(Process process, List<Duration> durations) {
    StringBuilder lines = new StringBuilder();
    for (Duration d : durations) {
      lines.append(d.log2Size).append(' ').append(d.chroma).append(' ').append(d.zero);
      lines.append(' ').append(d.nanoseconds).append('\n');
    }
    try (var in = process.getOutputStream()) {
      in.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Smallest value that is not below {@code percent} of 100. */
  private static long percentile(List<Long> sorted, int percent) {
    return sorted.get((int) ((sorted.size() * (long) percent + 99) / 100) - 1);
  }

  @Test
  void percentiles_areExactWhereDurationsAreShort() throws Exception {
    List<Duration> durations = new ArrayList<>();
    for (int i = 1; i <= 31; i++) {
      durations.add(new Duration(2, 0, 0, i));
    }
    BlockTimes expected = new BlockTimes(4, Blocks.LUMA, 31, 16, 16, 31, 0);
    BlockTimes nonzero = new BlockTimes(4, Blocks.NONZERO, 31, 16, 16, 31, 0);
    assertEquals(List.of(expected, nonzero), printed(durations));
  }

  @Test
  void percentiles_areNear_overTheWholeRange() throws Exception {
    Random random = new Random(SEED);
    List<Duration> durations = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      long nanoseconds = (long) Math.exp(random.nextDouble() * 20); // to half a second
      durations.add(
          new Duration(2 + random.nextInt(4), random.nextInt(2), random.nextInt(2), nanoseconds));
    }
    List<BlockTimes> printed = printed(durations);
    assertEquals(12, printed.size());
    for (BlockTimes p : printed) {
      List<Long> own = new ArrayList<>();
      for (Duration d : durations) {
        boolean mine =
            switch (p.blocks()) {
              case LUMA -> d.chroma == 0;
              case CHROMA -> d.chroma == 1;
              case NONZERO -> d.zero == 0;
            };
        if (mine && 1 << d.log2Size == p.size()) {
          own.add(d.nanoseconds);
        }
      }
      Collections.sort(own);
      String what = p + " seed " + SEED;
      assertEquals(own.size(), p.calls(), what);
      double sum = own.stream().mapToLong(n -> n).sum();
      assertEquals(sum / own.size(), p.meanNanos(), 0.06, what);
      assertEquals(sum * 1e-9, p.seconds(), 1e-4, what);
      assertEquals(percentile(own, 50), p.p50Nanos(), percentile(own, 50) / 31.0 + 1, what);
      assertEquals(percentile(own, 99), p.p99Nanos(), percentile(own, 99) / 31.0 + 1, what);
    }
  }

  @Test
  void durationsPastTheLastBin_areKept() throws Exception {
    BlockTimes luma = printed(List.of(new Duration(5, 0, 1, 1L << 50))).get(0);
    assertEquals(1, luma.calls());
    assertTrue(luma.p50Nanos() > 1e12, luma::toString);
  }
}
