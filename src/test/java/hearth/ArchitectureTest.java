package hearth;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between packages, and which library lives where. */
@AnalyzeClasses(packages = "hearth", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule ARROWS =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("geo")
          .definedBy("hearth.geo..")
          .layer("raster")
          .definedBy("hearth.raster..")
          .layer("segment")
          .definedBy("hearth.segment..")
          .layer("vectorize")
          .definedBy("hearth.vectorize..")
          .layer("footprint")
          .definedBy("hearth.footprint..")
          .layer("conflate")
          .definedBy("hearth.conflate..")
          .layer("zonal")
          .definedBy("hearth.zonal..")
          .layer("population")
          .definedBy("hearth.population..")
          .layer("store")
          .definedBy("hearth.store..")
          .layer("pipeline")
          .definedBy("hearth.pipeline..")
          .layer("spark")
          .definedBy("hearth.spark..")
          .layer("cli")
          .definedBy("hearth.cli..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("spark")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("pipeline")
          .mayOnlyBeAccessedByLayers("spark", "cli")
          .whereLayer("store")
          .mayOnlyBeAccessedByLayers("pipeline", "spark", "cli")
          .whereLayer("population")
          .mayOnlyBeAccessedByLayers("store", "pipeline", "spark", "cli")
          .whereLayer("zonal")
          .mayOnlyBeAccessedByLayers("population", "store", "pipeline", "spark", "cli")
          .whereLayer("conflate")
          .mayOnlyBeAccessedByLayers("pipeline", "spark", "cli")
          .whereLayer("segment")
          .mayOnlyBeAccessedByLayers("pipeline", "spark", "cli")
          .whereLayer("vectorize")
          .mayOnlyBeAccessedByLayers("pipeline", "spark", "cli")
          .whereLayer("footprint")
          .mayOnlyBeAccessedByLayers(
              "conflate", "zonal", "population", "store", "pipeline", "spark", "cli")
          .whereLayer("raster")
          .mayOnlyBeAccessedByLayers(
              "segment",
              "vectorize",
              "conflate",
              "zonal",
              "population",
              "store",
              "pipeline",
              "spark",
              "cli");

  @ArchTest
  static final ArchRule GDAL_IN_RASTER =
      noClasses()
          .that()
          .resideOutsideOfPackage("hearth.raster..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.gdal..");

  @ArchTest
  static final ArchRule PARQUET_IN_RASTER =
      noClasses()
          .that()
          .resideOutsideOfPackage("hearth.raster.vector..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.parquet..");

  @ArchTest
  static final ArchRule ONNX_RUNTIME_IN_SEGMENT =
      noClasses()
          .that()
          .resideOutsideOfPackage("hearth.segment..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.onnxruntime..");

  @ArchTest
  static final ArchRule JDBC_IN_STORE =
      noClasses()
          .that()
          .resideOutsideOfPackage("hearth.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..");

  @ArchTest
  static final ArchRule OSM_READER_IN_CONFLATE =
      noClasses()
          .that()
          .resideOutsideOfPackage("hearth.conflate..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.openstreetmap..", "crosby..");

  @ArchTest
  static final ArchRule PICOCLI_IN_CLI =
      noClasses()
          .that()
          .resideOutsideOfPackage("hearth.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  /** These changed their descriptors after GDAL 3.6, or came later: they fail on one side. */
  @ArchTest
  static final ArchRule GDAL_METHODS_THAT_DIFFER_BETWEEN_VERSIONS =
      noClasses()
          .should()
          .callMethod("org.gdal.gdal.Dataset", "FlushCache")
          .orShould()
          .callMethod("org.gdal.gdal.Dataset", "Close")
          .orShould()
          .callMethod("org.gdal.ogr.GeomFieldDefn", "GetFieldType");
}
