package org.nnrdoq.quantizer.shipped;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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
}
