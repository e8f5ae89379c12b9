package io.tandemprofiler.examples.shop;

/** Something for sale. Ids count from 0, prices are in cents. */
record Product(
    int id, String name, String maker, String category, long priceCents, String description) {}
