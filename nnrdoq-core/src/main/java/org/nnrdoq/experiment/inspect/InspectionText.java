package org.nnrdoq.experiment.inspect;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.nnrdoq.hevc.transform.Scaling;
import org.nnrdoq.quantizer.BlockParameters;

/** What an inspection found, as text for a terminal. */
public final class InspectionText {
  private final BlockInspector inspector;

  public InspectionText(BlockInspector inspector) {
    this.inspector = inspector;
  }

  /** Blocks, bits and costs by size and component. */
  public String summary() {
    StringBuilder out = new StringBuilder();
    String a = inspector.firstName();
    String b = inspector.secondName();
    out.append(
        String.format(
            Locale.ROOT,
            "%d blocks, %d do not round to zero%n%n%-13s %7s %7s %12s %12s %8s %10s%n",
            inspector.seen(),
            inspector.blocks().size(),
            "",
            "blocks",
            "differ",
            a + " bits",
            b + " bits",
            "saved",
            "J saved"));
    for (int log2 = 2; log2 <= 5; log2++) {
      for (int channel = 0; channel < 2; channel++) {
        int size = log2;
        boolean luma = channel == 0;
        String name = (1 << log2) + "x" + (1 << log2) + (luma ? " luma" : " chroma");
        line(out, name, k -> k.block().log2TrafoSize() == size && k.block().cIdx() == 0 == luma);
      }
    }
    line(out, "all", k -> true);
    out.append("J saved: of the cost D + lambda R of ").append(a);
    out.append(", percent; context states as before each block\n");
    return out.toString();
  }

  private void line(StringBuilder out, String name, Predicate<InspectedBlock> kind) {
    List<InspectedBlock> blocks = inspector.blocks().stream().filter(kind).toList();
    if (blocks.isEmpty()) {
      return;
    }
    double firstBits = blocks.stream().mapToDouble(k -> k.first().bits()).sum();
    double secondBits = blocks.stream().mapToDouble(k -> k.second().bits()).sum();
    double firstCost = blocks.stream().mapToDouble(k -> k.first().cost()).sum();
    double secondCost = blocks.stream().mapToDouble(k -> k.second().cost()).sum();
    out.append(
        String.format(
            Locale.ROOT,
            "%-13s %7d %7d %12.1f %12.1f %8s %10s%n",
            name,
            blocks.size(),
            blocks.stream().filter(k -> k.differing() > 0).count(),
            firstBits,
            secondBits,
            share(firstBits - secondBits, firstBits, 2),
            share(firstCost - secondCost, firstCost, 3)));
  }

  private static String share(double part, double whole, int digits) {
    return whole > 0
        ? String.format(Locale.ROOT, "%." + digits + "f%%", 100 * part / whole)
        : "n/a";
  }

  /** The blocks where the costs differ most, either way. */
  public String largest(int count) {
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "%8s  %-18s %6s %18s %18s %14s%n",
            "block",
            "",
            "differ",
            inspector.firstName() + " bits, D",
            inspector.secondName() + " bits, D",
            "saved in bits"));
    inspector.blocks().stream()
        .filter(k -> k.differing() > 0)
        .sorted(
            Comparator.comparingDouble((InspectedBlock k) -> -Math.abs(k.savedBitsWorth()))
                .thenComparing(InspectedBlock::number))
        .limit(count)
        .forEach(
            k ->
                out.append(
                    String.format(
                        Locale.ROOT,
                        "%8d  %-18s %6d %9.1f %8.0f %9.1f %8.0f %14.2f%n",
                        k.number(),
                        k.where(),
                        k.differing(),
                        k.first().bits(),
                        k.first().distortion(),
                        k.second().bits(),
                        k.second().distortion(),
                        k.savedBitsWorth())));
    out.append("saved in bits: difference of D + lambda R, divided by lambda\n");
    return out.toString();
  }

  /** Coefficients in steps and both quantizers' levels, over the rectangle that holds them. */
  public String block(BlockInspector.Detail detail) {
    InspectedBlock k = detail.block();
    BlockParameters p = k.block();
    StringBuilder out = new StringBuilder();
    out.append(
        String.format(
            Locale.ROOT,
            "block %d: %s, %s, Qp' %d, lambda %.2f, scan %s%s%s%n",
            k.number(),
            k.where(),
            p.predMode().name().toLowerCase(Locale.ROOT),
            p.qp(),
            p.lambda(),
            List.of("diagonal", "horizontal", "vertical").get(p.scanIdx()),
            p.transformSkip() ? ", transform skip" : "",
            p.signHiding() ? ", sign hiding" : ""));
    side(out, inspector.firstName(), k.first());
    side(out, inspector.secondName(), k.second());
    out.append(
        String.format(Locale.ROOT, "saved: %.2f bits at equal cost%n%n", k.savedBitsWorth()));
    grid(out, detail);
    return out.toString();
  }

  private static void side(StringBuilder out, String name, InspectedBlock.Side s) {
    out.append(
        String.format(
            Locale.ROOT,
            "  %-7s %4d levels, %8.2f bits, D %10.1f, J %10.1f%n",
            name,
            s.nonZero(),
            s.bits(),
            s.distortion(),
            s.cost()));
  }

  private void grid(StringBuilder out, BlockInspector.Detail detail) {
    BlockParameters p = detail.block().block();
    int n = p.size();
    double step =
        Math.scalb(1.0, Scaling.qBits(p.log2TrafoSize(), p.qp(), p.bitDepth()))
            / Scaling.quantScale(p.qp());
    int columns = 1;
    int rows = 1;
    for (int i = 0; i < n * n; i++) {
      if (Math.abs(detail.coefficients()[i]) >= step / 2
          || detail.first()[i] != 0
          || detail.second()[i] != 0) {
        columns = Math.max(columns, i % n + 1);
        rows = Math.max(rows, i / n + 1);
      }
    }
    int width = Math.max(6 * columns, 24);
    out.append(
        String.format(
            Locale.ROOT,
            "%-" + width + "s | %-" + width + "s | %s%n",
            "coefficients / step",
            inspector.firstName(),
            inspector.secondName() + " (* differs)"));
    for (int y = 0; y < rows; y++) {
      StringBuilder u = new StringBuilder();
      StringBuilder a = new StringBuilder();
      StringBuilder b = new StringBuilder();
      for (int x = 0; x < columns; x++) {
        int i = y * n + x;
        u.append(String.format(Locale.ROOT, "%6.2f", detail.coefficients()[i] / step));
        a.append(String.format(Locale.ROOT, "%5d ", detail.first()[i]));
        boolean differs = detail.first()[i] != detail.second()[i];
        b.append(String.format(Locale.ROOT, "%5d%s", detail.second()[i], differs ? "*" : " "));
      }
      String line = String.format(Locale.ROOT, "%-" + width + "s | %-" + width + "s | %s", u, a, b);
      out.append(line.stripTrailing()).append('\n');
    }
  }
}
