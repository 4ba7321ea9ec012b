// Plivo: npm `plivo`. It only says whether a signature is right: the one that it compares with is taken out of it. Its client
// sends.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import plivo from "plivo";
import { readsAsWeDo } from "./lib/answers.mjs";
import { kTip } from "./lib/hotline.mjs";
import { hmacOf } from "./lib/sdk_code.mjs";
import { fieldsOf, form, kForm, sameRequest } from "./lib/wire.mjs";

const kWords = ["hello", "I can't leave & I'm afraid", "Saïdi ñ 人 🙏", " +254 700 1%2B2=3&x=y "];

// POST /v1/Account/{auth_id}/Message/, as the API answers it.
export function answer() {
  return { status: 202, body: { api_id: randomUUID(), message: "message(s) queued", message_uuid: [randomUUID()] } };
}

export async function play({ channel, hotline, api, step }) {
  const { auth_id: authId, auth_token: token, auth_token_old: old } = channel.secrets;
  const url = (rest = "") => hotline.url(channel.id, "sms", rest);

  const sms = (from, text) => ({ From: from.slice(1), To: channel.sender.slice(1), Text: text, Type: "sms",
                                 MessageUUID: randomUUID(), Units: "1", TotalRate: "0", TotalAmount: "0" });
  const v3 = (method, at, fields, nonce = randomUUID(), key = token) => ({
    "X-Plivo-Signature-V3": hmacOf(() => plivo.validateV3Signature(method, at, nonce, key, "", fields)),
    "X-Plivo-Signature-V3-Nonce": nonce });
  const v2 = (at, nonce = randomUUID(), key = token) => ({
    "X-Plivo-Signature-V2": hmacOf(() => plivo.validateSignature(at, nonce, "", key)), "X-Plivo-Signature-V2-Nonce": nonce });
  const post = (at, fields, headers) => ({ url: at, body: form(fields), headers: { "Content-Type": kForm, ...headers } });
  const accepts = ({ method = "POST", url: at, body, headers }) => plivo.validateV3Signature(
    method, at, headers["X-Plivo-Signature-V3-Nonce"] ?? "", token, headers["X-Plivo-Signature-V3"] ?? "",
    method === "GET" ? {} : fieldsOf(body));
  const hears = (request) => hotline.hears(channel.id, request);

  await step("what it signs by V3 is taken", async () => {
    for (const words of kWords)
      for (const at of [url(), url("?z=2&ch=7&name=a%20b%26c")]) {
        const fields = sms(hotline.phone(), words);
        const request = post(at, fields, v3("POST", at, fields));
        assert.ok(accepts(request));
        await hears(request);
      }
    const repeated = { ...sms(hotline.phone(), "hello"), Tag: ["b", "a", "b"], tag: "" };
    await hears(post(url("?k=2&k=1&k="), repeated, v3("POST", url("?k=2&k=1&k="), repeated)));
    const empty = sms(hotline.stranger(), "");
    await hotline.passesOver(channel.id, post(url(), empty, v3("POST", url(), empty)));
    const got = url(`?${form(sms(hotline.phone(), "hello there ñ"))}`);
    await hears({ method: "GET", url: got, headers: v3("GET", got, {}) });
  });
  await step("one of several signatures is enough, and that with the old token", async () => {
    const fields = sms(hotline.phone(), "hello");
    const headers = v3("POST", url(), fields);
    headers["X-Plivo-Signature-V3"] = `${Buffer.alloc(32).toString("base64")},${headers["X-Plivo-Signature-V3"]}`;
    assert.ok(accepts(post(url(), fields, headers)));
    await hears(post(url(), fields, headers));
    const other = sms(hotline.phone(), "hello");
    await hears(post(url(), other, v3("POST", url(), other, randomUUID(), old)));
  });
  await step("what it signs by V2 is taken, each nonce with one body only", async () => {
    const at = url("?ch=7");
    const headers = v2(at);
    assert.ok(plivo.validateSignature(at, headers["X-Plivo-Signature-V2-Nonce"], headers["X-Plivo-Signature-V2"], token));
    const first = post(at, sms(hotline.phone(), "hello"), headers);
    await hears(first);
    await hotline.takes(channel.id, "repeat", first);
    await hotline.refuses(channel.id, post(at, sms(hotline.stranger(), kTip), headers));
    const fields = sms(hotline.phone(), "hello");
    const both = { ...v3("POST", at, fields), ...v2(at) };
    await hears(post(at, fields, both));
    const half = { ...both, "X-Plivo-Signature-V3": undefined, "X-Plivo-Signature-V3-Nonce": undefined };
    await hotline.refuses(channel.id, post(at, sms(hotline.stranger(), kTip), half));
  });
  await step("what it would not have signed is refused", async () => {
    const fields = sms(hotline.stranger(), kTip);
    const right = v3("POST", url(), fields);
    for (const request of [
      post(url(), { ...fields, Text: `${kTip}.` }, right),
      post(url(), { ...fields, From: hotline.stranger().slice(1) }, right),
      post(url("?ch=7"), fields, right),
      post(url(), fields, { ...right, "X-Plivo-Signature-V3-Nonce": randomUUID() }),
      post(url(), fields, { "X-Plivo-Signature-V3": right["X-Plivo-Signature-V3"] }),
      post(url(), fields, { "X-Plivo-Signature-V3-Nonce": right["X-Plivo-Signature-V3-Nonce"] }),
      post(url(), fields, v3("POST", url(), fields, randomUUID(), "another-token")),
      post(url(), fields, { ...right, "X-Plivo-Signature-V3": right["X-Plivo-Signature-V3"].slice(0, -2) }),
      post(url(), fields, v3("GET", url(), {})),
      post(url(), fields, {}),
    ]) {
      assert.ok(!accepts(request));
      await hotline.refuses(channel.id, request);
    }
    await hotline.refuses(channel.id, post(url(), fields, v2(hotline.url(channel.id, "status"))));
  });
  await step("an answer goes out as its client sends it, and its report comes back", async () => {
    const { phone, sent } = await hotline.answers(channel, api, (from, text) => {
      const fields = sms(from, text);
      return post(url(), fields, v3("POST", url(), fields));
    });
    const client = new plivo.Client(authId, token);
    for (const ours of sent) {
      const message = JSON.parse(ours.body);
      assert.equal(message.dst, phone.slice(1));
      const { request: theirs, result } = await api.of("api.plivo.com", () => client.messages.create(
        message.src, message.dst, message.text, { type: message.type, url: message.url, method: message.method }));
      sameRequest(ours, theirs);
      assert.deepEqual(message, JSON.parse(theirs.body));
      assert.deepEqual(result.messageUuid, theirs.answer.body.message_uuid);

      const report = { From: message.src, To: message.dst, MessageUUID: randomUUID(), Status: "delivered", ErrorCode: "000",
                       ParentMessageUUID: ours.answer.body.message_uuid[0], PartInfo: "1 of 1", Units: "1", MCC: "639" };
      await hotline.takes(channel.id, "status", post(message.url, report, v3("POST", message.url, report)));
      ++hotline.sums.delivered;
    }
  });
  await step("it reads the answers of its API as we do", async () => {
    const client = new plivo.Client(authId, token);
    await readsAsWeDo(api, "api.plivo.com", "plivo", "/Message/", async () =>
      (await client.messages.create(channel.sender.slice(1), "254700000001", "hello")).messageUuid[0]);
  });
}
