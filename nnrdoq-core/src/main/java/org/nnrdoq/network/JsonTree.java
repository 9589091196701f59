package org.nnrdoq.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON document (RFC 8259), as far as opening a model needs it: loading a general library takes
 * longer than all the rest of a start with the compiled kernel.
 *
 * <p>Objects are maps, arrays lists, numbers {@link Long} where they are integers of 64 bits and
 * {@link Double} otherwise.
 */
final class JsonTree {
  private static final int MAX_DEPTH = 100;

  private final String text;
  private int at;

  private JsonTree(String text) {
    this.text = text;
  }

  /**
   * Reads a document.
   *
   * @throws IOException if it is damaged; the message says where
   */
  static Object parse(byte[] utf8) throws IOException {
    JsonTree tree = new JsonTree(new String(utf8, StandardCharsets.UTF_8));
    Object value = tree.value(0);
    tree.space();
    if (tree.at < tree.text.length()) {
      throw tree.damaged();
    }
    return value;
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

  private IOException damaged() {
    int line = 1;
    for (int i = 0; i < Math.min(at, text.length()); i++) {
      line += text.charAt(i) == '\n' ? 1 : 0;
    }
    return new IOException("in line " + line);
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  /** The next character that is no space, not yet taken. */
  private char peek() throws IOException {
    space();
    if (at == text.length()) {
      throw damaged();
    }
    return text.charAt(at);
  }

  private void expect(char c) throws IOException {
    if (peek() != c) {
      throw damaged();
    }
    at++;
  }

  private Object value(int depth) throws IOException {
    char c = peek();
    if (depth > MAX_DEPTH) {
      throw damaged();
    }
    switch (c) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return string();
      case 't':
        return word("true", Boolean.TRUE);
      case 'f':
        return word("false", Boolean.FALSE);
      case 'n':
        return word("null", null);
      default:
        return number();
    }
  }

  private Map<String, Object> object(int depth) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    expect('{');
    if (peek() == '}') {
      at++;
      return map;
    }
    while (true) {
      if (peek() != '"') {
        throw damaged();
      }
      String name = string();
      expect(':');
      map.put(name, value(depth + 1));
      if (peek() != ',') {
        expect('}');
        return map;
      }
      at++;
    }
  }

  private List<Object> array(int depth) throws IOException {
    List<Object> list = new ArrayList<>();
    expect('[');
    if (peek() == ']') {
      at++;
      return list;
    }
    while (true) {
      list.add(value(depth + 1));
      if (peek() != ',') {
        expect(']');
        return list;
      }
      at++;
    }
  }

  private Object word(String word, Object value) throws IOException {
    if (!text.startsWith(word, at)) {
      throw damaged();
    }
    at += word.length();
    return value;
  }

  private String string() throws IOException {
    at++;
    int start = at;
    while (at < text.length() && text.charAt(at) != '"' && text.charAt(at) != '\\') {
      if (text.charAt(at) < ' ') {
        throw damaged();
      }
      at++;
    }
    if (at < text.length() && text.charAt(at) == '"') { // as almost always
      return text.substring(start, at++);
    }
    StringBuilder out = new StringBuilder().append(text, start, at);
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      if (c < ' ') {
        throw damaged();
      }
      out.append(c == '\\' ? escaped() : c);
    }
    throw damaged();
  }

  private char escaped() throws IOException {
    int kind = at < text.length() ? "\"\\/bfnrtu".indexOf(text.charAt(at++)) : -1;
    if (kind < 0) {
      throw damaged();
    }
    if (kind < 8) {
      return "\"\\/\b\f\n\r\t".charAt(kind);
    }
    int code = 0;
    for (int end = at + 4; at < end; at++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0) {
        throw damaged();
      }
      code = code << 4 | digit;
    }
    return (char) code;
  }

  private Number number() throws IOException {
    int start = at;
    skip('-');
    if (!skip('0')) {
      digits();
    }
    boolean whole = true;
    if (skip('.')) {
      digits();
      whole = false;
    }
    if (skip('e') || skip('E')) {
      if (!skip('+')) {
        skip('-');
      }
      digits();
      whole = false;
    }
    String number = text.substring(start, at);
    if (whole && number.length() < 19) {
      return Long.valueOf(number);
    }
    return Double.valueOf(number);
  }

  private boolean skip(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  /** One or more. */
  private void digits() throws IOException {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw damaged();
    }
  }
}
