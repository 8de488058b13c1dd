/**
 * What is kept: the database, its migrations, and files made from it.
 *
 * <p>Comes in: values of the other packages. Goes out: rows, rasters and files that are the same
 * for the same values. Guaranteed: a tile and its ledger row are written together; values never
 * become part of SQL text; passwords reach no log.
 */
package hearth.store;
