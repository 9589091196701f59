package org.nnrdoq.bridge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.cabac.CabacContexts;
import org.nnrdoq.hevc.rate.ContextAutomaton;
import org.nnrdoq.hevc.rate.EntropyCosts;
import org.nnrdoq.hevc.residual.CoefficientGroup;
import org.nnrdoq.hevc.residual.GroupState;
import org.nnrdoq.network.NetworkInfo;
import org.nnrdoq.network.RateWeights;
import org.nnrdoq.network.integer.IntegerImage;
import org.nnrdoq.network.integer.IntegerModel;
import org.nnrdoq.network.integer.WeightRounding;
import org.nnrdoq.network.list.ListImage;
import org.nnrdoq.network.list.ListInputs;
import org.nnrdoq.network.list.ListLoop;
import org.nnrdoq.network.list.ListModel;
import org.nnrdoq.network.list.ListScores;
import org.nnrdoq.network.port.Decision;
import org.nnrdoq.network.port.LogTable;
import org.nnrdoq.network.port.SequentialNetwork;
import org.nnrdoq.quantizer.QuantizerSpec;
import org.nnrdoq.quantizer.net.BlockInput;
import org.nnrdoq.quantizer.net.FeatureSet;
import org.nnrdoq.quantizer.net.PositionInput;
import org.nnrdoq.quantizer.shared.QuantizationScale;

/**
 * Holds {@code native/kernel/java_constants.h} to the classes that it repeats constants of, and
 * writes it anew with {@code -Dgolden.update=true}.
 */
class KernelConstantsTest {
  private static final Path HEADER = Path.of("..", "native", "kernel", "java_constants.h");

  private final StringBuilder text = new StringBuilder();

  private void heading(String comment) {
    text.append("\n// ").append(comment).append('\n');
  }

  private void constant(String name, int value) {
    text.append("constexpr int ").append(name).append(" = ").append(value).append(";\n");
  }

  /** An enum of a class's public constants in the order of their values, which have no gaps. */
  private void enumeration(String name, String prefix, Class<?> type, int count) throws Exception {
    String[] names = new String[count];
    for (Field field : type.getFields()) {
      if (Modifier.isStatic(field.getModifiers())) {
        int value = field.getInt(null);
        assertEquals(null, names[value], "two inputs have one place");
        names[value] = field.getName();
      }
    }
    text.append("enum ").append(name).append(" {\n");
    for (int i = 0; i < count; i++) {
      text.append("  ").append(prefix).append(names[i]).append(" = ").append(i).append(",\n");
    }
    text.append("};\n");
  }

  private void constant(String name, double value) {
    text.append("constexpr double ").append(name).append(" = ").append(value).append(";\n");
  }

  private void lists() {
    heading("Networks over lists: ListImage, ListModel, ListInputs, RateWeights, QuantizerSpec");
    constant("KIND_LISTS", ListImage.KIND);
    constant("KIND_LIST_LOOPS", ListImage.LOOP_KIND);
    constant("FEATURE_SET_LEVELS_1", ListImage.LEVELS_1);
    constant("FEATURE_SET_LEVELS_2", ListImage.LEVELS_2);
    constant("MOST_LIST_INPUTS", ListInputs.INPUTS);
    constant("LIST_SIZE_ROWS", ListInputs.SIZE_ROWS);
    constant("LIST_MODE_ROWS", ListInputs.MODE_ROWS);
    constant("LIST_SCAN_ROWS", ListInputs.SCAN_ROWS);
    constant("LIST_PRICE_ROWS", ListInputs.PRICE_ROWS);
    constant("LIST_COUNT_ROWS", ListInputs.COUNT_ROWS);
    constant("LIST_ROWS", ListInputs.BLOCK_ROWS);
    constant("LIST_CHOICES", ListInputs.CHOICES);
    constant("MOST_LIST_LAYERS", ListModel.MAX_LAYERS);
    constant("MOST_LIST_CHANNELS", ListModel.MAX_CHANNELS);
    constant("MOST_LIST_SHIFT", ListModel.MAX_SHIFT);
    constant("MOST_LIST_EXPONENT", ListModel.MAX_EXPONENT);
    constant("MOST_LIST_VALUE", ListModel.MAX_VALUE);
    constant("MOST_LIST_SUM", ListModel.MAX_SUM);
    constant("LIST_SCORES", ListScores.COUNT);
    constant("MOST_UNIT_WEIGHT", ListLoop.MAX_WEIGHT);
    constant("LIST_UNIT_SHIFT", ListLoop.UNIT_SHIFT);
    constant("RATE_WEIGHTS", RateWeights.COUNT);
    constant("LEAST_RATE_WEIGHT", RateWeights.LEAST);
    constant("MOST_RATE_WEIGHT", RateWeights.MOST);
    constant("LEAST_STRENGTH", QuantizerSpec.LEAST_STRENGTH);
    constant("MOST_STRENGTH", QuantizerSpec.MOST_STRENGTH);
  }

  private String header() throws Exception {
    text.append(
        """
        // What the kernel shares with the Java classes. Generated from them by KernelConstantsTest of
        // hm-bridge, which also holds this file to them; do not edit. To write it anew:
        //   mvn -pl hm-bridge -am test -Dtest=KernelConstantsTest -Dgolden.update=true -Dexec.skip
        //     -Dsurefire.failIfNoSpecifiedTests=false
        #ifndef NNRDOQ_KERNEL_JAVA_CONSTANTS_H
        #define NNRDOQ_KERNEL_JAVA_CONSTANTS_H

        namespace nnrdoq {
        namespace kernel {
        """);
    heading("Residual syntax: GroupState, CoefficientGroup, QuantizationScale");
    constant("MAX_LEVEL", QuantizationScale.MAX_LEVEL);
    constant("MAX_GREATER1_FLAGS", GroupState.MAX_GREATER1_FLAGS);
    constant("MAX_RICE", GroupState.MAX_RICE);
    constant("SIGN_HIDING_DISTANCE", CoefficientGroup.MIN_HIDING_DISTANCE);
    heading("Entropy costs as integers in a row: EntropyCosts");
    constant("ONE_BIT", EntropyCosts.ONE_BIT);
    constant("COSTS_CODED_SUB_BLOCK_FLAG", EntropyCosts.CODED_SUB_BLOCK_FLAG);
    constant("COSTS_SIG_COEFF_FLAG", EntropyCosts.SIG_COEFF_FLAG);
    constant("COSTS_GREATER1_FLAG", EntropyCosts.GREATER1_FLAG);
    constant("COSTS_GREATER2_FLAG", EntropyCosts.GREATER2_FLAG);
    constant("COSTS_LAST_X_PREFIX", EntropyCosts.LAST_X_PREFIX);
    constant("COSTS_LAST_Y_PREFIX", EntropyCosts.LAST_Y_PREFIX);
    constant("COSTS_CODED_BLOCK_FLAG", EntropyCosts.CODED_BLOCK_FLAG);
    constant("COSTS_COUNT", EntropyCosts.COUNT);
    heading("Networks: IntegerImage, IntegerModel, FeatureSet, NetworkInfo");
    text.append("constexpr int IMAGE_MAGIC = 0x");
    text.append(Integer.toHexString(IntegerImage.MAGIC)).append(";\n");
    constant("IMAGE_VERSION", IntegerImage.VERSION);
    constant("FEATURE_SET_BLOCK_2", IntegerImage.BLOCK_2);
    constant("FEATURE_SET_BLOCK_3", IntegerImage.BLOCK_3);
    constant("INPUTS", FeatureSet.BLOCK_2.channels());
    constant("BLOCK_INPUTS", FeatureSet.BLOCK_2.blockChannels());
    constant("CLASSES", Decision.COUNT);
    constant("QUANTUM", IntegerModel.ONE);
    constant("LOG_ENTRIES", LogTable.SIZE);
    constant("MAX_ACTIVATION", IntegerModel.MAX_ACTIVATION);
    constant("MAX_WEIGHT", WeightRounding.MAX_WEIGHT);
    constant("MAX_SHIFT", IntegerModel.MAX_SHIFT);
    constant("MAX_CHANNELS", IntegerModel.MAX_CHANNELS);
    constant("MAX_HIDING_TRIES", NetworkInfo.MAX_SIGN_HIDING_TRIES);
    heading("Classes of a network: Decision");
    text.append("enum Decision {\n");
    for (Decision decision : Decision.values()) {
      text.append("  ").append(decision).append(" = ").append(decision.ordinal()).append(",\n");
    }
    text.append("};\n");
    heading("Auto-regressive loops: ContextAutomaton, SequentialNetwork");
    constant("CONTEXT_STATES", ContextAutomaton.STATES);
    constant("LEVEL_CLASSES", ContextAutomaton.LEVEL_CLASSES);
    constant("PATTERNS", ContextAutomaton.PATTERNS);
    constant("PRICE_ROWS", ContextAutomaton.PRICE_ROWS);
    constant("NUMBERS", SequentialNetwork.NUMBERS);
    heading("Initial context states of a slice, as an image has them: IntegerImage");
    constant("SLICE_TYPES", IntegerImage.SLICE_TYPES);
    constant("QPS", IntegerImage.QPS);
    constant("INITIAL_CODED_BLOCK_FLAG", 0);
    constant("INITIAL_LAST_X_PREFIX", IntegerImage.placeOf(CabacContexts.LAST_SIG_COEFF_X_PREFIX));
    constant("INITIAL_LAST_Y_PREFIX", IntegerImage.placeOf(CabacContexts.LAST_SIG_COEFF_Y_PREFIX));
    constant(
        "INITIAL_CODED_SUB_BLOCK_FLAG", IntegerImage.placeOf(CabacContexts.CODED_SUB_BLOCK_FLAG));
    constant("INITIAL_SIG_COEFF_FLAG", IntegerImage.placeOf(CabacContexts.SIG_COEFF_FLAG));
    constant(
        "INITIAL_GREATER1_FLAG", IntegerImage.placeOf(CabacContexts.COEFF_ABS_LEVEL_GREATER1_FLAG));
    constant(
        "INITIAL_GREATER2_FLAG", IntegerImage.placeOf(CabacContexts.COEFF_ABS_LEVEL_GREATER2_FLAG));
    constant("INITIAL_STATES", IntegerImage.STATES);
    lists();
    heading("Inputs per position: PositionInput");
    enumeration("Input", "", PositionInput.class, FeatureSet.BLOCK_2.channels());
    heading("Inputs per block: BlockInput");
    enumeration("BlockInput", "BLOCK_", BlockInput.class, FeatureSet.BLOCK_2.blockChannels());
    text.append(
        """

        }  // namespace kernel
        }  // namespace nnrdoq

        #endif  // NNRDOQ_KERNEL_JAVA_CONSTANTS_H
        """);
    return text.toString();
  }

  @Test
  void header_hasTheConstantsOfTheClasses() throws Exception {
    String expected = header();
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(HEADER, expected, StandardCharsets.UTF_8);
    }
    assertEquals(expected, read(), HEADER + ": write it anew with -Dgolden.update=true");
  }

  private static String read() throws IOException {
    return Files.readString(HEADER, StandardCharsets.UTF_8);
  }
}
