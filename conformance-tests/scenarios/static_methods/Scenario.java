package static_methods;

import java.util.concurrent.CountDownLatch;

/** A static method calls a method of an object, which calls an inherited one. */
public final class Scenario {
  static class Shape {
    void work() throws InterruptedException {
      new CountDownLatch(1).await(); // here: Shape.work
    }
  }

  static final class Circle extends Shape {
    static void draw() throws InterruptedException {
      new Circle().fill(); // here: Circle.draw
    }

    void fill() throws InterruptedException {
      work(); // here: Circle.fill
    }
  }

  public static void main(String[] args) throws InterruptedException {
    Circle.draw(); // here: main
  }
}
