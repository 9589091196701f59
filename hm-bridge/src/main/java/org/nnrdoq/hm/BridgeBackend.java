package org.nnrdoq.hm;

import java.util.List;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.quantizer.ArQuantizer;
import org.nnrdoq.quantizer.FcnQuantizer;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What may evaluate a network, by the names that hosts use. */
final class BridgeBackend {
  static final String AUTO = "auto";
  static final String KERNEL = "kernel";
  static final String ORT = "ort";
  static final String JAVA = "java";

  private static final Logger LOG = LoggerFactory.getLogger(BridgeBackend.class);
  private static final List<String> ALL = List.of(AUTO, KERNEL, ORT, JAVA);

  private BridgeBackend() {}

  /**
   * The network's image for the compiled kernel, or {@code null} if that is not to run.
   *
   * @throws QuantizerException if the backend is unknown, or cannot run this quantizer
   */
  static byte[] image(Quantizer quantizer, String backend) {
    if (!ALL.contains(backend)) {
      throw new QuantizerException("backend " + backend + ": expected auto, kernel, ort or java");
    }
    IntegerModel model = integerModel(quantizer);
    boolean kernel = backend.equals(KERNEL);
    if (model == null) {
      if (kernel || backend.equals(JAVA)) {
        throw new QuantizerException(
            "backend "
                + backend
                + " runs integer networks only: name an integer model, or leave it"
                + " out");
      }
      return null;
    }
    if (!kernel && !backend.equals(AUTO)) {
      return null;
    }
    try {
      return model.image();
    } catch (ModelException e) {
      if (kernel) {
        throw new QuantizerException("backend kernel: " + e.getMessage(), e);
      }
      LOG.info("{}; backend {} runs", e.getMessage(), name(quantizer));
      return null;
    }
  }

  /** What evaluates the quantizer's network in Java; empty if it has none. */
  static String name(Quantizer quantizer) {
    boolean network = quantizer instanceof FcnQuantizer || quantizer instanceof ArQuantizer;
    return network ? integerModel(quantizer) == null ? ORT : JAVA : "";
  }

  private static IntegerModel integerModel(Quantizer quantizer) {
    if (quantizer instanceof FcnQuantizer fcn) {
      return fcn.integerModel();
    }
    return quantizer instanceof ArQuantizer ar ? ar.integerModel() : null;
  }
}
