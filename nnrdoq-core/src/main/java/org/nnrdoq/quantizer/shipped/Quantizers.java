package org.nnrdoq.quantizer.shipped;

import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.oracle.OracleQuantizer;
import org.nnrdoq.quantizer.rdoq.RdoqQuantizer;
import org.nnrdoq.quantizer.scalar.AdaptiveDeadZoneQuantizer;
import org.nnrdoq.quantizer.scalar.DeadZoneTable;
import org.nnrdoq.quantizer.scalar.ScalarQuantizer;

/**
 * Makes quantizers from what a command line names.
 *
 * @since 1.0
 */
public final class Quantizers {
  private Quantizers() {}

  /**
   * Makes a quantizer; the system property {@value NetworkBackend#PROPERTY} says what runs
   * networks.
   *
   * @param spec kind, model and strength
   * @return an open quantizer, to be closed by the caller
   * @throws QuantizerException if it cannot be made; the message says why and what to do
   */
  public static Quantizer create(QuantizerSpec spec) {
    return create(spec, NetworkBackend.chosen());
  }

  /**
   * Makes a quantizer.
   *
   * @param spec kind, model and strength
   * @param backend what is to run its network, if it has one
   * @return an open quantizer, to be closed by the caller
   * @throws QuantizerException if it cannot be made; the message says why and what to do
   */
  public static Quantizer create(QuantizerSpec spec, NetworkBackend backend) {
    QuantizerKind kind = spec.kind();
    if (!kind.usesNetwork() && spec.model() != null) {
      throw new QuantizerException(
          "quantizer " + kind.id() + " has no model: leave out " + spec.model());
    }
    return switch (kind) {
      case SQ -> new ScalarQuantizer();
      case RDOQ -> new RdoqQuantizer();
      case ADZ -> new AdaptiveDeadZoneQuantizer(DeadZoneTable.shipped());
      case ORACLE -> new OracleQuantizer();
      case FCN, AR -> NetworkQuantizers.open(spec, backend);
    };
  }

  /**
   * Makes a quantizer that needs no model.
   *
   * @param kind which quantizer
   * @return an open quantizer, to be closed by the caller
   */
  public static Quantizer create(QuantizerKind kind) {
    return create(QuantizerSpec.of(kind));
  }
}
