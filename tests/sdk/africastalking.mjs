// Africa's Talking: npm `africastalking`. It signs nothing (a secret path stands in for that); its USSD handler says how an
// answer has to look, and its client sends.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import africastalking from "africastalking";
import { readsAsWeDo } from "./lib/answers.mjs";
import { fieldsOf, form, kForm, sameRequest } from "./lib/wire.mjs";

// POST /version1/messaging, as the API answers it.
export function answer(request) {
  const { to } = fieldsOf(request.body);
  return { status: 201, body: { SMSMessageData: { Message: "Sent to 1/1 Total Cost: KES 0.8000", Recipients: [
    { statusCode: 101, number: to, status: "Success", cost: "KES 0.8000", messageId: `ATXid_${randomUUID()}` }] } } };
}

export async function play({ channel, hotline, api, step }) {
  const { username, api_key: apiKey, path_token: token } = channel.secrets;
  const sdk = africastalking({ username, apiKey });
  const url = (event, key = token) => hotline.url(channel.id, event, key && `/${key}`);
  const post = (at, fields) => ({ url: at, body: form(fields), headers: { "Content-Type": kForm } });
  const sms = (from, text) => ({ id: randomUUID(), from, to: channel.sender, text, date: "2026-11-28T08:15:00Z" });

  await step("a USSD answer is what its handler would answer", async () => {
    const turn = { sessionId: `ATUid_${randomUUID()}`, phoneNumber: hotline.phone(), networkCode: "63902",
                   serviceCode: "*384*123#", text: "" };
    for (const text of ["", "1", "1*1"]) {
      const request = post(url("ussd"), { ...turn, text });
      const ours = await hotline.takes(channel.id, "turn", request);
      const [, word, screen] = ours.body.match(/^(CON|END) ([^]*)$/);
      const theirs = await handled(sdk.USSD, request, { response: screen, endSession: word === "END" });
      assert.deepEqual(theirs.payload, { ...turn, text });
      assert.equal(ours.status, theirs.status);
      assert.equal(ours.headers["content-type"].split(";")[0], theirs.type);
      assert.equal(ours.body, theirs.body);
    }
  });
  await step("an answer goes out as its client sends it, and its report comes back", async () => {
    const { phone, sent } = await hotline.answers(channel, api, (from, text) => post(url("sms"), sms(from, text)));
    for (const ours of sent) {
      const message = fieldsOf(ours.body);
      assert.equal(message.to, phone);
      const { request: theirs, result } = await api.of("api.africastalking.com", () => sdk.SMS.send(
        { to: message.to, from: message.from, message: message.message }));
      sameRequest(ours, theirs, ["apikey", "accept"]);
      assert.deepEqual(message, fieldsOf(theirs.body));
      assert.equal(result.SMSMessageData.Recipients[0].status, "Success");

      const { messageId: id } = ours.answer.body.SMSMessageData.Recipients[0];
      const report = { id, status: "Success", phoneNumber: phone, networkCode: "63902" };
      await hotline.takes(channel.id, "status", post(url("status"), report));
      ++hotline.sums.delivered;
    }
  });
  await step("a secret path that is not the channel's is refused", async () => {
    for (const key of ["", "another", `${token}x`, token.slice(0, -1)]) {
      await hotline.refuses(channel.id, post(url("sms", key), sms(hotline.stranger(), "hello")));
      await hotline.refuses(channel.id, post(url("ussd", key), { sessionId: randomUUID(), phoneNumber: hotline.stranger(),
                                                               serviceCode: "*384*123#", text: "" }));
    }
  });
  await step("it reads the answers of its API as we do", () =>
    readsAsWeDo(api, "api.africastalking.com", "africastalking", "/messaging", async () =>
      (await sdk.SMS.send({ to: "+254700000001", message: "hello" })).SMSMessageData.Recipients[0].messageId));
}

// Runs the SDK's Express handlers over a request; what it read and what it answers.
async function handled(handler, { body, headers }, answer) {
  const seen = {};
  const [parse, handle] = handler((payload, reply) => {
    seen.payload = { ...payload };
    reply(answer);
  });
  const request = Object.assign(Readable.from([Buffer.from(body)]), { headers: {
    "content-type": headers["Content-Type"], "content-length": String(Buffer.byteLength(body)) } });
  await new Promise((done, failed) => parse(request, {}, (error) => (error ? failed(error) : done())));
  await new Promise((done, failed) => handle(request, {
    contentType: (type) => { seen.type = type; },
    status: (status) => { seen.status = status; return { send: (text) => { seen.body = text; done(); } }; } }, failed));
  return seen;
}
