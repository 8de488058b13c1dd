package hearth.population;

import java.util.List;

/**
 * Who does pieces of work that do not depend on each other. What comes out of them does not depend
 * on the crew either; the threads of one are made elsewhere.
 */
public interface Crew {
  /** The calling thread alone. */
  Crew ALONE =
      new Crew() {
        @Override
        public int size() {
          return 1;
        }

        @Override
        public void run(List<Runnable> pieces) {
          pieces.forEach(Runnable::run);
        }
      };

  /** Pieces that are worked on at once. */
  int size();

  /**
   * Does all pieces, and returns when they are done; what they wrote can then be read.
   *
   * @throws RuntimeException the first failure of a piece, after the others have ended
   */
  void run(List<Runnable> pieces);
}
