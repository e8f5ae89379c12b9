package io.tandemprofiler.collector.access;

/**
 * Which services: a name in which {@code *} stands for any characters. Immutable.
 *
 * @param text as it was given
 */
public record ServicePattern(String text) {
  /** Every service. */
  public static final ServicePattern ANY = new ServicePattern("*");

  /** Takes no longer than the product of both lengths, whatever they are. */
  public boolean matches(String service) {
    int at = 0; // in the pattern
    int star = -1;
    int retry = 0; // where what the last star stands for would end
    for (int i = 0; i < service.length(); ) {
      if (at < text.length() && text.charAt(at) == '*') {
        star = at++;
        retry = i;
      } else if (at < text.length() && text.charAt(at) == service.charAt(i)) {
        at++;
        i++;
      } else if (star >= 0) {
        at = star + 1;
        i = ++retry;
      } else {
        return false;
      }
    }
    while (at < text.length() && text.charAt(at) == '*') {
      at++;
    }
    return at == text.length();
  }

  public boolean isAny() {
    return equals(ANY);
  }
}
