/** Commands: each parses its options, calls the stage, and prints for a person. */
package hearth.cli;
