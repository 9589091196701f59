package org.nnrdoq.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.nnrdoq.encoder.EncoderException;
import org.nnrdoq.encoder.EncoderProvider;
import org.nnrdoq.experiment.Comparison;
import org.nnrdoq.experiment.ComparisonPlan;
import org.nnrdoq.experiment.Digests;
import org.nnrdoq.experiment.Point;
import org.nnrdoq.experiment.PointStore;
import org.nnrdoq.experiment.Results;
import org.nnrdoq.experiment.VerificationException;
import org.nnrdoq.experiment.report.ReportHtml;
import org.nnrdoq.experiment.report.ResultsCsv;
import org.nnrdoq.experiment.report.ResultsJson;
import org.nnrdoq.experiment.report.RunInfo;
import org.nnrdoq.experiment.report.SummarySvg;
import org.nnrdoq.experiment.report.TextTable;
import org.nnrdoq.io.AtomicOutput;

/** Runs a plan into a folder and shows the outcome; what compare and experiment share. */
final class ComparisonSession {
  private final Path folder;
  private final PrintWriter console;
  private final String encoderName;
  private final String fingerprint;
  private final Comparison comparison;

  ComparisonSession(
      Path folder,
      String encoderName,
      Map<String, String> encoderOptions,
      boolean verify,
      PrintWriter console)
      throws IOException, EncoderException {
    this.folder = folder;
    this.console = console;
    this.encoderName = encoderName;
    EncoderProvider provider = Encoders.named(encoderName);
    fingerprint = Digests.ofCode(Comparison.class) + provider.fingerprint(encoderOptions);
    comparison =
        new Comparison(
            provider.create(encoderOptions),
            fingerprint,
            new PointStore(folder.resolve("points")),
            Files.createDirectories(folder.resolve("work")),
            verify ? new StreamVerifier() : null);
  }

  /** Lists the encodes. */
  void describe(ComparisonPlan plan) throws IOException {
    comparison.describe(plan).forEach(console::println);
  }

  /** Runs a plan; the first failure ends it. */
  List<Point> run(ComparisonPlan plan) throws IOException, EncoderException, VerificationException {
    Thread goodbye = addGoodbye();
    try (CompareProgress progress = progress(plan)) {
      List<Point> points = comparison.run(plan, progress);
      reused(plan, progress);
      return points;
    } finally {
      removeGoodbye(goodbye);
    }
  }

  /** Runs a plan; failures are reported and the rest goes on. */
  Comparison.Outcome runAll(ComparisonPlan plan) throws IOException {
    Thread goodbye = addGoodbye();
    try (CompareProgress progress = progress(plan)) {
      Comparison.Outcome outcome = comparison.runAll(plan, progress);
      reused(plan, progress);
      return outcome;
    } finally {
      removeGoodbye(goodbye);
    }
  }

  /** Writes all result files and prints the table. */
  void report(ComparisonPlan plan, List<Point> points, String command) throws IOException {
    Results results = Results.of(plan, points);
    RunInfo info = RunInfo.here(Main.version(), encoderName, Digests.sha256(fingerprint), command);
    AtomicOutput.write(folder.resolve("results.json"), ResultsJson.of(results, info));
    AtomicOutput.write(folder.resolve("results.csv"), ResultsCsv.of(results));
    AtomicOutput.write(folder.resolve("results.md"), TextTable.markdown(results));
    AtomicOutput.write(folder.resolve("summary.svg"), SummarySvg.of(results, info));
    AtomicOutput.write(folder.resolve("report.html"), ReportHtml.of(results, info));
    deleteIfEmpty(folder.resolve("work"));
    console.println();
    console.print(TextTable.plain(results));
    console.println();
    console.println("Report: " + folder.resolve("report.html").toAbsolutePath().normalize());
  }

  private CompareProgress progress(ComparisonPlan plan) throws IOException {
    return new CompareProgress(
        console, plan.size(), comparison.missingWork(plan), System.console() != null);
  }

  private void reused(ComparisonPlan plan, CompareProgress progress) {
    if (progress.reused() > 0) {
      console.printf("%d of %d points were there already%n", progress.reused(), plan.size());
    }
  }

  private static Thread addGoodbye() {
    Thread goodbye =
        new Thread(
            () ->
                System.err.printf(
                    "%nnnrdoq: interrupted; finished points are kept, the same command goes on%n"));
    Runtime.getRuntime().addShutdownHook(goodbye);
    return goodbye;
  }

  private static void removeGoodbye(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the machine is going down already: then the hook has its say
    }
  }

  private static void deleteIfEmpty(Path work) throws IOException {
    try {
      Files.deleteIfExists(work);
    } catch (DirectoryNotEmptyException e) {
      // streams of a failed check, or another run at work: theirs to keep
    }
  }
}
