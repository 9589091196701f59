package org.nnrdoq.host.hm;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
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
import org.nnrdoq.network.ModelFile;
import org.nnrdoq.quantizer.QuantizerKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs HM's encoder program on a job: converts the input to the raw video that HM reads, parses its
 * log, and puts stream and reconstruction under their names when HM has finished.
 *
 * <p>{@code sq} and {@code rdoq} are HM's own unless the settings say otherwise; all others go
 * through the nnrdoq hook. Every stream carries the MD5 of its pictures. HM runs in one thread,
 * whatever the job allows.
 */
public final class HmEncoder implements Encoder {
  private static final Logger LOG = LoggerFactory.getLogger(HmEncoder.class);
  private static final int ERROR_LINES = 6;

  private final HmSettings settings;

  public HmEncoder(HmSettings settings) {
    this.settings = settings;
  }

  @Override
  public String name() {
    return "hm";
  }

  @Override
  public EncodeResult encode(EncodeJob job, Progress progress) throws EncoderException {
    Path work = null;
    try {
      work = workFolder(job.output());
      return encodeIn(work, job, progress);
    } catch (IOException e) {
      throw new EncoderException(e.getMessage(), e);
    } finally {
      if (work != null) {
        delete(work);
      }
    }
  }

  /** Beside the output, so that the stream can be renamed into place. */
  private static Path workFolder(Path output) throws IOException {
    Path folder = output.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IOException(output + ": cannot be written, folder " + folder + " does not exist");
    }
    return Files.createTempDirectory(folder, "." + output.getFileName() + ".hm");
  }

  private EncodeResult encodeIn(Path work, EncodeJob job, Progress progress)
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
    List<String> command = command(job, format, frames, yuv, stream, recon);
    long begin = System.nanoTime();
    HmLog log = run(command, work, progress);
    long startUp = (long) (log.startSeconds() * 1e9);
    long wall = System.nanoTime() - begin - startUp;
    check(log, format, frames, command);
    if (job.recon() != null) {
      writeRecon(recon, format, frames, job.recon());
    }
    long bytes = Files.size(stream);
    if (log.streamBytes() >= 0 && bytes != log.streamBytes()) {
      // HM does not look whether its writes succeed
      throw new EncoderException(
          String.format(
              Locale.ROOT,
              "%s: has %d of the %d bytes that HM wrote; is the disk full?",
              job.output(),
              bytes,
              log.streamBytes()));
    }
    Files.move(
        stream, job.output(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    long cpu = (long) (log.totalSeconds() * 1e9);
    EncodeResult.StartUp start =
        new EncodeResult.StartUp(startUp, (long) (log.startCpuSeconds() * 1e9));
    return new EncodeResult(
        format, log.frames(), bytes, wall, cpu, start, log.stats(), log.blockTimes());
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

  /** The options that every run gets; HM's own defaults and the configuration decide the rest. */
  private List<String> command(
      EncodeJob job, VideoFormat format, int frames, Path yuv, Path stream, Path recon) {
    List<String> c = new ArrayList<>();
    c.add(settings.bin().toAbsolutePath().toString());
    for (Path cfg : settings.cfg()) {
      c.addAll(List.of("-c", cfg.toAbsolutePath().toString()));
    }
    c.add("--InputFile=" + yuv);
    c.add("--BitstreamFile=" + stream);
    c.add("--ReconFile=" + (job.recon() == null ? "/dev/null" : recon));
    c.add("--SourceWidth=" + format.width());
    c.add("--SourceHeight=" + format.height());
    c.add("--InputBitDepth=" + format.bitDepth());
    c.add("--OutputBitDepth=" + format.bitDepth());
    c.add("--FrameRate=" + Math.max(1, Math.round(format.fps())));
    c.add("--FramesToBeEncoded=" + frames);
    c.add("--QP=" + job.qp());
    c.add("--ConformanceWindowMode=1");
    c.add("--SEIDecodedPictureHash=1");
    c.add("--SignHideFlag=" + flag(job.tools().signHiding()));
    c.add("--TransformSkip=" + flag(job.tools().transformSkip()));
    c.add("--LoopFilterDisable=" + flag(!job.tools().deblocking()));
    c.add("--SAO=" + flag(job.tools().sao()));
    c.addAll(quantizerOptions(job));
    c.addAll(settings.args());
    return c;
  }

  private List<String> quantizerOptions(EncodeJob job) {
    QuantizerKind kind = job.quantizer().kind();
    if (settings.usesOwn(kind)) {
      int rdoq = flag(kind == QuantizerKind.RDOQ);
      return List.of("--RDOQ=" + rdoq, "--RDOQTS=" + rdoq);
    }
    List<String> options = new ArrayList<>();
    options.add("--NNRDOQ=" + kind.id());
    Path model = job.quantizer().model();
    if (model != null) {
      // HM runs in another folder
      options.add("--NNRDOQModel=" + (ModelFile.isSlot(model) ? model : model.toAbsolutePath()));
    }
    if (settings.library() != null) {
      options.add("--NNRDOQLibrary=" + settings.library().toAbsolutePath());
    }
    return options;
  }

  private static int flag(boolean on) {
    return on ? 1 : 0;
  }

  private static HmLog run(List<String> command, Path work, Progress progress)
      throws IOException, EncoderException {
    Path errors = work.resolve("errors.txt");
    Process process =
        new ProcessBuilder(command).redirectError(errors.toFile()).directory(work.toFile()).start();
    // without it, HM would go on when this process is told to end
    Thread end = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(end);
    HmLog log = new HmLog();
    List<String> tail = new ArrayList<>();
    try {
      process.getOutputStream().close();
      try (BufferedReader out = process.inputReader(StandardCharsets.ISO_8859_1)) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          EncodeResult.Frame frame = log.line(line);
          if (frame != null) {
            progress.frameDone(frame);
          } else if (!line.isBlank()) {
            tail.add(line.strip());
          }
        }
      }
      int exit = process.waitFor();
      if (exit != 0 || !log.isComplete()) {
        throw new EncoderException(failure(command, exit, errors, tail));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EncoderException("the encode was interrupted", e);
    } finally {
      process.destroyForcibly();
      try {
        Runtime.getRuntime().removeShutdownHook(end);
      } catch (IllegalStateException e) {
        // this process is ending: then the hook does its work
      }
    }
    return log;
  }

  /** The reason HM gave, in one line. */
  private static String failure(List<String> command, int exit, Path errors, List<String> tail)
      throws IOException {
    List<String> lines =
        Files.readAllLines(errors, StandardCharsets.ISO_8859_1).stream()
            .map(String::strip)
            .filter(l -> !l.isEmpty() && !l.startsWith("***") && !l.startsWith("** WARNING"))
            .toList();
    List<String> source = lines.isEmpty() ? tail : lines;
    String reason =
        String.join("; ", source.subList(Math.max(0, source.size() - ERROR_LINES), source.size()));
    String hint =
        reason.contains("NNRDOQ") && reason.contains("Unknown")
            ? "; this HM is not patched: run nnrdoq hm patch on its tree and build it again"
            : "";
    return command.get(0) + " ended with exit code " + exit + ": " + reason + hint;
  }

  private static void check(HmLog log, VideoFormat format, int frames, List<String> command)
      throws EncoderException {
    if (log.lumaBitDepth() != 0 && log.lumaBitDepth() != format.bitDepth()) {
      throw new EncoderException(
          "HM worked with "
              + log.lumaBitDepth()
              + " bit on a clip of "
              + format.bitDepth()
              + " bit: choose a configuration to match, such as encoder_intra_main"
              + (format.bitDepth() == 10 ? "10" : "")
              + ".cfg");
    }
    if (log.frames().size() != frames) {
      throw new EncoderException(
          command.get(0)
              + " reported "
              + log.frames().size()
              + " pictures of "
              + frames
              + ": its log is not that of HM 16.15 to 18.0, or it codes fields");
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

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      LOG.warn("{}: temporary files are left there: {}", folder, e.toString());
    }
  }
}
