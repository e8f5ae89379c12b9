package io.tandemprofiler.examples.shop;

import java.util.List;

/** What a customer wants to buy. */
record Cart(List<CartLine> lines) {
  /** The price with, for each line, the best offer that any other line opens. */
  Price total() {
    long amount = 0;
    long saved = 0;
    for (int i = 0; i < lines.size(); i++) {
      amount += lines.get(i).amountCents();
      saved += bestSavingCents(i);
    }
    return new Price(lines.size(), amount - saved, saved);
  }

  private long bestSavingCents(int i) {
    CartLine line = lines.get(i);
    long best = 0;
    for (int j = 0; j < lines.size(); j++) {
      if (j != i) best = Math.max(best, Offer.bestSavingCents(line, lines.get(j)));
    }
    return best;
  }
}
