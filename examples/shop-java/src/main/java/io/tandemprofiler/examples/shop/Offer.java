package io.tandemprofiler.examples.shop;

/** What buying one line together with another takes off the first. */
enum Offer {
  /** One maker, two rooms: a tenth off. */
  COLLECTION {
    @Override
    long savingCents(CartLine line, CartLine other) {
      if (!line.product().maker().equals(other.product().maker())) return 0;
      if (line.product().category().equals(other.product().category())) return 0;
      return line.amountCents() / 10;
    }
  },
  /** Two of a room: a twentieth off the cheaper. */
  ROOM {
    @Override
    long savingCents(CartLine line, CartLine other) {
      if (!line.product().category().equals(other.product().category())) return 0;
      return Math.min(line.amountCents(), other.amountCents()) / 20;
    }
  },
  /** Both by the dozen: a hundredth off for each dozen, at most eight. */
  BULK {
    @Override
    long savingCents(CartLine line, CartLine other) {
      int dozens = Math.min(line.quantity(), other.quantity()) / 12;
      return line.amountCents() * Math.min(dozens, 8) / 100;
    }
  };

  private static final Offer[] ALL = values();

  abstract long savingCents(CartLine line, CartLine other);

  /** The best of all offers for this pair. */
  static long bestSavingCents(CartLine line, CartLine other) {
    long best = 0;
    for (Offer offer : ALL) best = Math.max(best, offer.savingCents(line, other));
    return best;
  }
}
