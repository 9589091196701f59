package org.nnrdoq.host.kvazaar;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.nnrdoq.host.Hook;
import org.nnrdoq.host.Insertion;

/**
 * What goes into a tree of kvazaar. The functions are explained in {@code native/hosts/kvazaar}.
 */
public final class KvazaarHook {
  /** The hook of kvazaar. */
  public static final Hook HOOK =
      new Hook(
          "kvazaar",
          "kvazaar",
          "the one with 'src' in it",
          new Hook.Releases(
              "src/global.h",
              Pattern.compile("#define\\s+KVZ_VERSION\\s+(\\S+)"),
              Pattern.compile("2\\.3\\.\\d+"),
              "2.3.0 to 2.3.2, or what follows 2.3.2"),
          "src/",
          List.of(
              "/org/nnrdoq/host/nnrdoq_host_costs.h", "/org/nnrdoq/host/kvazaar/nnrdoq_kvazaar.h"),
          List.of(),
          insertions());

  private KvazaarHook() {}

  private static Map<String, List<Insertion>> insertions() {
    Map<String, List<Insertion>> files = new LinkedHashMap<>();
    files.put(
        "src/kvazaar.h",
        List.of(
            Insertion.before(
                "  char *nnrdoq; /*!< \\brief Quantizer of nnrdoq; NULL: off. */",
                "^\\}\\s*kvz_config\\s*;")));
    files.put(
        "src/cfg.c",
        List.of(
            Insertion.after(
                "    FREE_POINTER(cfg->nnrdoq);",
                "^int\\s+kvz_config_destroy\\s*\\(",
                "FREE_POINTER\\s*\\(\\s*cfg->fastrd_learning_outdir_fn\\s*\\)"),
            Insertion.before(
                "  else if OPT(\"nnrdoq\") { FREE_POINTER(cfg->nnrdoq); cfg->nnrdoq = strdup(value); }",
                "else\\s+if\\s+OPT\\(\"fast-bipred\"\\)")));
    files.put(
        "src/cli.c",
        List.of(
            Insertion.after(
                "  { \"nnrdoq\",              required_argument, NULL, 0 },",
                "\\{\\s*\"no-rdoq-skip\"\\s*,"),
            Insertion.after(
                "    \"      --nnrdoq <string>      : Quantize by a network in RDOQ's place [off]\\n\"\n"
                    + "    \"                                   - off, fcn, fcn-nano, ar, FILE.nnq; fcn@0.8\\n\"",
                "Skip RDOQ for 4x4 blocks")));
    files.put(
        "src/encoder.h",
        List.of(
            Insertion.after(
                "  struct nnrdoq_host *nnrdoq; /* NULL: off */",
                "fast_coeff_table_t\\s+fast_coeff_table\\s*;")));
    files.put(
        "src/encoder.c",
        List.of(
            Insertion.before(
                "  if (!nnrdoq_kvazaar_open(encoder)) goto init_failed;",
                "// Disable in-loop filters, sign hiding"),
            Insertion.before(
                "  nnrdoq_kvazaar_close(encoder);",
                "^void\\s+kvz_encoder_control_free\\s*\\(",
                "^\\s*free\\s*\\(\\s*encoder\\s*\\)\\s*;")));
    files.put(
        "src/encoderstate.h",
        List.of(
            Insertion.after("#include \"nnrdoq_host.h\"", "#include\\s+\"kvazaar\\.h\""),
            Insertion.after(
                "  struct { nnrdoq_costs costs[4][2]; uint64_t numbers[4][2]; uint8_t states[4][2][136];"
                    + " nnrdoq_host_tally tally; } nnrdoq;",
                "void\\s*\\*\\s*constraint\\s*;"),
            Insertion.after("#include \"nnrdoq_kvazaar.h\"", "^\\}\\s*encoder_state_t\\s*;")));
    files.put(
        "src/search.c",
        List.of(
            Insertion.after(
                "  nnrdoq_kvazaar_begin(state);",
                "search_cabac\\s*\\.\\s*only_count\\s*=\\s*1\\s*;"),
            Insertion.after(
                "  nnrdoq_kvazaar_end(state);",
                "^void\\s+kvz_search_lcu\\s*\\(",
                "double\\s+cost\\s*=\\s*search_cu\\s*\\(")));
    for (String folder : List.of("generic", "avx2")) {
      files.put(
          "src/strategies/" + folder + "/quant-" + folder + ".c",
          List.of(
              Insertion.before(
                  "  if (nnrdoq_kvazaar_quantize(state, cur_cu, width, color, scan_order, use_trskip,"
                      + " coeff, coeff_out)) {} else",
                  "if\\s*\\(\\s*state->encoder_control->cfg\\.rdoq_enable\\b")));
    }
    return files;
  }
}
