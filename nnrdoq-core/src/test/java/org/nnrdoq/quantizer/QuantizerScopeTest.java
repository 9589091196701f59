package org.nnrdoq.quantizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nnrdoq.hevc.rate.EntropyCosts;

class QuantizerScopeTest {
  private final List<String> closed = new ArrayList<>();

  private final class Noted implements Quantizer {
    private final String name;

    Noted(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean needsEntropyCosts() {
      return false;
    }

    @Override
    public Workspace newWorkspace() {
      return new Workspace() {
        @Override
        public void close() {
          closed.add("workspace of " + name);
        }
      };
    }

    @Override
    public int quantize(BlockParameters b, int[] c, EntropyCosts e, int[] l, Workspace w) {
      return 0;
    }

    @Override
    public void close() {
      closed.add(name);
      if (name.equals("bad")) {
        throw new QuantizerException("cannot be closed");
      }
    }
  }

  @Test
  void close_closesTheLastOneFirst_once() {
    QuantizerScope scope = new QuantizerScope();
    Quantizer a = scope.add(new Noted("a"));
    scope.newWorkspace(scope.add(new Noted("b")));
    scope.newWorkspace(a);
    scope.close();
    scope.close();
    assertEquals(List.of("workspace of a", "workspace of b", "b", "a"), closed);
  }

  @Test
  void close_closesAllOthers_whenOneFails() {
    QuantizerScope scope = new QuantizerScope();
    scope.add(new Noted("a"));
    scope.add(new Noted("bad"));
    scope.add(new Noted("c"));
    QuantizerException e = assertThrows(QuantizerException.class, scope::close);
    assertEquals("cannot be closed", e.getMessage());
    assertEquals(List.of("c", "bad", "a"), closed);
  }
}
