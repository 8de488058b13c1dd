package hearth.footprint;

import java.util.Objects;
import java.util.Optional;

/**
 * What a surface model says about a candidate. Figures are NaN where they are not known.
 *
 * @param heightMetres above the ground
 * @param slopeDegrees slope of the ground under the outline
 * @param ruggednessMetres root mean square distance of that ground from the plane through it
 * @param verdict what was concluded; empty where no surface model was given
 */
public record HeightEvidence(
    double heightMetres,
    double slopeDegrees,
    double ruggednessMetres,
    Optional<HeightVerdict> verdict) {
  /** No surface model was given. */
  public static final HeightEvidence NONE =
      new HeightEvidence(Double.NaN, Double.NaN, Double.NaN, Optional.empty());

  public HeightEvidence {
    Objects.requireNonNull(verdict, "verdict");
  }

  /** A height from elsewhere, with nothing concluded from it. */
  public static HeightEvidence ofHeight(double metres) {
    return new HeightEvidence(metres, Double.NaN, Double.NaN, Optional.empty());
  }
}
