package hearth.population;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SharesTest {
  @Test
  void splitsByWeight() {
    double[] shares = {1, 2, 5};
    Shares.split(shares, 16);
    assertArrayEquals(new double[] {2, 4, 10}, shares, 0);
  }

  @Test
  void residualGoesToTheFirstOfTheLargest() {
    double[] shares = {1, 4, 4};
    Shares.settle(shares, 9.5);
    assertArrayEquals(new double[] {1, 4.5, 4}, shares, 0);
  }

  @Test
  void manySharesOfAnySizeSumToTheFigure() {
    Random random = new Random(8);
    for (int i = 0; i < 50; i++) {
      double[] shares = new double[1 + random.nextInt(20_000)];
      for (int k = 0; k < shares.length; k++) {
        shares[k] = Math.exp(random.nextGaussian() * 12);
      }
      double figure = random.nextInt(1_000_000) + 1;
      Shares.split(shares, figure);
      BigDecimal exact = BigDecimal.ZERO;
      for (double share : shares) {
        exact = exact.add(new BigDecimal(share));
      }
      assertEquals(0, exact.subtract(new BigDecimal(figure)).doubleValue(), 1e-15 * figure);
    }
  }

  @Test
  void compensatedSumKeepsWhatPlainSumsLose() {
    CompensatedSum sum = new CompensatedSum();
    for (double term : new double[] {1, 1e100, 1, -1e100}) {
      sum.add(term);
    }
    assertEquals(2, sum.value());
  }

  @Test
  void cellSumsKeepMillionsOfCellsApart() {
    CellSums sums = new CellSums();
    Random random = new Random(2);
    for (int i = 0; i < 100_000; i++) {
      long cell = random.nextInt(50_000) * 1_000_003L;
      sums.add(cell, 1);
    }
    double total = 0;
    long before = -1;
    for (long cell : sums.cells()) {
      total += sums.sum(cell);
      assertEquals(true, cell > before, "ascending");
      before = cell;
    }
    assertEquals(100_000, total);
  }
}
