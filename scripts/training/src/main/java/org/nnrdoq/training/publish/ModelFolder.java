package org.nnrdoq.training.publish;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.nnrdoq.io.file.AtomicOutput;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.model.ModelFile;

/** A folder of models with its {@code manifest.json}. */
public final class ModelFolder {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private final Path directory;

  /**
   * A folder that need not exist yet.
   *
   * @param directory where models lie
   */
  public ModelFolder(Path directory) {
    this.directory = directory;
  }

  /**
   * The models that another one would take the place of.
   *
   * @param name of the other model
   * @param slot key of {@code defaults} that it would take, or {@code null}
   * @throws ModelException if the manifest is damaged
   */
  public List<Path> replacedBy(String name, String slot) throws IOException {
    ObjectNode manifest = manifest();
    Set<String> names = new LinkedHashSet<>(List.of(name));
    if (slot != null && manifest.path("defaults").has(slot)) {
      names.add(manifest.path("defaults").path(slot).asText());
    }
    List<Path> files = new ArrayList<>();
    manifest
        .path("models")
        .forEach(
            model -> {
              if (names.contains(model.path("name").asText())) {
                files.add(directory.resolve(model.path("file").asText()));
              }
            });
    return files;
  }

  /**
   * Writes a model and enters it in the manifest, where it takes the place of one of the same name.
   *
   * @param slot key of {@code defaults} that it takes, or {@code null}
   * @param floatName name of a model that takes the slot {@code SLOT-float}, or {@code null}
   * @return the {@code .onnx} file
   */
  public Path add(ModelFiles model, String slot, String floatName) throws IOException {
    ObjectNode manifest = manifest(); // before anything is written
    Path file = model.write(directory);
    ArrayNode models = manifest.withArray("models");
    for (int i = models.size() - 1; i >= 0; i--) {
      if (models.get(i).path("name").asText().equals(model.name())) {
        models.remove(i);
      }
    }
    models
        .addObject()
        .put("name", model.name())
        .put("file", file.getFileName().toString())
        .put("sha256", model.sha256());
    ObjectNode defaults = manifest.withObject("/defaults");
    if (slot != null) {
      defaults.put(slot, model.name());
    }
    if (slot != null && floatName != null) {
      defaults.put(slot + "-float", floatName);
    }
    AtomicOutput.write(directory.resolve("manifest.json"), json(manifest));
    return file;
  }

  private ObjectNode manifest() throws IOException {
    Path file = directory.resolve("manifest.json");
    if (!Files.exists(file)) {
      return JSON.createObjectNode().put("format", ModelFile.MANIFEST_FORMAT);
    }
    try {
      if (JSON.readTree(file.toFile()) instanceof ObjectNode manifest) {
        return manifest;
      }
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      throw new ModelException(
          file
              + ", line "
              + e.getLocation().getLineNr()
              + ": no valid JSON: "
              + e.getOriginalMessage().lines().findFirst().orElse(""),
          e);
    }
    throw new ModelException(file + ": expected a JSON object: { ... }");
  }

  static String json(ObjectNode node) throws IOException {
    return JSON.writeValueAsString(node) + "\n";
  }
}
