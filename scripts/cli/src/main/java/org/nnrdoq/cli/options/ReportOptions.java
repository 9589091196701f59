package org.nnrdoq.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nnrdoq.cli.exit.Failures;
import org.nnrdoq.experiment.report.BenchReport;
import picocli.CommandLine.Option;

/** What goes into a report beside the comparison. */
public final class ReportOptions {
  @Option(
      names = "--bench",
      paramLabel = "F.json",
      description =
          "Figures of 'nnrdoq bench' to show in report.html; repeatable. Finished encodes are not"
              + " repeated to add them.")
  private List<Path> benches = List.of();

  /** Reads them all, before anything is encoded. */
  public List<BenchReport> benches() {
    List<BenchReport> reports = new ArrayList<>();
    for (Path file : benches) {
      reports.add(Failures.input(() -> BenchReport.read(file)));
    }
    return reports;
  }
}
