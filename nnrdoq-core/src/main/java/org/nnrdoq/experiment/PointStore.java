package org.nnrdoq.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.nnrdoq.io.AtomicOutput;

/**
 * A folder of finished points, one JSON file each, named by its key.
 *
 * <p>Files appear whole, so a killed run leaves only finished points and two runs can share a
 * folder.
 */
public final class PointStore {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path folder;

  /** Uses a folder, made if it is not there. */
  public PointStore(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  /**
   * The point with this key, if it is finished.
   *
   * @throws IOException if its file is there but damaged
   */
  public Optional<Point> get(String key) throws IOException {
    Path file = file(key);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      Point point = JSON.readValue(file.toFile(), Point.class);
      if (!key.equals(point.key())) {
        throw new IOException(file + ": holds another point (" + point.key() + "); delete it");
      }
      return Optional.of(point);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": not a finished point; delete it to encode it again", e);
    }
  }

  /** Keeps a finished point. */
  public void put(Point point) throws IOException {
    AtomicOutput.write(file(point.key()), JSON.writeValueAsString(point) + "\n");
  }

  private Path file(String key) {
    return folder.resolve(key + ".json");
  }
}
