package org.nnrdoq.quantizer.shipped;

import java.util.Iterator;
import java.util.ServiceLoader;
import org.nnrdoq.network.KernelModel;
import org.nnrdoq.network.ModelException;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.integer.IntegerNetwork;
import org.nnrdoq.network.integer.IntegerSequentialNetwork;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.list.ListNetwork;
import org.nnrdoq.network.list.ListSequentialNetwork;
import org.nnrdoq.network.model.ModelFile;
import org.nnrdoq.network.ort.OrtNetwork;
import org.nnrdoq.network.ort.OrtSequentialNetwork;
import org.nnrdoq.network.port.RefinementNetwork;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.network.reference.ReferenceNetwork;
import org.nnrdoq.network.reference.ReferenceSequentialNetwork;
import org.nnrdoq.quantizer.KernelProvider;
import org.nnrdoq.quantizer.KernelUnavailableException;
import org.nnrdoq.quantizer.NetworkBackend;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.net.ArQuantizer;
import org.nnrdoq.quantizer.net.FcnQuantizer;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.NOPLogger;

/** Opens models and chooses what runs them. */
final class NetworkQuantizers {
  /** Set to {@code off} by hosts that ask for no log: finding a logger costs their start 25 ms. */
  private static final String LOG_PROPERTY = "nnrdoq.log";

  private static final String SEQUENTIAL = "ar";

  private NetworkQuantizers() {}

  /**
   * Opens a model.
   *
   * @param spec a kind with a network; its model as {@link ModelFile#find} takes it
   * @throws QuantizerException if the model is missing, damaged or of another kind, or the backend
   *     cannot run it
   */
  static Quantizer open(QuantizerSpec spec, NetworkBackend backend) {
    try {
      ModelFile file = find(spec);
      Quantizer quantizer = open(spec, file, backend);
      log()
          .info(
              "opened {} {}: {}, asked for backend {}",
              file.origin(),
              file.info().sha256().substring(0, 8),
              quantizer.describe(),
              backend.id());
      return quantizer;
    } catch (ModelException e) {
      throw new QuantizerException(e.getMessage(), e);
    }
  }

  private static Quantizer open(QuantizerSpec spec, ModelFile file, NetworkBackend backend) {
    String kind = spec.kind().id();
    if (ListModel.isList(file)) {
      return lists(kind, file, spec.strength(), backend);
    }
    return IntegerModel.isInteger(file)
        ? integers(kind, file, spec.strength(), backend)
        : floats(kind, file, spec.strength(), backend);
  }

  /**
   * Opens a model's file and checks that the quantizer can feed it.
   *
   * @param spec a kind with a network
   * @throws ModelException if the model is missing or damaged
   * @throws QuantizerException if it is of another kind, or takes other inputs
   */
  static ModelFile find(QuantizerSpec spec) {
    String kind = spec.kind().id();
    ModelFile file = ModelFile.find(spec.model(), kind);
    if (!file.info().kind().equals(kind)) {
      throw new QuantizerException(
          file.origin()
              + ": a model of kind '"
              + file.info().kind()
              + "': expected '"
              + kind
              + "'");
    }
    checkInputs(file); // before anything runs the file
    return file;
  }

  private static void checkInputs(ModelFile file) {
    try {
      FeatureSet.of(file.info());
    } catch (QuantizerException e) {
      throw new QuantizerException(file.origin() + ": " + e.getMessage(), e);
    }
  }

  private static Quantizer lists(
      String kind, ModelFile file, double strength, NetworkBackend backend) {
    ListModel model = ListModel.of(file);
    if (backend == NetworkBackend.ORT) {
      return ort(kind, file, strength);
    }
    Quantizer compiled = compiled(kind, file, model, strength, backend);
    if (compiled != null) {
      return compiled;
    }
    return isSequential(kind)
        ? sequential(kind, new ListSequentialNetwork(model), strength)
        : refinement(kind, new ListNetwork(model), strength);
  }

  private static Quantizer integers(
      String kind, ModelFile file, double strength, NetworkBackend backend) {
    IntegerModel model = IntegerModel.of(file);
    if (backend == NetworkBackend.ORT) {
      return ort(kind, file, strength);
    }
    Quantizer compiled = compiled(kind, file, model, strength, backend);
    if (compiled != null) {
      return compiled;
    }
    return isSequential(kind)
        ? sequential(kind, new IntegerSequentialNetwork(model), strength)
        : refinement(kind, new IntegerNetwork(model), strength);
  }

  /** A quantizer on the compiled kernel, or {@code null} where plain Java is to run the model. */
  private static Quantizer compiled(
      String kind, ModelFile file, KernelModel model, double strength, NetworkBackend backend) {
    if (backend == NetworkBackend.JAVA) {
      return null;
    }
    try {
      return compiled(kind, model, strength);
    } catch (KernelUnavailableException e) {
      if (backend == NetworkBackend.KERNEL) {
        throw new QuantizerException(
            "backend kernel: " + file.origin() + ": " + e.getMessage() + ", or use backend java",
            e);
      }
      log().info("{} runs in plain Java, not compiled: {}", file.origin(), e.getMessage());
      return null;
    }
  }

  private static Quantizer compiled(String kind, KernelModel model, double strength) {
    ClassLoader loader = KernelProvider.class.getClassLoader(); // a host's thread may have none
    Iterator<KernelProvider> providers =
        ServiceLoader.load(KernelProvider.class, loader).iterator();
    if (!providers.hasNext()) {
      throw new KernelUnavailableException(
          "no compiled kernel is on the class path: add nnrdoq-hm-bridge");
    }
    return providers.next().open(kind, model, strength);
  }

  private static Quantizer floats(
      String kind, ModelFile file, double strength, NetworkBackend backend) {
    return switch (backend) {
      case AUTO, ORT -> ort(kind, file, strength);
      case JAVA ->
          isSequential(kind)
              ? sequential(kind, ReferenceSequentialNetwork.open(file), strength)
              : refinement(kind, ReferenceNetwork.open(file), strength);
      case KERNEL ->
          throw new QuantizerException(
              "backend kernel: "
                  + file.origin()
                  + " is a float model: expected an integer model; convert it with 'nnrdoq"
                  + " integer', or use backend ort");
    };
  }

  private static Quantizer ort(String kind, ModelFile file, double strength) {
    return isSequential(kind)
        ? sequential(kind, OrtSequentialNetwork.open(file), strength)
        : refinement(kind, OrtNetwork.open(file), strength);
  }

  private static Logger log() {
    return "off".equals(System.getProperty(LOG_PROPERTY))
        ? NOPLogger.NOP_LOGGER
        : LoggerFactory.getLogger(NetworkQuantizers.class);
  }

  private static boolean isSequential(String kind) {
    return kind.equals(SEQUENTIAL);
  }

  /** A quantizer that owns the network; the network is closed if there can be none. */
  private static Quantizer sequential(String kind, SequentialNetwork network, double strength) {
    try {
      return new ArQuantizer(kind, network, strength);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /** As {@link #sequential}. */
  private static Quantizer refinement(String kind, RefinementNetwork network, double strength) {
    try {
      return new FcnQuantizer(kind, network, strength);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }
}
