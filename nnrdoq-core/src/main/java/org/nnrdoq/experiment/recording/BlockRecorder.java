package org.nnrdoq.experiment.recording;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.embedded.EmbeddedEncoder;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.io.RecordedBlock;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.io.RecordingWriter;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.RecordedBlocks;
import org.nnrdoq.quantizer.shared.TappedQuantizer;
import org.nnrdoq.quantizer.shipped.Quantizers;

/**
 * Records the transform blocks that the embedded encoder quantizes, with entropy costs and a
 * teacher's levels.
 *
 * <p>Blocks whose coefficients all round to zero are left out: no quantizer has a choice there.
 * Encodes run on one thread, so that the same jobs give the same file.
 */
public final class BlockRecorder implements Closeable {
  private final QuantizerSpec teacher;
  private final double share;
  private final RecordingWriter writer;
  private final RecordedBlock block = new RecordedBlock();
  private long seen;
  private IOException failure;

  /**
   * Starts a recording; the file appears on {@link #commit}.
   *
   * @param teacher whose levels are recorded; it also decides what is encoded
   * @param share of the blocks to keep, above 0 to 1; evenly spread
   * @param settings how the clips are encoded, for the file's header
   */
  public BlockRecorder(
      Path file, QuantizerSpec teacher, double share, String source, String settings, String by)
      throws IOException {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException("sample=" + share + ": expected above 0 to 1");
    }
    this.teacher = teacher;
    this.share = share;
    this.writer =
        new RecordingWriter(
            file,
            new RecordingHeader(
                by,
                source,
                settings,
                teacher.kind().id(),
                Map.of("sample", String.valueOf(share), "encoder", "embedded")));
  }

  /**
   * Encodes a clip at one QP and records its blocks.
   *
   * @throws IOException if the recording cannot be written
   * @throws EncoderException if the clip cannot be encoded
   */
  public void record(Clip clip, int qp, EncodeJob.Tools tools, Encoder.Progress progress)
      throws IOException, EncoderException {
    Path stream = Files.createTempFile("nnrdoq-record", ".hevc");
    try {
      EmbeddedEncoder encoder =
          new EmbeddedEncoder(spec -> new TappedQuantizer(Quantizers.create(spec), this::tap));
      encoder.encode(
          new EncodeJob(
              clip.file(),
              clip.rawFormat(),
              stream,
              null,
              qp,
              clip.firstFrame(),
              clip.frames(),
              1,
              teacher,
              tools),
          progress);
    } catch (EncoderException | RuntimeException e) {
      // the encoder reports what stopped it as its own failure; the cause is ours
      if (failure != null) {
        throw failure;
      }
      throw e;
    } finally {
      Files.deleteIfExists(stream);
    }
  }

  private void tap(
      BlockParameters parameters, int[] coefficients, EntropyCosts costs, int[] levels) {
    if (TappedQuantizer.roundsToZero(parameters, coefficients)) {
      return;
    }
    // keeps block n where n * share passes a whole number
    long before = (long) (seen * share);
    seen++;
    if ((long) (seen * share) == before) {
      return;
    }
    RecordedBlocks.setParameters(block, parameters);
    int count = parameters.coefficients();
    System.arraycopy(coefficients, 0, block.coefficients(), 0, count);
    System.arraycopy(levels, 0, block.levels(), 0, count);
    block.setHasLevels(true);
    RecordedBlocks.setCosts(block, costs);
    try {
      writer.write(block);
    } catch (IOException e) {
      failure = e;
      throw new UncheckedIOException(e);
    }
  }

  /** Blocks written so far. */
  public long blocks() {
    return writer.blocks();
  }

  /** Completes the file. */
  public void commit() throws IOException {
    writer.commit();
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
