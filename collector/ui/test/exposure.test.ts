import { expect, test } from "vitest";
import { decodeAbout } from "../src/api/about";
import { exposure } from "../src/app/exposure";

const LOCAL = { on_network: false, encrypted: false, knows_clients: false, authenticated: false };

test("decodeAbout_knowsWhetherAnAgentAsked", () => {
  expect(decodeAbout({ ...LOCAL, agent_asked_millis: null })).toEqual({
    onNetwork: false,
    encrypted: false,
    knowsClients: false,
    authenticated: false,
    agentAsked: false,
  });
  expect(decodeAbout({ ...LOCAL, agent_asked_millis: 0 }).agentAsked).toBe(true);
});

test("exposure_isOfACollectorOnTheNetworkThatKnowsNobody", () => {
  const said = (more: object) =>
    exposure(decodeAbout({ ...LOCAL, agent_asked_millis: null, ...more }));
  expect(said({})).toBe("");
  expect(said({ on_network: true, encrypted: true, knows_clients: true })).toBe("");
  expect(said({ on_network: true, encrypted: true, authenticated: true })).toBe("");
  expect(said({ on_network: true, authenticated: true })).toMatch(
    /^Nothing is encrypted: .* --insecure/,
  );
  expect(said({ on_network: true, encrypted: true })).toMatch(/^Whoever reaches .* --insecure/);
  expect(said({ on_network: true })).toMatch(/^Nothing is encrypted, and whoever .* --insecure/);
});
