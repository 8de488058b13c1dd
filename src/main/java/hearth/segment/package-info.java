/**
 * Prompts, detectors and Segment Anything models, by ONNX Runtime, which lives here.
 *
 * <p>Comes in: image blocks and prompts. Goes out: boxes and masks as logits, in pixels of the
 * block. Guaranteed: the numbers are those of the reference code of each model; a model file whose
 * checksum differs from its description is refused; nothing in a model folder is ever run.
 */
package hearth.segment;
