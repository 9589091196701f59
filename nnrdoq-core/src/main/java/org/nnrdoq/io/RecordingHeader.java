package org.nnrdoq.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a block recording says about itself; stored as a JSON object of strings.
 *
 * @param producer program and version that wrote the file
 * @param source what was encoded, for example a clip's name
 * @param settings how it was encoded, as the encoder's options
 * @param levelsBy name of the quantizer whose levels are stored, {@code none} if there are none;
 *     that of luma if chroma has another, see {@link #levelsBy(int)}
 * @param extra any further keys, in order; the four names above are reserved
 * @since 1.0
 */
public record RecordingHeader(
    String producer, String source, String settings, String levelsBy, Map<String, String> extra) {
  /** Key of {@link #extra} that names the quantizer of chroma, where it is not that of luma. */
  public static final String CHROMA_LEVELS_BY = "chromaLevelsBy";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String[] NAMES = {"producer", "source", "settings", "levelsBy"};

  /**
   * Checks the values and copies the collections.
   *
   * @param producer program and version that wrote the file
   * @param source what was encoded, for example a clip's name
   * @param settings how it was encoded, as the encoder's options
   * @param levelsBy name of the quantizer whose levels are stored, {@code none} if there are none;
   *     that of luma if chroma has another, see {@link #levelsBy(int)}
   * @param extra any further keys, in order; the four names above are reserved
   * @throws IllegalArgumentException if one is out of its range
   */
  public RecordingHeader {
    extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    String[] values = {producer, source, settings, levelsBy};
    for (int i = 0; i < NAMES.length; i++) {
      if (values[i] == null) {
        throw new IllegalArgumentException("recording header: " + NAMES[i] + " is required");
      }
      if (extra.containsKey(NAMES[i])) {
        throw new IllegalArgumentException("recording header: extra key " + NAMES[i] + " is taken");
      }
    }
  }

  /**
   * {@return a header without extra keys}
   *
   * @param producer program and version that wrote the file
   * @param source what was encoded, for example a clip's name
   * @param settings how it was encoded, as the encoder's options
   * @param levelsBy name of the quantizer whose levels are stored, {@code none} if there are none
   */
  public static RecordingHeader of(
      String producer, String source, String settings, String levelsBy) {
    return new RecordingHeader(producer, source, settings, levelsBy, Map.of());
  }

  /**
   * Who made the levels of a component.
   *
   * @param cIdx 0 Y, 1 Cb, 2 Cr
   * @return a quantizer's name, or {@code none}
   */
  public String levelsBy(int cIdx) {
    return cIdx == 0 ? levelsBy : extra.getOrDefault(CHROMA_LEVELS_BY, levelsBy);
  }

  /**
   * {@return this header for levels of chroma that somebody else made; as it is if it was the same}
   *
   * @param quantizer name of the quantizer that made the levels of chroma
   */
  public RecordingHeader withChromaLevelsBy(String quantizer) {
    Map<String, String> all = new LinkedHashMap<>(extra);
    all.remove(CHROMA_LEVELS_BY);
    if (!quantizer.equals(levelsBy)) {
      all.put(CHROMA_LEVELS_BY, quantizer);
    }
    return new RecordingHeader(producer, source, settings, levelsBy, all);
  }

  byte[] toJson() {
    ObjectNode node = JSON.createObjectNode();
    node.put(NAMES[0], producer).put(NAMES[1], source).put(NAMES[2], settings);
    node.put(NAMES[3], levelsBy);
    extra.forEach(node::put);
    try {
      return JSON.writeValueAsString(node).getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("recording header cannot be written as JSON", e);
    }
  }

  /** Parses the JSON; throws {@link IOException} whose message says what is wrong. */
  static RecordingHeader fromJson(byte[] json) throws IOException {
    JsonNode node = JSON.readTree(json);
    if (node == null || !node.isObject()) {
      throw new IOException("it is no JSON object");
    }
    Map<String, String> all = new LinkedHashMap<>();
    node.properties().forEach(e -> all.put(e.getKey(), e.getValue().asText()));
    String[] values = new String[NAMES.length];
    for (int i = 0; i < NAMES.length; i++) {
      values[i] = all.remove(NAMES[i]);
      if (values[i] == null) {
        throw new IOException("it lacks \"" + NAMES[i] + "\"");
      }
    }
    return new RecordingHeader(values[0], values[1], values[2], values[3], all);
  }
}
