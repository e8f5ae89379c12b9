import { expect, test } from "vitest";
import { decodeLabelUses } from "../src/api/labels";
import { deploymentsOf } from "../src/compare/deployments";

const use = (name: string, value: string, first: number) => ({
  name,
  value,
  instances: 1,
  profiles: 2,
  first_millis: first,
  last_millis: first + 10,
});

test("deploymentsOf_findsEachChangeOfTheVersionTheLatestFirst", () => {
  const labels = [use("env", "prod", 1), use("version", "1.5", 300), use("version", "1.4", 100)];
  expect(deploymentsOf(decodeLabelUses({ labels }))).toEqual([
    { from: "1.4", to: "1.5", atMillis: 300 },
  ]);
  expect(
    deploymentsOf(decodeLabelUses({ labels: [...labels, use("version", "1.6", 500)] })),
  ).toEqual([
    { from: "1.5", to: "1.6", atMillis: 500 },
    { from: "1.4", to: "1.5", atMillis: 300 },
  ]);
});

test("deploymentsOf_isEmptyWhereThereIsOneVersion", () => {
  expect(deploymentsOf(decodeLabelUses({ labels: [use("version", "1.4", 100)] }))).toEqual([]);
  expect(
    deploymentsOf(decodeLabelUses({ labels: [use("env", "a", 1), use("env", "b", 2)] })),
  ).toEqual([]);
});
