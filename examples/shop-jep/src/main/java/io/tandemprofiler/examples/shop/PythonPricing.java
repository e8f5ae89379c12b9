package io.tandemprofiler.examples.shop;

import java.util.List;
import jep.SharedInterpreter;

/** Prices carts in Python: each of the shop's threads has an interpreter of its own. */
final class PythonPricing implements Pricing {
  private final ThreadLocal<SharedInterpreter> python =
      ThreadLocal.withInitial(PythonPricing::interpreter);
  private final Repository repository;
  private final HotSpot pricing;

  PythonPricing(Repository repository, HotSpot pricing) {
    this.repository = repository;
    this.pricing = pricing;
  }

  @Override
  public Price price(Cart cart) {
    List<CartLine> lines = cart.lines();
    int[] ids = lines.stream().mapToInt(line -> line.product().id()).toArray();
    int[] quantities = lines.stream().mapToInt(CartLine::quantity).toArray();
    List<?> priced = (List<?>) python.get().invoke("price", repository, ids, quantities);
    pricing.add(number(priced, 2));
    return new Price(lines.size(), number(priced, 0), number(priced, 1));
  }

  private static long number(List<?> numbers, int index) {
    return ((Number) numbers.get(index)).longValue();
  }

  private static SharedInterpreter interpreter() {
    SharedInterpreter made = new SharedInterpreter();
    made.exec("from pricing import price");
    return made;
  }
}
