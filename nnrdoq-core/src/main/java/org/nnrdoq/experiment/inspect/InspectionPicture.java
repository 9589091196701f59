package org.nnrdoq.experiment.inspect;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.nnrdoq.io.Frame;

/**
 * Where two quantizers differ: over the picture's luma, blocks in blue where the second costs less
 * and in orange where the first does, the stronger the more; blocks with equal levels in outline.
 * Without positions in a picture: how often each coefficient of a block differs, a panel for each
 * size and component.
 */
public final class InspectionPicture {
  private static final Color SECOND = new Color(0x2f, 0x81, 0xf7);
  private static final Color FIRST = new Color(0xff, 0x8c, 0x1a);
  private static final Color EQUAL = new Color(0x8a, 0x94, 0x9e);

  /** A difference of cost worth so many bits is drawn in full strength. */
  private static final double FULL_BITS = 4;

  private static final int PANEL = 128;
  private static final int GAP = 24;

  private record Mark(
      double x, double y, double size, Color colour, double strength, String title) {}

  private record Label(int x, int y, String text) {}

  private final int width;
  private final int height;
  private final BufferedImage background;
  private final List<Mark> marks = new ArrayList<>();
  private final List<Label> labels = new ArrayList<>();

  private InspectionPicture(int width, int height, BufferedImage background) {
    this.width = width;
    this.height = height;
    this.background = background;
  }

  /**
   * Over a frame.
   *
   * @param source the frame whose blocks were inspected
   * @param cIdx component whose blocks are drawn
   */
  public static InspectionPicture ofFrame(BlockInspector inspector, Frame source, int cIdx) {
    int w = source.width(0);
    int h = source.height(0);
    BufferedImage luma = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    short[] plane = source.plane(0);
    for (int i = 0; i < plane.length; i++) {
      // pale, so that the marks stand out
      int grey = 96 + (plane[i] >> source.format.bitDepth() - 8) / 2;
      luma.setRGB(i % w, i / w, grey << 16 | grey << 8 | grey);
    }
    InspectionPicture picture = new InspectionPicture(w, h, luma);
    for (InspectedBlock k : inspector.blocks()) {
      if (k.block().cIdx() == cIdx) {
        int size = k.block().size() << (cIdx == 0 ? 0 : 1);
        double saved = k.savedBitsWorth();
        boolean equal = k.differing() == 0;
        picture.marks.add(
            new Mark(
                k.x(),
                k.y(),
                size,
                equal ? EQUAL : saved >= 0 ? SECOND : FIRST,
                equal ? 0 : Math.min(0.75, 0.12 + 0.63 * Math.abs(saved) / FULL_BITS),
                String.format(
                    Locale.ROOT,
                    "block %d, %s: %d levels differ, %s saves %.2f bits",
                    k.number(),
                    k.where(),
                    k.differing(),
                    inspector.secondName(),
                    saved)));
      }
    }
    return picture;
  }

  /** By position in the block. */
  public static InspectionPicture ofPositions(BlockInspector inspector) {
    InspectionPicture picture =
        new InspectionPicture(4 * (PANEL + GAP) + GAP, 2 * (PANEL + GAP) + GAP, null);
    for (int log2 = 2; log2 <= 5; log2++) {
      for (int channel = 0; channel < 2; channel++) {
        picture.panel(inspector, log2, channel);
      }
    }
    return picture;
  }

  private void panel(BlockInspector inspector, int log2, int channel) {
    int left = GAP + (log2 - 2) * (PANEL + GAP);
    int top = GAP + channel * (PANEL + GAP);
    int n = 1 << log2;
    String name = n + "x" + n + (channel == 0 ? " luma" : " chroma");
    long blocks =
        inspector.blocks().stream()
            .filter(k -> k.block().log2TrafoSize() == log2)
            .filter(k -> k.block().cIdx() == 0 == (channel == 0))
            .count();
    labels.add(new Label(left, top - 6, name + ", " + blocks));
    marks.add(new Mark(left, top, PANEL, EQUAL, 0, name));
    long[] counts = inspector.differences(log2, channel);
    double cell = (double) PANEL / n;
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        double share = (double) counts[i] / blocks;
        marks.add(
            new Mark(
                left + i % n * cell,
                top + i / n * cell,
                cell,
                SECOND,
                Math.min(1, 0.08 + 3 * share),
                String.format(
                    Locale.ROOT,
                    "%s, column %d, row %d: differs in %.2f %% of %d blocks",
                    name,
                    i % n,
                    i / n,
                    100 * share,
                    blocks)));
      }
    }
  }

  /** As SVG that needs nothing else; blocks tell their figures when pointed at. */
  public String svg() throws IOException {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\">%n",
            width,
            height,
            Math.max(width, 960)));
    if (background == null) {
      out.append(
          String.format(
              Locale.ROOT, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>%n", width, height));
    } else {
      ByteArrayOutputStream png = new ByteArrayOutputStream();
      ImageIO.write(background, "png", png);
      out.append(
          String.format(
              Locale.ROOT,
              "<image width=\"%d\" height=\"%d\" href=\"data:image/png;base64,%s\"/>%n",
              width,
              height,
              Base64.getEncoder().encodeToString(png.toByteArray())));
    }
    for (Mark m : marks) {
      String rgb = String.format(Locale.ROOT, "#%06x", m.colour.getRGB() & 0xffffff);
      out.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\""
                  + " fill-opacity=\"%.2f\" stroke=\"%s\" stroke-width=\"0.3\"><title>%s</title>"
                  + "</rect>%n",
              m.x,
              m.y,
              m.size,
              m.size,
              rgb,
              m.strength,
              rgb,
              m.title));
    }
    for (Label l : labels) {
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" font-family=\"sans-serif\" font-size=\"11\">%s</text>%n",
              l.x,
              l.y,
              l.text));
    }
    return out.append("</svg>\n").toString();
  }

  /** As PNG, enlarged by a whole factor to about a thousand pixels; without labels. */
  public byte[] png() throws IOException {
    int zoom = Math.max(1, Math.min(8, 1000 / width));
    BufferedImage image =
        new BufferedImage(width * zoom, height * zoom, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setColor(Color.WHITE);
      g.fillRect(0, 0, image.getWidth(), image.getHeight());
      if (background != null) {
        g.drawImage(background, 0, 0, image.getWidth(), image.getHeight(), null);
      }
      for (Mark m : marks) {
        int x = (int) Math.round(m.x * zoom);
        int y = (int) Math.round(m.y * zoom);
        int size = (int) Math.round(m.size * zoom);
        Color c = m.colour;
        int alpha = (int) Math.round(255 * m.strength);
        g.setColor(new Color(c.getRed(), c.getGreen(), c.getBlue(), alpha));
        g.fillRect(x, y, size, size);
        g.setColor(new Color(c.getRed(), c.getGreen(), c.getBlue(), 140));
        g.drawRect(x, y, size - 1, size - 1);
      }
    } finally {
      g.dispose();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  /** By the file's ending, SVG or PNG. */
  public byte[] bytes(String fileName) throws IOException {
    return fileName.toLowerCase(Locale.ROOT).endsWith(".svg")
        ? svg().getBytes(StandardCharsets.UTF_8)
        : png();
  }
}
