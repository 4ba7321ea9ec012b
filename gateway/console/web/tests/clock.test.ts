import { describe, expect, test } from "vitest";
import { spanText, urgency } from "../src/clock";

const s = 1000, min = 60 * s, h = 60 * min, d = 24 * h;

const spans: [ms: number, words: string][] = [
  [0, "0 s"], [999, "0 s"], [59 * s, "59 s"], [min, "1 min"], [min + 5 * s, "1 min 5 s"], [9 * min + 59 * s, "9 min 59 s"],
  [10 * min + 59 * s, "10 min"], [h, "1 h"], [h + 5 * min, "1 h 5 min"], [26 * h, "1 d 2 h"], [3 * d, "3 d"],
  [-5 * s, "5 s"], [-(2 * h + 3 * min), "2 h 3 min"],
];

describe("spanText", () => {
  test.each(spans)("%d ms is %s", (ms, words) => expect(spanText(ms)).toBe(words));
});

const states: [name: string, given: number, left: number, state: string][] = [
  ["most of the time is left", h, 50 * min, "calm"],
  ["a quarter is left", h, 15 * min, "calm"],
  ["less than a quarter is left", h, 15 * min - 1, "soon"],
  ["less than a minute is left of a short clock", min, 59 * s, "soon"],
  ["it is time", h, 0, "overdue"],
  ["it is late", h, -min, "overdue"],
];

describe("urgency", () => {
  test.each(states)("%s", (_name, given, left, state) => {
    const created = 1_000_000;
    expect(urgency(created, created + given, created + given - left)).toBe(state);
  });
});
