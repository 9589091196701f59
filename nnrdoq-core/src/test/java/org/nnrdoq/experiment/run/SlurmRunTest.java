package org.nnrdoq.experiment.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.experiment.bd.Interpolation;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.plan.Clip;
import org.nnrdoq.experiment.plan.ComparisonPlan;
import org.nnrdoq.experiment.plan.Setup;
import org.nnrdoq.experiment.result.Point;
import org.nnrdoq.io.Frame;
import org.nnrdoq.io.VideoFormat;
import org.nnrdoq.io.VideoWriter;
import org.nnrdoq.io.Y4mWriter;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

/**
 * Against shell scripts in place of Slurm, whose workers "encode" by copying points from elsewhere;
 * scripts/check-slurm runs the real one.
 */
class SlurmRunTest {
  @TempDir Path dir;

  private List<Job> jobs;
  private JobStore store;

  @BeforeEach
  void prepare() throws Exception {
    Path file = dir.resolve("clip.y4m");
    VideoFormat format = new VideoFormat(16, 16, 8, 25, 1);
    try (VideoWriter writer = new Y4mWriter(file, format)) {
      writer.write(new Frame(format));
      writer.commit();
    }
    ComparisonPlan plan =
        new ComparisonPlan(
            Setup.of("fake", Map.of()),
            List.of(Clip.open(file, null, 0, 0)),
            List.of(new Candidate("sq", QuantizerSpec.of(QuantizerKind.SQ), null)),
            "sq",
            List.of(22, 27, 32, 37),
            3,
            EncodeJob.Tools.DEFAULT,
            Interpolation.PCHIP);
    FakeEncoder encoder = new FakeEncoder();
    jobs = new Jobs(name -> encoder).of(plan, false, false);
    JobStore prepared = new JobStore(dir.resolve("prepared"));
    new LocalRun(name -> encoder, prepared, null, null, 1, false).run(jobs, RunListener.NONE);
    store = new JobStore(dir.resolve("run folder"));
    for (Job job : jobs) {
      store.enqueue(job);
    }
    // submits by running everything at once; an array is alive as long as its file is there
    program(
        "sbatch",
        "echo \"$@\" >>"
            + dir
            + "/submissions\necho 42\n"
            + "for last; do :; done\n"
            + "n=$(sed -n 's/.*array=0-\\([0-9]*\\).*/\\1/p' \"$last\")\n"
            + "for i in $(seq 0 $n); do SLURM_ARRAY_TASK_ID=$i bash \"$last\"; done\n");
    program(
        "squeue",
        "touch "
            + dir
            + "/asked\n[ -e "
            + dir
            + "/alive ] && echo 42_1 && exit 0\n"
            + "echo 'slurm_load_jobs error: Invalid job id specified' >&2; exit 1\n");
    program(
        "worker",
        "keys=$(sed -n $(($5 + 1))p \"$3\")\nfor k in $keys; do\n"
            + "grep -q \"$k\" "
            + dir
            + "/lose 2>/dev/null && continue\n"
            + "cp "
            + dir
            + "/prepared/points/$k.json \"$1/points/\"\nrm \"$1/queue/$k.json\"\ndone\n");
  }

  private Path program(String name, String body) throws IOException {
    Path file = Files.writeString(dir.resolve(name), "#!/bin/bash\n" + body);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private SlurmRun slurm(String sbatch) {
    return new SlurmRun(
        store,
        new SlurmRun.Settings(
            dir.resolve(sbatch).toString(),
            dir.resolve("squeue").toString(),
            List.of("--partition=p"),
            List.of(dir.resolve("worker").toString()),
            2,
            10,
            5,
            Duration.ofSeconds(5),
            6));
  }

  private List<String> submissions() throws IOException {
    Path file = dir.resolve("submissions");
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Test
  void anArrayBringsAllPoints() throws Exception {
    List<String> done = new ArrayList<>();
    Outcome outcome =
        slurm("sbatch")
            .run(
                jobs,
                new RunListener() {
                  @Override
                  public void done(Job job, Point point) {
                    done.add(job.key());
                  }
                });
    assertEquals(List.of(22, 27, 32, 37), outcome.points().stream().map(Point::qp).toList());
    assertEquals(List.of(), outcome.failures());
    assertEquals(4, done.size());
    assertEquals(1, submissions().size());
    assertTrue(submissions().get(0).startsWith("--parsable --output="), submissions().get(0));
    String script = Files.readString(store.folder().resolve("slurm/array.sh"));
    assertTrue(submissions().get(0).contains("/slurm/%A_%a.log --partition=p "), script);
    assertTrue(script.contains("#SBATCH --array=0-3%2\n"), script);
    assertTrue(script.contains("#SBATCH --cpus-per-task=3\n"), script);
    assertTrue(script.contains("'" + store.folder() + "' --task-list"), script);
    Outcome again = slurm("sbatch").run(jobs, RunListener.NONE);
    assertEquals(outcome.points(), again.points());
    assertEquals(1, submissions().size(), "nothing to submit");
  }

  @Test
  void aTaskThatIsLostIsReportedAndOnlyItIsSubmittedAgain() throws Exception {
    String lost = jobs.get(2).key();
    Files.writeString(dir.resolve("lose"), lost);
    Outcome outcome = slurm("sbatch").run(jobs, RunListener.NONE);
    assertEquals(3, outcome.points().size());
    assertEquals(1, outcome.failures().size());
    Failure failure = outcome.failures().get(0);
    assertEquals(6, failure.exitCode());
    assertTrue(
        failure.message().startsWith("task 2 of Slurm job 42 ended without a result; see "),
        failure.message());
    Files.delete(dir.resolve("lose"));
    assertEquals(4, slurm("sbatch").run(jobs, RunListener.NONE).points().size());
    String tasks = Files.readString(store.folder().resolve("slurm/tasks.txt"));
    assertEquals(lost + "\n", tasks);
  }

  @Test
  void aWorkersFailureIsReported() throws Exception {
    Job bad = jobs.get(1);
    Files.writeString(dir.resolve("lose"), bad.key());
    program(
        "worker2",
        "printf '{\"key\":\""
            + bad.key()
            + "\",\"job\":\"n\",\"message\":\"no space\",\"exitCode\":4}'"
            + " >\"$1/failures/"
            + bad.key()
            + ".json\"\nexec "
            + dir
            + "/worker \"$@\"\n");
    Outcome outcome =
        new SlurmRun(
                store,
                new SlurmRun.Settings(
                    dir.resolve("sbatch").toString(),
                    dir.resolve("squeue").toString(),
                    List.of(),
                    List.of(dir.resolve("worker2").toString()),
                    0,
                    10,
                    5,
                    Duration.ofSeconds(5),
                    6))
            .run(jobs, RunListener.NONE);
    assertEquals(3, outcome.points().size());
    assertEquals("no space", outcome.failures().get(0).message());
    assertEquals(4, outcome.failures().get(0).exitCode());
  }

  @Test
  void anArrayThatIsAliveIsWaitedForNotSubmittedAgain() throws Exception {
    Files.writeString(dir.resolve("alive"), "");
    Path slurm = Files.createDirectories(store.folder().resolve("slurm"));
    StringBuilder keys = new StringBuilder();
    jobs.forEach(j -> keys.append(keys.length() == 0 ? "" : ",").append('"' + j.key() + '"'));
    Files.writeString(slurm.resolve("submitted.json"), "{\"id\":\"42\",\"keys\":[" + keys + "]}");
    Files.write(slurm.resolve("tasks.txt"), jobs.stream().map(Job::key).toList());
    Thread cluster =
        new Thread(
            () -> {
              try {
                while (!Files.exists(dir.resolve("asked"))) {
                  Thread.sleep(10);
                }
                for (Job job : jobs) {
                  Thread.sleep(30);
                  String name = job.key() + ".json";
                  Path part = dir.resolve(name);
                  Files.copy(dir.resolve("prepared/points").resolve(name), part);
                  Files.move(part, store.folder().resolve("points").resolve(name));
                }
                Files.delete(dir.resolve("alive"));
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    cluster.start();
    assertEquals(4, slurm("sbatch").run(jobs, RunListener.NONE).points().size());
    cluster.join();
    assertEquals(List.of(), submissions());
  }

  @Test
  void runGivesUp_whenSlurmDoesNotAnswerForLong() throws Exception {
    program("sbatch", "echo 42\n"); // takes the array, and then nothing more is heard
    program("squeue", "echo x >>" + dir + "/asked\necho 'cannot contact controller' >&2; exit 1\n");
    String text =
        assertThrows(EncoderException.class, () -> slurm("sbatch").run(jobs, RunListener.NONE))
            .getMessage();
    assertTrue(text.contains("cannot contact controller; 5 times in a row"), text);
    assertTrue(text.contains("Slurm job 42 may still run"), text);
    assertEquals(5, Files.readAllLines(dir.resolve("asked")).size());
  }

  @Test
  void programIsKilled_whenItDoesNotEndInTime() throws Exception {
    Path slow = program("slow", "echo $$ >" + dir + "/pid\nsleep 60 & wait\n");
    String text =
        assertThrows(
                IOException.class,
                () -> Programs.run(List.of(slow.toString()), Duration.ofMillis(1500)))
            .getMessage();
    assertEquals(slow + ": no answer within 1 seconds", text);
    long pid = Long.parseLong(Files.readString(dir.resolve("pid")).strip());
    for (int i = 0; i < 200 && isAlive(pid); i++) {
      Thread.sleep(50); // the system needs a moment to bury it
    }
    assertFalse(isAlive(pid), "it runs on");
  }

  private static boolean isAlive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  /** The same network under two names, say. */
  @Test
  void jobsOfOneKeyKeepTheirNames() throws Exception {
    List<Job> twice = new ArrayList<>(jobs);
    for (Job j : jobs) {
      Candidate other = new Candidate("other", j.candidate().spec(), null);
      twice.add(
          new Job(
              j.key(),
              j.trial(),
              j.encode(),
              other,
              j.qp(),
              j.threads(),
              j.tools(),
              j.verify(),
              j.ssim()));
    }
    List<String> names = new ArrayList<>();
    slurm("sbatch").run(twice, RunListener.NONE).points().forEach(p -> names.add(p.quantizer()));
    assertEquals(List.of("sq", "sq", "sq", "sq", "other", "other", "other", "other"), names);
  }

  @Test
  void logsAreNamedLiterally_whenTheFolderHasAPercentSign() throws Exception {
    store = new JobStore(dir.resolve("50% off"));
    for (Job job : jobs) {
      store.enqueue(job);
    }
    assertEquals(4, slurm("sbatch").run(jobs, RunListener.NONE).points().size());
    assertTrue(
        submissions().get(0).contains("--output=" + dir + "/50%% off/slurm/%A_%a.log"),
        submissions().get(0));
  }

  @Test
  void refusalsSayWhy() throws Exception {
    program("refuse", "echo 'sbatch: error: invalid partition specified: p' >&2\nexit 1\n");
    String text =
        assertThrows(EncoderException.class, () -> slurm("refuse").run(jobs, RunListener.NONE))
            .getMessage();
    assertTrue(text.endsWith("(exit code 1): sbatch: error: invalid partition specified: p"), text);
    text =
        assertThrows(EncoderException.class, () -> slurm("missing").run(jobs, RunListener.NONE))
            .getMessage();
    assertTrue(text.contains("use a machine that submits to Slurm"), text);
  }
}
