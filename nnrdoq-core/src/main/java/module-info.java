/**
 * nnrdoq as a library: quantizers, networks, the price of residual syntax, an embedded HEVC intra
 * encoder, and the results of comparisons.
 *
 * <p>The exported packages are the API. What they offer stays within a major version; everything
 * else may change with any release, also where it is public. A package that is exported to {@code
 * org.nnrdoq.bridge} alone is not API.
 *
 * @since 1.0
 */
@SuppressWarnings({
  "requires-automatic", // the jar of ONNX Runtime has a name, but no descriptor
  "module" // the bridge is built after this module
})
module org.nnrdoq.core {
  requires java.logging; // ONNX Runtime logs with it
  requires com.fasterxml.jackson.annotation;
  requires com.fasterxml.jackson.core;
  requires com.fasterxml.jackson.databind;
  requires com.fasterxml.jackson.dataformat.yaml;
  requires com.microsoft.onnxruntime;
  requires java.desktop;
  requires jdk.management;
  requires jdk.unsupported;
  requires org.slf4j;

  exports org.nnrdoq.encoder;
  exports org.nnrdoq.experiment.bd;
  exports org.nnrdoq.experiment.report;
  exports org.nnrdoq.experiment.result;
  exports org.nnrdoq.hevc;
  exports org.nnrdoq.hevc.cabac;
  exports org.nnrdoq.hevc.rate;
  exports org.nnrdoq.io;
  exports org.nnrdoq.network;
  exports org.nnrdoq.quantizer;
  exports org.nnrdoq.quantizer.shipped;
  exports org.nnrdoq.network.model to
      org.nnrdoq.bridge;
  exports org.nnrdoq.quantizer.net to
      org.nnrdoq.bridge;

  uses org.nnrdoq.quantizer.KernelProvider;

  provides org.nnrdoq.encoder.EncoderProvider with
      org.nnrdoq.encoder.embedded.EmbeddedEncoderProvider;
}
