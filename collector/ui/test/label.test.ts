import { expect, test } from "vitest";
import { labelOf, packageOf } from "../src/flame/label";
import { treeOf } from "./trees";

test("labelOf_cutsThePackageFirstAndTheFunctionLast", () => {
  const { frames } = treeOf("J:com.acme.orders.Cart#total 1");
  const labels = [40, 27, 26, 16, 15, 10, 9, 5, 4, 2].map((room) => labelOf(frames, 0, room));
  expect(labels).toEqual([
    "com.acme.orders.Cart.total",
    "com.acme.orders.Cart.total",
    "com.acme.orders.Cart.total",
    "c.a.o.Cart.total",
    "Cart.total",
    "Cart.total",
    "total",
    "total",
    "tot…",
    "",
  ]);
});

test("labelOf_dropsTheLibraryOfANativeFunction", () => {
  const { frames } = treeOf("N:libc.so.6#memcpy 1");
  expect([18, 17, 5].map((room) => labelOf(frames, 0, room))).toEqual([
    "memcpy [libc.so.6]",
    "memcpy",
    "memc…",
  ]);
});

test("labelOf_ofAFrameWithoutOwnerIsItsFunction", () => {
  expect(labelOf(treeOf("<truncated> 1").frames, 0, 20)).toBe("<truncated>");
});

test("labelOf_saysGeneratedOnce", () => {
  expect(labelOf(treeOf("Py:<generated>#<generated> 1").frames, 0, 40)).toBe("<generated>");
});

test("packageOf_isWhatBelongsTogether", () => {
  const stack =
    "J:com.acme.Cart#total;Py:shop.cart.model#Cart.total;N:libc.so.6#memcpy;J:Main#main 1";
  const { frames } = treeOf(stack);
  expect([0, 1, 2, 3].map((frame) => packageOf(frames, frame))).toEqual([
    "com.acme",
    "shop",
    "libc.so.6",
    "",
  ]);
});
