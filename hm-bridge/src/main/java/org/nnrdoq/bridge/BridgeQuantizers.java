package org.nnrdoq.bridge;

import java.nio.file.Path;
import java.util.Arrays;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.quantizer.BlockParameters;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerKind;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.shipped.Quantizers;

/** Quantizers by the names a host may use. */
final class BridgeQuantizers {
  // The values of nnrdoq_zero_rule.
  private static final int ZERO_UNKNOWN = 0;
  private static final int ZERO_DEAD_ZONE = 1;
  private static final int ZERO_NEAREST = 2;

  private BridgeQuantizers() {}

  /**
   * {@code null} for {@code none}.
   *
   * @param backend what is to run a network, by its {@link NetworkBackend#id}
   * @param strength as in {@link QuantizerSpec}
   */
  static Quantizer create(String name, Path model, String backend, double strength) {
    boolean isOurs = !name.equals("none") && !name.equals("empty") && !name.startsWith("class:");
    if (!isOurs && strength != 1) {
      throw new QuantizerException("quantizer " + name + " has no strength: leave it out");
    }
    if (name.equals("none")) {
      return null;
    }
    if (name.equals("empty")) {
      return new Empty();
    }
    if (name.startsWith("class:")) {
      return instantiate(name.substring("class:".length()));
    }
    QuantizerKind kind = QuantizerKind.parse(name);
    NetworkBackend runs = NetworkBackend.parse(backend);
    if (runs != NetworkBackend.AUTO && !kind.usesNetwork()) {
      throw new QuantizerException(
          "quantizer " + name + " has no network: leave out backend " + backend);
    }
    return Quantizers.create(
        new QuantizerSpec(kind, model, strength),
        runs == NetworkBackend.AUTO ? NetworkBackend.chosen() : runs);
  }

  /** What is certain about all-zero blocks: see {@code nnrdoq_zero_rule}. */
  static int zeroRule(String name) {
    if (name.equals("sq")) {
      return ZERO_DEAD_ZONE;
    }
    boolean unknown = name.equals("none") || name.equals("empty") || name.startsWith("class:");
    return unknown ? ZERO_UNKNOWN : ZERO_NEAREST;
  }

  private static Quantizer instantiate(String className) {
    try {
      Class<?> type =
          Class.forName(className, true, Thread.currentThread().getContextClassLoader());
      return type.asSubclass(Quantizer.class).getConstructor().newInstance();
    } catch (ReflectiveOperationException | ClassCastException e) {
      throw new QuantizerException(
          "quantizer class:"
              + className
              + ": expected a public class on the class path (see NNRDOQ_CLASS_PATH) with a public"
              + " constructor without parameters that implements Quantizer: "
              + e,
          e);
    }
  }

  /** Zeroes every block: the cost of the way and nothing else. */
  private static final class Empty implements Quantizer {
    @Override
    public String name() {
      return "empty";
    }

    @Override
    public boolean needsEntropyCosts() {
      return false;
    }

    @Override
    public Workspace newWorkspace() {
      return new Workspace() {};
    }

    @Override
    public int quantize(
        BlockParameters block,
        int[] coefficients,
        EntropyCosts costs,
        int[] levels,
        Workspace workspace) {
      Arrays.fill(levels, 0, block.coefficients(), 0);
      return 0;
    }
  }
}
