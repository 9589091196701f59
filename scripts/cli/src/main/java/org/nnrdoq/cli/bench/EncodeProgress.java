package org.nnrdoq.cli.bench;

import java.util.Locale;
import java.util.function.Consumer;
import org.nnrdoq.cli.options.TimeLeft;
import org.nnrdoq.experiment.bench.EncodeBench;

/** A line for each encode of a bench, with the time left. */
final class EncodeProgress implements EncodeBench.Listener {
  private final Consumer<String> out;
  private final TimeLeft left = new TimeLeft();
  private int measured;
  private int reused;

  EncodeProgress(Consumer<String> out) {
    this.out = out;
  }

  @Override
  public void encoded(EncodeBench.Step step) {
    if (step.reused()) {
      reused++;
      return;
    }
    measured++;
    out.accept(
        String.format(
            Locale.ROOT,
            "[%d/%d] %s %s  %.2f s, %s left",
            step.done(),
            step.of(),
            String.join(" ", step.at().keys()),
            step.candidate().name(),
            step.sample().cpuSeconds(),
            left.text(measured, step.of() - step.done())));
  }

  /** Says how much was there already. */
  void end() {
    if (reused > 0) {
      out.accept(reused + " of " + (reused + measured) + " encodes were there already");
    }
  }
}
