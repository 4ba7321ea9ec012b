// Vonage's SMS API: npm `@vonage/sms`, whose verifySignature is the rule for webhooks, and which sends. Not `@vonage/auth`:
// what its createSignatureHash makes (for sending) is not what the rule says, and not what verifySignature accepts.
import assert from "node:assert/strict";
import { createHash, createHmac, randomBytes } from "node:crypto";
import { AlgorithmTypes, Auth } from "@vonage/auth";
import { SMS } from "@vonage/sms";
import { readsAsWeDo } from "./lib/answers.mjs";
import { kTip } from "./lib/hotline.mjs";
import { fieldsOf, form, kForm, kJson } from "./lib/wire.mjs";

const newId = () => randomBytes(8).toString("hex").toUpperCase();
const now = () => Math.floor(Date.now() / 1000);
// The SDK's names of the methods, and how each is made from the text that is signed.
const kMethods = {
  md5hash: (secret, text) => createHash("md5").update(text + secret),
  md5hmac: (secret, text) => createHmac("md5", secret).update(text),
  sha1hmac: (secret, text) => createHmac("sha1", secret).update(text),
  sha256hmac: (secret, text) => createHmac("sha256", secret).update(text),
  sha512hmac: (secret, text) => createHmac("sha512", secret).update(text),
};

// POST /sms/json, as the API answers it.
export function answer(request) {
  const sent = fieldsIn(request);
  return { status: 200, body: { "message-count": "1", messages: [{
    to: sent.to, "message-id": newId(), status: "0", "remaining-balance": "15.53590000", "message-price": "0.03330000",
    network: "63902", "client-ref": sent["client-ref"] }] } };
}

export async function play({ channel, hotline, api, step }) {
  const { api_key: apiKey, api_secret: apiSecret, signature_secret: secret, signature_secret_old: old } = channel.secrets;
  const sdk = new SMS(new Auth({ apiKey, apiSecret }));
  const url = hotline.url(channel.id, "sms");

  const sms = (from, text) => ({
    msisdn: from.slice(1), to: channel.sender.slice(1), messageId: newId(), text, type: "text", keyword:
    text.split(" ")[0].toUpperCase(), "message-timestamp": "2026-11-28 08:15:00", "api-key": apiKey });
  const signed = (fields, { method = "sha256hmac", key = secret, time = now() } = {}) => {
    const all = { ...fields, timestamp: String(time), nonce: newId() };
    const text = Object.keys(all).sort().map((name) => `&${name}=${all[name].replace(/[&=]/g, "_")}`).join("");
    return { ...all, sig: kMethods[method](key, text).digest("hex") };
  };
  const accepts = (fields, method = "sha256hmac") =>
    sdk.verifySignature(fields.sig ?? "", fields, secret, AlgorithmTypes[method]);
  const post = (fields, at = url) => ({ url: at, body: form(fields), headers: { "Content-Type": kForm } });
  const json = (fields) => ({ url, body: JSON.stringify(fields), headers: { "Content-Type": kJson } });
  const get = (fields) => ({ method: "GET", url: `${url}?${form(fields)}` });
  const hears = (request) => hotline.hears(channel.id, request);

  await step("what its verifySignature accepts is taken, in every method and form", async () => {
    for (const method of Object.keys(kMethods))
      for (const [text, request] of [["hello", post], ["a&b=c & d=e?", get], ["Saïdi ñ 人 🙏", json]]) {
        const fields = signed(sms(hotline.phone(), text), { method });
        if (method.startsWith("md5")) fields.sig = fields.sig.toUpperCase();
        assert.ok(accepts(fields, method));
        await hears(request(fields));
      }
    await hotline.passesOver(channel.id, post(signed(sms(hotline.stranger(), ""))));
    await hears(post(signed(sms(hotline.phone(), "hello"), { key: old })));
    await hears(post(signed(sms(hotline.phone(), "hello"), { time: now() - 24 * 3600 })));  // resent for a day
  });
  await step("what its verifySignature refuses is refused", async () => {
    const fields = signed(sms(hotline.stranger(), kTip));
    const { sig, ...unsigned } = fields;
    const made = await new Auth({ apiKey, apiSecret, signature: { secret, algorithm: AlgorithmTypes.sha256hmac } })
      .createSignatureHash(sms(hotline.stranger(), kTip));
    for (const changed of [
      { ...fields, text: `${kTip}.` },
      { ...fields, msisdn: hotline.stranger().slice(1) },
      { ...fields, extra: "" },
      { ...fields, timestamp: String(now() + 60) },
      { ...fields, sig: sig.slice(2) },
      { ...fields, sig: "" },
      unsigned,
      signed(sms(hotline.stranger(), kTip), { key: "another-secret" }),
      made,
    ]) {
      assert.ok(!accepts(changed));
      for (const request of [post, get, json]) await hotline.refuses(channel.id, request(changed));
    }
    const { timestamp, ...timeless } = sms(hotline.stranger(), kTip);
    assert.equal(timestamp, undefined);
    for (const time of [now() - 73 * 3600, now() + 600])  // ours alone: the SDK does not look at the time
      await hotline.refuses(channel.id, post(signed(timeless, { time })));
  });
  await step("an answer goes out as its client sends it, and its receipt comes back", async () => {
    const { phone, sent } = await hotline.answers(channel, api, (from, text) => post(signed(sms(from, text))));
    for (const [i, ours] of sent.entries()) {
      const message = fieldsIn(ours);
      assert.equal(message.to, phone.slice(1));
      assert.equal(message.type, i === 0 ? "unicode" : "text");
      const { request: theirs, result } = await api.of("rest.nexmo.com", () => sdk.send({
        to: message.to, from: message.from, text: message.text, type: message.type, callback: message.callback,
        clientRef: message["client-ref"], statusReportReq: Boolean(message["status-report-req"]) }));
      for (const part of ["method", "path", "query"]) assert.equal(ours[part], theirs[part], part);
      // The API takes a form and JSON alike; the SDK writes the 1 of a form as true.
      assert.equal(ours.type, kForm);
      assert.deepEqual(message, { ...JSON.parse(theirs.body), "status-report-req": "1" });
      assert.equal(result.messages[0].status, "0");

      const { "message-id": messageId } = ours.answer.body.messages[0];
      const receipt = signed({ msisdn: message.to, to: message.from, messageId, status: "delivered", "err-code": "0", scts:
        "2611280815", "network-code": "63902", price: "0.03330000", "api-key": apiKey, "client-ref": message["client-ref"],
        "message-timestamp": "2026-11-28 08:15:00" });
      assert.ok(accepts(receipt));
      await hotline.refuses(channel.id, post({ ...receipt, status: "failed" }, message.callback));
      await hotline.takes(channel.id, "status", post(receipt, message.callback));
      ++hotline.sums.delivered;
    }
  });
  // A long one has an id for each part; that of the last one is the message's.
  await step("it reads the answers of its API as we do", () =>
    readsAsWeDo(api, "rest.nexmo.com", "vonage", "/sms/json", async () =>
      (await sdk.send({ to: "254700000001", from: channel.sender.slice(1), text: "hello" })).messages.at(-1).messageId,
                { inBody: true, looser: /"status": ?0\b/ }));
}

const fieldsIn = ({ type, body }) => (type === kJson ? JSON.parse(body) : fieldsOf(body));
