package org.nnrdoq.cli.options;

import java.util.Arrays;
import java.util.Iterator;
import org.nnrdoq.quantizer.QuantizerKind;

/** The quantizers that ship, for help texts and completion. */
public final class QuantizerNames implements Iterable<String> {
  @Override
  public Iterator<String> iterator() {
    return Arrays.stream(QuantizerKind.values()).map(QuantizerKind::id).iterator();
  }
}
