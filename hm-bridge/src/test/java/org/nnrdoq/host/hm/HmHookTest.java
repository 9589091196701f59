package org.nnrdoq.host.hm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nnrdoq.host.MarkedText;
import org.nnrdoq.host.PatchException;
import org.nnrdoq.host.TreePatcher;

/** The patcher on small trees of our own making that carry HM's anchors and nothing else of it. */
class HmHookTest {
  private static final String TR_QUANT = "source/Lib/TLibCommon/TComTrQuant.cpp";
  private static final String SEARCH = "source/Lib/TLibEncoder/TEncSearch.cpp";
  private static final String TR_QUANT_HEADER = "source/Lib/TLibCommon/TComTrQuant.h";
  private static final String CFG_HEADER = "source/App/TAppEncoder/TAppEncCfg.h";
  private static final String CFG = "source/App/TAppEncoder/TAppEncCfg.cpp";
  private static final String MAIN = "source/App/TAppEncoder/encmain.cpp";
  private static final String COMMON_DEF = "source/Lib/TLibCommon/CommonDef.h";

  @TempDir Path tree;

  @BeforeEach
  void makeTree() throws IOException {
    write(COMMON_DEF, "#pragma once\n#define NV_VERSION \"16.20\" // version\n");
    write(
        CFG_HEADER,
        "#include \"TLibCommon/CommonDef.h\"\nclass TAppEncCfg\n{\npublic:\n  TAppEncCfg();\n"
            + "  virtual ~TAppEncCfg();\n};\n");
    write(
        TR_QUANT_HEADER,
        "class TComTrQuant\n{\npublic:\n  estBitsSbacStruct* m_pcEstBitsSbac;\n};\n");
    write(
        CFG,
        "#include <string>\n#include \"TAppEncCfg.h\"\nint parse() {\n  opts\n"
            + "  (\"SelectiveRDOQ\", selective, false)\n  ;\n"
            + "  const L& argv_unhandled = po::scanArgv(opts);\n  printf(\"RDQTS:%d \", 1);\n}\n");
    write(
        MAIN,
        "#include \"TAppEncTop.h\"\nint main() {\n  clock_t lBefore = clock();\n  work();\n"
            + "  printf(\"\\n Total Time: %f\", 0.);\n}"); // no line end at the end
    // another line end and a byte that is no UTF-8, as in some releases
    write(
        TR_QUANT,
        "#include \"TComTU.h\"\r\n// \u00e9\r\nvoid TComTrQuant::xQuant( int a )\r\n{\r\n"
            + "  body();\r\n}\r\n"
            + "void TComTrQuant::transformNxN( int a )\r\n{\r\n  if (rdpcmMode == RDPCM_OFF)\r\n"
            + "  {\r\n  }\r\n}\r\nvoid other()\r\n{\r\n}\r\n");
    write(
        SEARCH,
        "#include \"TEncSearch.h\"\nvoid a()\n{\n"
            + "  if( useTransformSkip ? c->getUseRDOQTS() : c->getUseRDOQ() )\n  {\n  }\n"
            + "  if ((id != COMPONENT_Cr) && (c->getUseRDOQTS()))\n  {\n  }\n}\n");
  }

  @Test
  void patchAndRevert_restoreEveryByte() throws Exception {
    Map<String, String> pristine = snapshot();
    TreePatcher patcher =
        new TreePatcher(HmHook.HOOK, tree, Path.of("/lib with \"quotes\"/libnnrdoq.so"));
    assertEquals(TreePatcher.State.UNPATCHED, patcher.check().state());
    assertEquals(pristine, snapshot(), "check must not write");

    patcher.patch();
    Map<String, String> patched = snapshot();
    assertEquals(TreePatcher.State.PATCHED, patcher.check().state());
    assertEquals(pristine.size() + 11, patched.size(), "eleven headers are new");
    assertTrue(
        patched
            .get("source/Lib/TLibCommon/nnrdoq_config.h")
            .contains("\"/lib with \\\"quotes\\\"/libnnrdoq.so\""));

    patcher.revert();
    assertEquals(pristine, snapshot());
    patcher.revert();
    assertEquals(pristine, snapshot(), "reverting twice changes nothing");
  }

  @Test
  void patch_putsLinesAtTheirAnchors() throws Exception {
    new TreePatcher(HmHook.HOOK, tree, null).patch();
    String quant = snapshot().get(TR_QUANT);
    assertTrue(
        quant.contains(
            "{\r\n"
                + HmHook.HOOK.begin()
                + "\r\n  NNRDOQ_QUANTIZE( rTu, pSrc, pDes, uiAbsSum, compID, cQP )\r\n"
                + MarkedText.END
                + "\r\n  body();"),
        quant);
    assertTrue(quant.contains(MarkedText.END + "\r\n  if (rdpcmMode == RDPCM_OFF)"), quant);
    String main = snapshot().get(MAIN);
    assertTrue(main.indexOf("nnrdoq.start") < main.indexOf("lBefore"), main);
    assertTrue(main.indexOf("nnrdoq.finish") > main.indexOf("Total Time"), main);
    String search = snapshot().get(SEARCH);
    assertTrue(
        search.indexOf("NNRDOQ_ESTIMATE( true") < search.indexOf("useTransformSkip ?"), search);
  }

  @Test
  void patch_isIdempotent() throws Exception {
    TreePatcher patcher = new TreePatcher(HmHook.HOOK, tree, null);
    patcher.patch();
    Map<String, String> once = snapshot();
    assertEquals(TreePatcher.State.PATCHED, patcher.patch().state());
    assertEquals(once, snapshot());
  }

  @Test
  void patch_bringsAnOlderPatchUpToDate() throws Exception {
    TreePatcher patcher = new TreePatcher(HmHook.HOOK, tree, null);
    patcher.patch();
    Map<String, String> current = snapshot();
    write(SEARCH, current.get(SEARCH).replace("NNRDOQ_ESTIMATE( true", "NNRDOQ_OLDER( true"));
    write("source/Lib/TLibCommon/nnrdoq_hm.h", "// older\n");
    write("source/Lib/TLibCommon/nnrdoq_hook.h", "// of a version that had it\n");
    assertEquals(TreePatcher.State.OUTDATED, patcher.check().state());
    patcher.patch();
    assertEquals(current, snapshot());
  }

  @Test
  void revert_takesOutAnOlderPatchToo() throws Exception {
    Map<String, String> pristine = snapshot();
    TreePatcher patcher = new TreePatcher(HmHook.HOOK, tree, null);
    patcher.patch();
    write("source/Lib/TLibCommon/nnrdoq_hook.h", "// of a version that had it\n");
    patcher.revert();
    assertEquals(pristine, snapshot());
  }

  /** HM's makefiles look at sources only: one that is as old as before is not compiled again. */
  @Test
  void patch_renewsAllFiles_whenAHeaderIsNew() throws Exception {
    TreePatcher patcher = new TreePatcher(HmHook.HOOK, tree, null);
    patcher.patch();
    FileTime old = FileTime.fromMillis(1_000_000_000_000L);
    Files.setLastModifiedTime(tree.resolve(TR_QUANT), old);
    patcher.patch();
    assertEquals(old, Files.getLastModifiedTime(tree.resolve(TR_QUANT)), "nothing was new");
    write("source/Lib/TLibCommon/nnrdoq_host.h", "// older\n");
    patcher.patch();
    assertNotEquals(old, Files.getLastModifiedTime(tree.resolve(TR_QUANT)));
  }

  @Test
  void patch_keepsChangesOfTheUserOutsideTheMarkers() throws Exception {
    TreePatcher patcher = new TreePatcher(HmHook.HOOK, tree, null);
    patcher.patch();
    write(TR_QUANT, snapshot().get(TR_QUANT).replace("body();", "body(); mine();"));
    assertEquals(TreePatcher.State.PATCHED, patcher.check().state());
    patcher.revert();
    assertTrue(snapshot().get(TR_QUANT).contains("mine();"));
  }

  @Test
  void patch_refusesAMissingAnchor_namingFileAndAnchor() throws Exception {
    write(SEARCH, snapshot().get(SEARCH).replace("COMPONENT_Cr", "COMPONENT_V"));
    assertRefused(SEARCH, "COMPONENT_Cr", "is not found");
  }

  @Test
  void patch_refusesAnAmbiguousAnchor() throws Exception {
    write(MAIN, snapshot().get(MAIN) + "\nclock_t lBefore;\n");
    assertRefused(MAIN, "lBefore", "matches 2 lines");
  }

  @Test
  void patch_refusesAMissingFile() throws Exception {
    Files.delete(tree.resolve(TR_QUANT));
    assertRefused(TR_QUANT, "no such file", "top folder");
  }

  @Test
  void patch_refusesAnotherRelease() throws Exception {
    write(COMMON_DEF, "#define NV_VERSION \"15.0\"\n");
    assertRefused(COMMON_DEF, "15.0", "16.20");
  }

  @Test
  void patch_refusesMarkersThatDoNotPair() throws Exception {
    new TreePatcher(HmHook.HOOK, tree, null).patch();
    String main = snapshot().get(MAIN);
    write(MAIN, main.substring(0, main.lastIndexOf(MarkedText.END)));
    assertRefused(MAIN, "markers", "do not pair up");
  }

  @Test
  void check_saysWhy_whenTheTreeIsUnknown() throws Exception {
    write(SEARCH, snapshot().get(SEARCH).replace("COMPONENT_Cr", "COMPONENT_V"));
    TreePatcher.Report report = new TreePatcher(HmHook.HOOK, tree, null).check();
    assertEquals(TreePatcher.State.UNKNOWN, report.state());
    assertTrue(report.problem().contains("COMPONENT_Cr"), report.problem());
    assertEquals(null, report.release());
  }

  @Test
  void revert_restoresEveryByte_whenTheTreeIsNoLongerKnown() throws Exception {
    TreePatcher patcher = new TreePatcher(HmHook.HOOK, tree, null);
    patcher.patch();
    write(SEARCH, snapshot().get(SEARCH).replace("COMPONENT_Cr", "COMPONENT_V"));
    write(COMMON_DEF, "#define NV_VERSION \"mine\"\n");
    assertEquals(TreePatcher.State.UNKNOWN, patcher.revert().state());
    for (Map.Entry<String, String> e : snapshot().entrySet()) {
      assertFalse(e.getKey().contains("nnrdoq"), e.getKey());
      assertFalse(e.getValue().contains("nnrdoq"), e.getKey());
    }
    assertThrows(PatchException.class, patcher::revert, "nothing of ours is left");
  }

  @Test
  void patch_changesNothing_whenAFileCannotBeWritten() throws Exception {
    Map<String, String> before = snapshot();
    // a folder where the last file's temporary one would be
    Files.createDirectories(tree.resolve("source/Lib/TLibCommon/nnrdoq_config.h.nnrdoq.part"));
    assertThrows(IOException.class, () -> new TreePatcher(HmHook.HOOK, tree, null).patch());
    assertEquals(before, snapshot());
  }

  private void assertRefused(String... parts) throws Exception {
    Map<String, String> before = snapshot();
    PatchException e =
        assertThrows(PatchException.class, () -> new TreePatcher(HmHook.HOOK, tree, null).patch());
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
    assertFalse(e.getMessage().contains("\n"));
    assertEquals(before, snapshot(), "a refused tree must stay as it is");
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
