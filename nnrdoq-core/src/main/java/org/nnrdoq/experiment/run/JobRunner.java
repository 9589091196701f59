package org.nnrdoq.experiment.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.result.Machine;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.experiment.result.StreamCheck;
import org.nnrdoq.experiment.result.VerificationException;
import org.nnrdoq.io.VideoReader;
import org.nnrdoq.io.file.Digests;

/** Does one job after the other: encodes, checks and measures; thread-safe. */
final class JobRunner {
  private final Jobs.Providers providers;
  private final JobStore store;
  private final StreamCheck check;
  private final int sideBySide;
  private final Map<Object, Encoder> encoders = new ConcurrentHashMap<>();
  private final Set<Object> warm = ConcurrentHashMap.newKeySet();

  /**
   * @param check independent decoder, for jobs that ask for it
   * @param sideBySide how many jobs run at once, for the record
   */
  JobRunner(Jobs.Providers providers, JobStore store, StreamCheck check, int sideBySide) {
    this.providers = providers;
    this.store = store;
    this.check = check;
    this.sideBySide = sideBySide;
  }

  /**
   * Does a claimed job.
   *
   * @throws VerificationException if the stream does not decode to its reconstruction; both stay in
   *     the work folder
   */
  Point run(Job job, RunListener listener)
      throws IOException, EncoderException, VerificationException {
    Encoder encoder = encoder(job);
    Path work = store.workFolder(job);
    boolean keep = false;
    try {
      if (encoder.warmsUp() && warm.add(job.trial().setup() + job.candidate().name())) {
        // one untimed frame, so that compilation of our own code does not count as encoding
        encoder.encode(encodeJob(job, work.resolve("warm-up.hevc"), null, 1), frame -> {});
      }
      listener.started(job);
      return encode(job, encoder, work, listener);
    } catch (VerificationException e) {
      keep = true;
      throw e;
    } finally {
      if (!keep) {
        JobStore.deleteTree(work);
      }
    }
  }

  private Encoder encoder(Job job) throws EncoderException {
    Encoder encoder = encoders.get(job.encode());
    if (encoder == null) {
      encoder = providers.named(job.encode().encoder()).create(job.encode().options());
      encoders.put(job.encode(), encoder);
    }
    return encoder;
  }

  private Point encode(Job job, Encoder encoder, Path work, RunListener listener)
      throws IOException, EncoderException, VerificationException {
    Path stream = work.resolve("stream.hevc");
    Path recon = job.verify() || job.ssim() ? work.resolve("recon.y4m") : null;
    int frames = job.trial().clip().frames();
    EncodeResult result =
        encoder.encode(encodeJob(job, stream, recon, frames), frame -> listener.frameDone(job));
    if (result.frames().size() != frames) {
      throw new EncoderException(
          String.format(
              Locale.ROOT,
              "%s: encoder %s returned %d of %d frames",
              job.trial().clip().file(),
              encoder.name(),
              result.frames().size(),
              frames));
    }
    if (Files.size(stream) != result.streamBytes()) {
      throw new EncoderException(
          String.format(
              Locale.ROOT,
              "%s: stream has %d bytes but encoder %s reports %d",
              job.trial().clip().file(),
              Files.size(stream),
              encoder.name(),
              result.streamBytes()));
    }
    Point.Host host = Machine.now(sideBySide);
    if (job.verify()) {
      int decoded = check.check(stream, recon, null);
      if (decoded != frames) {
        throw new VerificationException(
            stream + ": decodes to " + decoded + " of " + frames + " frames");
      }
    }
    Double ssim = job.ssim() ? Double.valueOf(ssim(job, recon)) : null;
    return Points.of(job, result, ssim, Digests.md5(stream), host);
  }

  private static double ssim(Job job, Path recon) throws IOException {
    try (VideoReader source =
            VideoReader.open(job.trial().clip().file(), job.trial().clip().rawFormat());
        VideoReader decoded = VideoReader.open(recon, null)) {
      return Ssim.luma(source, job.trial().clip().firstFrame(), decoded);
    }
  }

  private static EncodeJob encodeJob(Job job, Path stream, Path recon, int frames) {
    return new EncodeJob(
        job.trial().clip().file(),
        job.trial().clip().rawFormat(),
        stream,
        recon,
        job.qp(),
        job.trial().clip().firstFrame(),
        frames,
        job.threads(),
        job.candidate().spec(),
        job.tools());
  }
}
