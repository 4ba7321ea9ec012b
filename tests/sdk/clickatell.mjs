// Clickatell: npm `clickatell-platform`, which sends; it has nothing for webhooks.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import clickatell from "clickatell-platform";
import { kJson, sameRequest } from "./lib/wire.mjs";

// POST /messages, as the API answers it.
export function answer({ body }) {
  const [to] = JSON.parse(body).to;
  return { status: 202, body: { messages: [{ apiMessageId: randomUUID(), accepted: true, to, error: null }], error: null } };
}

export async function play({ channel, hotline, api, step }) {
  const { api_key: apiKey, path_token: token } = channel.secrets;
  const url = (event, key = token) => hotline.url(channel.id, event, key && `/${key}`);
  const post = (at, content) => ({ url: at, body: JSON.stringify(content), headers: { "Content-Type": kJson } });
  const sms = (from, text) => ({ messageId: randomUUID(), fromNumber: from.slice(1), toNumber: channel.sender, text,
                                 timestamp: Date.now(), charset: "UTF-8" });

  await step("an answer goes out as its client sends it, and its report comes back", async () => {
    const { phone, sent } = await hotline.answers(channel, api, (from, text) => post(url("sms"), sms(from, text)));
    for (const ours of sent) {
      const { content, to, ...more } = JSON.parse(ours.body);
      assert.deepEqual(to, [phone.slice(1)]);
      const { request: theirs, result } = await api.of(
        "platform.clickatell.com", () => printed("body:", () => clickatell.sendMessageRest(content, to, apiKey)));
      sameRequest(ours, theirs);
      assert.deepEqual({ content, to }, JSON.parse(theirs.body));
      assert.deepEqual(JSON.parse(result), theirs.answer.body);

      const report = { messageId: ours.answer.body.messages[0].apiMessageId, statusCode: 4, status: "RECEIVED_BY_RECIPIENT",
                       clientMessageId: more.clientMessageId, to: phone.slice(1), timestamp: Date.now() };
      await hotline.takes(channel.id, "status", post(url("status"), report));
      ++hotline.sums.delivered;
    }
  });
  await step("a secret path that is not the channel's is refused", async () => {
    for (const key of ["", "another", `${token}x`])
      await hotline.refuses(channel.id, post(url("sms", key), sms(hotline.stranger(), "hello")));
  });
}

// It prints what came back, line by line ("body:", ...), and has no other way to give it.
async function printed(label, act) {
  const { log } = console;
  try {
    return await new Promise((done) => {
      console.log = (first, second) => {
        if (first === label) done(second);
      };
      act();
    });
  } finally {
    console.log = log;
  }
}
