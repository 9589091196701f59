package org.nnrdoq.cli.options;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.EncoderProvider;
import org.nnrdoq.experiment.bench.EncodeBench.Case;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.run.Jobs;
import picocli.CommandLine.Option;

/** Options of benches that say which HM runs, and how. */
public final class HmOptions {
  @Option(
      names = {"--hm-bin", "--hm"},
      paramLabel = "BIN",
      description =
          "HM's encoder, patched if a network takes part (default of 'bench hm': $$NNRDOQ_HM_BIN;"
              + " of 'bench latency': none).")
  public String bin;

  @Option(
      names = "--hm-cfg",
      paramLabel = "CFG[,CFG...]",
      description =
          "HM's configuration files (default of 'bench hm': $$NNRDOQ_HM_CFG; of 'bench latency':"
              + " that of HM for intra, beside the program).")
  public String cfg;

  @Option(
      names = "--hm-args",
      paramLabel = "ARGS",
      description = "Further options of HM, in one word: '--NNRDOQBackend=ort --Level=4.1'.")
  private String args;

  @Option(
      names = {"-E", "--encoder-option"},
      paramLabel = "KEY=VALUE",
      description = "Setting of encoder hm; repeatable.")
  private Map<String, String> settings = Map.of();

  private final Jobs jobs = new Jobs(Encoders::named);

  /**
   * Settings for the encoder's provider.
   *
   * @param more options of HM; empty for none
   */
  private Map<String, String> settings(String more) {
    Map<String, String> all = new HashMap<>(settings);
    put(all, "bin", bin);
    put(all, "cfg", cfg);
    put(all, "args", args == null ? more : more.isEmpty() ? args : args + " " + more);
    return all;
  }

  private static void put(Map<String, String> all, String key, String value) {
    if (value != null && !value.isEmpty()) {
      all.put(key, value);
    }
  }

  /**
   * An encode of HM.
   *
   * @param configuration of the common test conditions; {@code null}: what the files say
   * @param more options of HM; empty for none
   */
  public Case encode(
      List<String> keys,
      CodingConfiguration configuration,
      String more,
      Clip clip,
      int qp,
      List<Candidate> candidates)
      throws IOException, EncoderException {
    EncoderProvider provider = Encoders.named("hm");
    Map<String, String> options = settings(more);
    if (configuration != null) {
      options = provider.configured(options, configuration, clip.format());
    }
    Setup setup = Setup.of("hm", options);
    return new Case(
        keys, provider.create(options), jobs.fingerprint(setup, candidates), clip, qp, 1);
  }
}
