package org.nnrdoq.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFileException;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoReader;
import org.nnrdoq.io.VideoSignal;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.YuvReader;
import org.nnrdoq.io.YuvWriter;

/**
 * Runs a host's encoder program on a job: converts the input to the raw video that it reads, parses
 * its log, and puts stream and reconstruction under their names when it has finished.
 */
public final class HostEncoder implements Encoder {
  private final HostProgram program;

  /** An encoder that runs this program. */
  public HostEncoder(HostProgram program) {
    this.program = program;
  }

  @Override
  public String name() {
    return program.name();
  }

  @Override
  public EncodeResult encode(EncodeJob job, Progress progress) throws EncoderException {
    try (WorkFolder work = WorkFolder.create(job.output(), name())) {
      return encodeIn(work, job, progress);
    } catch (IOException e) {
      throw new EncoderException(e.getMessage(), e);
    }
  }

  private EncodeResult encodeIn(WorkFolder work, EncodeJob job, Progress progress)
      throws IOException, EncoderException {
    Path yuv = work.resolve("input.yuv");
    Path stream = work.resolve("stream.hevc");
    Path recon = work.resolve("recon.yuv");
    VideoFormat format;
    int frames;
    try (VideoReader reader = VideoReader.open(job.input(), job.rawFormat())) {
      format = reader.format();
      if (format.chromaFormatIdc() != 1) {
        throw new EncoderException(
            job.input()
                + ": is "
                + format.chromaName()
                + ": expected 4:2:0, all that is coded here");
      }
      frames = frames(job, reader);
      convert(reader, job.firstFrame(), frames, yuv);
    }
    HostProgram.JobFiles files =
        new HostProgram.JobFiles(yuv, format, frames, stream, job.recon() == null ? null : recon);
    long begin = System.nanoTime();
    HostLog log = new HostRun(program, program.command(job, files), work.path()).log(progress);
    long startUp = (long) (log.startSeconds() * 1e9);
    long wall = System.nanoTime() - begin - startUp;
    check(log, files, job);
    if (job.recon() != null) {
      writeRecon(recon, format, frames, job.recon());
    }
    Files.move(
        stream, job.output(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    long cpu = (long) (log.cpuSeconds() * 1e9);
    EncodeResult.StartUp start =
        new EncodeResult.StartUp(startUp, (long) (log.startCpuSeconds() * 1e9));
    long bytes = Files.size(job.output());
    return new EncodeResult(
        format, log.frames(), bytes, wall, cpu, start, log.stats(), log.blockTimes());
  }

  private void check(HostLog log, HostProgram.JobFiles files, EncodeJob job)
      throws IOException, EncoderException {
    if (log.frames().size() != files.frames()) {
      throw new EncoderException(
          String.format(
              Locale.ROOT,
              "encoder %s reported %d pictures of %d: its log is not that of a release that nnrdoq"
                  + " knows, or it codes fields",
              name(),
              log.frames().size(),
              files.frames()));
    }
    long bytes = Files.size(files.stream());
    if (log.streamBytes() >= 0 && bytes != log.streamBytes()) {
      // hosts do not look whether their writes succeed
      throw new EncoderException(
          String.format(
              Locale.ROOT,
              "%s: has %d of the %d bytes that encoder %s wrote; is the disk full?",
              job.output(),
              bytes,
              log.streamBytes(),
              name()));
    }
    program.check(log, files);
  }

  private static int frames(EncodeJob job, VideoReader reader) throws VideoFileException {
    int available = reader.frameCount() - job.firstFrame();
    if (available < 1) {
      throw new VideoFileException(
          job.input(),
          "first frame " + job.firstFrame() + ": the clip has only " + reader.frameCount());
    }
    return job.frames() == 0 ? available : Math.min(available, job.frames());
  }

  private static void convert(VideoReader reader, int first, int count, Path yuv)
      throws IOException {
    Frame frame = new Frame(reader.format());
    try (YuvWriter writer = new YuvWriter(yuv, reader.format())) {
      for (int i = 0; i < count; i++) {
        reader.read(first + i, frame);
        writer.write(frame);
      }
      writer.commit();
    }
  }

  private static void writeRecon(Path yuv, VideoFormat format, int frames, Path target)
      throws IOException {
    Frame frame = new Frame(format);
    try (VideoReader reader = new YuvReader(yuv, format);
        VideoWriter writer = VideoWriter.create(target, format, VideoSignal.SQUARE)) {
      for (int i = 0; i < frames; i++) {
        reader.read(i, frame);
        writer.write(frame);
      }
      writer.commit();
    }
  }
}
