package hearth.pipeline.report;

/**
 * A piece of HTML text. Everything that comes from outside goes through {@link #escape}: names of
 * files, zones and columns are text, never markup.
 */
final class Html {
  private final StringBuilder text = new StringBuilder();

  /** Markup as it stands; only for literals and for results of this class. */
  Html raw(String markup) {
    text.append(markup);
    return this;
  }

  /** Text from anywhere. */
  Html text(String any) {
    text.append(escape(any));
    return this;
  }

  /** An element that holds text. */
  Html element(String start, String any) {
    int space = start.indexOf(' ');
    String name = space < 0 ? start : start.substring(0, space);
    return raw("<" + start + ">").text(any).raw("</" + name + ">");
  }

  /** A heading with a line of its own. */
  Html heading(String any) {
    return element("h2", any).raw("\n");
  }

  /** A paragraph of text. */
  Html paragraph(String any) {
    return element("p", any).raw("\n");
  }

  /** A cell of a table. */
  Html cell(String any) {
    return element("td class=\"text\"", any);
  }

  /** A cell with a figure, set to the right. */
  Html number(String figure) {
    return element("td class=\"number\"", figure);
  }

  /** The start of a table with its column heads; a head that starts with {@code #} is a figure. */
  Html table(String... heads) {
    raw("<div class=\"scroll\"><table>\n<thead><tr>");
    for (String head : heads) {
      if (head.startsWith("#")) {
        element("th class=\"number\"", head.substring(1));
      } else {
        element("th", head);
      }
    }
    return raw("</tr></thead>\n<tbody>\n");
  }

  Html endTable() {
    return raw("</tbody>\n</table></div>\n");
  }

  /**
   * Text that is safe between tags and inside quoted attributes. Control characters, which HTML
   * does not allow, and lone surrogates, which UTF-8 cannot carry, become U+FFFD.
   */
  static String escape(String any) {
    StringBuilder out = new StringBuilder(any.length() + 16);
    any.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.appendCodePoint(isAllowed(c) ? c : 0xFFFD);
              }
            });
    return out.toString();
  }

  private static boolean isAllowed(int c) {
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    return c == '\n' || c == '\t' || !(Character.isISOControl(c) || surrogate);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
