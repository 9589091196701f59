package org.nnrdoq.network.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {
  private static Object parse(String json) throws IOException {
    return JsonTree.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"fcn", "fcn-nano", "fcn-plain", "ar", "ar-plain", "fcn-float", "ar-float"})
  void sidecars_readAsJacksonReadsThem(String slot) throws IOException {
    String json = ModelFile.shipped(slot).sidecar().toPrettyString();
    ObjectMapper jackson = new ObjectMapper();
    assertEquals(
        jackson.readTree(json), jackson.readTree(jackson.writeValueAsBytes(parse(json))), slot);
  }

  @Test
  void values_areWhatTheyAre() throws IOException {
    Object root =
        parse(
            " {\"a\" : [1, -2.5e1, true, null, {}], \"b\\u0041\\n\": \"\u00e4\\\"\\\\\", \"a\":[0]} ");
    assertEquals("\u00e4\"\\", JsonTree.text(root, "bA\n"));
    assertEquals(List.of(0L), JsonTree.list(root, "a"));
    assertEquals(-25.0, JsonTree.at(parse("[1, -2.5e1]"), 1));
    assertEquals("", JsonTree.text(root, "a", 7, "x"));
    assertEquals(9.3e18, JsonTree.at(parse("[9300000000000000000]"), 0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\" 1}",
        "{\"a\":1,}",
        "{a:1}",
        "tru",
        "01",
        "+1",
        "1.",
        ".5",
        "1e",
        "-",
        "\"a",
        "\"\\x\"",
        "\"\\u12",
        "\"a\nb\"",
        "1 2",
        "[1}",
        "]",
        "nul",
        "NaN"
      })
  void damagedDocuments_areRefused(String json) {
    IOException e = assertThrows(IOException.class, () -> parse(json));
    assertTrue(e.getMessage().startsWith("in line "), e.getMessage());
  }

  @Test
  void deepNesting_isRefused() {
    assertThrows(IOException.class, () -> parse("[".repeat(100_000)));
  }
}
