package org.nnrdoq.io.file;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Reads files that people write, YAML and JSON, into records: strictly, so that a slip is an error
 * and not another experiment. A number with a fraction is no whole number, a text no number; every
 * field is known and given once; nothing follows the end.
 *
 * <p>Errors are one line: file and line, the field, its value, and what is accepted.
 */
public final class ConfigReader {
  private final ObjectMapper mapper;

  private ConfigReader(JsonFactory factory, boolean complete) {
    mapper =
        JsonMapper.builder(factory)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, complete)
            .configure(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES, complete)
            .build();
    mapper.setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
  }

  /** Of YAML files in which fields may be left out. */
  public static ConfigReader yaml() {
    return new ConfigReader(
        YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build(), false);
  }

  /**
   * Of JSON files.
   *
   * @param complete whether every field must be there
   */
  public static ConfigReader json(boolean complete) {
    return new ConfigReader(
        new JsonFactoryBuilder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build(),
        complete);
  }

  /**
   * Reads a file.
   *
   * @throws IOException in one line that starts with the file
   */
  public <T> T read(Path file, Class<T> type) throws IOException {
    return parse(file, bytes(file), type);
  }

  /**
   * Reads a JSON file whose fields override those of a value.
   *
   * @param defaults what a field is that the file leaves out
   * @throws IOException in one line that starts with the file
   */
  public <T> T read(Path file, Class<T> type, T defaults) throws IOException {
    byte[] bytes = bytes(file);
    if (!(parse(file, bytes, JsonNode.class) instanceof ObjectNode given)) {
      throw new IOException(file + ": expected a JSON object, such as {\"name\": 1}");
    }
    ObjectNode all = mapper.valueToTree(defaults);
    all.setAll(given);
    try {
      return mapper.treeToValue(all, type);
    } catch (JsonProcessingException e) {
      throw new IOException(file + ": " + problem(e, bytes), e);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": no such file", e);
    }
  }

  private <T> T parse(Path file, byte[] bytes, Class<T> type) throws IOException {
    try {
      T value = mapper.readValue(bytes, type);
      if (value == null) {
        throw new IOException(file + ": is empty");
      }
      return value;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? -1 : e.getLocation().getLineNr();
      String where = line < 1 ? "" : " line " + line + ":";
      throw new IOException(file + ":" + where + " " + problem(e, bytes), e);
    }
  }

  private String problem(JsonProcessingException e, byte[] bytes) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      Collection<Object> known = unknown.getKnownPropertyIds();
      List<String> names =
          known == null ? List.of() : known.stream().map(String::valueOf).sorted().toList();
      String near = nearest(unknown.getPropertyName(), names);
      return "field '"
          + path(unknown)
          + "' is unknown"
          + (near == null ? "" : ", did you mean '" + near + "'?")
          + ": expected one of "
          + String.join(", ", names);
    }
    Throwable cause = e.getCause();
    if (cause instanceof IllegalArgumentException) {
      String text = oneLine(cause.getMessage());
      String path = e instanceof JsonMappingException m ? path(m) : "";
      return path.isEmpty() ? text : "field '" + path + "': " + text;
    }
    if (e instanceof MismatchedInputException mismatch) {
      return mismatch(mismatch, bytes);
    }
    String text = oneLine(e.getOriginalMessage());
    return text.startsWith("Duplicate field '")
        ? "field '" + text.substring(17, text.lastIndexOf('\'')) + "' is given twice"
        : text;
  }

  private String mismatch(MismatchedInputException e, byte[] bytes) {
    String text = oneLine(e.getOriginalMessage());
    if (text.startsWith("Trailing token")) {
      return "something follows the end: expected one document";
    }
    String path = path(e);
    if (text.startsWith("Missing required creator property '")) {
      return "field '" + text.split("'")[1] + "' is missing";
    }
    JsonNode value = value(e, bytes);
    String shown = value == null ? "" : shown(value);
    return (path.isEmpty() ? "" : "field '" + path + "': ")
        + (shown.isEmpty() ? "" : shown + ": ")
        + "expected "
        + expected(e.getTargetType());
  }

  private static String shown(JsonNode value) {
    if (value.isNull()) {
      return "nothing is given";
    }
    if (value.isContainerNode()) {
      return value.isArray() ? "a list" : "fields";
    }
    return "'" + value.asText() + "'";
  }

  /** The value that is wrong; {@code null} if it cannot be found. */
  private JsonNode value(JsonMappingException e, byte[] bytes) {
    try {
      JsonNode node = mapper.readTree(bytes);
      for (JsonMappingException.Reference r : e.getPath()) {
        node = r.getFieldName() != null ? node.get(r.getFieldName()) : node.get(r.getIndex());
        if (node == null) {
          return null;
        }
      }
      return node;
    } catch (IOException again) {
      return null;
    }
  }

  private static String expected(Class<?> type) {
    if (type == null) {
      return "something else";
    }
    if (type.isEnum()) {
      return "one of "
          + Arrays.stream(type.getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", "));
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return "a whole number";
    }
    if (type == double.class || type == Double.class) {
      return "a number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == String.class) {
      return "text";
    }
    if (Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "a list, such as [a, b]";
    }
    return "fields, such as 'name: value'";
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference r : e.getPath()) {
      if (r.getFieldName() == null) {
        path.append('[').append(r.getIndex()).append(']');
      } else {
        path.append(path.length() == 0 ? "" : ".").append(r.getFieldName());
      }
    }
    return path.toString();
  }

  private static String oneLine(String message) {
    return String.valueOf(message).lines().map(String::strip).findFirst().orElse("");
  }

  /** The known name that differs by the fewest letters, if it differs by few. */
  static String nearest(String name, Collection<String> known) {
    String best = null;
    int least = 1 + name.length() / 3;
    for (String k : known) {
      int distance = distance(name.toLowerCase(Locale.ROOT), k.toLowerCase(Locale.ROOT));
      if (distance <= least && (best == null || distance < least)) {
        best = k;
        least = distance;
      }
    }
    return best;
  }

  /** Letters to insert, delete or replace. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
