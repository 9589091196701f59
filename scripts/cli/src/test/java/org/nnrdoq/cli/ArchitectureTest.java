package org.nnrdoq.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nnrdoq.cli.exit.ExitCode;

/** The layers, over every module that the command line sees. */
@AnalyzeClasses(packages = "org.nnrdoq", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  /** From top to bottom; each may use those below it. */
  @ArchTest
  static final ArchRule LAYERS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("cli")
          .definedBy("org.nnrdoq.cli..")
          .layer("experiment")
          .definedBy("org.nnrdoq.experiment..")
          .layer("host")
          .definedBy("org.nnrdoq.host..", "org.nnrdoq.bridge..")
          .layer("encoder")
          .definedBy("org.nnrdoq.encoder..")
          .layer("quantizer")
          .definedBy("org.nnrdoq.quantizer..")
          .layer("network")
          .definedBy("org.nnrdoq.network..")
          .layer("hevc")
          .definedBy("org.nnrdoq.hevc..")
          .layer("io")
          .definedBy("org.nnrdoq.io..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("experiment")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("host")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("encoder")
          .mayOnlyBeAccessedByLayers("host", "experiment", "cli")
          .whereLayer("quantizer")
          .mayOnlyBeAccessedByLayers("encoder", "host", "experiment", "cli")
          .whereLayer("network")
          .mayOnlyBeAccessedByLayers("quantizer", "encoder", "host", "experiment", "cli")
          .whereLayer("hevc")
          .mayOnlyBeAccessedByLayers(
              "network", "quantizer", "encoder", "host", "experiment", "cli");

  @ArchTest
  static final ArchRule ONLY_THE_ORT_PACKAGE_KNOWS_ONNX_RUNTIME =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.nnrdoq.network.ort..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  /** The bridge exports callbacks with JavaCPP; the verifier decodes with FFmpeg. */
  @ArchTest
  static final ArchRule ONLY_BRIDGE_AND_VERIFIER_KNOW_JAVACPP =
      noClasses()
          .that()
          .resideOutsideOfPackages("org.nnrdoq.bridge..", "org.nnrdoq.host..")
          .and()
          .haveNameNotMatching("org\\.nnrdoq\\.cli\\.verify\\.StreamVerifier.*")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule NOTHING_HERE_KNOWS_DJL =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.nnrdoq.training..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule THE_LIBRARY_KNOWS_NO_COMMAND_LINE =
      noClasses()
          .that(resideInAnyPackage("org.nnrdoq.."))
          .and()
          .resideOutsideOfPackages(
              "org.nnrdoq.cli..",
              "org.nnrdoq.training..",
              "org.nnrdoq.bridge..",
              "org.nnrdoq.host..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..", "org.knowm..", "javax.swing..");

  @ArchTest
  static final ArchRule THE_LIBRARY_NEITHER_EXITS_NOR_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "org.nnrdoq.cli..",
              "org.nnrdoq.training..",
              "org.nnrdoq.bridge..",
              "org.nnrdoq.host..")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static void theRulesSeeTheModules(JavaClasses classes) {
    assertTrue(
        classes.contain("org.nnrdoq.encoder.embedded.EmbeddedEncoder"), "nnrdoq-core is missing");
    assertTrue(classes.contain(Main.class), "the command line is missing");
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    Path root = Path.of("").toAbsolutePath().resolve("../..").normalize();
    int packages = 0;
    for (String module : List.of("nnrdoq-core", "hm-bridge", "scripts/cli", "scripts/training")) {
      try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/main/java"))) {
        for (Path folder : files.filter(Files::isDirectory).toList()) {
          if (holdsJava(folder)) {
            packages++;
            assertTrue(
                Files.exists(folder.resolve("package-info.java")),
                root.relativize(folder) + ": no package-info.java");
          }
        }
      }
    }
    assertTrue(packages > 10, "looked at " + packages + " packages in " + root);
  }

  private static boolean holdsJava(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(f -> f.toString().endsWith(".java"));
    }
  }

  @Test
  void exitCodesAreDistinct() {
    assertEquals(
        ExitCode.values().length,
        Stream.of(ExitCode.values()).map(ExitCode::code).distinct().count());
  }
}
