/** Parks a place in a class that is given other names: see {@link ClassFile}. */
public final class Parking implements Protocol.Body {
  public Parking() {}

  @Override
  public void hold(Place place) throws Exception {
    parks(place, getClass());
  }

  public static void parks(Place place, Class<?> self) throws Exception {
    while (place.parked()) {
      StackTraceElement here = new Throwable().getStackTrace()[0];
      place.foundIn(
          String.join(
              "|",
              self.getName(),
              String.valueOf(self.getClassLoader().getName()),
              String.valueOf(self.getModule().getName()),
              String.valueOf(here.getFileName()),
              self.getMethods()[0] + "|" + self.getMethods()[1]));
    }
  }
}
