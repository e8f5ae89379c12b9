package io.tandemprofiler.agent.program;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** What the web application answers: by which loaders it and its library came. */
public final class CountServlet extends HttpServlet {
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String servlet = getClass().getClassLoader().getClass().getName();
    String library = Work.class.getClassLoader().getClass().getName();
    response.getWriter().print(servlet + " and " + library + " count " + Work.primes());
  }
}
