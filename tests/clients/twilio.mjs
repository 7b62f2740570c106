// npm's twilio finds a served sandbox to be Twilio: `node twilio.mjs`, with TWILIO_BASE_URL and the credentials set.

import assert from "node:assert/strict";
import test from "node:test";
import twilio from "twilio";

const { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token, TWILIO_BASE_URL: url } = process.env;
const [from, to, own] = ["+15555550199", "+15555550100", "+15005550006"];

function client(password = token) {
  const made = twilio(sid, password);
  made.api.baseUrl = url;
  return made;
}

async function refusal(promise) {
  const error = await promise.then(() => assert.fail("it was not refused"), (error) => error);
  return [error.status, error.code];
}

test("a message is created, fetched, redacted and removed", async () => {
  const made = await client().messages.create({ to, from, body: "Grüße 🎉 & more" });
  assert.equal(made.status, "queued");
  const fetched = await client().messages(made.sid).fetch();
  assert.deepEqual([fetched.body, fetched.to, fetched.from], ["Grüße 🎉 & more", to, from]);
  assert.ok(fetched.dateCreated instanceof Date);
  assert.equal((await client().messages(made.sid).update({ body: "" })).body, "");
  assert.equal(await fetched.remove(), true);
  assert.deepEqual(await refusal(client().messages(made.sid).fetch()), [404, 20404]);
});

test("a list goes over all pages", async () => {
  const bodies = ["0", "1", "2", "3", "4"];
  for (const body of bodies) await client().messages.create({ to: "+15555550177", from, body });
  const listed = await client().messages.list({ to: "+15555550177", pageSize: 2 });
  assert.deepEqual(listed.map((message) => message.body), [...bodies].reverse());
  const first = await client().messages.page({ to: "+15555550177", pageSize: 2 });
  assert.deepEqual((await first.nextPage()).instances.map((message) => message.body), ["2", "1"]);
  const since = new Date(Date.now() - 86_400_000);
  assert.equal((await client().messages.list({ dateSentBefore: since })).length, 0);
});

test("media are listed", async () => {
  const made = await client().messages.create({ to, from, mediaUrl: ["https://example.com/a.gif"] });
  const [medium] = await client().messages(made.sid).media.list();
  assert.deepEqual([medium.parentSid, medium.contentType], [made.sid, "image/gif"]);
});

test("calls, numbers and subaccounts are made", async () => {
  const call = await client().calls.create({ to, from, twiml: "<Response><Say>hi</Say></Response>" });
  assert.equal((await client().calls(call.sid).update({ status: "canceled" })).status, "canceled");
  const number = await client().incomingPhoneNumbers.create({ phoneNumber: own });
  const numbers = client().incomingPhoneNumbers;
  assert.equal((await numbers(number.sid).update({ friendlyName: "Shop" })).friendlyName, "Shop");
  assert.equal(await numbers(number.sid).remove(), true);
  const account = await client().api.v2010.accounts.create({ friendlyName: "Sub" });
  assert.equal((await client().api.v2010.accounts(account.sid).update({ status: "closed" })).status, "closed");
});

test("what the API refuses is an error with its code", async () => {
  const send = (more) => client().messages.create({ to, from, body: "hi", ...more });
  assert.deepEqual(await refusal(send({ to: "+15005550001" })), [400, 21211]);
  assert.deepEqual(await refusal(send({ to: "+15005550004" })), [400, 21610]);
  assert.deepEqual(await refusal(send({ from: "+15005550008" })), [429, 21611]);
  assert.deepEqual(await refusal(send({ body: "x".repeat(1601) })), [400, 21617]);
  assert.deepEqual(await refusal(client("wrong").messages.list()), [401, 20003]);
});
