package hearth.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import hearth.pipeline.DensityJob;
import hearth.pipeline.FieldNames;
import hearth.pipeline.TableFingerprint;
import hearth.pipeline.job.JobKey;
import hearth.pipeline.job.JobValues;
import hearth.pipeline.job.PopulationConfig;
import hearth.population.Allocation;
import hearth.population.BuildingShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Footprints and a census out of tables of a PostGIS database. */
class TableInputTest {
  @RegisterExtension static final PostgresExtension POSTGRES = new PostgresExtension();

  @TempDir static Path folder;

  @BeforeAll
  static void makeTables() throws SQLException, IOException {
    try (Connection c = POSTGRES.adminUrl().connect();
        Statement s = c.createStatement()) {
      s.execute("CREATE SCHEMA town");
      s.execute(
          "CREATE TABLE town.houses (gid serial PRIMARY KEY, floors integer, geom geometry(Polygon,"
              + " 32645))");
      s.execute(
          "CREATE TABLE town.wards (code text, people integer, geom geometry(Polygon, 32645))");
      s.execute(
          "INSERT INTO town.houses (floors, geom) SELECT f, ST_MakeEnvelope(500000 + 30 * f,"
              + " 3050010, 500010 + 30 * f, 3050020, 32645) FROM generate_series(1, 3) f");
      s.execute(
          "INSERT INTO town.wards VALUES ('w''1; DROP TABLE town.houses', 60,"
              + " ST_MakeEnvelope(500000, 3050000, 500200, 3050100, 32645))");
    }
    Path pass = folder.resolve("pass");
    DatabaseUrl url = POSTGRES.adminUrl();
    String escaped = new String(url.password()).replace("\\", "\\\\").replace(":", "\\:");
    Files.writeString(pass, "*:*:*:*:" + escaped + "\n");
    Files.setPosixFilePermissions(pass, PosixFilePermissions.fromString("rw-------"));
  }

  private static String table(String name) {
    DatabaseUrl url = POSTGRES.adminUrl();
    String[] host = url.hosts().split(":");
    return "PG:host=%s port=%s dbname=%s user=%s passfile=%s tables=town.%s"
        .formatted(
            host[0],
            host[1],
            url.database(),
            url.user().orElseThrow(),
            folder.resolve("pass"),
            name);
  }

  private static Allocation allocate(String buildings, String census) {
    JobValues values = new JobValues();
    values.set(JobKey.CENSUS, List.of(census), folder);
    values.set(JobKey.POPULATION, List.of("people"), folder);
    values.set(JobKey.UNIT_ID, List.of("code"), folder);
    FieldNames fields = new FieldNames(Optional.of("floors"), Optional.empty(), Optional.empty());
    return DensityJob.allocate(
        new DensityJob.Task(buildings, fields, PopulationConfig.of(values)), issue -> {});
  }

  @Test
  void tablesAreReadAsLayers() {
    Allocation a = allocate(table("houses"), table("wards"));
    assertEquals(60, a.persons());
    assertEquals("w'1; DROP TABLE town.houses", a.units().get(0).id());
    assertEquals(
        List.of(10.0, 20.0, 30.0),
        StreamSupport.stream(a.buildingShares().spliterator(), false)
            .map(BuildingShare::persons)
            .map(p -> Math.round(p * 1e6) / 1e6)
            .sorted()
            .toList(),
        "by floors");
  }

  @Test
  void aPasswordInTheAddressIsRefusedAndNotRepeated() {
    for (String address :
        List.of(
            "PG:dbname=gis password=s3cret tables=t",
            "PG:dbname=gis PASSWORD = 's3cret'",
            "postgresql://me:s3cret@host/gis")) {
      InputException e =
          assertThrows(InputException.class, () -> allocate(address, table("wards")));
      assertFalse(e.getMessage().contains("s3cret"), e.getMessage());
      assertTrue(e.getMessage().contains("holds a password"), e.getMessage());
    }
  }

  @Test
  void aTableThatIsNotThereIsNoFile() {
    InputException e =
        assertThrows(InputException.class, () -> allocate(table("barns"), table("wards")));
    assertFalse(e.getMessage().contains("no such file"), e.getMessage());
  }

  /** A table that changes is another input; one whose rows the server moved about is the same. */
  @Test
  void aChangedTableHasAnotherFingerprint() throws SQLException {
    execute(
        "CREATE TABLE town.blocks AS SELECT i AS gid, 10 * i AS people, ST_MakeEnvelope(500000 + i,"
            + " 3050000, 500001 + i, 3050001, 32645) AS geom FROM generate_series(1, 50) i");
    execute("ALTER TABLE town.blocks ADD PRIMARY KEY (gid)");
    String first = fingerprint();
    // Rows that are written again come last.
    execute("UPDATE town.blocks SET people = people WHERE gid < 20");
    assertEquals(first, fingerprint());
    execute("UPDATE town.blocks SET people = people + 1 WHERE gid = 7");
    assertNotEquals(first, fingerprint());
    execute("UPDATE town.blocks SET people = people - 1 WHERE gid = 7");
    assertEquals(first, fingerprint());
    execute("UPDATE town.blocks SET geom = ST_Translate(geom, 0, 0.001) WHERE gid = 7");
    assertNotEquals(first, fingerprint());
    execute(
        "UPDATE town.blocks SET geom = ST_MakeEnvelope(500007, 3050000, 500008, 3050001, 32645)"
            + " WHERE gid = 7");
    assertEquals(first, fingerprint());
    execute("DELETE FROM town.blocks WHERE gid = 50");
    assertNotEquals(first, fingerprint());
  }

  private static String fingerprint() {
    assertTrue(TableFingerprint.isTable(table("blocks")));
    return TableFingerprint.of(table("blocks"), Optional.empty());
  }

  private static void execute(String statement) throws SQLException {
    try (Connection c = POSTGRES.adminUrl().connect();
        Statement s = c.createStatement()) {
      s.execute(statement);
    }
  }
}
