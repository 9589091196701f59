package org.nnrdoq.host.hm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.nnrdoq.host.Hook;
import org.nnrdoq.host.Insertion;

/** What goes into a tree of HM. The macros are explained in {@code native/hosts/hm}. */
public final class HmHook {
  /** Folder of our headers, and of HM's own. */
  private static final String HEADER_FOLDER = "source/Lib/TLibCommon/";

  /** The hook of HM. */
  public static final Hook HOOK =
      new Hook(
          "HM",
          "hm",
          "the one with 'source' in it",
          new Hook.Releases(
              HEADER_FOLDER + "CommonDef.h",
              Pattern.compile("#define\\s+NV_VERSION\\s+\"([^\"]*)\""),
              Pattern.compile("16\\.(1[5-9]|2[0-6])|17\\.0|18\\.0"),
              "16.20, or another release from 16.15 to 18.0"),
          HEADER_FOLDER,
          List.of(
              "/org/nnrdoq/host/hm/nnrdoq_hm.h",
              "/org/nnrdoq/host/hm/nnrdoq_hm_costs.h",
              "/org/nnrdoq/host/hm/nnrdoq_hm_encoder.h"),
          List.of("nnrdoq_hook.h"),
          insertions());

  private HmHook() {}

  /** Insertions by file, in the order of the file. */
  private static Map<String, List<Insertion>> insertions() {
    Map<String, List<Insertion>> files = new LinkedHashMap<>();
    files.put(
        "source/App/TAppEncoder/TAppEncCfg.h",
        List.of(
            Insertion.after(
                "#include \"TLibCommon/nnrdoq_hm_encoder.h\"",
                "#include\\s+\"TLibCommon/CommonDef\\.h\""),
            Insertion.after("  nnrdoq_hm_encoder nnrdoq;", "virtual\\s+~TAppEncCfg\\s*\\(")));
    files.put(
        "source/App/TAppEncoder/TAppEncCfg.cpp",
        List.of(
            Insertion.after("  NNRDOQ_OPTIONS", "\\(\"SelectiveRDOQ\""),
            Insertion.after(
                "  nnrdoq.configure( &m_useRDOQ, &m_useRDOQTS, m_bitstreamFileName,"
                    + " m_inputFileName, argc, argv );",
                "argv_unhandled\\s*=\\s*po::scanArgv"),
            Insertion.after("  nnrdoq.printTools();", "printf\\s*\\(\"RDQTS:")));
    files.put(
        "source/App/TAppEncoder/encmain.cpp",
        List.of(
            Insertion.before(
                "  cTAppEncTop.nnrdoq.start( \"HM \" NV_VERSION,"
                    + " cTAppEncTop.getTEncTop().getTrQuant() );",
                "clock_t\\s+lBefore"),
            Insertion.after("  cTAppEncTop.nnrdoq.finish();", "printf\\s*\\(\".*Total Time")));
    files.put(
        "source/Lib/TLibCommon/TComTrQuant.h",
        List.of(
            Insertion.after(
                "  struct nnrdoq_hm_encoder* nnrdoq = 0;",
                "estBitsSbacStruct\\s*\\*\\s*m_pcEstBitsSbac\\s*;")));
    files.put(
        "source/Lib/TLibCommon/TComTrQuant.cpp",
        List.of(
            Insertion.after("#include \"nnrdoq_hm.h\"", "#include\\s+\"TComTU\\.h\""),
            Insertion.after(
                "  NNRDOQ_QUANTIZE( rTu, pSrc, pDes, uiAbsSum, compID, cQP )",
                "TComTrQuant::xQuant\\s*\\(",
                "^\\{"),
            Insertion.before(
                "  NNRDOQ_BYPASSED( rdpcmMode != RDPCM_OFF || pcCU->getCUTransquantBypass("
                    + " uiAbsPartIdx ), uiWidth, compID )",
                "TComTrQuant::transformNxN\\s*\\(",
                "if\\s*\\(\\s*rdpcmMode\\s*==\\s*RDPCM_OFF\\s*\\)")));
    files.put(
        "source/Lib/TLibEncoder/TEncSearch.cpp",
        List.of(
            Insertion.after(
                "#include \"TLibCommon/nnrdoq_hm.h\"", "#include\\s+\"TEncSearch\\.h\""),
            Insertion.before(
                "  NNRDOQ_ESTIMATE( true, uiAbsPartIdx, uiWidth, uiHeight, compID )",
                "if\\s*\\(\\s*useTransformSkip\\s*\\?.*getUseRDOQTS"),
            Insertion.before(
                "              NNRDOQ_ESTIMATE( compID != COMPONENT_Cr, uiAbsPartIdx,"
                    + " tuCompRect.width, tuCompRect.height, compID )",
                "if\\s*\\(.*COMPONENT_Cr.*getUseRDOQTS")));
    return files;
  }
}
