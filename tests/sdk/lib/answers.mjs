// The answers of a provider in tests/data/providers/<provider>.json, by which its adapter was tested, read by the SDK: do they
// stand for the same there?
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

// Those to requests whose URL ends with `path`, and without those that only we can make something of: a message that was sent
// somehow, or perhaps.
function answersTo(provider, path) {
  const file = new URL(`../../data/providers/${provider}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8"))
    .filter(({ send, want_request: request }) => send && request?.url.endsWith(path))
    .flatMap(({ answers = [] }) => answers)
    .filter(({ status, want }) => status > 0 && (want.class === "sent" ? want.provider_id : want.class !== "unsure"));
}

// `send` sends a message with the SDK and gives the id of the answer; it throws what the SDK throws. What we call sent must have
// the same id there; what is refused by its HTTP status (with `inBody`: by a word in the body, too) must be an error there.
// `looser`: answers that we take although the SDK is stricter. `codeOf`: the provider's code in that error, our reason.
export async function readsAsWeDo(api, host, provider, path, send, { inBody = false, looser, codeOf } = {}) {
  const own = api.answer;
  const answers = answersTo(provider, path).filter(({ body }) => !looser?.test(body));
  assert.ok(answers.length >= 5, `${answers.length} answers in the data file`);
  for (const { status, headers, body, want } of answers) {
    api.answer = () => ({ status, headers: { "Content-Type": "application/json", ...headers }, body });
    const outcome = await api.of(host, () => send().then((id) => ({ id }), (error) => ({ error })));
    const { id, error } = outcome.result;
    const what = `${status} ${body}, for us ${want.class}: ${error ? error.stack ?? JSON.stringify(error) : `id ${id}`}`;
    if (want.class === "sent") assert.equal(String(id), want.provider_id, what);
    else assert.ok(error || (status < 400 && !inBody), what);
    if (error && codeOf && /^\d+$/.test(want.reason)) assert.equal(String(codeOf(error)), want.reason, what);
  }
  api.answer = own;
}
