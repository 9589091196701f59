package org.nnrdoq.training.publish;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.training.data.CostScore;
import org.nnrdoq.training.data.Recordings;

/**
 * Whether a model is good enough to be published: on validation blocks, signs hidden, it must gain
 * over scalar quantization, and no less than the models whose place it takes.
 */
public final class Admission {
  private final Path validation;
  private final int blocks;

  /**
   * Judges by recordings.
   *
   * @param validation directory of recordings that no model learned from
   * @param blocks most blocks of each of them to judge by
   */
  public Admission(Path validation, int blocks) {
    this.validation = validation;
    this.blocks = blocks;
  }

  /**
   * Judges a model.
   *
   * @param candidate the model, which is written to a temporary directory for so long
   * @param replaced models whose place it takes
   * @return what speaks against it, or {@code null}
   * @throws QuantizerException if a model cannot be run
   */
  public String objection(ModelFiles candidate, List<Path> replaced) throws IOException {
    Path directory = Files.createTempDirectory("nnrdoq-candidate");
    try {
      return objection(candidate.write(directory), candidate.stem(), replaced);
    } finally {
      candidate.delete(directory);
      Files.delete(directory);
    }
  }

  private String objection(Path candidate, String name, List<Path> replaced) throws IOException {
    List<QuantizerSpec> specs = new ArrayList<>();
    specs.add(spec(candidate));
    for (Path file : replaced) {
      specs.add(spec(file));
    }
    double[] means;
    try (CostScore score = new CostScore(specs, true, 1)) {
      for (Path file : Recordings.list(validation)) {
        score.add(file, blocks);
      }
      means = CostScore.means(score.scores());
    }
    double own = means[1] / means[0];
    if (!(own > 0)) {
      return String.format(
          Locale.ROOT,
          "%s gains %.2f %% of what RDOQ gains over sq on %s: expected more than 0",
          name,
          100 * own,
          validation);
    }
    for (int i = 0; i < replaced.size(); i++) {
      double other = means[2 + i] / means[0];
      if (own < other) {
        return String.format(
            Locale.ROOT,
            "%s gains %.2f %% of what RDOQ gains over sq on %s, and %s, whose place it would take,"
                + " gains %.2f %%: expected no less",
            name,
            100 * own,
            validation,
            replaced.get(i),
            100 * other);
      }
    }
    return null;
  }

  private static QuantizerSpec spec(Path model) {
    return new QuantizerSpec(QuantizerKind.parse(ModelFile.open(model).info().kind()), model);
  }
}
