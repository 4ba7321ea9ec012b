// Telnyx: npm `telnyx`. Ed25519: only Telnyx has the key that signs, so the test signs with a key of its own and the SDK says
// whether that is how it is done; its client sends.
import assert from "node:assert/strict";
import { createPrivateKey, randomUUID, sign } from "node:crypto";
import Telnyx from "telnyx";
import { readsAsWeDo } from "./lib/answers.mjs";
import { kTip } from "./lib/hotline.mjs";
import { declares } from "./lib/sdk_code.mjs";
import { kJson, sameRequest } from "./lib/wire.mjs";

// A private key of 32 bytes as PKCS #8: that of the public one in channels.json is 0, 1, ... 31.
const keyOf = (seed) => createPrivateKey({
  key: Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]), format: "der", type: "pkcs8" });
const kKey = keyOf(Buffer.from(Array.from({ length: 32 }, (_, i) => i)));
const now = () => Math.floor(Date.now() / 1000);

const messageOf = (sent, id) => ({
  record_type: "message", direction: "outbound", id, type: "SMS", from: { phone_number: sent.from, carrier: "", line_type: "" },
  to: [{ phone_number: sent.to, status: "queued", carrier: "", line_type: "" }], text: sent.text, parts: 1, errors: [],
  webhook_url: sent.webhook_url, cost: null });

// POST /v2/messages, as the API answers it.
export function answer({ body }) {
  return { status: 200, body: { data: messageOf(JSON.parse(body), randomUUID()) } };
}

export async function play({ channel, hotline, api, step }) {
  const { public_key: publicKey, api_key: apiKey } = channel.secrets;
  const client = new Telnyx({ apiKey, publicKey, maxRetries: 0, fetch: (url, init) => {
    const { host, pathname } = new URL(url);
    const headers = new Headers(init.headers);
    headers.set("X-Host", host);
    return fetch(`http://127.0.0.1:${api.port}${pathname}`, { ...init, headers });
  } });
  const url = hotline.url(channel.id, "sms");

  const event = (type, payload) => ({ data: {
    event_type: type, id: randomUUID(), occurred_at: new Date().toISOString(), payload, record_type: "event" },
    meta: { attempt: 1, delivered_to: url } });
  const sms = (from, text) => event("message.received", {
    direction: "inbound", id: randomUUID(), record_type: "message", type: "SMS", text, parts: 1, errors: [], media: [],
    from: { phone_number: from, carrier: "", line_type: "Wireless" },
    to: [{ phone_number: channel.sender, status: "webhook_delivered" }], received_at: new Date().toISOString() });
  const signed = (content, { at = url, time = now(), key = kKey } = {}) => {
    const body = JSON.stringify(content);
    return { url: at, body, headers: { "Content-Type": kJson, "telnyx-timestamp": String(time),
      "telnyx-signature-ed25519": sign(null, Buffer.from(`${time}|${body}`), key).toString("base64") } };
  };
  const accepts = ({ body, headers }) => client.webhooks.unwrap(body, { headers }).then(() => true, () => false);

  await step("what its verifier accepts is taken", async () => {
    for (const text of ["hello", "Saïdi ñ 人 🙏"]) {
      const request = signed(sms(hotline.phone(), text));
      assert.ok(await accepts(request));
      await hotline.hears(channel.id, request);
    }
    await hotline.passesOver(channel.id, signed(sms(hotline.stranger(), "")));
    const old = signed(sms(hotline.phone(), "hello"), { time: now() - 280 });
    assert.ok(await accepts(old));
    await hotline.takes(channel.id, "turn", old);
  });
  await step("what its verifier refuses is refused", async () => {
    const right = signed(sms(hotline.stranger(), kTip));
    const without = (name) => ({ ...right, headers: { ...right.headers, [name]: undefined } });
    const withHeader = (name, value) => ({ ...right, headers: { ...right.headers, [name]: value } });
    const signature = right.headers["telnyx-signature-ed25519"];
    for (const request of [
      { ...right, body: right.body.replace(kTip, `${kTip}.`) },
      { ...right, body: `${right.body} ` },
      signed(sms(hotline.stranger(), kTip), { time: now() - 330 }),
      signed(sms(hotline.stranger(), kTip), { time: now() + 330 }),
      signed(sms(hotline.stranger(), kTip), { key: keyOf(Buffer.alloc(32, 7)) }),
      withHeader("telnyx-timestamp", String(now() + 1)),
      withHeader("telnyx-timestamp", "soon"),
      withHeader("telnyx-signature-ed25519", signature.slice(4)),
      withHeader("telnyx-signature-ed25519", `${signature.slice(0, -2)}!!`),
      withHeader("telnyx-signature-ed25519", Buffer.alloc(64).toString("base64")),
      without("telnyx-signature-ed25519"),
      without("telnyx-timestamp"),
    ]) {
      assert.ok(!(await accepts(request)));
      await hotline.refuses(channel.id, request);
    }
  });
  await step("an answer goes out as its client sends it, and its report comes back", async () => {
    const { phone, sent } = await hotline.answers(channel, api, (from, text) => signed(sms(from, text)));
    for (const ours of sent) {
      const message = JSON.parse(ours.body);
      assert.equal(message.to, phone);
      declares("telnyx/resources/messages/messages.d.ts", "MessageSendParams", Object.keys(message));
      const { request: theirs, result } = await api.of("api.telnyx.com", () => client.messages.send(message));
      sameRequest(ours, theirs);
      assert.deepEqual(message, JSON.parse(theirs.body));
      assert.equal(result.data.to[0].status, "queued");

      const { id } = ours.answer.body.data;
      const report = { ...messageOf(message, id), to: [{ phone_number: phone, status: "delivered" }] };
      await hotline.takes(channel.id, "status", signed(event("message.finalized", report), { at: message.webhook_url }));
      ++hotline.sums.delivered;
    }
  });
  await step("it reads the answers of its API as we do", () =>
    readsAsWeDo(api, "api.telnyx.com", "telnyx", "/v2/messages", async () =>
      (await client.messages.send({ to: "+254700000001", from: channel.sender, text: "hello" })).data.id,
                { codeOf: ({ error }) => error.errors[0].code }));
}
