package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import hearth.geo.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceTest {
  @Test
  void devicesAreReadAndWritten() {
    assertEquals(Device.CPU, Device.parse("cpu"));
    assertEquals(Device.AUTO, Device.parse(" AUTO "));
    assertEquals(new Device(Device.Kind.CUDA, 0), Device.parse("cuda"));
    assertEquals(new Device(Device.Kind.CUDA, 2), Device.parse("cuda:2"));
    assertEquals("cuda:2", Device.parse("cuda:2").toString());
    assertEquals("cpu", Device.CPU.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:1000", "cpu:0"})
  void otherDevicesAreRefused(String text) {
    InputException e = assertThrows(InputException.class, () -> Device.parse(text));
    assertTrue(e.getMessage().contains("cpu, cuda, cuda:N or auto"), e.getMessage());
  }

  @Test
  void cudaWithoutItsBuildIsRefusedAndAutoFallsBack() {
    assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA));
    ModelSpec spec = Samples.detector(Samples.RESOURCES, "yolo.onnx");
    InputException e =
        assertThrows(
            InputException.class,
            () -> Detector.open(spec, new Inference(Device.parse("cuda"), 1)).close());
    assertTrue(e.getMessage().contains("ONNX Runtime without CUDA"), e.getMessage());
    assertTrue(e.getMessage().contains("--device cpu or auto"), e.getMessage());
    try (Detector detector = Detector.open(spec, new Inference(Device.AUTO, 1))) {
      assertEquals(64, detector.inputSize());
    }
  }
}
