package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nothing is computed for outputs that nobody reads; that the others stay, SamSegmenterTest shows.
 */
class OnnxPruningTest {
  private static final Set<String> ASKED = Set.of(SamContract.IOU, SamContract.LOGITS);

  @TempDir Path folder;

  private static byte[] file(String name) throws IOException {
    return Files.readAllBytes(Samples.RESOURCES.resolve(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sam-decoder.onnx", "sam-decoder-batch.onnx", "sam-decoder-single.onnx"})
  void theMasksAtThePicturesSizeAreGoneAndTheRestLoads(String name) throws IOException {
    byte[] whole = file(name);
    byte[] pruned = OnnxPruning.keeping(whole, ASKED).orElseThrow();
    assertTrue(pruned.length < whole.length);
    Path copy = Files.write(folder.resolve(name), pruned);
    try (OnnxModel before =
            OnnxModel.open("a", Samples.RESOURCES.resolve(name), Samples.inference());
        OnnxModel after = OnnxModel.open("b", copy, Samples.inference())) {
      assertEquals(before.io().inputs(), after.io().inputs());
      assertEquals(
          before.io().outputs().stream().filter(t -> ASKED.contains(t.name())).toList(),
          after.io().outputs());
    }
    assertEquals(Optional.empty(), OnnxPruning.keeping(pruned, ASKED), "nothing is left to prune");
  }

  @Test
  void theSegmentersDecoderIsPruned() {
    ModelSpec spec = Samples.segmenter(Samples.RESOURCES, "sam-encoder.onnx", "sam-decoder.onnx");
    try (OnnxModel decoder = OnnxModel.open(spec, "decoder", Samples.inference());
        OnnxModel pruned =
            decoder.keeping(ASKED, spec, "decoder", Samples.inference()).orElseThrow()) {
      List<String> outputs = pruned.io().outputs().stream().map(TensorSpec::name).toList();
      assertEquals(Set.of("iou_predictions", "low_res_masks"), Set.copyOf(outputs));
    }
  }

  @Test
  void aModelThatIsNotUnderstoodRunsAsItIs() throws IOException {
    byte[] whole = file("sam-decoder.onnx");
    Set<String> all = Set.of("masks", SamContract.IOU, SamContract.LOGITS);
    assertEquals(Optional.empty(), OnnxPruning.keeping(whole, all), "all is asked for");
    assertEquals(Optional.empty(), OnnxPruning.keeping(file("external-missing.onnx"), Set.of("y")));
    assertEquals(
        Optional.empty(),
        OnnxPruning.keeping("no protocol buffer".getBytes(StandardCharsets.UTF_8), ASKED));
  }
}
