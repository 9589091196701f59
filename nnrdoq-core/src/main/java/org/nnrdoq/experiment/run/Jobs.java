package org.nnrdoq.experiment.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.EncoderProvider;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.plan.Trial;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.io.file.Digests;
import org.nnrdoq.quantizer.QuantizerKind;

/**
 * From plans to jobs and their keys.
 *
 * <p>Remembers digests of files and programs, so one instance belongs to one run.
 */
public final class Jobs {
  /** Finds encoders by name. */
  @FunctionalInterface
  public interface Providers {
    /**
     * @throws EncoderException if there is no such encoder
     */
    EncoderProvider named(String name) throws EncoderException;
  }

  private final Providers providers;
  private final Map<Object, String> fingerprints = new HashMap<>();
  private final Map<Path, String> files = new HashMap<>();

  public Jobs(Providers providers) {
    this.providers = providers;
  }

  /**
   * All encodes of a plan. Candidates are innermost: points that are compared are measured close in
   * time.
   *
   * @param verify whether streams are decoded and compared
   * @param ssim whether SSIM is measured
   * @throws EncoderException if an encoder cannot be used as its setup says
   */
  public List<Job> of(ComparisonPlan plan, boolean verify, boolean ssim)
      throws IOException, EncoderException {
    List<Job> jobs = new ArrayList<>();
    for (Trial trial : plan.trials()) {
      Setup encode = configured(trial);
      for (int qp : plan.qps()) {
        for (Candidate candidate : plan.candidates()) {
          jobs.add(
              keyed(
                  new Job(
                      null,
                      trial,
                      encode,
                      candidate,
                      qp,
                      plan.threads(),
                      plan.tools(),
                      verify,
                      ssim)));
        }
      }
    }
    return jobs;
  }

  private Setup configured(Trial trial) throws EncoderException {
    Setup s = trial.setup();
    if (s.configuration() == null) {
      return s;
    }
    Map<String, String> options =
        providers
            .named(s.encoder())
            .configured(s.options(), s.configuration(), trial.clip().format());
    return new Setup(s.name(), s.encoder(), s.configuration(), options);
  }

  /**
   * Makes sure that a job that another process wrote down means the same here.
   *
   * @throws EncoderException if a file, the encoder or this library is not what it was
   */
  public void requireUnchanged(Job job) throws IOException, EncoderException {
    Clip c = job.trial().clip();
    if (!fileHash(c.file()).equals(c.sha256())) {
      throw new EncoderException(c.file() + ": is not the file that the job was made for");
    }
    Path model = job.candidate().spec().model();
    if (model != null && !fileHash(model).equals(job.candidate().modelSha256())) {
      throw new EncoderException(model + ": is not the model that the job was made for");
    }
    if (!keyed(job).key().equals(job.key())) {
      throw new EncoderException(
          "the encoder or this version of nnrdoq is not the one that the job was made for;"
              + " run the experiment again");
    }
  }

  private String fileHash(Path file) throws IOException {
    String known = files.get(file);
    if (known == null) {
      known = Digests.sha256(file);
      files.put(file, known);
    }
    return known;
  }

  /**
   * Names are left out, since they do not change the result; so are {@code verify} and {@code
   * ssim}, which the store looks at itself.
   */
  private Job keyed(Job job) throws IOException, EncoderException {
    Clip clip = job.trial().clip();
    QuantizerKind kind = job.candidate().spec().kind();
    String key =
        Digests.sha256(
            String.join(
                "\n",
                "point-3",
                "metrics " + Point.METRICS,
                job.encode().encoder(),
                fingerprint(job.encode(), kind),
                clip.sha256(),
                clip.format().toString(),
                clip.firstFrame() + "+" + clip.frames(),
                job.candidate().spec().algorithm(),
                String.valueOf(job.candidate().modelSha256()),
                String.valueOf(job.qp()),
                job.tools().toString(),
                "threads=" + job.threads(), // not the stream, but the time
                System.getProperty("os.arch")));
    return new Job(
        key,
        job.trial(),
        job.encode(),
        job.candidate(),
        job.qp(),
        job.threads(),
        job.tools(),
        job.verify(),
        job.ssim());
  }

  /** Hash of the encoder's code or program, and of its settings. */
  public String fingerprint(Setup encode, QuantizerKind kind) throws IOException, EncoderException {
    Object at = List.of(encode.encoder(), new TreeMap<>(encode.options()), kind);
    String known = fingerprints.get(at);
    if (known == null) {
      EncoderProvider provider = providers.named(encode.encoder());
      known = provider.fingerprint(encode.options(), kind);
      if (provider.isThisLibrary()) {
        known += fingerprints.computeIfAbsent("library", k -> libraryCode());
      }
      fingerprints.put(at, known);
    }
    return known;
  }

  /** The same with several candidates, for what is measured with all of them. */
  public String fingerprint(Setup encode, List<Candidate> candidates)
      throws IOException, EncoderException {
    List<String> all = new ArrayList<>();
    for (Candidate c : candidates) {
      all.add(fingerprint(encode, c.spec().kind()));
    }
    return Digests.sha256(String.join("\n", all.stream().distinct().sorted().toList()));
  }

  /** Experiments only watch what encoders do; what they measure has a version of its own. */
  private static String libraryCode() {
    try {
      return Digests.ofCode(EncoderProvider.class, "org/nnrdoq/experiment/");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
