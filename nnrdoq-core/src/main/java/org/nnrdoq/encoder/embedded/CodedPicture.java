package org.nnrdoq.encoder.embedded;

import org.nnrdoq.io.Frame;

/**
 * One encoded picture.
 *
 * @param stream its NAL units in the byte stream format, parameter sets included
 * @param recon what a decoder shows; {@code null} unless asked for
 * @param psnrY luma PSNR in dB over the visible samples; infinite if lossless
 * @param psnrU Cb PSNR in dB
 * @param psnrV Cr PSNR in dB
 */
public record CodedPicture(byte[] stream, Frame recon, double psnrY, double psnrU, double psnrV) {}
