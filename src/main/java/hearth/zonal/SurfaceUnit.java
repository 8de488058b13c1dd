package hearth.zonal;

import hearth.geo.InputException;
import java.util.Locale;
import java.util.Optional;

/** What the heights of a surface model are measured in. */
enum SurfaceUnit {
  METRES(1),
  FEET(0.3048),
  US_SURVEY_FEET(1200.0 / 3937);

  private final double metres;

  SurfaceUnit(double metres) {
    this.metres = metres;
  }

  /** Metres in one unit. */
  double metres() {
    return metres;
  }

  /**
   * The unit of a file: as the person declares it, else as the file does; a file that says nothing
   * is in metres. Feet that nobody declared are refused: files carry the horizontal system's unit
   * there by mistake too often to be trusted with a threshold.
   *
   * @param ofFile the unit that the file gives; may be empty
   */
  static SurfaceUnit of(String file, String ofFile, Optional<String> declared) {
    if (declared.isPresent()) {
      return parse(declared.get())
          .orElseThrow(
              () ->
                  new InputException(
                      "surface unit '" + declared.get() + "' is not known",
                      "Give metres, feet or us-feet."));
    }
    if (ofFile.isBlank()) {
      return METRES;
    }
    Optional<SurfaceUnit> unit = parse(ofFile);
    if (unit.isPresent() && unit.get() == METRES) {
      return METRES;
    }
    throw new InputException(
        "%s: its heights are in '%s', not in metres".formatted(file, ofFile),
        "Declare it if that is so (surface unit: feet or us-feet), or unit: metres if it is not.");
  }

  private static Optional<SurfaceUnit> parse(String text) {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "m", "metre", "metres", "meter", "meters" -> Optional.of(METRES);
      case "ft", "foot", "feet", "international foot" -> Optional.of(FEET);
      case "us-ft", "us-feet", "ftus", "us survey foot", "us_survey_foot", "foot_us" ->
          Optional.of(US_SURVEY_FEET);
      default -> Optional.empty();
    };
  }
}
