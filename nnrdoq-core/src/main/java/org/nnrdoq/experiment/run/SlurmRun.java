package org.nnrdoq.experiment.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.io.file.AtomicOutput;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works jobs off as a Slurm job array over a shared folder, and collects the results.
 *
 * <p>The folder's {@code slurm/} holds the array script, the list of tasks, one log for each task,
 * and which array was submitted: a run that is started again while the array is alive waits for
 * that array instead of submitting another.
 */
public final class SlurmRun {
  private static final Logger LOG = LoggerFactory.getLogger(SlurmRun.class);

  /** Slurm allows 1001 tasks unless it is told otherwise (MaxArraySize). */
  private static final int MAX_TASKS = 1000;

  /** Files of other machines may show late on a network file system. */
  private static final int LAST_LOOKS = 5;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * How to use Slurm.
   *
   * @param sbatch program that submits
   * @param squeue program that lists jobs
   * @param options for {@code sbatch}, for example a partition
   * @param worker command of a worker, to which the folder and the task are added
   * @param atOnce tasks at a time, 0 = as many as Slurm allows
   * @param pollMillis time between looks
   * @param patience looks in a row that {@code squeue} may fail before the run gives up, 1 or more
   * @param answerWithin time after which a program that has not ended counts as failed
   * @param lostExitCode exit code of a task that ended without a result
   */
  public record Settings(
      String sbatch,
      String squeue,
      List<String> options,
      List<String> worker,
      int atOnce,
      long pollMillis,
      int patience,
      Duration answerWithin,
      int lostExitCode) {}

  private record Submitted(String id, Set<String> keys) {}

  private final JobStore store;
  private final Settings settings;
  private final Path folder;
  private int failedLooks;

  public SlurmRun(JobStore store, Settings settings) {
    this.store = store;
    this.settings = settings;
    this.folder = store.folder().resolve("slurm");
  }

  /**
   * Submits what is not done and waits for it. The jobs must be on the queue.
   *
   * @throws EncoderException if Slurm does not take the array, or says nothing of it any more
   * @throws InterruptedException if this thread is interrupted; the array goes on
   */
  public Outcome run(List<Job> jobs, RunListener listener)
      throws IOException, EncoderException, InterruptedException {
    Files.createDirectories(folder);
    Map<String, Job> pending = new LinkedHashMap<>();
    Map<String, Point> points = new LinkedHashMap<>();
    for (Job job : jobs) {
      Optional<Point> kept = store.point(job);
      if (kept.isPresent()) {
        points.put(job.key(), kept.get());
        listener.reused(job, kept.get());
      } else {
        pending.put(job.key(), job);
      }
    }
    List<Failure> failures = new ArrayList<>();
    while (!pending.isEmpty()) {
      Submitted array = alive();
      if (array == null) {
        points(pending, points, listener); // it may have ended just now
        if (pending.isEmpty()) {
          break;
        }
        array = submit(List.copyOf(pending.values()));
      }
      // an older array may cover a part only: then another one follows
      Map<String, Job> covered = new LinkedHashMap<>(pending);
      covered.keySet().retainAll(array.keys);
      if (covered.isEmpty()) {
        listener.waiting(pending.size()); // an array with other jobs of this folder
      }
      pending.keySet().removeAll(covered.keySet());
      await(array, covered, points, failures, listener);
    }
    return Outcome.collect(jobs, points, failures);
  }

  /** The array that was submitted last, if Slurm still has it. */
  private Submitted alive() throws IOException, EncoderException, InterruptedException {
    Path file = folder.resolve("submitted.json");
    Submitted last;
    try {
      last = JSON.readValue(Files.readAllBytes(file), Submitted.class);
    } catch (NoSuchFileException e) {
      return null;
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": damaged; delete it when its array has ended", e);
    }
    return isAlive(last.id) ? last : null;
  }

  /** Slurm may be out of reach for a while; an array counts as alive until patience is over. */
  private boolean isAlive(String id) throws EncoderException, InterruptedException {
    String problem;
    try {
      Programs.Ended ended =
          Programs.run(
              List.of(settings.squeue, "--noheader", "--jobs=" + id, "--format=%i"),
              settings.answerWithin);
      if (ended.exit() == 0 || ended.output().contains("Invalid job id")) {
        failedLooks = 0;
        return ended.exit() == 0 && !ended.output().isEmpty();
      }
      problem = settings.squeue + " failed (exit code " + ended.exit() + "): " + ended.oneLine();
    } catch (IOException e) {
      problem = e.getMessage();
    }
    failedLooks++;
    LOG.info("{}, {} of {} times", problem, failedLooks, settings.patience);
    if (failedLooks >= settings.patience) {
      throw new EncoderException(
          problem
              + "; "
              + failedLooks
              + " times in a row. Slurm job "
              + id
              + " may still run: the same command waits for it again");
    }
    return true;
  }

  private Submitted submit(List<Job> jobs)
      throws IOException, EncoderException, InterruptedException {
    List<String> tasks = new ArrayList<>();
    int perTask = (jobs.size() + MAX_TASKS - 1) / MAX_TASKS;
    for (int at = 0; at < jobs.size(); at += perTask) {
      tasks.add(
          jobs.subList(at, Math.min(jobs.size(), at + perTask)).stream()
              .map(Job::key)
              .collect(Collectors.joining(" ")));
    }
    for (Job job : jobs) {
      store.clearFailure(job);
    }
    Path list = folder.resolve("tasks.txt");
    AtomicOutput.write(list, String.join("\n", tasks) + "\n");
    Path script = folder.resolve("array.sh");
    int threads = jobs.stream().mapToInt(Job::threads).max().orElse(1);
    AtomicOutput.write(script, script(tasks.size(), threads, list));
    List<String> command = new ArrayList<>(List.of(settings.sbatch, "--parsable"));
    // not in the script, whose lines cannot hold every name; % starts a replacement
    command.add("--output=" + folder.toString().replace("%", "%%") + "/%A_%a.log");
    command.addAll(settings.options);
    command.add(script.toString());
    Programs.Ended ended = sbatch(command);
    // --parsable gives ID or ID;CLUSTER, after warnings if there are any
    String[] lines = ended.output().split("\\R");
    String id = lines[lines.length - 1].split(";")[0].strip();
    if (ended.exit() != 0 || !id.matches("\\d+")) {
      throw new EncoderException(
          settings.sbatch
              + " refused "
              + script
              + " (exit code "
              + ended.exit()
              + "): "
              + ended.oneLine());
    }
    Submitted submitted =
        new Submitted(id, jobs.stream().map(Job::key).collect(Collectors.toSet()));
    LOG.info("Slurm job {}: {} encodes in {} tasks", id, jobs.size(), tasks.size());
    AtomicOutput.write(folder.resolve("submitted.json"), JSON.writeValueAsString(submitted) + "\n");
    return submitted;
  }

  private Programs.Ended sbatch(List<String> command)
      throws EncoderException, InterruptedException {
    try {
      return Programs.run(command, settings.answerWithin);
    } catch (IOException e) {
      throw new EncoderException(
          command.get(0)
              + ": cannot be run ("
              + e.getMessage()
              + "); use a machine that submits to Slurm",
          e);
    }
  }

  private String script(int tasks, int threads, Path list) {
    String limit = settings.atOnce > 0 ? "%" + settings.atOnce : "";
    List<String> worker = new ArrayList<>(settings.worker);
    worker.addAll(List.of(store.folder().toString(), "--task-list", list.toString(), "--task"));
    return String.join(
        "\n",
        "#!/bin/bash",
        "#SBATCH --job-name=nnrdoq",
        "#SBATCH --array=0-" + (tasks - 1) + limit,
        "#SBATCH --cpus-per-task=" + threads,
        "cd " + quoted(Path.of("").toAbsolutePath().toString()) + " || exit",
        "exec "
            + worker.stream().map(SlurmRun::quoted).collect(Collectors.joining(" "))
            + " \"$SLURM_ARRAY_TASK_ID\"",
        "");
  }

  private static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Until all are done or failed, or the array has ended. */
  private void await(
      Submitted array,
      Map<String, Job> pending,
      Map<String, Point> points,
      List<Failure> failures,
      RunListener listener)
      throws IOException, EncoderException, InterruptedException {
    boolean foreign = pending.isEmpty();
    int lastLooks = LAST_LOOKS;
    while (foreign ? isAlive(array.id) : !pending.isEmpty() && lastLooks > 0) {
      lastLooks = isAlive(array.id) ? LAST_LOOKS : lastLooks - 1;
      points(pending, points, listener);
      failures(pending, failures, listener);
      if (foreign || !pending.isEmpty()) {
        Thread.sleep(settings.pollMillis);
      }
    }
    for (Job job : pending.values()) {
      Failure lost = lost(array, job);
      failures.add(lost);
      listener.failed(job, lost);
      store.fail(lost);
    }
  }

  /** Takes the jobs that are done off {@code pending}. */
  private void points(Map<String, Job> pending, Map<String, Point> points, RunListener listener)
      throws IOException {
    for (Job job : List.copyOf(pending.values())) {
      Optional<Point> point = store.point(job);
      if (point.isPresent()) {
        points.put(job.key(), point.get());
        listener.done(job, point.get());
        pending.remove(job.key());
      }
    }
  }

  /** Takes the jobs that have failed off {@code pending}. */
  private void failures(Map<String, Job> pending, List<Failure> failures, RunListener listener)
      throws IOException {
    for (Job job : List.copyOf(pending.values())) {
      Optional<Failure> failure = store.failure(job);
      if (failure.isPresent()) {
        failures.add(failure.get());
        listener.failed(job, failure.get());
        pending.remove(job.key());
      }
    }
  }

  /** A task that was killed, ran out of time or memory, or never started. */
  private Failure lost(Submitted array, Job job) throws IOException {
    int task = -1;
    List<String> tasks = Files.readAllLines(folder.resolve("tasks.txt"));
    for (int i = 0; i < tasks.size(); i++) {
      if (Arrays.asList(tasks.get(i).split(" ")).contains(job.key())) {
        task = i;
      }
    }
    Path log = folder.resolve(array.id + "_" + task + ".log");
    return new Failure(
        job.key(),
        job.name(),
        "task " + task + " of Slurm job " + array.id + " ended without a result; see " + log,
        settings.lostExitCode,
        null);
  }
}
