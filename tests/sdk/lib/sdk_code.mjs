// What an SDK computes or declares without handing it out.
import assert from "node:assert/strict";
import crypto from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

// The base64 text of the HMAC that the SDK compares with while `check` runs. For SDKs that only say right or wrong.
export function hmacOf(check) {
  const { createHmac } = crypto;
  const made = [];
  crypto.createHmac = (...of) => {
    const hmac = createHmac(...of);
    const { digest } = hmac;
    hmac.digest = (encoding) => {
      const result = digest.call(hmac, encoding);
      made.push(encoding === "base64" ? result : Buffer.from(result, encoding).toString("base64"));
      return result;
    };
    return hmac;
  };
  try {
    check();
  } finally {
    crypto.createHmac = createHmac;
  }
  assert.equal(made.length, 1);
  return made[0];
}

export const sdkFile = (path) => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url));

// Every one of `names` is a member of that interface in the SDK's type declarations: for SDKs that send whatever they get.
export function declares(path, type, names) {
  const text = readFileSync(sdkFile(path), "utf8");
  const start = text.search(new RegExp(`interface ${type}\\b`));
  assert.ok(start >= 0, `${path} declares no ${type}`);
  const members = text.slice(start, text.indexOf("\n}", start)).match(/^ {4}'?\w+'?(?=\??:)/gm).map((name) => name.trim());
  for (const name of names) assert.ok(members.includes(name), `${type} has no ${name}`);
}
