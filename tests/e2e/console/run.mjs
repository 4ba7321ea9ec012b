// Drives Chromium through the console. What to do comes as JSON on standard input from browser_test.cc: url, name, password,
// totp_secret, screenshots. Exit 0 only if every step held, no request went to another host, and nothing broke the
// Content-Security-Policy. Prints one line a step.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { chromium } from "playwright-core";

const task = JSON.parse(await readAll(process.stdin));
const kFlags = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];
const problems = [];

const browser = await chromium.launch({ executablePath: process.env.TIPLINE_CHROMIUM ?? "/usr/bin/chromium", args: kFlags });
try {
  for (const scheme of ["light", "dark"]) {
    const page = await newPage(scheme);
    if (scheme === "light") await wholeStory(page);
    else await look(page);
    await page.context().close();
  }
} finally {
  await browser.close();
}
assert.deepEqual(problems, []);
console.log("ok");

async function newPage(colorScheme) {
  const context = await browser.newContext({ colorScheme, viewport: { width: 1280, height: 860 }, locale: "en-GB" });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);  // a busy machine is not a defect
  page.on("request", (request) => {
    if (!request.url().startsWith(`${task.url}/`)) problems.push(`request to another host: ${request.url()}`);
  });
  page.on("console", (message) => {
    // Chromium reports every 4xx as an error of the console; those are asserted by what the page shows.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (e) => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI}`));
  });
  return page;
}

async function wholeStory(page) {
  await page.goto(task.url);
  await step("a wrong password is refused in words", async () => {
    await signInByKeyboard(page, "not the password", await freshCode());
    await page.getByRole("alert").getByText("Name, password or code is not right").waitFor();
    await shot(page, "1-sign-in-refused");
  });
  await step("signing in works by keyboard alone", async () => {
    await page.reload();
    await signInByKeyboard(page, task.password, await freshCode());
    await page.getByRole("heading", { name: "Queue" }).waitFor();
    await page.getByText("3 cases").waitFor();
  });
  await step("the queue is ordered by urgency and shows no words", async () => {
    const rows = await page.getByRole("row").allInnerTexts();
    assert.match(rows[1], /P0 Imminent[\s\S]*overdue[\s\S]*Child/);
    assert.match(rows[2], /P1 Urgent[\s\S]*left[\s\S]*ILO07[\s\S]*Locked in/);
    assert.match(rows[3], /P3 Standard/);
    assert.doesNotMatch(await page.innerText("main"), /passport|Kisumu|usiku/);
    await shot(page, "2-queue");
  });
  await step("filters narrow the queue", async () => {
    await page.getByRole("button", { name: "P1 Urgent" }).click();
    await page.getByText("1 of 3 cases").waitFor();
    await page.getByRole("button", { name: "Clear filters" }).click();
    await page.getByText("3 cases").waitFor();
  });
  await step("a case is opened by keyboard; its words are veiled until they are asked for", async () => {
    const link = page.getByRole("row").filter({ hasText: "P1 Urgent" }).getByRole("link");
    await link.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: /^Case / }).waitFor();
    await page.getByText("Take the case first to write back.").waitFor();
    const words = page.getByText("They keep my passport");
    assert.equal(await words.getAttribute("aria-hidden"), "true");
    await shot(page, "3-case-veiled");
    await page.getByRole("button", { name: "Show all words" }).click();
    // The page draws it in its own time.
    const until = Date.now() + 20_000;
    while ((await words.getAttribute("aria-hidden")) !== "false" && Date.now() < until) await page.evaluate(() => new Promise(requestAnimationFrame));
    assert.equal(await words.getAttribute("aria-hidden"), "false");
  });
  await step("the case is taken", async () => {
    await page.getByRole("button", { name: "Take this case" }).click();
    await page.getByText("The case is with you.").waitFor();
  });
  await step("a sensitive word is refused and named", async () => {
    await page.getByLabel("Message to the person").fill("The police will come to you");
    await page.getByText("27 characters · 1 SMS · GSM-7").waitFor();
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByRole("alert").getByText("Not sent. “police”").waitFor();
    await shot(page, "4-lint");
  });
  await step("a reply is sent", async () => {
    await page.getByLabel("Message to the person").fill("Thank you for writing. Is it safe to text now?");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("The message is on its way.").waitFor();
    await page.locator(".spoken.staff").waitFor();
    await shot(page, "5-replied");
  });
  await step("the kind of contact is set", async () => {
    await page.getByLabel("What was it?").selectOption("complaint");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Saved. The timeline says who set it.").waitFor();
    await page.locator(".timeline").getByText("Kind of contact set").waitFor();
    await shot(page, "6-kind");
  });
  await step("the case is closed with an outcome", async () => {
    const outcomes = page.getByLabel("Outcome");
    await outcomes.selectOption("service_received");
    await page.getByLabel("Note for colleagues").fill("Partner called back");
    await page.getByRole("button", { name: "Close case" }).click();
    await page.getByText("The case is closed.", { exact: true }).first().waitFor();
    await shot(page, "7-closed");
  });
  await step("the closed case has left the queue", async () => {
    await page.getByRole("link", { name: "Back to the queue" }).click();
    await page.getByText("2 cases").waitFor();
  });
  await step("hostile words stay words", async () => {
    await page.getByRole("row").filter({ hasText: "P3 Standard" }).getByRole("link").click();
    await page.getByRole("button", { name: "Show all words" }).click();
    const words = page.locator(".spoken .said").first();
    assert.match(await words.innerText(), /<b>لا<\/b>/);
    assert.equal(await words.locator("b").count(), 0);
    assert.equal(await words.evaluate((e) => getComputedStyle(e).direction), "rtl");
    await shot(page, "8-arabic");
  });
  await step("a lost connection is said, and got over", async () => {
    await page.context().setOffline(true);
    await page.getByText("No connection to the server. Trying again.").waitFor();
    await shot(page, "9-offline");
    await page.context().setOffline(false);
    await page.getByText("No connection to the server. Trying again.").waitFor({ state: "detached" });
  });
  await step("signing out ends it", async () => {
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.getByRole("heading", { name: "Sign in" }).waitFor();
    const answer = await page.evaluate(async () => (await fetch("/api/queue")).status);
    assert.equal(answer, 401);
  });
}

// The dark scheme and a narrow window, for the eye.
async function look(page) {
  await page.goto(task.url);
  await shot(page, "9-dark-sign-in");
  await signInByKeyboard(page, task.password, await freshCode());
  await page.getByText("2 cases").waitFor();
  await shot(page, "10-dark-queue");
  await page.getByRole("row").filter({ hasText: "P0 Imminent" }).getByRole("link").click();
  await page.getByRole("heading", { name: /^Case / }).waitFor();
  await shot(page, "11-dark-case");
  await page.setViewportSize({ width: 420, height: 860 });
  await page.getByRole("link", { name: "Back to the queue" }).click();
  await page.getByText("2 cases").waitFor();
  await shot(page, "12-narrow-queue");
}

async function signInByKeyboard(page, password, code) {
  await page.getByLabel("Name").waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute("name") === "name");
  const keys = page.keyboard;
  await keys.type(task.name);
  await keys.press("Tab");
  await keys.type(password);
  await keys.press("Tab");  // show password
  await keys.press("Tab");
  await keys.type(code);
  await keys.press("Enter");
}

// A code that was not used yet: the server takes each step once, and one step ahead of its clock.
async function freshCode() {
  const now = Math.floor(Date.now() / 30_000);
  freshCode.last = Math.max((freshCode.last ?? 0) + 1, now - 1);
  while (freshCode.last > Math.floor(Date.now() / 30_000) + 1) await new Promise((done) => setTimeout(done, 250));
  return totp(task.totp_secret, freshCode.last);
}

// RFC 6238 with SHA-1 and six digits.
function totp(base32, count) {
  const bits = [...base32.replaceAll("=", "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0")).join("");
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(count));
  const mac = createHmac("sha1", key).update(message).digest();
  const at = mac[19] & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

async function step(words, run) {
  await run();
  console.log(`step: ${words}`);
}

async function shot(page, name) {
  await page.screenshot({ path: `${task.screenshots}/${name}.png`, fullPage: true });
}

async function readAll(stream) {
  let text = "";
  for await (const part of stream) text += part;
  return text;
}
