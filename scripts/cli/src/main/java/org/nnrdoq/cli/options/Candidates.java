package org.nnrdoq.cli.options;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nnrdoq.cli.exit.CommandFailure;
import org.nnrdoq.cli.exit.ExitCode;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.quantizer.QuantizerSpec;

/** From names on the command line to quantizers whose models are there. */
public final class Candidates {
  private Candidates() {}

  /**
   * Parses {@code KIND[=MODEL]} names and hashes their models.
   *
   * @param model for networks that name none themselves; {@code null} means the shipped one
   */
  public static List<Candidate> parse(List<String> names, Path model) {
    List<Candidate> candidates = new ArrayList<>();
    for (String name : names) {
      QuantizerSpec spec;
      try {
        spec = QuantizerSpec.parse(name);
      } catch (IllegalArgumentException e) {
        throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
      }
      String label = Candidate.nameOf(spec);
      if (!spec.kind().usesNetwork()) {
        candidates.add(new Candidate(label, spec, null));
        continue;
      }
      if (spec.model() == null && model != null) {
        spec = new QuantizerSpec(spec.kind(), model, spec.strength());
      }
      ModelFile file = ModelFile.find(spec.model(), spec.kind().id());
      candidates.add(new Candidate(label, spec, file.info().sha256()));
    }
    return candidates;
  }
}
