package org.nnrdoq.experiment.bd;

/**
 * The polynomial of third degree that misses points least, by the sum of squares.
 *
 * <p>The system of equations is made triangular by Householder reflections, which lose no accuracy
 * where powers of x nearly depend on each other.
 */
final class CubicFit {
  private static final int TERMS = 4;

  private CubicFit() {}

  /**
   * Fits a polynomial in x - x[0].
   *
   * @param x 4 or more values, strictly increasing
   * @param y as many
   * @return coefficients of the powers 0 to 3
   */
  static double[] coefficients(double[] x, double[] y) {
    int points = x.length;
    // a column for each power; the reflections replace them
    double[][] columns = new double[TERMS][points];
    for (int i = 0; i < points; i++) {
      double t = x[i] - x[0]; // shifted, for the condition of the system
      columns[0][i] = 1;
      columns[1][i] = t;
      columns[2][i] = t * t;
      columns[3][i] = t * t * t;
    }
    double[] diagonal = new double[TERMS];
    double[] right = y.clone();
    for (int k = 0; k < TERMS; k++) {
      diagonal[k] = mirror(columns[k], k);
      for (int other = k + 1; other < TERMS; other++) {
        reflect(columns[other], columns[k], k, diagonal[k]);
      }
      reflect(right, columns[k], k, diagonal[k]);
    }
    double[] solution = new double[TERMS];
    for (int k = TERMS - 1; k >= 0; k--) {
      solution[k] = right[k] / diagonal[k];
      for (int row = 0; row < k; row++) {
        right[row] -= solution[k] * columns[k][row];
      }
    }
    return solution;
  }

  /** Turns a column's part from k on into the vector it is mirrored by; gives back its image. */
  private static double mirror(double[] column, int k) {
    double squares = 0;
    for (int row = k; row < column.length; row++) {
      squares += column[row] * column[row];
    }
    double image = column[k] > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    column[k] -= image;
    return image;
  }

  private static void reflect(double[] column, double[] mirror, int k, double image) {
    double product = 0;
    for (int row = k; row < column.length; row++) {
      product += column[row] * mirror[row];
    }
    double factor = product / (image * mirror[k]);
    for (int row = k; row < column.length; row++) {
      column[row] += factor * mirror[row];
    }
  }
}
