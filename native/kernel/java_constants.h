// What the kernel shares with the Java classes. Generated from them by KernelConstantsTest of
// hm-bridge, which also holds this file to them; do not edit. To write it anew:
//   mvn -pl hm-bridge -am test -Dtest=KernelConstantsTest -Dgolden.update=true -Dexec.skip
//     -Dsurefire.failIfNoSpecifiedTests=false
#ifndef NNRDOQ_KERNEL_JAVA_CONSTANTS_H
#define NNRDOQ_KERNEL_JAVA_CONSTANTS_H

namespace nnrdoq {
namespace kernel {

// Residual syntax: GroupState, CoefficientGroup, QuantizationScale
constexpr int MAX_LEVEL = 32767;
constexpr int MAX_GREATER1_FLAGS = 8;
constexpr int MAX_RICE = 4;
constexpr int SIGN_HIDING_DISTANCE = 4;

// Entropy costs as integers in a row: EntropyCosts
constexpr int ONE_BIT = 32768;
constexpr int COSTS_CODED_SUB_BLOCK_FLAG = 0;
constexpr int COSTS_SIG_COEFF_FLAG = 4;
constexpr int COSTS_GREATER1_FLAG = 58;
constexpr int COSTS_GREATER2_FLAG = 90;
constexpr int COSTS_LAST_X_PREFIX = 98;
constexpr int COSTS_LAST_Y_PREFIX = 108;
constexpr int COSTS_CODED_BLOCK_FLAG = 118;
constexpr int COSTS_COUNT = 120;

// Networks: IntegerImage, IntegerModel, FeatureSet, NetworkInfo
constexpr int IMAGE_MAGIC = 0x4b514e4e;
constexpr int IMAGE_VERSION = 3;
constexpr int FEATURE_SET_BLOCK_2 = 2;
constexpr int FEATURE_SET_BLOCK_3 = 3;
constexpr int INPUTS = 32;
constexpr int BLOCK_INPUTS = 20;
constexpr int CLASSES = 3;
constexpr int QUANTUM = 1024;
constexpr int LOG_ENTRIES = 2048;
constexpr int MAX_ACTIVATION = 32767;
constexpr int MAX_WEIGHT = 64;
constexpr int MAX_SHIFT = 24;
constexpr int MAX_CHANNELS = 128;
constexpr int MAX_HIDING_TRIES = 32;

// Classes of a network: Decision
enum Decision {
  KEEP = 0,
  MINUS_ONE = 1,
  ZERO = 2,
};

// Auto-regressive loops: ContextAutomaton, SequentialNetwork
constexpr int CONTEXT_STATES = 181;
constexpr int LEVEL_CLASSES = 8;
constexpr int PATTERNS = 4;
constexpr int PRICE_ROWS = 51;
constexpr int NUMBERS = 7;

// Initial context states of a slice, as an image has them: IntegerImage
constexpr int SLICE_TYPES = 3;
constexpr int QPS = 52;
constexpr int INITIAL_CODED_BLOCK_FLAG = 0;
constexpr int INITIAL_LAST_X_PREFIX = 2;
constexpr int INITIAL_LAST_Y_PREFIX = 20;
constexpr int INITIAL_CODED_SUB_BLOCK_FLAG = 38;
constexpr int INITIAL_SIG_COEFF_FLAG = 42;
constexpr int INITIAL_GREATER1_FLAG = 84;
constexpr int INITIAL_GREATER2_FLAG = 108;
constexpr int INITIAL_STATES = 114;

// Networks over lists: ListImage, ListModel, ListInputs, RateWeights, QuantizerSpec
constexpr int KIND_LISTS = 2;
constexpr int KIND_LIST_LOOPS = 3;
constexpr int FEATURE_SET_LEVELS_1 = 4;
constexpr int FEATURE_SET_LEVELS_2 = 5;
constexpr int MOST_LIST_INPUTS = 16;
constexpr int LIST_SIZE_ROWS = 0;
constexpr int LIST_MODE_ROWS = 8;
constexpr int LIST_SCAN_ROWS = 13;
constexpr int LIST_PRICE_ROWS = 16;
constexpr int LIST_COUNT_ROWS = 32;
constexpr int LIST_ROWS = 48;
constexpr int LIST_CHOICES = 5;
constexpr int MOST_LIST_LAYERS = 4;
constexpr int MOST_LIST_CHANNELS = 16;
constexpr int MOST_LIST_SHIFT = 12;
constexpr int MOST_LIST_EXPONENT = 16;
constexpr int MOST_LIST_VALUE = 127;
constexpr int MOST_LIST_SUM = 32767;
constexpr int LIST_SCORES = 2;
constexpr int MOST_UNIT_WEIGHT = 32767;
constexpr int LIST_UNIT_SHIFT = 4;
constexpr int RATE_WEIGHTS = 6;
constexpr int LEAST_RATE_WEIGHT = 25;
constexpr int MOST_RATE_WEIGHT = 400;
constexpr double LEAST_STRENGTH = 0.1;
constexpr double MOST_STRENGTH = 4.0;

// Inputs per position: PositionInput
enum Input {
  FRACTION = 0,
  LOWERING_ERROR = 1,
  LEVEL_IS_1 = 2,
  LEVEL_IS_2 = 3,
  LEVEL_IS_MORE = 4,
  LOG_MAGNITUDE = 5,
  LOG_X = 6,
  LOG_Y = 7,
  IS_LAST = 8,
  IS_DC = 9,
  IS_BEFORE_LAST = 10,
  GROUP_COUNT = 11,
  GROUP_LOG_SUM = 12,
  LATER_LEVELS = 13,
  LATER_ABOVE_1 = 14,
  TO_LAST = 15,
  EARLIER_LEVELS = 16,
  RIGHT_IS_CODED = 17,
  BELOW_IS_CODED = 18,
  SIG_CONTEXT = 19,
  GREATER1_CONTEXT = 20,
  GREATER1_CONTEXT_IS_0 = 21,
  CONTEXT_SET_IS_RAISED = 22,
  GREATER1_FLAGS_ARE_USED_UP = 23,
  GREATER2_FLAG_IS_USED_UP = 24,
  RICE_PARAMETER = 25,
  TO_NEXT = 26,
  LOWERING_RATE = 27,
  LOWERING_COST = 28,
  ZEROING_COST = 29,
  EMPTYING_COST = 30,
  LAST_POSITION_RATE = 31,
};

// Inputs per block: BlockInput
enum BlockInput {
  BLOCK_IS_4X4 = 0,
  BLOCK_IS_8X8 = 1,
  BLOCK_IS_16X16 = 2,
  BLOCK_IS_32X32 = 3,
  BLOCK_IS_CHROMA = 4,
  BLOCK_IS_CR = 5,
  BLOCK_IS_INTRA = 6,
  BLOCK_IS_IN_I_SLICE = 7,
  BLOCK_IS_IN_P_SLICE = 8,
  BLOCK_SCAN_IS_HORIZONTAL = 9,
  BLOCK_SCAN_IS_VERTICAL = 10,
  BLOCK_SKIPS_TRANSFORM = 11,
  BLOCK_LOG_STEP = 12,
  BLOCK_QP = 13,
  BLOCK_LOG_COUNT = 14,
  BLOCK_LOG_SUM = 15,
  BLOCK_CODED_FLAG_RATE = 16,
  BLOCK_GROUP_FLAG_RATE = 17,
  BLOCK_EMPTYING_COST = 18,
  BLOCK_LOG_RATE = 19,
};

}  // namespace kernel
}  // namespace nnrdoq

#endif  // NNRDOQ_KERNEL_JAVA_CONSTANTS_H
