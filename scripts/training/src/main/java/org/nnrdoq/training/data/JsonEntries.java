package org.nnrdoq.training.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The entries of an object in a JSON file, each with its line, so that what is wrong is said with
 * file, line, entry, value and what is accepted.
 */
final class JsonEntries {
  /** A value: text, a number as it is written, {@code true}, entries, a list, or null. */
  private record Value(Object content, int line) {}

  /** A number as it is written in the file. */
  private record Number(String digits) {
    @Override
    public String toString() {
      return digits;
    }
  }

  private final Path file;
  private final int line;
  private final Map<String, Value> values = new LinkedHashMap<>();

  private JsonEntries(Path file, int line) {
    this.file = file;
    this.line = line;
  }

  /**
   * Reads a file that holds one object.
   *
   * @throws IllegalArgumentException if it holds anything else
   */
  static JsonEntries read(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try (JsonParser parser = new JsonFactory().createParser(bytes)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException(file + ": expected a JSON object: { ... }");
      }
      JsonEntries entries = object(file, parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException(
            at(file, parser.currentTokenLocation().getLineNr()) + "expected nothing after the }");
      }
      return entries;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String reason = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new IllegalArgumentException(at(file, line) + "no valid JSON: " + reason, e);
    }
  }

  private static String at(Path file, int line) {
    return file + ", line " + line + ": ";
  }

  private static JsonEntries object(Path file, JsonParser parser) throws IOException {
    JsonEntries entries = new JsonEntries(file, parser.currentTokenLocation().getLineNr());
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      int line = parser.currentTokenLocation().getLineNr();
      parser.nextToken();
      if (entries.values.put(name, new Value(value(file, parser), line)) != null) {
        throw new IllegalArgumentException(at(file, line) + "'" + name + "' is given twice");
      }
    }
    return entries;
  }

  private static Object value(Path file, JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT:
        return object(file, parser);
      case START_ARRAY:
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(file, parser));
        }
        return list;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT:
        return new Number(parser.getText());
      case VALUE_STRING:
        return parser.getText();
      case VALUE_TRUE, VALUE_FALSE:
        return parser.getBooleanValue();
      default:
        return null;
    }
  }

  /** Whether there is an entry of a name. */
  boolean has(String name) {
    return values.containsKey(name);
  }

  /** An entry that is text. */
  String text(String name) {
    Object content = needed(name, "text in quotes").content();
    return content instanceof String s ? s : wrong(name, "text in quotes");
  }

  /** An entry that is a whole number of 32 bits. */
  int integer(String name) {
    long value = longInteger(name);
    return (int) value == value ? (int) value : wrong(name, "a whole number below 2147483648");
  }

  /** An entry that is a whole number of 64 bits. */
  long longInteger(String name) {
    String expected = "a whole number";
    if (needed(name, expected).content() instanceof Number n) {
      try {
        return Long.parseLong(n.digits());
      } catch (NumberFormatException e) {
        return wrong(name, expected);
      }
    }
    return wrong(name, expected);
  }

  /** An entry that is a number. */
  double number(String name) {
    return needed(name, "a number").content() instanceof Number n
        ? Double.parseDouble(n.digits())
        : wrong(name, "a number");
  }

  /** An entry that is an object. */
  JsonEntries entries(String name) {
    String expected = "an object: { ... }";
    return needed(name, expected).content() instanceof JsonEntries e ? e : wrong(name, expected);
  }

  /** An entry that is a list of objects. */
  List<JsonEntries> list(String name) {
    String expected = "a list of objects: [ { ... }, ... ]";
    List<JsonEntries> result = new ArrayList<>();
    if (!(needed(name, expected).content() instanceof List<?> list)) {
      return wrong(name, expected);
    }
    for (Object element : list) {
      result.add(element instanceof JsonEntries e ? e : wrong(name, expected));
    }
    return result;
  }

  /** An entry that is a list of whole numbers of 32 bits. */
  List<Integer> integers(String name) {
    String expected = "a list of whole numbers";
    List<Integer> result = new ArrayList<>();
    if (!(needed(name, expected).content() instanceof List<?> list)) {
      return wrong(name, expected);
    }
    for (Object element : list) {
      try {
        result.add(
            element instanceof Number n ? Integer.parseInt(n.digits()) : wrong(name, expected));
      } catch (NumberFormatException e) {
        return wrong(name, expected);
      }
    }
    return result;
  }

  /**
   * Refuses entries of other names.
   *
   * @param names that are known, in the order in which they are listed
   */
  void allow(List<String> names) {
    values.forEach(
        (name, value) -> {
          if (!names.contains(name)) {
            throw new IllegalArgumentException(
                at(file, value.line())
                    + "'"
                    + name
                    + "' is unknown: expected "
                    + String.join(", ", names));
          }
        });
  }

  /**
   * Makes something of the entries.
   *
   * @param making throws an {@link IllegalArgumentException} that begins with {@code NAME=} if an
   *     entry is out of range
   * @throws IllegalArgumentException with file and line before its message
   */
  <T> T make(Supplier<T> making) {
    try {
      return making.get();
    } catch (IllegalArgumentException e) {
      String message = e.getMessage();
      if (message.startsWith(file.toString())) {
        throw e;
      }
      Value value = values.get(message.split("=", 2)[0]);
      throw new IllegalArgumentException(
          at(file, value == null ? line : value.line()) + message, e);
    }
  }

  private Value needed(String name, String expected) {
    Value value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          at(file, line) + "'" + name + "' is missing: expected " + expected);
    }
    return value;
  }

  private <T> T wrong(String name, String expected) {
    Value value = values.get(name);
    Object content = value.content();
    String shown =
        content instanceof String s
            ? '"' + s + '"'
            : content instanceof JsonEntries
                ? "{...}"
                : content instanceof List ? "[...]" : String.valueOf(content);
    throw new IllegalArgumentException(
        at(file, value.line()) + name + "=" + shown + ": expected " + expected);
  }
}
