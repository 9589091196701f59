/**
 * nnrdoq inside native encoders: the callbacks that they enter, the kernel that runs networks for
 * Java, and HM and kvazaar as encoders of a comparison.
 *
 * <p>Nobody needs its types by name: with this module beside {@code org.nnrdoq.core}, {@link
 * org.nnrdoq.quantizer.shipped.Quantizers} finds the kernel and {@link
 * org.nnrdoq.encoder.EncoderProvider} the hosts. {@link org.nnrdoq.bridge.BridgeLibrary} says where
 * the native library lies.
 *
 * @since 1.0
 */
module org.nnrdoq.bridge {
  requires transitive org.nnrdoq.core;
  requires jdk.unsupported;
  requires org.bytedeco.javacpp;
  requires org.slf4j;

  exports org.nnrdoq.bridge;

  provides org.nnrdoq.encoder.EncoderProvider with
      org.nnrdoq.host.hm.HmEncoderProvider,
      org.nnrdoq.host.kvazaar.KvazaarEncoderProvider;
  provides org.nnrdoq.quantizer.KernelProvider with
      org.nnrdoq.bridge.BridgeKernelProvider;
}
