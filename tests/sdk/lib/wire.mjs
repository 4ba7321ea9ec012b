// The wire between the SDKs, the gateway and the worker. All of it stays on this machine: a name is never looked up, and what
// an SDK sends to its provider's address goes to the loopback port that plays the provider.
import assert from "node:assert/strict";
import dns from "node:dns";
import http from "node:http";
import https from "node:https";
import net from "node:net";

const kPatience = 20_000;  // a busy machine is not a defect

const lookup = dns.lookup;
dns.lookup = (name, ...rest) => (net.isIP(name) ? lookup(name, ...rest) : rest.at(-1)(new Error(`a test looks up ${name}`)));

// One request with exactly these headers (an undefined one is none), besides Host, Content-Length and Connection;
// {status, headers, body}.
export function ask(port, { method = "POST", target, host = "127.0.0.1", headers = {}, body = "" }) {
  const all = { Host: host, ...(method === "GET" ? {} : { "Content-Length": Buffer.byteLength(body) }), ...headers };
  for (const [name, value] of Object.entries(all)) if (value === undefined) delete all[name];
  return new Promise((resolve, reject) => {
    const request = http.request({ host: "127.0.0.1", port, method, path: target, agent: false, setHost: false, headers: all });
    request.on("error", reject);
    request.on("response", (response) => {
      readAll(response).then((text) => resolve({ status: response.statusCode, headers: response.headers, body: text }), reject);
    });
    request.end(method === "GET" ? undefined : body);
  });
}

export async function readAll(stream) {
  const pieces = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces.map((piece) => Buffer.from(piece))).toString("utf8");
}

// A provider's API on a loopback port. `answer(request)` gives {status, headers?, body} for each request; every request is
// kept, in order, and handed out once by `next`. X-Host stands in for Host where an SDK cannot set that.
export class Api {
  static async listen(port, answer) {
    const api = new Api(answer);
    api.server = http.createServer((request, response) => api.#take(request, response));
    api.server.keepAliveTimeout = 0;  // a pause of the test must not cut a connection that an SDK keeps
    await new Promise((done) => api.server.listen(port, "127.0.0.1", done));
    api.port = port;
    return api;
  }

  constructor(answer) {
    this.answer = answer;
    this.waiting = [];
    this.heard = () => {};
  }

  async #take(request, response) {
    const [path, query = ""] = request.url.split("?");
    const { method, headers } = request;
    const taken = { method, host: headers["x-host"] ?? headers.host, path, query, headers,
                    type: (headers["content-type"] ?? "").split(";")[0], body: await readAll(request) };
    taken.answer = this.answer(taken);
    const { status, headers: answered = { "Content-Type": "application/json" }, body } = taken.answer;
    response.writeHead(status, answered).end(typeof body === "string" ? body : JSON.stringify(body));
    this.waiting.push(taken);
    this.heard();
  }

  // The first request not handed out yet for which `wanted` holds.
  async next(wanted = () => true) {
    const end = Date.now() + kPatience;
    for (;;) {
      const found = this.waiting.findIndex(wanted);
      if (found >= 0) return this.waiting.splice(found, 1)[0];
      const left = end - Date.now();
      assert.ok(left > 0, "nothing came to the provider's API");
      await new Promise((done) => {
        const timer = setTimeout(done, left);
        this.heard = () => done(clearTimeout(timer));
      });
    }
  }

  // What an SDK sends to `host` because of `call` comes here instead; its request, and what the SDK made of the answer.
  async of(host, call) {
    const direct = https.Agent.prototype.createConnection;
    https.Agent.prototype.createConnection = () => net.connect(this.port, "127.0.0.1");
    try {
      const result = await call();
      return { request: await this.next((taken) => taken.host === host), result };
    } finally {
      https.Agent.prototype.createConnection = direct;
    }
  }

  close() {
    this.server.closeAllConnections();
    this.server.close();
  }
}

// What of a request both have to have alike, whoever sends it: `headers` are those that carry a key.
export function sameRequest(ours, theirs, headers = ["authorization"]) {
  for (const part of ["method", "path", "query", "type"]) assert.equal(ours[part], theirs[part], part);
  for (const name of headers) {
    assert.ok(theirs.headers[name], `the SDK sends no ${name}`);
    assert.equal(ours.headers[name], theirs.headers[name], name);
  }
}

// To that number, in whatever form the provider wants it.
export const isTo = (phone) => ({ body }) => body.includes(phone.slice(1));

export const kForm = "application/x-www-form-urlencoded";
// A list is a field that comes several times.
export const form = (fields) => new URLSearchParams(
  Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one]))).toString();
export const kJson = "application/json";
export const fieldsOf = (text) => Object.fromEntries(new URLSearchParams(text));
