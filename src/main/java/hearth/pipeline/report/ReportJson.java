package hearth.pipeline.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Figures for programs: UTF-8, keys in snake case and in a fixed order, {@code null} for what is
 * not known, since JSON has no NaN.
 */
public final class ReportJson {
  private static final ObjectWriter WRITER = mapper().writer(printer());

  private ReportJson() {}

  /** Writes the report; an existing file is replaced. */
  public static void write(Path file, RunReport report) throws IOException {
    Files.writeString(file, text(report), StandardCharsets.UTF_8);
  }

  /** The report as JSON text, with a line end at its end. */
  public static String text(RunReport report) throws IOException {
    return WRITER.writeValueAsString(report) + "\n";
  }

  private static ObjectMapper mapper() {
    SimpleModule numbers = new SimpleModule();
    numbers.addSerializer(double.class, new FiniteOrNull());
    numbers.addSerializer(Double.class, new FiniteOrNull());
    return JsonMapper.builder()
        .addModule(numbers)
        .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
        .build();
  }

  private static DefaultPrettyPrinter printer() {
    // The platform's own line end would make the same report differ between machines.
    DefaultIndenter lines = new DefaultIndenter("  ", "\n");
    return new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
  }

  private static final class FiniteOrNull extends JsonSerializer<Double> {
    @Override
    public void serialize(Double value, JsonGenerator out, SerializerProvider serializers)
        throws IOException {
      if (Double.isFinite(value)) {
        out.writeNumber(value);
      } else {
        out.writeNull();
      }
    }
  }
}
