package hearth.cli.bench;

import hearth.conflate.OsmBuilding;
import hearth.footprint.Building;
import hearth.footprint.Evidence;
import hearth.footprint.OsmElement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.util.AffineTransformation;

/**
 * A town of any size that stands nowhere: L-shaped houses of 40 to 200 m² in plots of 20 m, turned
 * by any angle, as OpenStreetMap would have them and as a detector would see them: moved by 2 m as
 * a whole and by a metre each, a little too large or too small, every tenth missed, every tenth
 * invented. The same size is the same town.
 *
 * @param mapped buildings of the map
 * @param detected detections, as many
 * @param imaged the whole town but its eastern edge
 */
record DetectedTown(List<OsmBuilding> mapped, List<Building> detected, Geometry imaged) {
  private static final double PLOT_METRES = 20;
  private static final GeometryFactory GEOMETRIES = new GeometryFactory();

  static DetectedTown of(int houses) {
    Random random = new Random(20);
    int columns = (int) Math.ceil(Math.sqrt(houses));
    List<OsmBuilding> mapped = new ArrayList<>(houses);
    List<Building> detected = new ArrayList<>(houses);
    Evidence evidence = new Evidence(0.8, 0.9, 0.9, 0.7);
    for (int i = 0; i < houses; i++) {
      double x = 500_000 + PLOT_METRES * (i % columns + 0.5);
      double y = 3_000_000 + PLOT_METRES * (i / columns + 0.5);
      Geometry house = house(x, y, random);
      mapped.add(new OsmBuilding(new OsmElement("way", i + 1L, Map.of("building", "yes")), house));
      double size = 0.85 + 0.3 * random.nextDouble();
      boolean invented = random.nextInt(10) == 0;
      Geometry seen =
          AffineTransformation.scaleInstance(size, size, x, y)
              .translate(
                  2 + random.nextGaussian() + (invented ? PLOT_METRES / 2 : 0),
                  random.nextGaussian())
              .transform(house);
      detected.add(Building.detected(seen, evidence, List.of("0/0")));
    }
    double side = columns * PLOT_METRES;
    Envelope extent = new Envelope(500_000, 500_000 + 0.95 * side, 3_000_000, 3_000_000 + side);
    return new DetectedTown(mapped, detected, GEOMETRIES.toGeometry(extent));
  }

  private static Geometry house(double x, double y, Random random) {
    double w = 6 + 7 * random.nextDouble();
    double h = 7 + 7 * random.nextDouble();
    double[][] corners = {
      {0, 0}, {w, 0}, {w, h / 2}, {w * 0.6, h / 2}, {w * 0.6, h}, {0, h}, {0, 0}
    };
    Coordinate[] ring = new Coordinate[corners.length];
    for (int i = 0; i < ring.length; i++) {
      ring[i] = new Coordinate(x + corners[i][0] - w / 2, y + corners[i][1] - h / 2);
    }
    return AffineTransformation.rotationInstance(Math.PI * random.nextDouble(), x, y)
        .transform(GEOMETRIES.createPolygon(ring));
  }
}
