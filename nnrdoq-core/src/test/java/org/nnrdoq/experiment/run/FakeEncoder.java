package org.nnrdoq.experiment.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.nnrdoq.encoder.CodingConfiguration;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.EncoderProvider;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoReader;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;
import org.nnrdoq.io.file.AtomicOutput;
import org.nnrdoq.quantizer.QuantizerKind;

/** Writes streams whose size follows from the job, copies the clip, and misbehaves when told to. */
final class FakeEncoder implements Encoder, EncoderProvider {
  final AtomicInteger encodes = new AtomicInteger();
  final Queue<String> encoded = new ConcurrentLinkedQueue<>();
  String binary = "f";
  Consumer<EncodeJob> before = job -> {};

  @Override
  public String name() {
    return "fake";
  }

  @Override
  public Encoder create(Map<String, String> options) {
    return this;
  }

  @Override
  public String fingerprint(Map<String, String> options, QuantizerKind kind) {
    return binary + options;
  }

  @Override
  public boolean isThisLibrary() {
    return false;
  }

  @Override
  public boolean supports(CodingConfiguration configuration) {
    return configuration != CodingConfiguration.RA;
  }

  @Override
  public Map<String, String> configured(
      Map<String, String> options, CodingConfiguration configuration, VideoFormat format) {
    return Map.of("cfg", configuration.name());
  }

  @Override
  public EncodeResult encode(EncodeJob job, Progress progress) throws EncoderException {
    encodes.incrementAndGet();
    before.accept(job);
    int size = 10_000 >> (job.qp() / 6) >> job.quantizer().kind().ordinal();
    try (VideoReader reader = VideoReader.open(job.input(), job.rawFormat())) {
      AtomicOutput.write(job.output(), new byte[size]);
      if (job.recon() != null) {
        copy(reader, job);
      }
    } catch (IOException e) {
      throw new EncoderException(e.getMessage(), e);
    }
    List<EncodeResult.Frame> frames = new ArrayList<>();
    for (int i = 0; i < job.frames(); i++) {
      frames.add(new EncodeResult.Frame(i, 'I', job.qp(), 4L * size, 60 - job.qp(), 50, 51));
      progress.frameDone(frames.get(i));
    }
    encoded.add(job.qp() + " " + job.quantizer().kind());
    return new EncodeResult(null, frames, size, 1_000_000, 2_000_000, null);
  }

  private static void copy(VideoReader reader, EncodeJob job) throws IOException {
    Frame frame = new Frame(reader.format());
    try (VideoWriter writer = new Y4mWriter(job.recon(), reader.format())) {
      for (int i = 0; i < job.frames(); i++) {
        reader.read(job.firstFrame() + i, frame);
        writer.write(frame);
      }
      writer.commit();
    }
  }
}
