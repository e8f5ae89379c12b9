import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * The compiler of this JDK, started once: each line of standard input holds its arguments, between
 * tabs; each line of standard output is empty where it was content, else what it said.
 */
class Compiler {

  public static void main(String[] none) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      int status = compiler.run(null, said, said, line.split("\t"));
      String fault = status == 0 ? "" : "javac ended with " + status + ": " + said;
      System.out.println(fault.replace('\n', ' '));
    }
  }
}
