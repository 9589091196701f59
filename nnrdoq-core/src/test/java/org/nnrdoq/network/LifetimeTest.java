package org.nnrdoq.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LifetimeTest {
  private final List<String> released = new ArrayList<>();
  private final Lifetime owner = new Lifetime("quantizer q", () -> released.add("owner"));

  @Test
  void close_releasesOnce_whenNobodyIsInside() {
    owner.close();
    owner.close();
    assertEquals(List.of("owner"), released);
  }

  @Test
  void close_leavesTheReleaseToTheLastOneOut_whenSomebodyIsInside() {
    owner.enter();
    owner.enter();
    owner.close();
    owner.leave();
    assertEquals(List.of(), released);
    owner.leave();
    assertEquals(List.of("owner"), released);
  }

  @Test
  void use_saysWhatIsClosed_afterClose() {
    owner.close();
    for (Runnable use : List.<Runnable>of(owner::check, owner::enter, owner::enterAlone)) {
      IllegalStateException e = assertThrows(IllegalStateException.class, use::run);
      assertEquals("quantizer q is closed: open another one", e.getMessage());
    }
    assertThrows(IllegalStateException.class, () -> owner.child("a workspace", null));
  }

  @Test
  void child_keepsItsOwnerFromReleasing_untilItIsClosed() {
    Lifetime child = owner.child("a workspace", () -> released.add("child"));
    owner.close();
    assertEquals(List.of(), released);
    child.close();
    child.close();
    assertEquals(List.of("child", "owner"), released);
  }

  @Test
  void child_cannotBeUsed_whenItsOwnerIsClosed() {
    Lifetime child = owner.child("a workspace", () -> released.add("child"));
    owner.close();
    for (Runnable use : List.<Runnable>of(child::check, child::enter, child::enterAlone)) {
      IllegalStateException e = assertThrows(IllegalStateException.class, use::run);
      assertEquals("quantizer q is closed: open another one", e.getMessage());
    }
    child.close();
    assertEquals(List.of("child", "owner"), released, "who was refused is not inside");
  }

  @Test
  void child_saysWhoseItIs_afterClose() {
    Lifetime child = owner.child("a workspace", null);
    child.close();
    IllegalStateException e = assertThrows(IllegalStateException.class, child::enterAlone);
    assertEquals("a workspace of quantizer q is closed: open another one", e.getMessage());
    owner.enterAlone();
    owner.leave();
  }

  @Test
  void enterAlone_refusesASecondThread_andLetsItInLater() {
    owner.enterAlone();
    IllegalStateException e = assertThrows(IllegalStateException.class, owner::enterAlone);
    assertEquals(
        "quantizer q is in use by another thread: take one for each thread", e.getMessage());
    owner.leave();
    owner.enterAlone();
    owner.leave();
  }

  @Test
  void release_findsNobodyInside_whenThreadsRaceWithClose() throws Exception {
    for (int round = 0; round < 300; round++) {
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger releases = new AtomicInteger();
      AtomicBoolean wrong = new AtomicBoolean();
      Lifetime raced =
          new Lifetime(
              "it",
              () -> {
                releases.incrementAndGet();
                wrong.compareAndSet(false, inside.get() != 0);
              });
      List<Thread> threads = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        threads.add(new Thread(() -> enterUntilClosed(raced, inside, releases, wrong)));
      }
      threads.forEach(Thread::start);
      Thread.onSpinWait();
      raced.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertEquals(1, releases.get(), "round " + round);
      assertEquals(false, wrong.get(), "round " + round + ": released while somebody was inside");
    }
  }

  private static void enterUntilClosed(
      Lifetime raced, AtomicInteger inside, AtomicInteger releases, AtomicBoolean wrong) {
    while (true) {
      try {
        raced.enter();
      } catch (IllegalStateException e) {
        return;
      }
      inside.incrementAndGet();
      wrong.compareAndSet(false, releases.get() != 0);
      inside.decrementAndGet();
      raced.leave();
    }
  }
}
