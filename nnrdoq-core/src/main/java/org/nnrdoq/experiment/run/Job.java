package org.nnrdoq.experiment.run;

import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.plan.Trial;
import org.nnrdoq.experiment.result.Point;

/**
 * One encode, with everything that another process needs to do it.
 *
 * @param key hash of everything that can change the result
 * @param trial clip and setup
 * @param encode encoder and its options for this very clip
 * @param candidate quantizer
 * @param qp slice QP
 * @param threads worker threads of the encode
 * @param tools coding tools
 * @param verify whether the stream is decoded and compared
 * @param ssim whether SSIM is measured
 */
public record Job(
    String key,
    Trial trial,
    Setup encode,
    Candidate candidate,
    int qp,
    int threads,
    EncodeJob.Tools tools,
    boolean verify,
    boolean ssim) {

  /** What a reader calls it. */
  public String name() {
    return trial.setup().name() + " " + trial.clip().name() + " QP " + qp + " " + candidate.name();
  }

  /** A point of this job's key under this job's names. */
  Point named(Point point) {
    return point.named(trial.setup().name(), trial.clip().name(), candidate.name());
  }

  /** A measure of work: luma samples over all frames. */
  public long work() {
    return trial.clip().lumaSamples();
  }
}
