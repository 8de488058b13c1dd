package hearth.pipeline.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportHtmlTest {
  private static final Optional<String> PICTURE = Optional.of("map.png");

  @Test
  void namesFromFilesAreTextNotMarkup() throws Exception {
    String hostile = "<script>alert('\"&')</script>\u0000\ud800 \u5bb6";
    String html = ReportHtml.text(Reports.full(hostile), PICTURE);
    Document page = parse(html);
    assertEquals(0, page.getElementsByTagName("script").getLength());
    String seen = "<script>alert('\"&')</script>\ufffd\ufffd \u5bb6";
    assertEquals(seen, page.getElementsByTagName("h1").item(0).getTextContent());
    assertTrue(page.getElementsByTagName("body").item(0).getTextContent().contains(seen + ".tif"));
  }

  @Test
  void thePageAsksNothingOfTheNetwork() {
    String html = ReportHtml.text(Reports.full("banepa"), PICTURE);
    Matcher address = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(html);
    int addresses = 0;
    while (address.find()) {
      assertEquals("./map.png", address.group(1));
      addresses++;
    }
    assertEquals(2, addresses);
    assertFalse(html.contains("url("));
    assertFalse(html.contains("@import"));
    assertFalse(html.contains("//"), "no address of another machine");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a b.png", "50%.png", "x#1?.png", "c:d.png", "\u5bb6.png", "it's \"x\".png"})
  void aPictureOfAnyNameIsFoundBesideThePage(String name) throws Exception {
    Document page = parse(ReportHtml.text(Reports.empty(), Optional.of(name)));
    String src =
        page.getElementsByTagName("img").item(0).getAttributes().getNamedItem("src").getNodeValue();
    java.net.URI base = java.net.URI.create("file:///out/report.html");
    assertEquals("/out/" + name, base.resolve(src).getPath());
  }

  @Test
  void zonesStandBesideTheSumOfTheirCells() throws Exception {
    String text = text(Reports.full("banepa"));
    assertTrue(
        text.contains("BNP-1 182 182.0 182.0 1e-10 40 over the zone's residential buildings"),
        text);
    assertTrue(
        text.contains("BNP-3 912 910.2 910.2 0.000 170 evenly over the land of the zone"), text);
    assertTrue(text.contains("BNP-4 – – – – 0 the figure is not known"), text);
    assertTrue(text.contains("all zones 2,144 2,142.2 2,142.2"), text);
  }

  @Test
  void failuresAndWarningsStandBeforeTheFigures() throws Exception {
    String text = text(Reports.full("banepa"));
    int people = text.indexOf("People");
    for (String part :
        new String[] {
          "1 tile failed.",
          "imagery.tif: strip 7 is damaged",
          "The census figures are illustrative.",
          "Zone BNP-4 has no figure"
        }) {
      int at = text.indexOf(part);
      assertTrue(at >= 0 && at < people, part);
    }
  }

  @Test
  void aRunThatFoundNothingHasAPageThatSaysSo() throws Exception {
    String text = text(Reports.empty());
    assertTrue(text.contains("No building was found."), text);
    assertTrue(text.contains("0 of") || text.contains("1 of 1"), text);
    assertFalse(text.contains("NaN"), text);
    assertFalse(text.contains("People"), text);
  }

  /** The visible text, cells and lines separated by single spaces. */
  private static String text(RunReport report) throws Exception {
    String html = ReportHtml.text(report, PICTURE).replaceAll("(?s)<style>.*</style>", "");
    return parse(html.replace("<", " <"))
        .getElementsByTagName("body")
        .item(0)
        .getTextContent()
        .replaceAll("\\s+", " ");
  }

  /** The page is written so that an XML parser reads it too, once void elements are closed. */
  private static Document parse(String html) throws Exception {
    String xml =
        html.replaceFirst("^<!DOCTYPE html>", "").replaceAll("<(meta|img)([^>]*)>", "<$1$2/>");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }
}
