package hearth.cli;

/** Entry point: parses the command line and maps the outcome to an exit status. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    System.out.println("hearth " + Main.class.getPackage().getImplementationVersion());
  }
}
