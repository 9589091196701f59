package org.nnrdoq.quantizer.shipped;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.NetworkQuantizer;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;

class QuantizersTest {
  @Test
  void create_makesWhatTheKindNames() {
    for (QuantizerKind kind : QuantizerKind.values()) {
      if (!kind.usesNetwork()) {
        Quantizer quantizer = Quantizers.create(kind);
        assertEquals(kind.id(), quantizer.name());
        assertEquals(
            kind == QuantizerKind.RDOQ || kind == QuantizerKind.ORACLE,
            quantizer.needsEntropyCosts(),
            kind.id());
      }
      assertEquals(kind, QuantizerKind.parse(kind.id()));
    }
  }

  @Test
  void create_refusesAModelWhereThereIsNone() {
    QuantizerSpec spec = new QuantizerSpec(QuantizerKind.SQ, Path.of("a.onnx"));
    String message =
        assertThrows(QuantizerException.class, () -> Quantizers.create(spec)).getMessage();
    assertEquals("quantizer sq has no model: leave out a.onnx", message);
  }

  @Test
  void parse_listsWhatIsKnown() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> QuantizerKind.parse("SQ")).getMessage();
    assertTrue(message.startsWith("quantizer 'SQ' is unknown: expected sq, rdoq"), message);
  }

  @AfterEach
  void forgetTheBackend() {
    System.clearProperty(NetworkBackend.PROPERTY);
  }

  private static QuantizerSpec fcn(String slot) {
    return new QuantizerSpec(QuantizerKind.FCN, Path.of(slot));
  }

  private static String backend(QuantizerSpec spec) {
    try (Quantizer quantizer = Quantizers.create(spec)) {
      return ((NetworkQuantizer) quantizer).backend();
    }
  }

  private static String refusal(QuantizerSpec spec) {
    return assertThrows(QuantizerException.class, () -> Quantizers.create(spec)).getMessage();
  }

  @Test
  void create_picksTheBackendThatThePropertyNames() {
    assertEquals("ort", backend(fcn("fcn-float")));
    assertEquals("java", backend(fcn("fcn")), "there is no kernel on this class path");
    System.setProperty(NetworkBackend.PROPERTY, "ort");
    assertEquals("ort", backend(fcn("fcn")));
    System.setProperty(NetworkBackend.PROPERTY, "java");
    assertEquals("java", backend(fcn("fcn-float")));
  }

  @Test
  void create_saysWhyNot_whenTheBackendCannotRunTheModel() {
    System.setProperty(NetworkBackend.PROPERTY, "kernel");
    String message = refusal(fcn("fcn-float"));
    assertTrue(message.contains("is a float model: expected an integer model"), message);
    message = refusal(fcn("fcn"));
    assertTrue(message.contains("no compiled kernel is on the class path"), message);
    System.setProperty(NetworkBackend.PROPERTY, "gpu");
    message = refusal(fcn("fcn"));
    assertEquals("nnrdoq.backend=gpu: expected auto, kernel, java, ort", message);
  }

  @Test
  void create_opensTheShippedModel_whenTheModelIsASlot() {
    try (Quantizer tiny = Quantizers.create(fcn("fcn-nano"))) {
      assertTrue(tiny.describe().startsWith("fcn (fcn-nano"), tiny.describe());
    }
    String message = refusal(fcn("fcn-none"));
    assertTrue(message.contains("one of fcn, "), message);
  }

  @Test
  void backend_isParsedByItsName_andRefusedByAnyOther() {
    for (NetworkBackend backend : NetworkBackend.values()) {
      assertEquals(backend, NetworkBackend.parse(backend.id()));
    }
    String message =
        assertThrows(IllegalArgumentException.class, () -> NetworkBackend.parse("JAVA"))
            .getMessage();
    assertEquals("backend=JAVA: expected auto, kernel, java, ort", message);
  }
}
