// Twilio: npm `twilio`. Its webhooks module signs; MessagingResponse says how TwiML has to look; its client sends.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import twilio from "twilio";
import xml2js from "xml2js";
import { readsAsWeDo } from "./lib/answers.mjs";
import { kTip } from "./lib/hotline.mjs";
import { fieldsOf, form, kForm, sameRequest } from "./lib/wire.mjs";

const kWords = ["hello", "I can't leave & I'm afraid <here>", "Saïdi ñ 人 🙏", " +254 700 1%2B2=3&x=y "];
const newSid = (kind) => kind + randomBytes(16).toString("hex");

// POST .../Messages.json, as Twilio answers it.
export function answer(request) {
  const sent = fieldsOf(request.body);
  const now = "Sat, 28 Nov 2026 08:15:00 +0000";
  return { status: 201, body: {
    account_sid: "AC00000000000000000000000000000001", api_version: "2010-04-01", body: sent.Body, date_created: now,
    date_sent: null, date_updated: now, direction: "outbound-api", error_code: null, error_message: null, from: sent.From,
    messaging_service_sid: null, num_media: "0", num_segments: "2", price: null, price_unit: null, sid: newSid("SM"),
    status: "queued", subresource_uris: {}, to: sent.To, uri: request.path } };
}

export async function play({ channel, hotline, api, step }) {
  const { account_sid: account, auth_token: token, auth_token_old: old } = channel.secrets;
  const { getExpectedTwilioSignature: signatureOf, validateRequest, validateRequestWithBody } = twilio;

  const sms = (from, text) => ({
    MessageSid: newSid("SM"), AccountSid: account, From: from, To: channel.sender, Body: text, NumMedia: "0", NumSegments: "1",
    SmsStatus: "received", ApiVersion: "2010-04-01", FromCountry: "KE" });
  const post = (url, fields, signature) => ({
    url, body: form(fields), headers: { "Content-Type": kForm, ...(signature && { "X-Twilio-Signature": signature }) } });
  const signed = (url, fields, key = token) => post(url, fields, signatureOf(key, url, fields));
  const url = (rest = "") => hotline.url(channel.id, "sms", rest);

  await step("what it signs is taken, and our TwiML is what its MessagingResponse makes", async () => {
    for (const words of kWords) {
      const request = signed(url(), sms(hotline.phone(), words));
      assert.ok(validateRequest(token, request.headers["X-Twilio-Signature"], url(), fieldsOf(request.body)));
      await sameTwiml(await hotline.hears(channel.id, request));
    }
    const nothing = await hotline.passesOver(channel.id, signed(url(), sms(hotline.stranger(), "")));
    assert.equal(nothing.body, new twilio.twiml.MessagingResponse().toString());
  });
  await step("over a URL with a query, with the port added, with repeated fields, by GET, and with the old token", async () => {
    const queried = url("?ch=7&name=a%20b");
    await hotline.takes(channel.id, "turn", signed(queried, sms(hotline.phone(), "hello")));
    const ported = url().replace(".org/", ".org:443/");
    const fields = sms(hotline.phone(), "hello");
    assert.ok(validateRequest(token, signatureOf(token, ported, fields), url(), fields));
    await hotline.takes(channel.id, "turn", post(url(), fields, signatureOf(token, ported, fields)));
    const repeated = { ...sms(hotline.phone(), "hello"), Tag: ["b", "a", "b"], tag: "" };
    await hotline.takes(channel.id, "turn", signed(url(), repeated));
    const got = url(`?${form(sms(hotline.phone(), "hello there"))}`);
    await hotline.takes(channel.id, "turn",
                        { method: "GET", url: got, headers: { "X-Twilio-Signature": signatureOf(token, got, {}) } });
    await hotline.takes(channel.id, "turn", signed(url(), sms(hotline.phone(), "hello"), old));
  });
  await step("a JSON body under bodySHA256", async () => {
    const body = JSON.stringify(sms(hotline.phone(), "hello"));
    const hashed = url(`?bodySHA256=${createHash("sha256").update(body).digest("hex")}`);
    const signature = signatureOf(token, hashed, {});
    assert.ok(validateRequestWithBody(token, signature, hashed, body));
    const headers = { "Content-Type": "application/json", "X-Twilio-Signature": signature };
    await hotline.takes(channel.id, "turn", { url: hashed, body, headers });
    await hotline.refuses(channel.id, { url: hashed, body: body.replace("hello", "hullo"), headers });
  });
  await step("the same message again has the same answer", async () => {
    const request = signed(url(), sms(hotline.phone(), "hello"));
    const first = await hotline.takes(channel.id, "turn", request);
    assert.equal((await hotline.takes(channel.id, "repeat", request)).body, first.body);
  });
  await step("what it would not have signed is refused", async () => {
    const fields = sms(hotline.stranger(), kTip);
    const right = signatureOf(token, url(), fields);
    for (const [changed, at, signature] of [
      [fields, url(), undefined],
      [fields, url(), ""],
      [{ ...fields, Body: `${kTip}.` }, url(), right],
      [{ ...fields, From: hotline.stranger() }, url(), right],
      [{ ...fields, Extra: "" }, url(), right],
      [fields, url("?ch=7"), right],
      [fields, url(), signatureOf("another-token", url(), fields)],
      [fields, url(), right.slice(0, -2)],
      [{ ...fields, AccountSid: newSid("AC") }, url(), undefined],
    ]) {
      assert.ok(!validateRequest(token, signature, at, changed));
      await hotline.refuses(channel.id, post(at, changed, signature));
    }
    const elsewhere = hotline.url(channel.id, "status");
    await hotline.refuses(channel.id, post(elsewhere, fields, right));
  });
  await step("an alert goes out as its client sends it, and its report comes back", async () => {
    await hotline.takes(channel.id, "tip", signed(url(), sms(hotline.phone(), kTip)));
    const ours = await api.next();
    const sent = fieldsOf(ours.body);
    const client = twilio(account, token);
    const { request: theirs, result } = await api.of("api.twilio.com", () => client.messages.create(
      { to: sent.To, from: sent.From, body: sent.Body, statusCallback: sent.StatusCallback }));
    sameRequest(ours, theirs);
    assert.deepEqual(sent, fieldsOf(theirs.body));
    assert.equal(result.status, "queued");
    assert.equal(result.body, sent.Body);

    const report = { MessageSid: ours.answer.body.sid, AccountSid: account, From: sent.From, To: sent.To,
                     MessageStatus: "delivered", ApiVersion: "2010-04-01" };
    const forged = { ...report, MessageStatus: "failed" };
    await hotline.refuses(channel.id, post(sent.StatusCallback, forged, signatureOf(token, sent.StatusCallback, report)));
    await hotline.takes(channel.id, "status", signed(sent.StatusCallback, report));
    ++hotline.sums.delivered;
  });
  await step("it reads the answers of its API as we do", async () => {
    const client = twilio(account, token);
    await readsAsWeDo(api, "api.twilio.com", "twilio", "/Messages.json", async () =>
      (await client.messages.create({ to: "+254700000001", from: channel.sender, body: "hello" })).sid,
                      { codeOf: ({ code }) => code });
  });
}

async function sameTwiml({ headers, body }) {
  assert.match(headers["content-type"], /^text\/xml\b/);
  const { Response: { Message: messages } } = await xml2js.parseStringPromise(body);
  assert.ok(messages[0].length > 0);
  const theirs = new twilio.twiml.MessagingResponse();
  for (const message of messages) theirs.message(message);
  assert.deepEqual((await xml2js.parseStringPromise(theirs.toString())).Response.Message, messages);
  assert.equal(body.replaceAll("&quot;", '"'), theirs.toString());
}
