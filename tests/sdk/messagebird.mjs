// MessageBird: npm `messagebird`. It verifies the token of a webhook (jsonwebtoken signs, as MessageBird does), and sends. Its
// 44 reference cases, which have a time of their own, are in messagebird_reference_test.cc.
import assert from "node:assert/strict";
import { createHash, createSecretKey, randomUUID } from "node:crypto";
import jsonwebtoken from "jsonwebtoken";
import messagebird from "messagebird";
import { verify } from "messagebird/lib/webhook-signature-jwt.js";
import { readsAsWeDo } from "./lib/answers.mjs";
import { kTip } from "./lib/hotline.mjs";
import { form, kForm, sameRequest } from "./lib/wire.mjs";

const now = () => Math.floor(Date.now() / 1000);
const hashOf = (text) => createHash("sha256").update(text).digest("hex");

// POST /messages, as the API answers it.
export function answer(request) {
  const sent = JSON.parse(request.body);
  const id = randomUUID().replaceAll("-", "");
  return { status: 201, body: {
    id, href: `https://rest.messagebird.com/messages/${id}`, direction: "mt", type: "sms", originator: sent.originator, body:
    sent.body, reference: sent.reference, datacoding: sent.datacoding, mclass: 1, recipients: { totalCount: 1, totalSentCount: 1,
      items: [{ recipient: Number(sent.recipients[0]), status: "sent", messagePartCount: 1 }] } } };
}

export async function play({ channel, hotline, api, step }) {
  const { signing_key: key, access_key: accessKey } = channel.secrets;
  const url = (rest = "") => hotline.url(channel.id, "sms", rest);

  const sms = (from, text) => ({ id: randomUUID().replaceAll("-", ""), originator: from.slice(1), recipient:
    channel.sender.slice(1), body: text, createdDatetime: "2026-11-28T08:15:00+00:00" });
  const shortCode = (from, text) => ({ mid: randomUUID(), originator: from.slice(1), shortcode: "22395", message: text,
                                       keyword: "HELP", receive_datetime: "20261128081500" });
  const claimsOf = (at, body) => ({ iss: "MessageBird", nbf: now(), exp: now() + 60, jti: randomUUID(), url_hash: hashOf(at),
                                    ...(body && { payload_hash: hashOf(body) }) });
  const tokenOf = (claims, algorithm = "HS256", secret = key) =>
    jsonwebtoken.sign(JSON.parse(JSON.stringify(claims)), secret, { algorithm, noTimestamp: true });
  const post = (at, body, token) => ({ url: at, body, headers: {
    "Content-Type": kForm, ...(token !== undefined && { "MessageBird-Signature-JWT": token }) } });
  const signed = (at, fields, algorithm) => {
    const body = form(fields);
    return post(at, body, tokenOf(claimsOf(at, body), algorithm));
  };
  const got = (at) => ({ method: "GET", url: at, headers: { "MessageBird-Signature-JWT": tokenOf(claimsOf(at, "")) } });
  const accepts = ({ url: at, body = "", headers }) =>
    verify(at, Buffer.from(body), headers["MessageBird-Signature-JWT"] ?? "", createSecretKey(Buffer.from(key)))
      .then(() => true, () => false);
  const hears = async (request) => {
    assert.ok(await accepts(request));
    await hotline.hears(channel.id, request);
  };

  await step("what its verifier accepts is taken", async () => {
    for (const algorithm of ["HS256", "HS384", "HS512"])
      for (const words of ["hello", "Saïdi ñ 人 🙏 & = +"])
        await hears(signed(url(), sms(hotline.phone(), words), algorithm));
    await hotline.passesOver(channel.id, signed(url(), sms(hotline.stranger(), "")));
    await hears(signed(url("?z=2&ch=7&name=a%20b"), shortCode(hotline.phone(), "hello")));
    await hears(got(url(`?${form(sms(hotline.phone(), "hello there ñ"))}`)));
  });
  await step("what its verifier refuses is refused", async () => {
    const body = form(sms(hotline.stranger(), kTip));
    const claims = claimsOf(url(), body);
    const right = tokenOf(claims);
    const other = form(sms(hotline.stranger(), `${kTip}.`));
    for (const request of [
      post(url(), other, right),
      post(url("?ch=7"), body, right),
      post(url(), body, right.slice(0, -3)),
      post(url(), body, ""),
      post(url(), body),
      post(url(), body, tokenOf(claims, "HS256", "another-key")),
      post(url(), body, tokenOf(claims, "none", "")),
      post(url(), body, tokenOf({ ...claims, exp: now() - 10, nbf: now() - 70 })),
      post(url(), body, tokenOf({ ...claims, nbf: now() + 60, exp: now() + 120 })),
      post(url(), body, tokenOf({ ...claims, iss: "Another" })),
      post(url(), body, tokenOf({ ...claims, jti: undefined })),
      post(url(), body, tokenOf({ ...claims, url_hash: undefined })),
      post(url(), body, tokenOf({ ...claims, payload_hash: undefined })),
      post(url(), body, tokenOf({ ...claims, payload_hash: hashOf(other) })),
      { ...got(url(`?${body}`)), url: url(`?${other}`) },
    ]) {
      assert.ok(!(await accepts(request)));
      await hotline.refuses(channel.id, request);
    }
  });
  await step("an answer goes out as its client sends it, and its report comes back", async () => {
    const { phone, sent } = await hotline.answers(channel, api, (from, text) => signed(url(), sms(from, text)));
    const client = messagebird.initClient(accessKey);
    for (const ours of sent) {
      const message = JSON.parse(ours.body);
      assert.deepEqual(message.recipients, [phone.slice(1)]);
      const { request: theirs, result } = await api.of("rest.messagebird.com", () => new Promise((done, failed) => {
        client.messages.create(message, (error, made) => (error ? failed(error) : done(made)));
      }));
      sameRequest(ours, theirs);
      assert.deepEqual(message, JSON.parse(theirs.body));
      assert.equal(result.recipients.items[0].status, "sent");

      const given = new URL(message.reportUrl);
      for (const [name, value] of Object.entries({
        id: ours.answer.body.id, reference: message.reference, recipient: phone.slice(1), status: "delivered", statusDatetime:
        "2026-11-28T08:15:00+00:00" })) given.searchParams.append(name, value);
      const report = got(given.href);
      await hotline.refuses(channel.id, { ...report, url: report.url.replace("delivered", "expired") });
      await hotline.takes(channel.id, "status", report);
      ++hotline.sums.delivered;
    }
  });
  await step("it reads the answers of its API as we do", async () => {
    const client = messagebird.initClient(accessKey);
    const message = { originator: channel.sender.slice(1), recipients: ["254700000001"], body: "hello" };
    await readsAsWeDo(api, "rest.messagebird.com", "messagebird", "/messages", () => new Promise((done, failed) => {
      client.messages.create(message, (error, made) => (error ? failed(error) : done(made.id)));
    }), { codeOf: ({ errors }) => errors[0].code });
  });
}
