/**
 * {@code hearth bench NAME}: measurements of the distance to a limit, or side by side with the
 * program that people use otherwise. One class each; what is measured runs in processes of its own
 * ({@link ChildProcess}), peers in Python environments that the bench makes ({@link PythonPeer}).
 */
package hearth.cli.bench;
