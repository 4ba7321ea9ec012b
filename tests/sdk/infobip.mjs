// Infobip: npm `@infobip-api/sdk`, which sends; it has nothing for webhooks. It still sends by version 2 of the API, which has
// "from" and "text" where version 3, ours, has "sender" and "content.text".
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { AuthType, Infobip } from "@infobip-api/sdk";
import { kJson } from "./lib/wire.mjs";

// POST /sms/3/messages (or /sms/2/text/advanced), as the API answers it.
export function answer({ body }) {
  const { to, messageId = randomUUID() } = JSON.parse(body).messages[0].destinations[0];
  return { status: 200, body: { bulkId: randomUUID(), messages: [{ to, messageId, status: {
    groupId: 1, groupName: "PENDING", id: 26, name: "PENDING_ACCEPTED", description: "Message sent to next instance" } }] } };
}

export async function play({ channel, hotline, api, step }) {
  const { api_key: apiKey, path_token: token } = channel.secrets;
  const url = (event, key = token) => hotline.url(channel.id, event, key && `/${key}`);
  const post = (at, results) => ({
    url: at, headers: { "Content-Type": kJson },
    body: JSON.stringify({ results, messageCount: results.length, pendingMessageCount: 0 }) });
  const sms = (from, text) => ({
    messageId: randomUUID(), from: from.slice(1), to: channel.sender, text, cleanText: text, keyword: "", smsCount: 1,
    receivedAt: "2026-11-28T08:15:00.123+0000" });

  await step("an answer goes out as its client sends it, and its report comes back", async () => {
    const { phone, sent } = await hotline.answers(channel, api, (from, text) => post(url("sms"), [sms(from, text)]));
    const client = new Infobip({ baseUrl: "https://xxxxx.api.infobip.com", apiKey, authType: AuthType.ApiKey });
    for (const ours of sent) {
      const [{ sender, destinations, content, webhooks }] = JSON.parse(ours.body).messages;
      assert.equal(destinations[0].to, phone.slice(1));
      const { request: theirs, result } = await api.of("xxxxx.api.infobip.com", () => client.channels.sms.send({
        type: "text", messages: [{ from: sender, destinations, text: content.text }] }));
      assert.equal(ours.path, "/sms/3/messages");
      for (const part of ["method", "query", "type"]) assert.equal(ours[part], theirs[part], part);
      assert.equal(ours.headers.authorization, theirs.headers.authorization);
      const [message] = JSON.parse(theirs.body).messages;
      assert.deepEqual({ from: sender, destinations, text: content.text },
                       { from: message.from, destinations: message.destinations, text: message.text });
      assert.equal(result.data.messages[0].status.groupName, "PENDING");

      const report = { bulkId: ours.answer.body.bulkId, messageId: ours.answer.body.messages[0].messageId, to: phone.slice(1),
                       sentAt: "2026-11-28T08:15:00.123+0000", doneAt: "2026-11-28T08:15:01.123+0000", smsCount: 1, status: {
                         groupId: 3, groupName: "DELIVERED", id: 5, name: "DELIVERED_TO_HANDSET", description: "" } };
      await hotline.takes(channel.id, "status", post(webhooks.delivery.url, [report]));
      ++hotline.sums.delivered;
    }
  });
  await step("a secret path that is not the channel's is refused", async () => {
    for (const key of ["", "another", `${token}x`])
      await hotline.refuses(channel.id, post(url("sms", key), [sms(hotline.stranger(), "hello")]));
  });
}
