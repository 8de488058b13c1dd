package hearth.cli.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import hearth.geo.Affine;
import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.Tile;
import hearth.geo.TileLattice;
import hearth.pipeline.SegmentJob;
import hearth.raster.vector.Feature;
import hearth.raster.vector.GeometryType;
import hearth.raster.vector.VectorWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.GeometryFactory;

/**
 * Tiles and boxes to measure on: an image at the model's own ground resolution, so that nobody has
 * to resample, and boxes as large as houses, from a fixed seed.
 *
 * @param image a VRT of the sample's pixels
 * @param boxLayer the boxes in the image's reference system
 * @param lattice tiles as Hearth divides the image
 * @param boxes of each tile, in pixels of its block
 */
record SamBenchScene(Path image, Path boxLayer, TileLattice lattice, List<List<Envelope>> boxes) {
  /** Metres per pixel, that of hearth-sam. */
  private static final double PIXEL_METRES = 0.265;

  private static final Crs UTM = Crs.epsg(32645);
  private static final double WEST = 360_000;
  private static final double NORTH = 3_058_000;

  private static final int LEAST_BOX_PX = 24;
  private static final int MOST_BOX_PX = 72;

  /** A third of a pixel of the sample's imagery: what Hearth's outlines are simplified by. */
  private static final double TOLERANCE_METRES = 0.3;

  static SamBenchScene make(Path sample, int tileSize, int tiles, int boxesPerTile, Path folder)
      throws IOException {
    Affine affine = Affine.northUp(WEST, NORTH, PIXEL_METRES, PIXEL_METRES);
    int columns = (int) Math.ceil(Math.sqrt(tiles));
    int rows = (tiles + columns - 1) / columns;
    int core = SegmentJob.lattice(new Grid(UTM, affine, 1, 1), tileSize).coreSize();
    Grid grid = new Grid(UTM, affine, columns * core, rows * core);
    TileLattice lattice = SegmentJob.lattice(grid, tileSize);
    List<List<Envelope>> boxes = boxes(lattice, tiles, boxesPerTile);
    Path layer = folder.resolve("boxes.gpkg");
    Files.deleteIfExists(layer);
    write(layer, lattice, boxes);
    return new SamBenchScene(
        RepeatedImage.write(sample, grid, folder.resolve("image.vrt")), layer, lattice, boxes);
  }

  private static List<List<Envelope>> boxes(TileLattice lattice, int tiles, int count) {
    Random random = new Random(1);
    List<List<Envelope>> all = new ArrayList<>();
    for (int i = 0; i < tiles; i++) {
      List<Envelope> ofTile = new ArrayList<>();
      for (int k = 0; k < count; k++) {
        int width = LEAST_BOX_PX + random.nextInt(MOST_BOX_PX - LEAST_BOX_PX);
        int height = LEAST_BOX_PX + random.nextInt(MOST_BOX_PX - LEAST_BOX_PX);
        double x = lattice.halo() + random.nextInt(lattice.coreSize() - width);
        double y = lattice.halo() + random.nextInt(lattice.coreSize() - height);
        ofTile.add(new Envelope(x, x + width, y, y + height));
      }
      all.add(ofTile);
    }
    return all;
  }

  private static void write(Path layer, TileLattice lattice, List<List<Envelope>> boxes) {
    GeometryFactory geometries = new GeometryFactory();
    List<Feature> features = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      Tile tile = lattice.tiles().get(i);
      for (Envelope box : boxes.get(i)) {
        Envelope onGrid = new Envelope(box);
        onGrid.translate(tile.block().column(), tile.block().row());
        Geometry outline = lattice.grid().affine().toJts().transform(geometries.toGeometry(onGrid));
        features.add(Feature.of(outline, Map.of()));
      }
    }
    try (VectorWriter writer = VectorWriter.create(layer, issue -> {})) {
      writer.addLayer(
          "boxes", lattice.grid().crs(), List.of(), GeometryType.POLYGON, features.iterator());
      writer.commit();
    }
  }

  /** What the Python program is to do, as it reads it. */
  String workJson(SamBenchModels.Entry model) throws IOException {
    List<Map<String, Object>> tiles = new ArrayList<>();
    for (int i = 0; i < boxes.size(); i++) {
      Tile tile = lattice.tiles().get(i);
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("column", tile.block().column());
      entry.put("row", tile.block().row());
      entry.put(
          "boxes",
          boxes.get(i).stream()
              .map(b -> List.of(b.getMinX(), b.getMinY(), b.getMaxX(), b.getMaxY()))
              .toList());
      tiles.add(entry);
    }
    Map<String, Object> work = new LinkedHashMap<>();
    work.put("image", image.toString());
    work.put("encoder", model.file("encoder").toString());
    work.put("decoder", model.file("decoder").toString());
    work.put("input_size", model.inputSize());
    work.put("tile_size", lattice.tileSize());
    work.put("mean", model.spec().mean());
    work.put("std", model.spec().std());
    work.put("tolerance", TOLERANCE_METRES);
    work.put("tiles", tiles);
    return new JsonMapper().writeValueAsString(work);
  }
}
