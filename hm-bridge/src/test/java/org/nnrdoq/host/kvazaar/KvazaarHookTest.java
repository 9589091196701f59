package org.nnrdoq.host.kvazaar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.host.Hook;
import org.nnrdoq.host.MarkedText;
import org.nnrdoq.host.PatchException;
import org.nnrdoq.host.TreePatcher;

/** The hook on a small tree of our own making that carries kvazaar's anchors and nothing else. */
class KvazaarHookTest {
  private static final String GENERIC = "src/strategies/generic/quant-generic.c";
  private static final String SEARCH = "src/search.c";
  private static final String CFG = "src/cfg.c";

  @TempDir Path tree;

  @BeforeEach
  void makeTree() throws IOException {
    write("src/global.h", "#define KVZ_VERSION 2.3.2 // ours\n");
    write("src/kvazaar.h", "typedef struct\n{\n  int one;\n} kvz_config ;\n");
    write(
        CFG,
        "int kvz_config_destroy( void )\n{\n  FREE_POINTER( cfg->fastrd_learning_outdir_fn ); // 1\n}\n"
            + "other\n  FREE_POINTER( cfg->fastrd_learning_outdir_fn ); // 2\n"
            + "  else if OPT(\"fast-bipred\") one();\n");
    write(
        "src/cli.c",
        "  {\"no-rdoq-skip\", 0},\n  {0}\n  \"(Skip RDOQ for 4x4 blocks)\"\n  \"more\"\n");
    write("src/encoder.h", "{\n  fast_coeff_table_t fast_coeff_table ;\n}\n");
    write(
        "src/encoder.c",
        "  // Disable in-loop filters, sign hiding: a comment\n  free( encoder );\n"
            + "void kvz_encoder_control_free( void )\n{\n  free( encoder );\n}\n");
    write(
        "src/encoderstate.h",
        "#include  \"kvazaar.h\"\n{\n  void *constraint;\n}  encoder_state_t;\n");
    // a byte that is no UTF-8, as in the real one
    write(
        SEARCH,
        "// 4\u00d74\nvoid kvz_search_lcu( int x )\n{\n  s.search_cabac.only_count = 1;\n"
            + "  double cost = search_cu( x );\n}\n");
    String quantize = "  if ( state->encoder_control->cfg.rdoq_enable ) {\n  } else {\n  }\n";
    write(GENERIC, quantize);
    write("src/strategies/avx2/quant-avx2.c", quantize);
  }

  @Test
  void patchAndRevert_restoreEveryByte() throws Exception {
    Map<String, String> released = snapshot();
    TreePatcher patcher = new TreePatcher(KvazaarHook.HOOK, tree, Path.of("/some/libnnrdoq.so"));
    assertEquals(TreePatcher.State.UNPATCHED, patcher.patch().state());
    assertEquals(TreePatcher.State.PATCHED, patcher.check().state());
    assertEquals(
        released.size() + Hook.COMMON_HEADERS.size() + KvazaarHook.HOOK.headers().size() + 1,
        snapshot().size());
    patcher.revert();
    assertEquals(released, snapshot());
  }

  @Test
  void patch_putsLinesAtTheirAnchors() throws Exception {
    new TreePatcher(KvazaarHook.HOOK, tree, null).patch();
    Map<String, String> patched = snapshot();
    String begin = "// nnrdoq begin: inserted by nnrdoq kvazaar patch\n";
    assertTrue(
        patched.get(GENERIC).startsWith(begin + "  if (nnrdoq_kvazaar_quantize("),
        patched.get(GENERIC));
    assertTrue(
        patched.get(CFG).contains("; // 1\n" + begin + "    FREE_POINTER(cfg->nnrdoq);\n"),
        patched.get(CFG));
    String encoder = patched.get("src/encoder.c");
    assertTrue(
        encoder.indexOf("nnrdoq_kvazaar_close") > encoder.indexOf("kvz_encoder_control_free"),
        encoder);
    String search = patched.get(SEARCH);
    assertTrue(search.indexOf("_begin(state)") < search.indexOf("search_cu("), search);
    assertTrue(search.indexOf("_end(state)") > search.indexOf("search_cu("), search);
  }

  /** What an encoder takes in has to be read, and kept up, by the people who keep the encoder. */
  @Test
  void hookAndPatch_areNoMoreThan180Lines() throws Exception {
    new TreePatcher(KvazaarHook.HOOK, tree, null).patch();
    long lines = snapshot().get("src/nnrdoq_kvazaar.h").lines().count();
    for (Map.Entry<String, String> file : snapshot().entrySet()) {
      boolean inside = false;
      for (String line : file.getValue().lines().toList()) {
        inside |= line.startsWith(MarkedText.BEGIN);
        lines += inside ? 1 : 0;
        inside &= !line.equals(MarkedText.END);
      }
    }
    assertTrue(lines <= 180, lines + " lines");
  }

  @Test
  void patch_refusesAnotherRelease() throws Exception {
    write("src/global.h", "#define KVZ_VERSION 2.2.0\n");
    Map<String, String> before = snapshot();
    TreePatcher patcher = new TreePatcher(KvazaarHook.HOOK, tree, null);
    PatchException e = assertThrows(PatchException.class, patcher::patch);
    for (String part : List.of("src/global.h", "kvazaar 2.2.0", "2.3.0 to 2.3.2")) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertEquals(before, snapshot());
  }

  private void write(String file, String content) throws IOException {
    Path path = tree.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content, StandardCharsets.ISO_8859_1);
  }

  private Map<String, String> snapshot() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(tree)) {
      for (Path p : walk.filter(Files::isRegularFile).toList()) {
        contents.put(
            tree.relativize(p).toString(), Files.readString(p, StandardCharsets.ISO_8859_1));
      }
    }
    return contents;
  }
}
