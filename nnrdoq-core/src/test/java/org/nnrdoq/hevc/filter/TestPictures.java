package org.nnrdoq.hevc.filter;

import java.util.Random;

/** Random planes that look enough like coded pictures to take all branches of loop filters. */
final class TestPictures {
  private TestPictures() {}

  /** Patches of 8x8 or 4x4 with slight slopes and noise, next to each other at random levels. */
  static short[] plane(Random random, int width, int height, int bitDepth, int contrast) {
    int max = (1 << bitDepth) - 1;
    short[] plane = new short[width * height];
    int patch = random.nextBoolean() ? 8 : 4;
    int columns = (width + patch - 1) / patch;
    int[] level = random.ints(columns * (height / patch + 1L), 0, contrast + 1).toArray();
    int base = random.nextInt(Math.max(1, max - contrast));
    int noise = 1 + random.nextInt(3);
    int slope = random.nextInt(3);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int v = base + level[y / patch * columns + x / patch];
        v += slope * (x % patch) / 2 + random.nextInt(noise);
        plane[y * width + x] = (short) Math.max(0, Math.min(max, v));
      }
    }
    return plane;
  }

  static int[][] columns(short[] plane, int width, int height) {
    int[][] s = new int[width][height];
    for (int i = 0; i < width * height; i++) {
      s[i % width][i / width] = plane[i];
    }
    return s;
  }

  static short[] raster(int[][] s) {
    int width = s.length;
    short[] plane = new short[width * s[0].length];
    for (int i = 0; i < plane.length; i++) {
      plane[i] = (short) s[i % width][i / width];
    }
    return plane;
  }
}
