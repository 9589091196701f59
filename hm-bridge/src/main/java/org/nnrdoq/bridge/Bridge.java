package org.nnrdoq.bridge;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.nnrdoq.io.RecordingHeader;
import org.nnrdoq.quantizer.Quantizer;
import org.nnrdoq.quantizer.QuantizerException;

/**
 * The Java side of the C ABI. The bridge library finds this class by name and calls {@link #start};
 * from then on the host enters through {@link HostCallbacks}.
 *
 * <p>Nothing is ever thrown at C++: every failure becomes a negative status and one line of text.
 */
public final class Bridge {
  // The values of nnrdoq_status and of the operations in callbacks.h.
  private static final int ERR_VERSION = -2;
  private static final int ERR_OPEN = -4;
  private static final int ERR_QUANTIZE = -5;
  private static final int ERR_RECORDING = -6;
  private static final int OP_OPEN = 1;
  private static final int OP_CLOSE = 2;
  private static final int OP_ABANDON = 3;
  private static final int OP_HEAP = 4;
  private static final int OP_READER_OPEN = 5;
  private static final int OP_READER_NEXT = 6;
  private static final int OP_READER_CLOSE = 7;

  // Where the fields of nnrdoq_opened lie, and how long its texts may be.
  private static final int ZERO_RULE_AT = 4;
  private static final int KERNEL_AT = 8;
  private static final int QUANTIZER_AT = 16;
  private static final int QUANTIZER_BYTES = 64;
  private static final int BACKEND_AT = QUANTIZER_AT + QUANTIZER_BYTES;
  private static final int BACKEND_BYTES = 32;
  private static final int ERROR_BYTES = 1024;

  /** Open contexts and readers by id; copied on change, so that calls read without a lock. */
  private static volatile Object[] open = new Object[0];

  /** JavaCPP holds callbacks weakly. */
  private static Object[] installed;

  private Bridge() {}

  /**
   * Loads the library the host has open and installs the callbacks in it; called by C++ once.
   *
   * @param library path of that very file
   * @return {@code null}, or one line on what is wrong
   */
  public static synchronized String start(String library) {
    if (installed != null) {
      return null;
    }
    try {
      System.load(library);
      KernelLibrary.loaded();
      ControlCall control = new ControlCall();
      QuantizeCall quantize = new QuantizeCall();
      RecordCall record = new RecordCall();
      int answer =
          HostCallbacks.install(
              HostCallbacks.MAGIC, HostCallbacks.VERSION, control, quantize, record);
      if (answer != HostCallbacks.MAGIC) {
        return library
            + ": the library refuses the callbacks of these classes; they are of different builds:"
            + " install nnrdoq again";
      }
      installed = new Object[] {control, quantize, record};
      return null;
    } catch (UnsatisfiedLinkError e) {
      return library + ": the library does not fit these classes: " + e.getMessage();
    }
  }

  private static long control(int op, int id, long in, int inLength, long out) throws IOException {
    switch (op) {
      case OP_OPEN:
        return add(open(NativeMemory.text(in, inLength), out));
      case OP_CLOSE:
      case OP_ABANDON:
        ((BridgeContext) remove(id)).close(op == OP_CLOSE);
        return 0;
      case OP_HEAP:
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
      case OP_READER_OPEN:
        return add(new BridgeReader(Path.of(NativeMemory.text(in, inLength))));
      case OP_READER_NEXT:
        return ((BridgeReader) open[id]).next(out);
      case OP_READER_CLOSE:
        ((BridgeReader) remove(id)).close();
        return 0;
      default:
        throw new IllegalArgumentException("operation " + op + " is unknown");
    }
  }

  private static BridgeContext open(String text, long out) throws IOException {
    Thread thread = Thread.currentThread();
    if (thread.getContextClassLoader() == null) { // a thread of the host has none
      thread.setContextClassLoader(Bridge.class.getClassLoader());
    }
    Map<String, String> config = parse(text);
    String name = config.get("quantizer");
    String model = config.get("model");
    Quantizer quantizer =
        BridgeQuantizers.create(
            name, model == null ? null : Path.of(model), config.getOrDefault("backend", "auto"));
    BridgeRecorder recorder = null;
    String record = config.get("record");
    if (record != null) {
      RecordingHeader header =
          RecordingHeader.of(
              config.getOrDefault("producer", "unknown"),
              config.getOrDefault("source", "unknown"),
              config.getOrDefault("settings", ""),
              config.getOrDefault("levelsBy", name));
      recorder = new BridgeRecorder(Path.of(record), header);
    }
    KernelQuantizer kernel = quantizer instanceof KernelQuantizer k ? k : null;
    NativeMemory.putInt(out, quantizer != null && quantizer.needsEntropyCosts() ? 1 : 0);
    NativeMemory.putInt(out + ZERO_RULE_AT, BridgeQuantizers.zeroRule(name));
    NativeMemory.putLong(out + KERNEL_AT, kernel == null ? 0 : kernel.address());
    NativeMemory.putLine(
        out + QUANTIZER_AT, QUANTIZER_BYTES, quantizer == null ? "none" : quantizer.name());
    NativeMemory.putLine(out + BACKEND_AT, BACKEND_BYTES, BridgeQuantizers.backend(quantizer));
    return new BridgeContext(quantizer, recorder);
  }

  private static Map<String, String> parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text.split("\n")) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return values;
  }

  private static synchronized int add(Object entry) {
    Object[] copy = open.clone();
    int id = Arrays.asList(copy).indexOf(null);
    if (id < 0) {
      id = copy.length;
      copy = Arrays.copyOf(copy, id + 1);
    }
    copy[id] = entry;
    open = copy;
    return id;
  }

  private static synchronized Object remove(int id) {
    Object[] copy = open.clone();
    Object entry = copy[id];
    copy[id] = null;
    open = copy;
    return entry;
  }

  private static int failed(int status, Throwable t, long error) {
    String message = t.getMessage();
    String text =
        message != null && (t instanceof IOException || isOurs(t)) ? message : t.toString();
    NativeMemory.putLine(error, ERROR_BYTES, text);
    return status;
  }

  /** Says which quantizer failed on what kind of block. */
  private static QuantizerException blockFailed(int id, int bits, Throwable t) {
    Quantizer quantizer = ((BridgeContext) open[id]).quantizer();
    int side = 4 << (bits & 3);
    String what = isOurs(t) && t.getMessage() != null ? t.getMessage() : t.toString();
    return new QuantizerException(
        quantizer.name()
            + ", "
            + side
            + "x"
            + side
            + " block, cIdx "
            + (bits >> 2 & 3)
            + ": "
            + what,
        t);
  }

  private static boolean isOurs(Throwable t) {
    return t.getClass().getName().startsWith("org.nnrdoq.")
        || t instanceof IllegalArgumentException;
  }

  private static int statusOf(int op, Throwable t) {
    if (t instanceof LinkageError) {
      return ERR_VERSION;
    }
    return op == OP_OPEN && !(t instanceof IOException) ? ERR_OPEN : ERR_RECORDING;
  }

  private static final class ControlCall extends HostCallbacks.Control {
    @Override
    public long call(int op, int id, long in, int inLength, long out, long error) {
      try {
        return control(op, id, in, inLength, out);
      } catch (Throwable t) { // whatever it is, C++ must not see it
        return failed(statusOf(op, t), t, error);
      }
    }
  }

  private static final class QuantizeCall extends HostCallbacks.Quantize {
    @Override
    public int call(
        int id, int bits, double lambda, long coefficients, long levels, long costs, long error) {
      try {
        BridgeContext context = (BridgeContext) open[id];
        return context.quantize(bits, lambda, coefficients, levels, costs);
      } catch (Throwable t) { // whatever it is, C++ must not see it
        return failed(ERR_QUANTIZE, blockFailed(id, bits, t), error);
      }
    }
  }

  private static final class RecordCall extends HostCallbacks.Record {
    @Override
    public int call(
        int id, int bits, double lambda, long coefficients, long levels, long costs, long error) {
      try {
        BridgeContext context = (BridgeContext) open[id];
        context.record(bits, lambda, coefficients, levels, costs);
        return 0;
      } catch (Throwable t) { // whatever it is, C++ must not see it
        return failed(ERR_RECORDING, t, error);
      }
    }
  }
}
