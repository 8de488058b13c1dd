package hearth.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtProvider;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import hearth.geo.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

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
    Inference auto = new Inference(Device.AUTO, 1);
    try (Detector detector = Detector.open(spec, auto)) {
      assertEquals(64, detector.inputSize());
    }
    assertEquals("cpu", auto.clock().device(), "where it really runs");
  }

  @Test
  void autoSaysOnceWhyItFallsBack() {
    assumeFalse(OrtEnvironment.getAvailableProviders().contains(OrtProvider.CUDA));
    Logger log = (Logger) LoggerFactory.getLogger(Sessions.class);
    Level level = log.getLevel();
    ListAppender<ILoggingEvent> said = new ListAppender<>();
    said.start();
    log.addAppender(said);
    log.setLevel(Level.INFO);
    try {
      Sessions.forgetFallback();
      ModelSpec spec = Samples.detector(Samples.RESOURCES, "yolo.onnx");
      Detector.open(spec, new Inference(Device.AUTO, 1)).close();
      Detector.open(spec, new Inference(Device.AUTO, 1)).close();
      assertEquals(
          List.of("Models run on the processor: this build has ONNX Runtime without CUDA"),
          said.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    } finally {
      log.setLevel(level);
      log.detachAppender(said);
    }
  }
}
