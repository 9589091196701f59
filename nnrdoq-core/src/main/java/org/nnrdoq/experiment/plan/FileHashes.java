package org.nnrdoq.experiment.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.nnrdoq.io.AtomicOutput;

/**
 * Digests of large files, remembered in a file as long as size and time of change stay the same.
 */
public final class FileHashes {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private record Entry(long size, String changed, String sha256) {}

  private final Path cache;
  private final Map<String, Entry> entries;

  private FileHashes(Path cache, Map<String, Entry> entries) {
    this.cache = cache;
    this.entries = entries;
  }

  /** Remembers nothing beyond this instance. */
  public static FileHashes inMemory() {
    return new FileHashes(null, new TreeMap<>());
  }

  /** Remembers in a JSON file, made when the first digest is known. */
  public static FileHashes in(Path cache) throws IOException {
    try {
      return new FileHashes(
          cache,
          JSON.readValue(
              Files.readAllBytes(cache), new TypeReference<TreeMap<String, Entry>>() {}));
    } catch (NoSuchFileException e) {
      return new FileHashes(cache, new TreeMap<>());
    } catch (JsonProcessingException e) {
      throw new IOException(cache + ": damaged; delete it", e);
    }
  }

  /** SHA-256 of a file. */
  public String sha256(Path file) throws IOException {
    String name = file.toAbsolutePath().normalize().toString();
    long size = Files.size(file);
    String changed = Files.getLastModifiedTime(file).toString();
    Entry known = entries.get(name);
    if (known != null && known.size == size && known.changed.equals(changed)) {
      return known.sha256;
    }
    String hash = Digests.sha256(file);
    entries.put(name, new Entry(size, changed, hash));
    if (cache != null) {
      AtomicOutput.write(cache, JSON.writeValueAsString(entries) + "\n");
    }
    return hash;
  }
}
