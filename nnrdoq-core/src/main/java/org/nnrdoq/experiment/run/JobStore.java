package org.nnrdoq.experiment.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.nnrdoq.experiment.result.Machine;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.io.file.AtomicOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that is queue and result store of encodes; several processes may use it at once, on one
 * machine or over a shared file system that has locks.
 *
 * <pre>
 * points/KEY.json     finished points
 * queue/KEY.json      jobs that are not finished
 * claims/KEY          locked by the process that is at it; the lock ends with the process
 * failures/KEY.json   what went wrong at the last try
 * work/KEY/           streams and reconstructions while they are needed
 * </pre>
 *
 * <p>Files appear whole, so a killed process leaves only finished points, and its claims are free.
 */
public final class JobStore {
  private static final Logger LOG = LoggerFactory.getLogger(JobStore.class);

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  /**
   * Claims of this process. A lock belongs to a process, not to a thread, and closing any channel
   * of the file would free it: so the process must know its own.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;

  /** Uses a folder, made if it is not there. */
  public JobStore(Path folder) throws IOException {
    this.folder = folder.toAbsolutePath().normalize();
    for (String part : List.of("points", "queue", "claims", "failures", "work")) {
      Files.createDirectories(this.folder.resolve(part));
    }
  }

  /** The folder, absolute. */
  public Path folder() {
    return folder;
  }

  /**
   * The point of a job, if it is finished: verified and with SSIM where the job asks for it, and
   * under the job's names. A damaged file is as good as none: the job is done again.
   */
  public Optional<Point> point(Job job) throws IOException {
    Path file = folder.resolve("points").resolve(job.key() + ".json");
    Point point;
    try {
      point = JSON.readValue(Files.readAllBytes(file), Point.class);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      LOG.warn("{}: is damaged and will be made again", file);
      return Optional.empty();
    }
    if (point == null || !job.key().equals(point.key())) {
      LOG.warn("{}: holds another point and will be made again", file);
      return Optional.empty();
    }
    if (job.verify() && !Boolean.TRUE.equals(point.verified())
        || job.ssim() && point.ssimY() == null) {
      return Optional.empty();
    }
    return Optional.of(job.named(point));
  }

  /** Keeps the point of a job and takes the job off the queue. */
  public void put(Job job, Point point) throws IOException {
    Path file = folder.resolve("points").resolve(job.key() + ".json");
    AtomicOutput.write(file, JSON.writeValueAsString(point) + "\n");
    Files.deleteIfExists(failureFile(job.key()));
    done(job);
  }

  /** Takes a job off the queue. */
  void done(Job job) throws IOException {
    Files.deleteIfExists(jobFile(job.key()));
  }

  /** Puts a job on the queue. */
  public void enqueue(Job job) throws IOException {
    AtomicOutput.write(jobFile(job.key()), JSON.writeValueAsString(job) + "\n");
  }

  /**
   * Reads a job from the queue.
   *
   * @return empty if it is not there: done meanwhile
   * @throws IOException if it is damaged
   */
  public Optional<Job> queued(String key) throws IOException {
    Path file = jobFile(key);
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file), Job.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not a job: " + e.getOriginalMessage(), e);
    }
  }

  /** Keys of the jobs on the queue, sorted. */
  public List<String> queue() throws IOException {
    List<String> keys = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder.resolve("queue"))) {
      files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(".json") && !n.startsWith("."))
          .sorted()
          .forEach(n -> keys.add(n.substring(0, n.length() - ".json".length())));
    }
    return keys;
  }

  /** Writes down why a job failed. */
  public void fail(Failure failure) throws IOException {
    AtomicOutput.write(failureFile(failure.key()), JSON.writeValueAsString(failure) + "\n");
  }

  /** Why a job failed at the last try, if it did. */
  public Optional<Failure> failure(Job job) throws IOException {
    Path file = failureFile(job.key());
    try {
      return Optional.of(JSON.readValue(Files.readAllBytes(file), Failure.class));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not a failure: " + e.getOriginalMessage(), e);
    }
  }

  /** Forgets an earlier failure. */
  public void clearFailure(Job job) throws IOException {
    Files.deleteIfExists(failureFile(job.key()));
  }

  /** A folder for the files of a claimed job; what an earlier try left there is gone. */
  Path workFolder(Job job) throws IOException {
    Path work = folder.resolve("work").resolve(job.key().substring(0, 16));
    deleteTree(work);
    return Files.createDirectories(work);
  }

  /** Whether some process is at a job. */
  public boolean isClaimed(Job job) throws IOException {
    if (!Files.exists(claimFile(job))) {
      return false;
    }
    Optional<Claim> mine = claim(job);
    if (mine.isPresent()) {
      mine.get().close();
    }
    return mine.isEmpty();
  }

  /**
   * Takes a job, unless another thread or process is at it. Look for its point again afterwards:
   * the other may just have finished.
   *
   * @throws IOException if the file system has no locks
   */
  public Optional<Claim> claim(Job job) throws IOException {
    Path file = claimFile(job);
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    Claim claim = null;
    FileChannel channel = null;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (lock(file, channel)) {
        String who = ProcessHandle.current().pid() + " " + Machine.name() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(who.getBytes(StandardCharsets.UTF_8)));
        claim = new Claim(file, channel);
      }
      return Optional.ofNullable(claim);
    } finally {
      // whatever went wrong, and be it after the lock: what is not claimed is free
      if (claim == null) {
        try {
          if (channel != null) {
            channel.close();
          }
        } finally {
          HELD.remove(file);
        }
      }
    }
  }

  private static boolean lock(Path file, FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // this process has it, under another name of the folder
    } catch (IOException e) {
      throw new IOException(
          file + ": cannot be locked (" + e.getMessage() + "); use a file system with locks", e);
    }
  }

  /** A job that this process is at. */
  public static final class Claim implements Closeable {
    private final Path file;
    private final FileChannel channel;

    private Claim(Path file, FileChannel channel) {
      this.file = file;
      this.channel = channel;
    }

    /**
     * Removes the file of a job whose point is kept. One that opened it just before gets its lock
     * later, and then finds the point.
     */
    void finished() throws IOException {
      Files.deleteIfExists(file);
    }

    @Override
    public void close() throws IOException {
      try {
        channel.close();
      } finally {
        HELD.remove(file);
      }
    }
  }

  static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = new ArrayList<>(walk.toList());
    }
    for (int i = all.size() - 1; i >= 0; i--) {
      Files.deleteIfExists(all.get(i));
    }
  }

  private Path claimFile(Job job) {
    return folder.resolve("claims").resolve(job.key());
  }

  private Path jobFile(String key) {
    return folder.resolve("queue").resolve(key + ".json");
  }

  private Path failureFile(String key) {
    return folder.resolve("failures").resolve(key + ".json");
  }
}
