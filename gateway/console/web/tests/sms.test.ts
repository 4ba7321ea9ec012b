import { describe, expect, test } from "vitest";
import { smsSize } from "../src/sms";

const rows: [name: string, text: string, encoding: string, units: number, parts: number, room: number][] = [
  ["nothing", "", "GSM-7", 0, 0, 160],
  ["plain words", "See you at two", "GSM-7", 14, 1, 146],
  ["exactly one part", "a".repeat(160), "GSM-7", 160, 1, 0],
  ["one over", "a".repeat(161), "GSM-7", 161, 2, 145],
  ["two full parts", "a".repeat(306), "GSM-7", 306, 2, 0],
  ["three parts", "a".repeat(307), "GSM-7", 307, 3, 152],
  ["euro and braces cost two", "{€}", "GSM-7", 6, 1, 154],
  ["an escape pair is not cut", "a".repeat(152) + "€" + "a".repeat(152), "GSM-7", 306, 3, 152],
  ["accents of the alphabet", "é à ñ Ü", "GSM-7", 7, 1, 153],
  ["a curly quote", "it\u2019s", "UCS-2", 4, 1, 66],
  ["Arabic", "مرحبا", "UCS-2", 5, 1, 65],
  ["exactly one UCS-2 part", "ш".repeat(70), "UCS-2", 70, 1, 0],
  ["one over in UCS-2", "ш".repeat(71), "UCS-2", 71, 2, 63],
  ["a surrogate pair is not cut", "ш".repeat(66) + "😀" + "ш".repeat(66), "UCS-2", 134, 3, 66],
];

describe("smsSize", () => {
  test.each(rows)("%s", (_name, text, encoding, units, parts, room) => {
    expect(smsSize(text)).toMatchObject({ encoding, units, parts, room });
  });
  test("names the signs that made it dearer, each once", () => {
    expect(smsSize("“a” “b”").odd).toEqual(["“", "”"]);
  });
});
