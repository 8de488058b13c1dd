package hearth.population;

import hearth.geo.Crs;
import hearth.geo.Grid;
import hearth.geo.InputException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.locationtech.jts.geom.Envelope;

/**
 * The cells of the density raster as a person asks for them.
 *
 * @param size side of a cell, in {@code unit}
 * @param unit metres or degrees
 * @param crs reference system of the grid; empty: the run's for metres, longitude and latitude (WGS
 *     84) for degrees
 */
public record GridSpec(double size, Unit unit, Optional<Crs> crs) {
  /** What the size of a cell is measured in. */
  public enum Unit {
    METRES,
    DEGREES
  }

  /** 30 m cells in the run's reference system. */
  public static final GridSpec DEFAULT = new GridSpec(30, Unit.METRES, Optional.empty());

  /** Ten times what covers the Earth at one arc-second along the equator. */
  private static final double MAX_CELLS_A_SIDE = 1.3e7;

  private static final double LEAST_METRES = 0.1;
  private static final double MOST_METRES = 1e6;

  /** On a meridian. */
  private static final double METRES_PER_DEGREE = 111_120;

  private static final Pattern CELL = Pattern.compile("([0-9.eE+-]+)\\s*([a-zA-Z°\"]+)");

  public GridSpec {
    Objects.requireNonNull(unit, "unit");
    Objects.requireNonNull(crs, "crs");
    if (!(size > 0) || Double.isInfinite(size)) {
      throw new InputException(
          "grid cell size " + size + " is not a length", "Give a cell such as '30 m'.");
    }
  }

  /** From {@code 30 m}, {@code 0.1 km}, {@code 1 arcsec}, {@code 0.5 arcmin}, {@code 0.01 deg}. */
  public static GridSpec parse(String cell) {
    return parse(cell, "auto");
  }

  /**
   * From a cell as above and a reference system, {@code auto} or a code such as {@code EPSG:32645}.
   */
  public static GridSpec parse(String cell, String crs) {
    Matcher m = CELL.matcher(cell.strip());
    if (!m.matches()) {
      throw notACell(cell);
    }
    double number;
    try {
      number = Double.parseDouble(m.group(1));
    } catch (NumberFormatException e) {
      throw notACell(cell);
    }
    Optional<Crs> system =
        crs.strip().equalsIgnoreCase("auto") ? Optional.empty() : Optional.of(Crs.parse(crs));
    GridSpec spec =
        switch (m.group(2).toLowerCase(Locale.ROOT)) {
          case "m", "metre", "metres", "meter", "meters" ->
              new GridSpec(number, Unit.METRES, system);
          case "km" -> new GridSpec(number * 1000, Unit.METRES, system);
          case "arcsec", "arcsecond", "arcseconds", "\"" ->
              new GridSpec(number / 3600, Unit.DEGREES, system);
          case "arcmin", "arcminute", "arcminutes" ->
              new GridSpec(number / 60, Unit.DEGREES, system);
          case "deg", "degree", "degrees", "°" -> new GridSpec(number, Unit.DEGREES, system);
          default -> throw notACell(cell);
        };
    double least = spec.unit == Unit.METRES ? LEAST_METRES : LEAST_METRES / METRES_PER_DEGREE;
    double most = spec.unit == Unit.METRES ? MOST_METRES : MOST_METRES / METRES_PER_DEGREE;
    if (spec.size < least || spec.size > most) {
      throw new InputException(
          "grid cell '" + cell + "' is no size of a cell", "Give 0.1 m to 1000 km.");
    }
    return spec;
  }

  /** The reference system of the grid of a run. */
  public Crs crs(Crs runCrs) {
    Crs chosen = crs.orElse(unit == Unit.METRES ? runCrs : Crs.WGS84);
    if (chosen.isGeographic() != (unit == Unit.DEGREES)) {
      throw new InputException(
          "grid: a cell in %s does not go with %s"
              .formatted(unit.name().toLowerCase(Locale.ROOT), chosen),
          unit == Unit.METRES
              ? "Give a projected system, or a cell such as '1 arcsec'."
              : "Give a geographic system, or a cell such as '30 m'.");
    }
    return chosen;
  }

  /**
   * The grid that covers an extent, its lines on multiples of the cell size.
   *
   * @param runCrs the run's projected reference system
   * @param extent in {@code runCrs}
   */
  public Grid grid(Crs runCrs, Envelope extent) {
    Crs target = crs(runCrs);
    double cell = unit == Unit.METRES ? size / target.metresPerUnit() : size;
    Envelope covered = target.equals(runCrs) ? extent : runCrs.to(target).apply(extent);
    double columns = covered.getWidth() / cell;
    double rows = covered.getHeight() / cell;
    if (columns > MAX_CELLS_A_SIDE || rows > MAX_CELLS_A_SIDE) {
      throw new InputException(
          String.format(Locale.ROOT, "grid: %.3g x %.3g cells are too many", columns, rows),
          "Give a larger cell.");
    }
    return Grid.covering(target, covered, cell);
  }

  private static InputException notACell(String cell) {
    return new InputException(
        "grid cell '" + cell + "' is not understood",
        "Give a number and a unit: '30 m', '100 m', '1 arcsec', '3 arcsec' or '0.01 deg'.");
  }
}
