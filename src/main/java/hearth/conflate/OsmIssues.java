package hearth.conflate;

import hearth.geo.DataIssue;
import java.util.function.Consumer;

/** Reports elements of one file by id. */
record OsmIssues(String file, Consumer<DataIssue> sink) {

  /** An element that does not become a building. */
  void leftOut(String code, String why, String type, long id) {
    sink.accept(new DataIssue(code, why + ": left out", where(type, id)));
  }

  /** An element that becomes a building, with what was done to it. */
  void read(String code, String what, String type, long id) {
    sink.accept(new DataIssue(code, what, where(type, id)));
  }

  private String where(String type, long id) {
    return file + ": " + type + "/" + id;
  }
}
