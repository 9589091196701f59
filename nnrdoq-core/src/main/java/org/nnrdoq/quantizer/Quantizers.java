package org.nnrdoq.quantizer;

/** Makes quantizers from what a command line names. */
public final class Quantizers {
  private Quantizers() {}

  /**
   * Makes a quantizer.
   *
   * @throws QuantizerException if it cannot be made; the message says why and what to do
   */
  public static Quantizer create(QuantizerSpec spec) {
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
      case FCN -> FcnQuantizer.open(spec.model());
      case AR -> ArQuantizer.open(spec.model());
    };
  }

  /** Makes a quantizer that needs no model. */
  public static Quantizer create(QuantizerKind kind) {
    return create(QuantizerSpec.of(kind));
  }
}
