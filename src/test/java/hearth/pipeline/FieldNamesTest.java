package hearth.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import hearth.geo.InputException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FieldNamesTest {
  private static final FieldNames NAMES =
      new FieldNames(Optional.of("NB_ETAGES"), Optional.empty(), Optional.of("USAGE1"));

  @Test
  void columnsBecomeTags() {
    assertEquals(
        Map.of("NB_ETAGES", "3", "USAGE1", "Annexe", "building:levels", "3", "building", "Annexe"),
        NAMES.tags(Map.of("NB_ETAGES", "3", "USAGE1", "Annexe", "building", "yes")));
  }

  @Test
  void whatTheColumnLacksIsNotKnown() {
    assertEquals(
        Map.of("USAGE1", "Annexe", "building", "Annexe"),
        NAMES.tags(Map.of("USAGE1", "Annexe", "building:levels", "9")));
  }

  @Test
  void aColumnThatIsNotThereIsRefused() {
    InputException e =
        assertThrows(
            InputException.class, () -> NAMES.require("f.gpkg", List.of("NB_ETAGE", "USAGE1")));
    assertTrue(e.getMessage().contains("f.gpkg: no field 'NB_ETAGES'"), e::getMessage);
    NAMES.require("f.gpkg", List.of("NB_ETAGES", "USAGE1"));
  }
}
