import { describe, expect, test } from "vitest";
import { applyFilters, isFiltering, noFilters, togglePriority } from "../src/filters";
import { caseHref, parsePlace } from "../src/route";
import { label } from "../src/texts";
import { answersOf } from "../src/parts/facts";
import type { CasePage, CaseSummary } from "../src/types";

describe("parsePlace", () => {
  test.each([
    ["", "queue"], ["#/queue", "queue"], ["#/case/", "queue"], ["#/case/../x", "queue"], ["#/case/01ABC?x", "queue"],
    [caseHref("01ABC"), "case"],
  ])("%s is the %s", (hash, screen) => expect(parsePlace(hash).screen).toBe(screen));
});

describe("filters", () => {
  const cases = [
    { id: "a", priority: "P0", status: "open", assigned_to: "" },
    { id: "b", priority: "P1", status: "assigned", assigned_to: "me" },
    { id: "c", priority: "P1", status: "open", assigned_to: "other" },
  ] as CaseSummary[];
  test.each([
    ["none", noFilters, "abc"],
    ["one priority", togglePriority(noFilters, "P1"), "bc"],
    ["toggled twice", togglePriority(togglePriority(noFilters, "P1"), "P1"), "abc"],
    ["a status", { ...noFilters, status: "open" }, "ac"],
    ["mine", { ...noFilters, mine: true }, "b"],
    ["priority and status", { ...togglePriority(noFilters, "P1"), status: "open" }, "c"],
  ])("%s", (_name, filters, ids) => {
    expect(applyFilters(cases, filters, "me").map((c) => c.id).join("")).toBe(ids);
    expect(isFiltering(filters)).toBe(ids !== "abc");
  });
});

describe("label", () => {
  test.each([["a_code", "A code"], ["known", "In words"], ["toString", "ToString"]])("%s", (code, words) => {
    expect(label({ known: "In words" }, code)).toBe(words);
  });
});

describe("answersOf", () => {
  test("of several tips the newest that says it", () => {
    const tips = [
      { answers: [{ name: "missed_calls", value: "1" }, { name: "call_back", value: "call" }] },
      { answers: [{ name: "missed_calls", value: "4" }] },
    ] as CasePage["tips"];
    expect(answersOf({ tips })).toEqual([["missed_calls", "4"], ["call_back", "call"]]);
  });
});
