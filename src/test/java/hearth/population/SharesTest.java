package hearth.population;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Random;
import java.util.stream.DoubleStream;
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
    CellSums sums = new CellSums(2);
    Random random = new Random(2);
    for (int i = 0; i < 100_000; i++) {
      int place = sums.place(random.nextInt(50_000) * 1_000_003L);
      sums.add(place, 0, 1);
      sums.add(place, 1, 0.5);
    }
    int[] places = sums.sortedPlaces(place -> true);
    long[] cells = sums.cells(places);
    for (int i = 1; i < cells.length; i++) {
      assertEquals(true, cells[i] > cells[i - 1], "ascending");
    }
    assertEquals(100_000, DoubleStream.of(sums.column(0, places)).sum());
    assertEquals(50_000, DoubleStream.of(sums.column(1, places)).sum());
    assertEquals(-1, sums.find(7));
  }

  @Test
  void wholePersonsGoByLargestRemainder() {
    double[] shares = {1.5, 2.25, 0.75, 3.5};
    Shares.makeWhole(shares, 8);
    // 6 after rounding down; 0.75 is first, of the two halves the one that comes first.
    assertArrayEquals(new double[] {2, 2, 1, 3}, shares);
    double[] whole = {3, 0, 2};
    Shares.makeWhole(whole, 5);
    assertArrayEquals(new double[] {3, 0, 2}, whole);
  }
}
