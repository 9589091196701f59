package org.nnrdoq.experiment.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nnrdoq.encoder.EncodeJob;
import org.nnrdoq.experiment.plan.Candidate;
import org.nnrdoq.experiment.result.Machine;
import org.nnrdoq.io.file.AtomicOutput;
import org.nnrdoq.io.file.Digests;

/**
 * Finished rounds in a folder, {@code KEY.json} each, so that an interrupted measurement goes on. A
 * key changes with all that can change a time: machine, encoder, clip, settings, candidates.
 */
public final class RoundStore {
  /** Keeps nothing. */
  public static final RoundStore NONE = new RoundStore(null);

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;

  /**
   * @param folder made when the first round is kept; {@code null}: nothing is kept
   */
  public RoundStore(Path folder) {
    this.folder = folder;
  }

  String key(EncodeBench.Case at, List<Candidate> candidates, EncodeJob.Tools tools, int round) {
    List<String> parts = new ArrayList<>();
    parts.add("round-2");
    parts.add(Machine.name() + " " + Machine.cpu());
    parts.add(at.fingerprint());
    parts.add(at.clip().sha256() + " " + at.clip().format());
    parts.add(at.clip().firstFrame() + "+" + at.clip().frames());
    parts.add("qp " + at.qp() + " threads " + at.threads() + " " + tools);
    candidates.forEach(c -> parts.add(c.spec().algorithm() + " " + c.modelSha256()));
    parts.add("round " + round);
    return Digests.sha256(String.join("\n", parts));
  }

  /**
   * A finished round.
   *
   * @param candidates how many samples it has
   * @return {@code null} if it is not there
   * @throws IOException if its file is damaged
   */
  List<EncodeBench.Sample> get(String key, int candidates) throws IOException {
    if (folder == null) {
      return null;
    }
    Path file = file(key);
    try {
      List<EncodeBench.Sample> samples =
          List.of(JSON.readValue(Files.readAllBytes(file), EncodeBench.Sample[].class));
      if (samples.size() == candidates) {
        return samples;
      }
    } catch (NoSuchFileException e) {
      return null;
    } catch (JsonProcessingException | NullPointerException e) {
      throw new IOException(file + ": not a finished round; delete it to measure it again", e);
    }
    throw new IOException(file + ": not a finished round; delete it to measure it again");
  }

  void put(String key, List<EncodeBench.Sample> samples) throws IOException {
    if (folder != null) {
      Files.createDirectories(folder);
      AtomicOutput.write(file(key), JSON.writeValueAsString(samples) + "\n");
    }
  }

  private Path file(String key) {
    return folder.resolve(key + ".json");
  }
}
