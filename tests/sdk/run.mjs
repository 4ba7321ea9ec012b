// Plays every provider that has an official SDK, with that SDK, against a running gateway and worker. The task comes as JSON on
// standard input from sdk_test.cc: port, public_url and channels (channels.json with the port of each one's API). Exit 0 only
// if every step held. Prints one line a step, and last what must be in the stores: {"phones", "tips", "delivered"}.
import { Hotline } from "./lib/hotline.mjs";
import { Api, readAll } from "./lib/wire.mjs";

// SDKs print what they like.
const say = console.log;
for (const level of ["log", "info", "debug", "warn", "error"]) console[level] = () => {};

const task = JSON.parse(await readAll(process.stdin));
const hotline = new Hotline(task);
let failed = false;

const players = [];
for (const [id, channel] of Object.entries(task.channels)) {
  const provider = await import(`./${id}.mjs`);  // {answer, play}
  players.push({ provider, channel: { id, ...channel }, api: await Api.listen(channel.port, provider.answer) });
}
for (const { provider, channel, api } of players) await provider.play({ channel, hotline, api, step: stepOf(channel.id) });
for (const { api } of players) api.close();
if (failed) process.exit(1);
say(JSON.stringify(hotline.sums));
process.exit(0);  // SDKs keep connections and timers

function stepOf(id) {
  return async (what, act) => {
    try {
      const result = await act();
      say(`ok  ${id}: ${what}`);
      return result;
    } catch (error) {
      failed = true;
      say(`NOT ${id}: ${what}: ${error.stack}`);
      return undefined;
    }
  };
}
