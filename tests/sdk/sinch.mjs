// Sinch SMS: npm `@sinch/sms`. SmsCallbackWebhooks verifies and reads webhooks, the client sends; calculateWebhookSignature of
// `@sinch/sdk-client`, which it builds on, signs.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { calculateWebhookSignature, computeSignedData } from "@sinch/sdk-client";
import { SmsCallbackWebhooks, SmsService } from "@sinch/sms";
import { readsAsWeDo } from "./lib/answers.mjs";
import { kTip } from "./lib/hotline.mjs";
import { declares } from "./lib/sdk_code.mjs";
import { kJson, sameRequest } from "./lib/wire.mjs";

const now = () => Math.floor(Date.now() / 1000);
const kHeader = "x-sinch-webhook-signature";

// POST /xms/v1/{service_plan_id}/batches, as the API answers it.
export function answer({ body }) {
  const created = new Date().toISOString();
  return { status: 201, body: { id: randomUUID(), canceled: false, type: "mt_text", flash_message: false, created_at: created,
                                modified_at: created, ...JSON.parse(body) } };
}

export async function play({ channel, hotline, api, step }) {
  const { service_plan_id: servicePlanId, api_token: apiToken, webhook_secret: secret, path_token: token } = channel.secrets;
  const url = hotline.url(channel.id, "sms", `/${token}`);
  const webhooks = new SmsCallbackWebhooks(secret);

  const sms = (from, text) => ({
    type: "mo_text", id: randomUUID(), from: from.slice(1), to: channel.sender.slice(1), body: text, operator_id: "63902",
    received_at: new Date().toISOString() });
  const signed = (content, { at = url, key = secret, time = now() } = {}) => {
    const body = JSON.stringify(content);
    const nonce = randomUUID();
    return { url: at, body, headers: {
      "Content-Type": kJson, [`${kHeader}-nonce`]: nonce, [`${kHeader}-timestamp`]: String(time),
      [`${kHeader}-algorithm`]: "HmacSHA256",
      [kHeader]: calculateWebhookSignature(computeSignedData(body, nonce, time), key) } };
  };
  const accepts = ({ headers, body }) => webhooks.validateAuthenticationHeader(headers, body);

  await step("what it signs is taken", async () => {
    for (const text of ["hello", "Saïdi ñ 人 🙏"]) {
      const request = signed(sms(hotline.phone(), text));
      assert.ok(accepts(request));
      assert.equal(webhooks.parseEvent(request.body).body, text);
      await hotline.hears(channel.id, request);
    }
    await hotline.passesOver(channel.id, signed(sms(hotline.stranger(), "")));
  });
  await step("what it would not have signed is refused", async () => {
    const right = signed(sms(hotline.stranger(), kTip));
    const withHeader = (name, value) => ({ ...right, headers: { ...right.headers, [name]: value } });
    for (const request of [
      { ...right, body: right.body.replace(kTip, `${kTip}.`) },
      { ...right, body: `${right.body} ` },
      signed(sms(hotline.stranger(), kTip), { key: "another-secret" }),
      withHeader(`${kHeader}-nonce`, randomUUID()),
      withHeader(`${kHeader}-timestamp`, String(now() + 1)),
      withHeader(`${kHeader}-nonce`, undefined),
      withHeader(`${kHeader}-timestamp`, undefined),
      withHeader(kHeader, right.headers[kHeader].slice(0, -2)),
      withHeader(kHeader, undefined),
      withHeader(kHeader, ""),
    ]) {
      assert.ok(!accepts(request));
      await hotline.refuses(channel.id, request);
    }
    for (const time of [now() - 49 * 3600, now() + 600])  // ours alone: the SDK does not look at the time
      await hotline.refuses(channel.id, signed(sms(hotline.stranger(), kTip), { time }));
    await hotline.refuses(channel.id, signed(sms(hotline.stranger(), kTip), { at: hotline.url(channel.id, "sms") }));
  });
  await step("an answer goes out as its client sends it, and its report comes back", async () => {
    const { phone, sent } = await hotline.answers(channel, api, (from, text) => signed(sms(from, text)));
    const client = new SmsService({ servicePlanId, apiToken, smsRegion: "us" });
    for (const ours of sent) {
      const message = JSON.parse(ours.body);
      declares("@sinch/sms/dist/models/v1/text-request/text-request.d.ts", "TextRequest", Object.keys(message));
      const { request: theirs, result } = await api.of(
        "us.sms.api.sinch.com", () => client.batches.send({ sendSMSRequestBody: message }));
      sameRequest(ours, theirs);
      assert.deepEqual(message, JSON.parse(theirs.body));
      assert.equal(result.id, theirs.answer.body.id);
      assert.match(message.to[0], new RegExp(`^\\+?${phone.slice(1)}$`));

      const report = { type: "recipient_delivery_report_sms", batch_id: ours.answer.body.id, recipient: phone.slice(1), code: 0,
                       status: "Delivered", at: new Date().toISOString(), operator_status_at: new Date().toISOString(),
                       client_reference: message.client_reference };
      assert.equal(webhooks.parseEvent(JSON.stringify(report)).status, "Delivered");
      await hotline.takes(channel.id, "status", signed(report, { at: message.callback_url }));
      ++hotline.sums.delivered;
    }
  });
  await step("it reads the answers of its API as we do", async () => {
    const client = new SmsService({ servicePlanId, apiToken, smsRegion: "us" });
    await readsAsWeDo(api, "us.sms.api.sinch.com", "sinch", "/batches", async () =>
      (await client.batches.send({ sendSMSRequestBody: { to: ["254700000001"], from: channel.sender, body: "hello" } })).id);
  });
}
