package org.nnrdoq.network.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON document as plain maps and lists, from Jackson's streaming parser: loading the classes of
 * its tree model takes longer than all the rest of a start with the compiled kernel.
 *
 * <p>Objects are maps, arrays lists, numbers {@link Long} where they are integers of 64 bits and
 * {@link Double} otherwise.
 */
final class JsonTree {
  private static final int MAX_DEPTH = 100;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private JsonTree() {}

  /**
   * Reads a document.
   *
   * @throws IOException if it is damaged; the message says where
   */
  static Object parse(byte[] utf8) throws IOException {
    try (JsonParser parser = FACTORY.createParser(utf8)) {
      if (parser.nextToken() == null) {
        throw new IOException("in line 1");
      }
      Object value = value(parser);
      if (parser.nextToken() != null) {
        throw new IOException("in line " + parser.currentTokenLocation().getLineNr());
      }
      return value;
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new IOException("in line " + Math.max(line, 1), e);
    }
  }

  /** The value that begins with the current token; the current token is then its last. */
  private static Object value(JsonParser parser) throws IOException {
    switch (parser.currentToken()) {
      case START_OBJECT:
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          parser.nextToken();
          map.put(name, value(parser));
        }
        return map;
      case START_ARRAY:
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        return list;
      case VALUE_NUMBER_INT:
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
            ? (Number) parser.getDoubleValue()
            : (Number) parser.getLongValue();
      case VALUE_NUMBER_FLOAT:
        return parser.getDoubleValue();
      case VALUE_TRUE:
        return Boolean.TRUE;
      case VALUE_FALSE:
        return Boolean.FALSE;
      case VALUE_NULL:
        return null;
      default:
        return parser.getText();
    }
  }

  /**
   * Walks to a value by names of fields and indices of elements; {@code null} if it is not there.
   */
  static Object at(Object root, Object... path) {
    Object value = root;
    for (Object step : path) {
      if (value instanceof Map<?, ?> map) {
        value = map.get(step);
      } else if (value instanceof List<?> list && step instanceof Integer i) {
        value = i >= 0 && i < list.size() ? list.get(i) : null;
      } else {
        return null;
      }
    }
    return value;
  }

  /** A value that is text or a number, as text; otherwise empty. */
  static String text(Object root, Object... path) {
    Object value = at(root, path);
    return value instanceof String || value instanceof Number ? value.toString() : "";
  }

  /** The elements of an array; none if there is no such array. */
  static List<?> list(Object root, Object... path) {
    return at(root, path) instanceof List<?> list ? list : List.of();
  }
}
