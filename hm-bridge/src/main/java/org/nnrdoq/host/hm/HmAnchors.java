package org.nnrdoq.host.hm;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nnrdoq.host.Insertion;

/** Which files of HM get which lines. The macros are explained in {@code native/hosts/hm}. */
final class HmAnchors {
  /** Folder of our headers in an HM tree. */
  static final String HEADER_FOLDER = "source/Lib/TLibCommon/";

  /** Says which release a tree is. */
  static final String VERSION_FILE = HEADER_FOLDER + "CommonDef.h";

  /** The release's number is group 1. */
  static final String VERSION_ANCHOR = "#define\\s+NV_VERSION\\s+\"([^\"]*)\"";

  /** Releases whose anchors are the same; 16.20 is the one that is tested in full. */
  static final List<String> RELEASES =
      List.of(
          "16.15", "16.16", "16.17", "16.18", "16.19", "16.20", "16.21", "16.22", "16.23", "16.24",
          "16.25", "16.26", "17.0", "18.0");

  private HmAnchors() {}

  /** Insertions by file, in the order of the file. */
  static Map<String, List<Insertion>> insertions() {
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
