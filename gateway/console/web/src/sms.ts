// How many SMS a text becomes: 160 septets of the GSM 7-bit alphabet or 153 a part, 70 UTF-16 units or 67 a part once
// a character is outside it (3GPP TS 23.038, 23.040). Shown only; what is sent is cut by the provider's channel.

const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
  "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const basic = new Set(BASIC);
const extension = new Set("^{}\\[~]|€\f");  // two septets each

export interface SmsSize {
  encoding: "GSM-7" | "UCS-2";
  units: number;      // septets, or UTF-16 units
  parts: number;
  room: number;       // units left in the last part
  odd: string[];      // characters that forced UCS-2, each once
}

export function smsSize(text: string): SmsSize {
  const odd = [...new Set(text)].filter((c) => !basic.has(c) && !extension.has(c));
  if (odd.length > 0) return { encoding: "UCS-2", odd, ...parts(unitsOfUcs2(text), 70, 67) };
  return { encoding: "GSM-7", odd, ...parts(unitsOfGsm7(text), 160, 153) };
}

// An escape pair or a surrogate pair is never cut: what does not fit moves to the next part as a whole.
function parts(sizes: number[], single: number, multi: number) {
  const units = sizes.reduce((sum, size) => sum + size, 0);
  if (units <= single) return { units, parts: units === 0 ? 0 : 1, room: single - units };
  let count = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > multi) {
      count += 1;
      used = 0;
    }
    used += size;
  }
  return { units, parts: count, room: multi - used };
}

function unitsOfGsm7(text: string): number[] {
  return [...text].map((c) => (extension.has(c) ? 2 : 1));
}

function unitsOfUcs2(text: string): number[] {
  return [...text].map((c) => c.length);
}
