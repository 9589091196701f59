package org.nnrdoq.experiment.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.nnrdoq.experiment.result.Results;
import org.nnrdoq.io.file.AtomicOutput;

/**
 * All files that show the results of a comparison:
 *
 * <pre>
 * results.json   everything; what the others are made of
 * results.csv    one line for each point
 * results.md     tables for a pull request
 * summary.svg    luma BD-rates as a picture
 * report.html    one page with everything that people look at
 * </pre>
 *
 * @since 1.0
 */
public final class Report {
  private Report() {}

  /**
   * Writes all files; each appears whole or not at all.
   *
   * @param folder made if it is not there
   * @param results computed just now, or read from a results.json
   * @param benches measured times for a section of the page; empty: there is none
   * @return the page
   * @throws IOException if a file cannot be written
   */
  public static Path write(Path folder, Results results, List<BenchReport> benches)
      throws IOException {
    Files.createDirectories(folder);
    AtomicOutput.write(folder.resolve(Results.FILE), results.json());
    AtomicOutput.write(folder.resolve("results.csv"), ResultsCsv.of(results));
    AtomicOutput.write(folder.resolve("results.md"), TextTable.markdown(results));
    AtomicOutput.write(folder.resolve("summary.svg"), SummarySvg.of(results));
    Path page = folder.resolve("report.html");
    AtomicOutput.write(page, ReportHtml.of(results, benches));
    return page;
  }

  /**
   * {@return the table for a terminal}
   *
   * @param results of a comparison
   */
  public static String text(Results results) {
    return TextTable.plain(results);
  }
}
