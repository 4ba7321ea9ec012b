// The gateway as a provider sees it. Phones and sessions of honest requests are counted, so that sdk_test.cc can tell that the
// forged ones left nothing behind.
import assert from "node:assert/strict";
import { ask, isTo } from "./wire.mjs";

export const kTip = "I saw two girls who cannot leave a house near the bus station";

export class Hotline {
  constructor(task) {
    this.port = task.port;
    this.publicUrl = task.public_url;
    this.sums = { phones: 0, tips: 0, delivered: 0 };
    this.strangers = 0;
  }

  // A number that nobody used before; each provider writes it as it does.
  phone() { return `+25471100${String(++this.sums.phones).padStart(4, "0")}`; }
  // One of a request that must be refused.
  stranger() { return `+25472200${String(++this.strangers).padStart(4, "0")}`; }

  // The address that a provider would call: "https://hotline.example.org/hooks/twilio/sms".
  url(channel, event, rest = "") { return `${this.publicUrl}/hooks/${channel}/${event}${rest}`; }

  // Sends a provider's request for that URL, as the proxy in front of the gateway would hand it on.
  send({ url, ...request }) {
    const { host, pathname, search } = new URL(url);
    assert.equal(url, `${this.publicUrl}${pathname}${search}`, "the URL goes out as it was signed");
    return ask(this.port, { ...request, host, target: pathname + search });
  }

  // Webhooks of a channel by how they ended.
  async outcomes(channel) {
    const { body } = await ask(this.port, { method: "GET", target: "/metrics" });
    const counted = {};
    for (const [, of, outcome, count] of
      body.matchAll(/^tipline_webhooks_total\{channel="([^"]*)",outcome="([^"]*)"\} (\d+)/gm))
      if (of === channel) counted[outcome] = Number(count);
    assert.ok("turn" in counted, `no figures of ${channel}`);
    return counted;
  }

  // The two answers to somebody's first words, as the worker sends them: in which languages we speak (in five scripts), and
  // then, in English, the first question. `request(phone, words)` is the provider's, signed.
  async answers(channel, api, request) {
    const phone = this.phone();
    const sent = [];
    for (const words of ["hello", "1"]) {
      await this.takes(channel.id, "turn", request(phone, words));
      sent.push(await api.next(isTo(phone)));
    }
    return { phone, sent };
  }

  async #changes(channel, act) {
    const before = await this.outcomes(channel);
    const answer = await act();
    const after = await this.outcomes(channel);
    const changed = {};
    for (const [outcome, count] of Object.entries(after))
      if (count !== before[outcome]) changed[outcome] = count - before[outcome];
    return { answer, changed };
  }

  // Taken, as one of `outcomes` ("turn", "tip", "repeat", "status"); gives the answer.
  async takes(channel, outcomes, request) {
    const { answer, changed } = await this.#changes(channel, () => this.send(request));
    assert.equal(answer.status, 200, `answered with ${answer.status}`);
    const [outcome] = Object.keys(changed);
    assert.ok([outcomes].flat().includes(outcome), `taken as ${outcome}`);
    assert.deepEqual(changed, { [outcome]: 1 });
    if (outcome === "tip") ++this.sums.tips;
    return answer;
  }

  // Somebody's words: a tip if there is something in them, else a turn of the conversation.
  hears(channel, request) { return this.takes(channel, ["turn", "tip"], request); }
  // An SMS with nothing in it.
  passesOver(channel, request) { return this.takes(channel, "ignored", request); }

  // Refused as not the provider's, and nothing else counted.
  async refuses(channel, request) {
    const { answer, changed } = await this.#changes(channel, () => this.send(request));
    assert.ok(answer.status === 401 || answer.status === 403, `answered with ${answer.status}`);
    assert.deepEqual(changed, { rejected: 1 });
    return answer;
  }
}
