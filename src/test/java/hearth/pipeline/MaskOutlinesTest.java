package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.DataIssue;
import hearth.geo.Grid;
import hearth.raster.ImageBlock;
import hearth.raster.LogitMask;
import hearth.vectorize.VectorizeOptions;
import hearth.vectorize.Vectorizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Polygon;

class MaskOutlinesTest {
  private static final Crs UTM = Crs.epsg(32645);
  private static final double PIXEL = 0.5;
  private static final int SIZE = 60;

  private final List<DataIssue> issues = new ArrayList<>();

  /** A house of 40 x 30 px with a courtyard of 16 x 10 px, in a grid that is turned. */
  @ParameterizedTest
  @ValueSource(doubles = {0, 30, 90, 137, -60})
  void outlinesLieWhereATurnedImageShowsThem(double degrees) {
    double cos = PIXEL * Math.cos(Math.toRadians(degrees));
    double sin = PIXEL * Math.sin(Math.toRadians(degrees));
    Affine affine = new Affine(400_000, cos, sin, 3_060_000, sin, -cos);
    ImageBlock block = block(affine);
    float[] logits = new float[SIZE * SIZE];
    for (int i = 0; i < logits.length; i++) {
      double x = i % SIZE + 0.5;
      double y = i / SIZE + 0.5;
      boolean house = x > 10 && x < 50 && y > 10 && y < 40;
      boolean court = x > 20 && x < 36 && y > 20 && y < 30;
      logits[i] = house && !court ? 1 : -1;
    }
    Polygon outline = inRun(new LogitMask(SIZE, SIZE, logits, 0, 0, 1, 1), block);
    assertTrue(outline.isValid());
    assertEquals(1, outline.getNumInteriorRing());
    assertEquals((40 * 30 - 16 * 10) * PIXEL * PIXEL, outline.getArea(), 1);
    Coordinate centre =
        outline.getFactory().createPolygon(outline.getExteriorRing()).getCentroid().getCoordinate();
    assertEquals(0, centre.distance(affine.apply(30, 25)), 1e-6);
    assertEquals(List.of(), issues);
  }

  @Test
  void whatTheImageryDoesNotShowIsNoPartOfAHouse() {
    ImageBlock block = block(Affine.northUp(400_000, 3_060_000, PIXEL, PIXEL));
    for (int i = 0; i < block.valid().length; i++) {
      block.valid()[i] = (byte) (i % SIZE < 30 ? 1 : 0);
    }
    float[] ones = new float[SIZE * SIZE];
    Arrays.fill(ones, 1);
    Polygon outline = inRun(new LogitMask(SIZE, SIZE, ones, 0, 0, 1, 1), block);
    assertEquals(SIZE * PIXEL, outline.getEnvelopeInternal().getHeight(), 1e-6);
    assertEquals(30 * PIXEL, outline.getEnvelopeInternal().getWidth(), PIXEL);
  }

  private Polygon inRun(LogitMask mask, ImageBlock block) {
    MaskOutlines outlines =
        new MaskOutlines(new Vectorizer(new VectorizeOptions(0, 24, 36)), UTM.to(UTM));
    return outlines.inRun(
        outlines.inBlock(mask, block, issues::add).orElseThrow().outline(), block, issues::add);
  }

  private static ImageBlock block(Affine affine) {
    byte[] valid = new byte[SIZE * SIZE];
    Arrays.fill(valid, (byte) 1);
    return new ImageBlock(new Grid(UTM, affine, SIZE, SIZE), new byte[3 * SIZE * SIZE], valid);
  }
}
