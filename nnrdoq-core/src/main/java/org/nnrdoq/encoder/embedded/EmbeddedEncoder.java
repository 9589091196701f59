package org.nnrdoq.encoder.embedded;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.nnrdoq.encoder.BlockObserver;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncodeResult;
import org.nnrdoq.encoder.Encoder;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.hevc.bitstream.LevelChoice;
import org.nnrdoq.hevc.bitstream.StreamParameters;
import org.nnrdoq.hevc.bitstream.TierLevel;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFileException;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoReader;
import org.nnrdoq.io.VideoSignal;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.file.AtomicOutput;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.QuantizerStats;
import org.nnrdoq.quantizer.shipped.Quantizers;

/**
 * The embedded all-intra H.265 encoder: Main for 8 bit, Main 10 for 10 bit, every picture an IDR
 * picture of its own with an MD5 hash.
 *
 * <p>Pictures do not depend on each other, so that workers encode them side by side; the stream is
 * the same for any number of them.
 */
public final class EmbeddedEncoder implements Encoder {
  /** Smallest side: one coding unit of minimum size. */
  static final int MIN_SIDE = 8;

  /** Longest side: that of level 6.2, sqrt(8 * MaxLumaPs). */
  static final int MAX_SIDE = 16888;

  /** MaxLumaPs of level 6.2. */
  static final int MAX_SAMPLES = 35_651_584;

  /** Makes the quantizer of a job; the encoder closes it when the job is done. */
  @FunctionalInterface
  public interface QuantizerFactory {
    /**
     * @throws QuantizerException if that is not possible; the message says why
     */
    Quantizer create(QuantizerSpec spec);
  }

  private final QuantizerFactory quantizers;

  /** An encoder with the quantizers that ship. */
  public EmbeddedEncoder() {
    this(Quantizers::create);
  }

  /** An encoder that takes its quantizers from {@code quantizers}. */
  public EmbeddedEncoder(QuantizerFactory quantizers) {
    this.quantizers = quantizers;
  }

  @Override
  public String name() {
    return "embedded";
  }

  @Override
  public boolean warmsUp() {
    return true;
  }

  @Override
  public EncodeResult encode(EncodeJob job, Progress progress) throws EncoderException {
    try (VideoReader reader = VideoReader.open(job.input(), job.rawFormat())) {
      requirePossible(job, reader);
      try (Quantizer quantizer = quantizers.create(job.quantizer())) {
        return new Run(job, reader, quantizer, progress).encode().ranBy(quantizer.describe());
      }
    } catch (IOException | QuantizerException e) {
      throw new EncoderException(e.getMessage(), e);
    }
  }

  /**
   * Encodes one picture and shows its transform blocks as the stream holds them.
   *
   * @param job what to encode; of its frames only {@code firstFrame}, and no file is written
   * @return bits and PSNR of the picture
   * @throws EncoderException as {@link #encode}
   */
  public EncodeResult.Frame observe(EncodeJob job, BlockObserver observer) throws EncoderException {
    try (VideoReader reader = VideoReader.open(job.input(), job.rawFormat())) {
      requirePossible(job, reader);
      VideoFormat format = reader.format();
      SliceParameters slice = new SliceParameters(job.qp(), format.bitDepth(), job.tools());
      try (Quantizer quantizer = quantizers.create(job.quantizer());
          FrameEncoder encoder = new FrameEncoder(format, reader.signal(), slice, quantizer)) {
        CodedPicture picture = encoder.encode(reader.read(job.firstFrame()), false, observer);
        return frame(job, 0, picture);
      }
    } catch (IOException | QuantizerException e) {
      throw new EncoderException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EncoderException(job.input() + ": the encode was interrupted", e);
    }
  }

  private static EncodeResult.Frame frame(EncodeJob job, int poc, CodedPicture picture) {
    return new EncodeResult.Frame(
        poc,
        'I',
        job.qp(),
        8L * picture.stream().length,
        picture.psnrY(),
        picture.psnrU(),
        picture.psnrV());
  }

  /** A clip that cannot be coded is an unsuitable input, not a failure of the encoder. */
  private static void requirePossible(EncodeJob job, VideoReader reader) throws VideoFileException {
    VideoFormat format = reader.format();
    int w = format.width();
    int h = format.height();
    String problem = null;
    if (format.chromaFormatIdc() != 1) {
      problem = "is " + format.chromaName() + ": expected 4:2:0, all that is coded here";
    } else if (w < MIN_SIDE || h < MIN_SIDE || w % 2 != 0 || h % 2 != 0) {
      problem =
          "pictures of "
              + w
              + "x"
              + h
              + " cannot be coded: expected even sides of at least "
              + MIN_SIDE
              + " samples; crop or pad the video";
    } else if (w > MAX_SIDE || h > MAX_SIDE || (long) w * h > MAX_SAMPLES) {
      problem =
          "pictures of "
              + w
              + "x"
              + h
              + " exceed level 6.2: expected at most "
              + MAX_SAMPLES
              + " samples and sides up to "
              + MAX_SIDE;
    } else if (reader.signal().scan() == VideoSignal.Scan.MIXED) {
      problem =
          "is mixed progressive and interlaced (Im): expected one of them throughout; split the"
              + " video";
    } else if (job.firstFrame() >= reader.frameCount()) {
      problem =
          "first frame "
              + job.firstFrame()
              + " is past the end: the file has "
              + reader.frameCount()
              + " frames";
    }
    if (problem != null) {
      throw new VideoFileException(job.input(), problem);
    }
  }

  /** One encode in progress. */
  private static final class Run {
    private final EncodeJob job;
    private final VideoReader reader;
    private final Quantizer quantizer;
    private final Progress progress;
    private final VideoFormat format;
    private final int frames;
    private final AtomicLong workerCpuNanos = new AtomicLong();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<EncodeResult.Frame> results = new ArrayList<>();
    private long streamBytes;
    private StreamParameters parameters;

    Run(EncodeJob job, VideoReader reader, Quantizer quantizer, Progress progress) {
      this.job = job;
      this.reader = reader;
      this.quantizer = quantizer;
      this.progress = progress;
      format = reader.format();
      int rest = reader.frameCount() - job.firstFrame();
      frames = job.frames() == 0 ? rest : Math.min(job.frames(), rest);
    }

    EncodeResult encode() throws IOException, EncoderException {
      long wallStart = System.nanoTime();
      long cpuStart = threads.getCurrentThreadCpuTime();
      int workers = Math.min(job.threads(), frames);
      SliceParameters slice = new SliceParameters(job.qp(), format.bitDepth(), job.tools());
      BlockingQueue<Worker> idle = new ArrayBlockingQueue<>(workers);
      List<Worker> all = new ArrayList<>();
      QuantizerStats stats = new QuantizerStats();
      ExecutorService executor = Executors.newFixedThreadPool(workers, Run::daemon);
      try {
        for (int i = 0; i < workers; i++) {
          all.add(new Worker(slice));
        }
        idle.addAll(all);
        parameters = all.get(0).encoder.parameters();
        write(executor, idle, workers);
        for (Worker worker : all) {
          stats.add(worker.encoder.stats());
        }
      } finally {
        Workers.end(executor); // what they work in must not be closed under them
        for (Worker worker : all) {
          worker.encoder.close();
        }
      }
      long cpu = workerCpuNanos.get() + threads.getCurrentThreadCpuTime() - cpuStart;
      return new EncodeResult(
          format, results, streamBytes, System.nanoTime() - wallStart, cpu, stats);
    }

    private static Thread daemon(Runnable task) {
      Thread thread = new Thread(task, "nnrdoq-encoder");
      thread.setDaemon(true);
      return thread;
    }

    private void write(ExecutorService executor, BlockingQueue<Worker> idle, int workers)
        throws IOException, EncoderException {
      try (AtomicOutput out = AtomicOutput.open(job.output());
          VideoWriter recon = recon()) {
        LevelChoice level = new LevelChoice(parameters);
        List<byte[]> held = out.canOverwrite() ? null : new ArrayList<>();
        Queue<Future<CodedPicture>> pending = new ArrayDeque<>();
        int next = 0;
        for (int i = 0; i < frames; i++) {
          // two pictures per worker keep all busy while this thread waits for the oldest
          for (; next < frames && pending.size() < 2 * workers; next++) {
            int index = next;
            pending.add(executor.submit(() -> code(idle, index)));
          }
          CodedPicture picture = take(pending.remove());
          level.add(picture.stream().length);
          if (held == null) {
            out.stream().write(picture.stream());
          } else {
            held.add(picture.stream());
          }
          if (recon != null) {
            recon.write(picture.recon());
          }
          record(i, picture);
        }
        signal(out, level.lowest(), held);
        out.commit();
        if (recon != null) {
          recon.commit();
        }
      }
    }

    private VideoWriter recon() throws IOException {
      return job.recon() == null ? null : VideoWriter.create(job.recon(), format, reader.signal());
    }

    /**
     * Writes the level into the stream: it is known when all pictures are, and every one starts
     * with the parameter sets.
     *
     * @param held pictures that are not written yet, {@code null} if all are
     */
    private void signal(AtomicOutput out, TierLevel level, List<byte[]> held) throws IOException {
      byte[] sets = FrameEncoder.parameterSets(parameters.with(level));
      if (held != null) {
        for (byte[] picture : held) {
          System.arraycopy(sets, 0, picture, 0, sets.length);
          out.stream().write(picture);
        }
      } else if (!level.equals(parameters.tierLevel())) {
        long start = 0;
        for (EncodeResult.Frame frame : results) {
          out.overwrite(start, sets);
          start += frame.bits() / 8;
        }
      }
    }

    private CodedPicture code(BlockingQueue<Worker> idle, int index)
        throws IOException, InterruptedException {
      long cpuStart = threads.getCurrentThreadCpuTime();
      Worker worker = idle.take();
      try {
        reader.read(job.firstFrame() + index, worker.source);
        return worker.encoder.encode(worker.source, job.recon() != null);
      } finally {
        idle.add(worker);
        workerCpuNanos.addAndGet(threads.getCurrentThreadCpuTime() - cpuStart);
      }
    }

    private CodedPicture take(Future<CodedPicture> future) throws IOException, EncoderException {
      try {
        return future.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EncoderException(job.output() + ": not written, encode was interrupted", e);
      } catch (ExecutionException e) {
        Throwable cause = e.getCause();
        if (cause instanceof IOException io) {
          throw io;
        }
        if (cause instanceof QuantizerException) {
          throw new EncoderException(cause.getMessage(), cause);
        }
        if (cause
            instanceof Error error) { // of the virtual machine, which says what to do about it
          throw error;
        }
        throw new IllegalStateException("encoder failed: " + cause, cause);
      }
    }

    private void record(int poc, CodedPicture picture) {
      streamBytes += picture.stream().length;
      EncodeResult.Frame frame = EmbeddedEncoder.frame(job, poc, picture);
      results.add(frame);
      progress.frameDone(frame);
    }

    /** What one worker reuses from picture to picture. */
    private final class Worker {
      final FrameEncoder encoder;
      final Frame source = new Frame(format);

      Worker(SliceParameters slice) {
        encoder = new FrameEncoder(format, reader.signal(), slice, quantizer);
      }
    }
  }
}
