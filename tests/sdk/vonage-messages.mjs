// Vonage's Messages API: npm `@vonage/jwt`, which verifies the tokens of webhooks and makes those of applications, and
// `@vonage/messages`, which sends.
import assert from "node:assert/strict";
import { createHash, createPublicKey, randomUUID } from "node:crypto";
import { Auth } from "@vonage/auth";
import { verifySignature } from "@vonage/jwt";
import { Messages } from "@vonage/messages";
import jsonwebtoken from "jsonwebtoken";
import { readsAsWeDo } from "./lib/answers.mjs";
import { kTip } from "./lib/hotline.mjs";
import { kJson, sameRequest } from "./lib/wire.mjs";

const now = () => Math.floor(Date.now() / 1000);
const hashOf = (body) => createHash("sha256").update(body).digest("hex");

// POST /v1/messages, as the API answers it.
export function answer() {
  return { status: 202, body: { message_uuid: randomUUID() } };
}

export async function play({ channel, hotline, api, step }) {
  const { application_id: applicationId, private_key: privateKey, signature_secret: secret } = channel.secrets;
  const url = hotline.url(channel.id, "sms");

  const sms = (from, text) => ({
    message_uuid: randomUUID(), to: channel.sender.slice(1), from: from.slice(1), timestamp: new Date().toISOString(), text,
    channel: "sms", message_type: "text", sms: { num_messages: "1", keyword: "HELLO" },
    usage: { currency: "EUR", price: "0.02" } });
  const claimsOf = (body) => ({ iat: now(), jti: randomUUID(), iss: "Vonage", payload_hash: hashOf(body), api_key: "a1b2c3d4",
                                application_id: applicationId });
  const post = (body, token, at = url) => ({
    url: at, body, headers: { "Content-Type": kJson, ...(token !== undefined && { Authorization: `Bearer ${token}` }) } });
  const signed = (content, { at, key = secret, claims = {}, algorithm = "HS256" } = {}) => {
    const body = JSON.stringify(content);
    return post(body, jsonwebtoken.sign({ ...claimsOf(body), ...claims }, key, { algorithm }), at);
  };
  const tokenOf = ({ headers }) => headers.Authorization.slice("Bearer ".length);

  await step("what its verifySignature accepts is taken", async () => {
    for (const text of ["hello", "Saïdi ñ 人 🙏"]) {
      const request = signed(sms(hotline.phone(), text));
      assert.ok(verifySignature(tokenOf(request), secret));
      await hotline.hears(channel.id, request);
    }
    await hotline.passesOver(channel.id, signed(sms(hotline.stranger(), "")));
  });
  await step("what its verifySignature refuses is refused, and what does not belong to the body", async () => {
    const right = signed(sms(hotline.stranger(), kTip));
    const token = tokenOf(right);
    const [head, claims] = token.split(".");
    for (const wrong of [
      "x.y.z", token.slice(0, -3), `${head}.${claims}.`,
      jsonwebtoken.sign(claimsOf(right.body), "another-secret"),
      jsonwebtoken.sign(claimsOf(right.body), "", { algorithm: "none" }),
      jsonwebtoken.sign(claimsOf(right.body), secret, { algorithm: "HS512" }),
      jsonwebtoken.sign(claimsOf(right.body), privateKey, { algorithm: "RS256" }),
    ]) {
      assert.ok(!verifySignature(wrong, secret));
      await hotline.refuses(channel.id, post(right.body, wrong));
    }
    for (const request of [
      post(right.body.replace(kTip, `${kTip}.`), token),
      post(`${right.body} `, token),
      signed(sms(hotline.stranger(), kTip), { claims: { iss: "Another" } }),
      signed(sms(hotline.stranger(), kTip), { claims: { iat: now() - 73 * 3600 } }),
      signed(sms(hotline.stranger(), kTip), { claims: { iat: now() + 600 } }),
    ]) await hotline.refuses(channel.id, request);
  });
  await step("one without a token is asked for again", async () => {
    for (const token of [undefined, ""])
      assert.equal((await hotline.send(post(JSON.stringify(sms(hotline.stranger(), kTip)), token))).status, 503);
  });
  await step("an answer goes out as its client sends it, under a token it verifies, and its report comes back", async () => {
    const { phone, sent } = await hotline.answers(channel, api, (from, text) => signed(sms(from, text)));
    const client = new Messages(new Auth({ applicationId, privateKey }));
    const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "pem" });
    for (const ours of sent) {
      const message = JSON.parse(ours.body);
      assert.equal(message.to, phone.slice(1));
      const { request: theirs, result } = await api.of("api.nexmo.com", () => client.send({
        messageType: message.message_type, channel: message.channel, to: message.to, from: message.from, text: message.text,
        clientRef: message.client_ref }));
      sameRequest(ours, theirs, []);
      assert.deepEqual(message, JSON.parse(theirs.body));
      assert.equal(result.messageUUID, theirs.answer.body.message_uuid);
      const [ourToken, theirToken] = [ours, theirs].map(({ headers }) => headers.authorization.split(" ")[1]);
      assert.ok(verifySignature(ourToken, publicKey));
      assert.deepEqual(Object.keys(jsonwebtoken.decode(ourToken)).sort(), Object.keys(jsonwebtoken.decode(theirToken)).sort());
      const [{ exp, iat }, their] = [ourToken, theirToken].map((token) => jsonwebtoken.decode(token));
      assert.equal(exp - iat, their.exp - their.iat);

      const report = { message_uuid: ours.answer.body.message_uuid, to: message.to, from: message.from, timestamp:
        new Date().toISOString(), status: "delivered", client_ref: message.client_ref, channel: "sms" };
      await hotline.takes(channel.id, "status", signed(report, { at: hotline.url(channel.id, "status") }));
      ++hotline.sums.delivered;
    }
  });
  await step("it reads the answers of its API as we do", async () => {
    const client = new Messages(new Auth({ applicationId, privateKey }));
    await readsAsWeDo(api, "api.nexmo.com", "vonage", "/v1/messages", async () => (await client.send({
      messageType: "text", channel: "sms", to: "254700000001", from: channel.sender.slice(1), text: "hello" })).messageUUID);
  });
}
