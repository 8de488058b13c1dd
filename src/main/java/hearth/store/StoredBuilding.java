package hearth.store;

import hearth.footprint.Building;
import org.locationtech.jts.geom.Geometry;

/**
 * A building as it is stored.
 *
 * @param building outline in the run's metric reference system
 * @param lonLat the stored outline, a multipolygon, longitude and latitude on WGS 84
 * @param areaSquareMetres as measured before it was stored
 * @param persons shared out to it; NaN when not known
 */
public record StoredBuilding(
    Building building, Geometry lonLat, double areaSquareMetres, double persons) {}
