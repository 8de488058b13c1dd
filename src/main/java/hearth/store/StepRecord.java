package hearth.store;

/**
 * A step's row in the ledger.
 *
 * @param name its code
 * @param state {@code waiting}, {@code running} (or its process is gone), {@code done}, {@code
 *     failed}
 * @param attempts how often it was begun
 * @param seconds that the last attempt took; NaN until it is done
 * @param error why the last attempt failed; else empty
 */
public record StepRecord(String name, String state, int attempts, double seconds, String error) {}
