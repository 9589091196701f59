package org.nnrdoq.quantizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuantizerSpecTest {
  @Test
  void parse_aStrength_isThatOfTheNetwork() {
    assertEquals(new QuantizerSpec(QuantizerKind.FCN, null, 0.8), QuantizerSpec.parse("fcn@0.8"));
    QuantizerSpec file = QuantizerSpec.parse("ar=a@2/x.onnx@1.5");
    assertEquals(new QuantizerSpec(QuantizerKind.AR, Path.of("a@2/x.onnx"), 1.5), file);
    assertEquals("ar=a@2/x.onnx@1.5", file.text());
    assertEquals("ar@1.5", file.algorithm());
    QuantizerSpec plain = QuantizerSpec.parse("fcn=a@b.onnx");
    assertEquals(1, plain.strength());
    assertEquals("fcn=a@b.onnx", plain.text());
    assertEquals("fcn", plain.algorithm());
  }

  @ParameterizedTest
  @ValueSource(strings = {"fcn@0", "fcn@0.05", "fcn@4.5", "fcn=x.onnx@99"})
  void parse_aStrengthOutOfRange_saysWhatIsAccepted(String text) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> QuantizerSpec.parse(text));
    assertTrue(refused.getMessage().contains("expected 0.1..4"), refused.getMessage());
  }

  @Test
  void parse_aStrengthOfWhatHasNone_isRefused() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> QuantizerSpec.parse("rdoq@0.5"));
    assertTrue(refused.getMessage().contains("rdoq has no strength"), refused.getMessage());
  }
}
