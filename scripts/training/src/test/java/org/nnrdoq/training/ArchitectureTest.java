package org.nnrdoq.training;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchRule;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The rules that keep the parts of the project apart, over the classes of all modules. It stands in
 * the last module of the build because only there all of them exist.
 */
@AnalyzeClasses(locations = ArchitectureTest.AllModules.class)
class ArchitectureTest {
  private static final int MAX_TYPES = 25;

  /** Nested ones counted too. */
  private static final int MAX_API_TYPES = 120;

  private static final int MAX_JAVA_LINES = 400;
  private static final int MAX_NATIVE_LINES = 450;

  private static final List<String> MODULES =
      List.of("nnrdoq-core", "hm-bridge", "scripts/cli", "scripts/training");

  /** Packages of the library: what a host or another program loads. */
  private static final String[] LIBRARY = {
    "org.nnrdoq.experiment..",
    "org.nnrdoq.encoder..",
    "org.nnrdoq.quantizer..",
    "org.nnrdoq.network..",
    "org.nnrdoq.hevc..",
    "org.nnrdoq.io.."
  };

  private static Path root() {
    return Path.of("").toAbsolutePath().resolve("../..").normalize();
  }

  /** Compiled classes of every module, tests excluded. */
  static final class AllModules implements LocationProvider {
    @Override
    public Set<Location> get(Class<?> test) {
      return MODULES.stream()
          .map(module -> Location.of(root().resolve(module).resolve("target/classes")))
          .collect(Collectors.toSet());
    }
  }

  /** From top to bottom; each may use those below it. */
  @ArchTest
  static final ArchRule FLOORS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("training")
          .definedBy("org.nnrdoq.training..")
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
          .whereLayer("training")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("cli")
          .mayOnlyBeAccessedByLayers("training")
          .whereLayer("experiment")
          .mayOnlyBeAccessedByLayers("cli", "training")
          .whereLayer("host")
          .mayOnlyBeAccessedByLayers("cli", "training")
          .whereLayer("encoder")
          .mayOnlyBeAccessedByLayers("host", "experiment", "cli", "training")
          .whereLayer("quantizer")
          .mayOnlyBeAccessedByLayers("encoder", "host", "experiment", "cli", "training")
          .whereLayer("network")
          .mayOnlyBeAccessedByLayers(
              "quantizer", "encoder", "host", "experiment", "cli", "training")
          .whereLayer("hevc")
          .mayOnlyBeAccessedByLayers(
              "network", "quantizer", "encoder", "host", "experiment", "cli", "training");

  /** The rooms of training: commands, publishing, learning, data. */
  @ArchTest
  static final ArchRule FLOORS_OF_TRAINING =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("commands")
          .definedBy("org.nnrdoq.training")
          .layer("publish")
          .definedBy("org.nnrdoq.training.publish..")
          .layer("learn")
          .definedBy("org.nnrdoq.training.learn..")
          .layer("data")
          .definedBy("org.nnrdoq.training.data..")
          .whereLayer("commands")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("publish")
          .mayOnlyBeAccessedByLayers("commands")
          .whereLayer("learn")
          .mayOnlyBeAccessedByLayers("commands", "publish");

  /** Of the command line: options and exit codes serve every command and know none. */
  @ArchTest
  static final ArchRule OPTIONS_KNOW_NO_COMMAND =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.nnrdoq.cli.options..", "org.nnrdoq.cli.exit..", "org.nnrdoq.cli.verify..")
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAPackage("org.nnrdoq.cli..")
                  .and(
                      DescribedPredicate.not(
                          JavaClass.Predicates.resideInAnyPackage(
                              "org.nnrdoq.cli.options..",
                              "org.nnrdoq.cli.exit..",
                              "org.nnrdoq.cli.verify.."))));

  @ArchTest
  static final ArchRule NO_CYCLE_BETWEEN_PACKAGES =
      slices().matching("org.nnrdoq.(**)").should().beFreeOfCycles();

  @ArchTest
  static void noPackageHasMoreThanTwentyFiveTypes(JavaClasses classes) {
    Map<String, Long> types =
        classes.stream()
            .filter(c -> c.isTopLevelClass() && !c.getSimpleName().equals("package-info"))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
    types.values().removeIf(count -> count <= MAX_TYPES);
    assertEquals(Map.of(), types, "packages of more than " + MAX_TYPES + " types");
  }

  /** What others may build on is kept small: each type is a promise. */
  @ArchTest
  static void theApiStaysSmall(JavaClasses classes) throws IOException {
    Map<String, List<String>> exported = new TreeMap<>();
    int types = 0;
    for (String module : List.of("nnrdoq-core", "hm-bridge")) {
      Path file = root().resolve(module).resolve("target/classes/module-info.class");
      try (InputStream in = Files.newInputStream(file)) {
        for (ModuleDescriptor.Exports exports : ModuleDescriptor.read(in).exports()) {
          List<String> names =
              classes.stream()
                  .filter(
                      c -> !exports.isQualified() && c.getPackageName().equals(exports.source()))
                  .filter(ArchitectureTest::isReachable)
                  .map(JavaClass::getName)
                  .sorted()
                  .toList();
          types += names.size();
          exported.put(exports.source(), names);
        }
      }
    }
    assertTrue(exported.size() > 10, "exported packages: " + exported.keySet());
    assertTrue(types < MAX_API_TYPES, types + " public types are exported: " + exported);
  }

  private static boolean isReachable(JavaClass type) {
    boolean open =
        type.getModifiers().contains(JavaModifier.PUBLIC)
            || type.getModifiers().contains(JavaModifier.PROTECTED);
    return open && type.getEnclosingClass().map(ArchitectureTest::isReachable).orElse(true);
  }

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
          .resideOutsideOfPackages("org.nnrdoq.bridge..", "org.nnrdoq.cli.verify..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bytedeco..");

  @ArchTest
  static final ArchRule ONLY_THE_LEARNERS_KNOW_DJL =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.nnrdoq.training.learn..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  @ArchTest
  static final ArchRule THE_LIBRARY_KNOWS_NO_COMMAND_LINE =
      noClasses()
          .that()
          .resideInAnyPackage(LIBRARY)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "me.tongfei..", "org.knowm..", "javax.swing..");

  @ArchTest
  static final ArchRule THE_LIBRARY_NEITHER_EXITS_NOR_PRINTS =
      noClasses()
          .that()
          .resideInAnyPackage(LIBRARY)
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  /**
   * What a program reads must not change with the language of who runs it: some locales have digits
   * and decimal points of their own, and in Turkish an I in lower case is no i.
   */
  @ArchTest
  static final ArchRule NOTHING_IS_FORMATTED_IN_THE_LOCALE_OF_THE_USER =
      noClasses()
          .should()
          .accessTargetWhere(dependsOnTheDefaultLocale())
          .orShould()
          .dependOnClassesThat()
          .haveNameMatching("java\\.text\\.(.*Format|.*Collator)")
          .as("no text is formatted, and no case changed, without a Locale");

  private static DescribedPredicate<JavaAccess<?>> dependsOnTheDefaultLocale() {
    return DescribedPredicate.describe(
        "a method that takes the default locale",
        access -> {
          if (!(access.getTarget() instanceof AccessTarget.CodeUnitAccessTarget target)) {
            return false;
          }
          JavaClass owner = target.getOwner();
          boolean formats =
              owner.isAssignableTo(String.class)
                  || owner.isAssignableTo(PrintStream.class)
                  || owner.isAssignableTo(PrintWriter.class)
                  || owner.isAssignableTo(Console.class);
          boolean named =
              formats && Set.of("format", "formatted", "printf").contains(target.getName())
                  || owner.isAssignableTo(String.class)
                      && Set.of("toLowerCase", "toUpperCase").contains(target.getName())
                  || owner.isAssignableTo(Formatter.class) && target.getName().equals("<init>");
          return named
              && target.getRawParameterTypes().stream()
                  .noneMatch(type -> type.isEquivalentTo(Locale.class));
        });
  }

  /**
   * A stream, a synthetic clip and a network's levels must not depend on the machine: Java may
   * round these functions differently from one to the next, {@link StrictMath} does not. PSNR is
   * only measured.
   */
  @ArchTest
  static final ArchRule WHAT_DECIDES_A_STREAM_COMPUTES_ALIKE_EVERYWHERE =
      noClasses()
          .that()
          .resideInAnyPackage(
              "org.nnrdoq.hevc..",
              "org.nnrdoq.network..",
              "org.nnrdoq.quantizer..",
              "org.nnrdoq.encoder..",
              "org.nnrdoq.bridge..",
              "org.nnrdoq.experiment.synth..")
          .and()
          .doNotHaveFullyQualifiedName("org.nnrdoq.encoder.embedded.Psnr")
          .should()
          .accessTargetWhere(differsFromMachineToMachine())
          .as("what decides a stream uses StrictMath, or a table");

  private static final Set<String> INEXACT =
      Set.of(
          "sin", "cos", "tan", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "exp",
          "expm1", "log", "log10", "log1p", "pow", "cbrt", "hypot");

  private static DescribedPredicate<JavaAccess<?>> differsFromMachineToMachine() {
    return DescribedPredicate.describe(
        "a function of Math whose last bit is not defined",
        access ->
            access.getTarget().getOwner().isEquivalentTo(Math.class)
                && INEXACT.contains(access.getTarget().getName()));
  }

  /** Rules about packages that are not there would hold for ever. */
  @ArchTest
  static void theRulesSeeEveryModule(JavaClasses all) {
    for (String name :
        List.of(
            "org.nnrdoq.encoder.embedded.EmbeddedEncoder",
            "org.nnrdoq.bridge.Bridge",
            "org.nnrdoq.cli.Main",
            "org.nnrdoq.training.TrainCommand")) {
      assertTrue(all.contain(name), name + " is missing");
    }
    classes()
        .that()
        .resideOutsideOfPackages(LIBRARY)
        .should()
        .resideInAnyPackage(
            "org.nnrdoq.host..", "org.nnrdoq.bridge..", "org.nnrdoq.cli..", "org.nnrdoq.training..")
        .check(all);
  }

  @Test
  void everyPackageSaysWhatItIs() throws IOException {
    int packages = 0;
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(root().resolve(module).resolve("src/main/java"))) {
        for (Path folder : files.filter(Files::isDirectory).toList()) {
          if (holdsJava(folder)) {
            packages++;
            assertTrue(
                Files.exists(folder.resolve("package-info.java")),
                root().relativize(folder) + ": no package-info.java");
          }
        }
      }
    }
    assertTrue(packages > 10, "looked at " + packages + " packages in " + root());
  }

  @Test
  void noFileIsTooLong() throws IOException {
    Map<String, Integer> tooLong = new TreeMap<>();
    int files = 0;
    for (String folder : List.of("nnrdoq-core", "hm-bridge", "scripts", "native")) {
      try (Stream<Path> all = Files.walk(root().resolve(folder))) {
        for (Path file : all.filter(ArchitectureTest::isOurs).toList()) {
          files++;
          int lines = Files.readAllLines(file).size();
          if (lines > (file.toString().endsWith(".java") ? MAX_JAVA_LINES : MAX_NATIVE_LINES)) {
            tooLong.put(root().relativize(file).toString(), lines);
          }
        }
      }
    }
    assertTrue(files > 300, "looked at " + files + " files in " + root());
    assertEquals(Map.of(), tooLong, "files of too many lines");
  }

  /** Sources that people write; tests tell many cases, and may be long. */
  private static boolean isOurs(Path file) {
    String path = root().relativize(file).toString();
    return !path.contains("target/")
        && (path.matches(".*/src/main/java/.*\\.java")
            || path.matches("native/.*\\.(c|cpp|h)") && Files.isRegularFile(file));
  }

  /** Every exported type says since when it is there. */
  @Test
  void everyExportedTypeHasASince() throws IOException {
    List<String> without = new ArrayList<>();
    int types = 0;
    for (String module : List.of("nnrdoq-core", "hm-bridge")) {
      Path sources = root().resolve(module).resolve("src/main/java");
      String descriptor = Files.readString(sources.resolve("module-info.java"));
      for (String name :
          Pattern.compile("exports ([\\w.]+);")
              .matcher(descriptor)
              .results()
              .map(r -> r.group(1))
              .toList()) {
        try (Stream<Path> files = Files.list(sources.resolve(name.replace('.', '/')))) {
          for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
            String text = Files.readString(file);
            if (Pattern.compile("^public ", Pattern.MULTILINE).matcher(text).find()) {
              types++;
              if (!text.contains("\n * @since ")) {
                without.add(root().relativize(file).toString());
              }
            }
          }
        }
      }
    }
    assertTrue(types > 50, "looked at " + types + " types");
    assertEquals(List.of(), without, "types without @since");
  }

  /** The compiler asks for Javadoc where a package is API, and only a list in the pom tells it. */
  @Test
  void everyExportedPackageIsCheckedForJavadoc() throws IOException {
    for (String module : List.of("nnrdoq-core", "hm-bridge")) {
      Path folder = root().resolve(module);
      String pom = Files.readString(folder.resolve("pom.xml"));
      Matcher packages = Pattern.compile("-Xdoclint/package:([\\w.,]+)<").matcher(pom);
      assertTrue(packages.find(), module + ": no -Xdoclint/package");
      String descriptor = Files.readString(folder.resolve("src/main/java/module-info.java"));
      Set<String> exported =
          Pattern.compile("exports ([\\w.]+);")
              .matcher(descriptor)
              .results()
              .map(r -> r.group(1))
              .collect(Collectors.toSet());
      assertEquals(exported, Set.of(packages.group(1).split(",")), module);
    }
  }

  private static boolean holdsJava(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.anyMatch(f -> f.toString().endsWith(".java") && !f.endsWith("module-info.java"));
    }
  }
}
