package org.nnrdoq.cli.options;

import org.nnrdoq.encoder.EncodeJob;
import picocli.CommandLine.Option;

/** Coding tools that can be switched off; all on by default as in HM's intra_main. */
public final class ToolOptions {
  @Option(
      names = "--no-sign-hiding",
      negatable = false,
      description = "Switch sign data hiding off.")
  boolean noSignHiding;

  @Option(names = "--no-transform-skip", description = "Switch transform skip off.")
  boolean noTransformSkip;

  @Option(names = "--no-deblocking", description = "Switch the deblocking filter off.")
  boolean noDeblocking;

  @Option(names = "--no-sao", description = "Switch sample adaptive offset off.")
  boolean noSao;

  public EncodeJob.Tools tools() {
    return new EncodeJob.Tools(!noSignHiding, !noTransformSkip, !noDeblocking, !noSao);
  }
}
