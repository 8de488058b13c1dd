package hearth.raster;

import static hearth.raster.TestImage.UTM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.Affine;
import hearth.geo.InputException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import org.gdal.gdal.GCP;
import org.gdal.gdalconst.gdalconstConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be worked with is refused with the file's name, the reason and a remedy. */
class RefusalsTest {
  private static final Affine PLACE = Affine.northUp(350000, 3057000, 1, 1);

  @TempDir Path folder;

  @Test
  void noSuchFile() {
    refused(folder + "/none.tif", "none.tif: no such file");
  }

  @Test
  void aFolder() {
    refused(folder.toString(), "is a folder");
  }

  @Test
  void anEmptyFile() throws IOException {
    refused(file("empty.tif", ""), "seems to be an empty file", "download it again");
  }

  @Test
  void aTextFile() throws IOException {
    refused(file("notes.tif", "not an image\n"), "notes.tif", "seems to be a text file");
  }

  @Test
  void aPdf() throws IOException {
    refused(file("map.tif", "%PDF-1.7 x"), "map.tif");
  }

  @Test
  void aVectorFile() throws IOException {
    refused(
        file(
            "a.geojson",
            "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":{},"
                + "\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}]}"),
        "is a vector file (GeoJSON), not a raster");
  }

  @Test
  void aTiffCutOffInItsPixels() throws IOException {
    String whole = image().options("TILED=YES", "COMPRESS=DEFLATE").tiff(folder.resolve("t.tif"));
    cut(whole, 0.5);
    refused(whole, "t.tif", "cannot be read", "download it again");
  }

  @Test
  void aTiffCutOffInItsOverviews() throws IOException {
    String whole = image().options("TILED=YES", "COMPRESS=DEFLATE").tiff(folder.resolve("o.tif"));
    org.gdal.gdal.Dataset d = org.gdal.gdal.gdal.OpenEx(whole, gdalconstConstants.OF_UPDATE);
    assertEquals(0, d.BuildOverviews("AVERAGE", new int[] {2}));
    d.delete();
    cut(whole, 0.95);
    refused(whole, "o.tif", "download it again");
  }

  @Test
  void aTiffCutOffInItsHeader() throws IOException {
    String whole = image().tiff(folder.resolve("h.tif"));
    try (RandomAccessFile f = new RandomAccessFile(whole, "rw")) {
      f.setLength(40);
    }
    refused(whole, "h.tif", "a TIFF file that is damaged");
  }

  @Test
  void noReferenceSystem() {
    refused(
        image().at(null, PLACE).tiff(folder.resolve("a.tif")),
        "no coordinate reference system",
        "-a_srs");
  }

  @Test
  void noGeotransform() {
    refused(image().at(UTM, null).tiff(folder.resolve("a.tif")), "no geotransform", "-a_ullr");
    refused(
        image().at(null, null).tiff(folder.resolve("b.tif")),
        "no geotransform and no coordinate reference system");
  }

  @Test
  void aGeotransformThatIsNotANumberOrFlat() throws IOException {
    String plain = image().tiff(folder.resolve("plain.tif"));
    for (String numbers : List.of("nan,1,0,0,0,-1", "5,0,0,7,0,-1", "5,1,2,7,1,2")) {
      refused(vrt(plain, "<GeoTransform>" + numbers + "</GeoTransform>"), "geotransform");
    }
  }

  @Test
  void groundControlPointsAlone() {
    String file =
        image()
            .at(null, null)
            .with(
                d ->
                    d.SetGCPs(
                        new GCP[] {
                          new GCP(85, 27, 0, 0, "a", "1"),
                          new GCP(86, 27, 100, 0, "b", "2"),
                          new GCP(85, 26, 0, 100, "c", "3"),
                          new GCP(86, 26.1, 100, 100, "d", "4")
                        },
                        hearth.geo.Crs.WGS84.wkt()))
            .tiff(folder.resolve("gcp.tif"));
    refused(file, "ground control points", "gdalwarp -tps");
  }

  @Test
  void rationalPolynomialsAlone() throws IOException {
    String plain = image().at(null, null).tiff(folder.resolve("plain.tif"));
    StringBuilder rpc = new StringBuilder("<Metadata domain=\"RPC\">");
    for (String k :
        List.of(
            "LINE_OFF",
            "SAMP_OFF",
            "LAT_OFF",
            "LONG_OFF",
            "HEIGHT_OFF",
            "LINE_SCALE",
            "SAMP_SCALE",
            "LAT_SCALE",
            "LONG_SCALE",
            "HEIGHT_SCALE")) {
      rpc.append("<MDI key=\"%s\">1</MDI>".formatted(k));
    }
    refused(vrt(plain, rpc + "</Metadata>"), "RPC", "gdalwarp -rpc");
  }

  @Test
  void aBandThatIsNotThere() {
    String grey = TestImage.bytes(9, 9, (c, r) -> 1).tiff(folder.resolve("grey.tif"));
    InputException e =
        assertThrows(
            InputException.class,
            () ->
                ImagerySource.open(
                    List.of(grey), new ImageryOptions(List.of(1, 2, 3), BlankPolicy.KEEP)));
    assertTrue(e.getMessage().contains("has 1 band, band 2 was asked for"), e.getMessage());
    said(() -> new ImageryOptions(List.of(1, 2), BlankPolicy.KEEP), "names 2 bands");
    said(() -> new ImageryOptions(List.of(0), BlankPolicy.KEEP), "counted from 1");
    said(() -> FloatRaster.open(grey, 2), "band 2 was asked for");
  }

  @Test
  void complexNumbers() {
    String file =
        TestImage.of(9, 9, gdalconstConstants.GDT_CFloat32, (c, r) -> 1)
            .tiff(folder.resolve("sar.tif"));
    refused(file, "complex numbers");
  }

  @Test
  void noFiles() {
    said(() -> ImagerySource.open(List.of(), ImageryOptions.DEFAULT), "no imagery is given");
  }

  @Test
  void damageInTheMiddleIsSaidWhenItIsRead() throws IOException {
    String file = image().options("TILED=YES", "COMPRESS=DEFLATE").tiff(folder.resolve("m.tif"));
    try (RandomAccessFile f = new RandomAccessFile(file, "rw")) {
      f.seek(f.length() / 2);
      f.write(new byte[20000]);
    }
    ImagerySource source = ImagerySource.open(List.of(file), ImageryOptions.DEFAULT);
    try (ImageReader reader = source.reader(source.workingGrid(1))) {
      said(() -> reader.read(reader.grid().window()), "m.tif: the pixels of", "damaged");
    }
  }

  @Test
  void zippedAndVirtualFilesAreRead() throws IOException {
    String plain = image().tiff(folder.resolve("plain.tif"));
    Path zip = folder.resolve("a.zip");
    try (var out = new java.util.zip.ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new java.util.zip.ZipEntry("in.tif"));
      out.write(Files.readAllBytes(Path.of(plain)));
    }
    ImagerySource source =
        ImagerySource.open(List.of("/vsizip/" + zip + "/in.tif"), ImageryOptions.DEFAULT);
    assertEquals(UTM, source.crs());
    assertEquals(1, source.fingerprints().size());
    refused("/vsizip/" + zip + "/other.tif", "other.tif");
  }

  private static TestImage image() {
    int[] noise = new Random(9).ints(600 * 600, 1, 255).toArray();
    IntBinaryOperator f = (c, r) -> noise[r * 600 + c];
    return TestImage.bytes(600, 600, f, f, f).at(UTM, PLACE);
  }

  private String vrt(String source, String placement) throws IOException {
    return file(
        "odd.vrt",
        "<VRTDataset rasterXSize=\"600\" rasterYSize=\"600\"><SRS>EPSG:32645</SRS>"
            + placement
            + "<VRTRasterBand dataType=\"Byte\" band=\"1\"><SimpleSource><SourceFilename>"
            + source
            + "</SourceFilename><SourceBand>1</SourceBand></SimpleSource></VRTRasterBand>"
            + "</VRTDataset>");
  }

  private static void refused(String file, String... parts) {
    said(() -> ImagerySource.open(List.of(file), ImageryOptions.DEFAULT), parts);
  }

  private static void said(Executable action, String... parts) {
    InputException e = assertThrows(InputException.class, action);
    for (String part : parts) {
      assertTrue(e.getMessage().contains(part), e.getMessage());
    }
  }

  private String file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content).toString();
  }

  private static void cut(String file, double share) throws IOException {
    try (RandomAccessFile f = new RandomAccessFile(file, "rw")) {
      f.setLength((long) (f.length() * share));
    }
  }
}
