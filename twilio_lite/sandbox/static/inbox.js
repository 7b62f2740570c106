// The page works without this script. With it links and forms change it in place, and what is new shows by itself.
"use strict";
const channel = new BroadcastChannel("inbox"), at = (id) => document.getElementById(id);
let visits = 0, shown = "", isWaiting = false, turn = Promise.resolve(), talking = 0, stopListening = () => {};

function say(words) {
  at("say").textContent = words;
  clearTimeout(talking);
  if (words) talking = setTimeout(say, 4000, "");
}

// Makes what is there like what came, and leaves alone what is the same: focus, selections and typed text stay.
function morph(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) return old.data === fresh.data || (old.data = fresh.data);
  if ("keep" in old.dataset) return;
  for (const { name } of [...old.attributes]) if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  let next = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const same = child.id ? at(child.id) : next;
    const isSame = same?.parentNode === old && same.nodeName === child.nodeName && (same.id ?? "") === (child.id ?? "");
    if (isSame && same === next) next = next.nextSibling;
    else old.insertBefore(isSame ? same : child, next);
    if (isSame) morph(same, child);
  }
  while (next) [next] = [next.nextSibling, next.remove()];
}

// Shows what is at an address and gives the answer, unless something else was asked for meanwhile.
async function load(url, options, mine = visits) {
  const response = await fetch(url, options).catch(() => null);
  const text = response ? await response.text() : "The sandbox does not answer.";
  if (mine !== visits || !response?.ok) return mine === visits && say(text);
  if (text === shown) return response;
  const fresh = new DOMParser().parseFromString(shown = text, "text/html"), focused = document.activeElement;
  document.title = fresh.title;
  morph(document.body, fresh.body);
  if (focused.isConnected) focused.focus({ preventScroll: true });
  if (focused !== at("q")) at("q").value = at("q").defaultValue;
  return response;
}

function refresh() {
  if (!isWaiting) turn = turn.then(() => { isWaiting = false; return load(location.href); });
  isWaiting = true;
}

async function visit(url, options) {
  const response = await load(url, options, ++visits);
  if (!response) return false;
  visits += 1; // what was asked for meanwhile is of the former page
  if (response.url !== location.href) history[document.activeElement === at("q") ? "replaceState" : "pushState"](null, "", response.url);
  if (!options) at(new URL(url).searchParams.get("sid"))?.scrollIntoView({ block: "nearest" });
  if (!document.activeElement.checkVisibility()) at("pane").focus();
  return true;
}

async function submit(form, button) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form, button)) {
    if (typeof value === "string") fields.append(name, value);
    else if (value.size) {
      const kept = await fetch(`/inbox/files?name=${encodeURIComponent(value.name)}`, { method: "POST", body: value });
      if (!kept.ok) return say(await kept.text());
      fields.append("media", await kept.text());
    }
  }
  if (form.method === "get") return visit(`${form.action}?${fields}`);
  form.setAttribute("aria-busy", "true");
  if (await visit(form.action, { method: "POST", body: fields })) form.reset();
  form.removeAttribute("aria-busy");
}

async function copy(element) {
  getSelection().selectAllChildren(element);
  await (navigator.clipboard?.writeText(element.dataset.copy) ?? document.execCommand("copy"));
  say(`Copied ${element.dataset.copy}`);
}

function heard(type) {
  document.documentElement.dataset.live = type;
  if (type === "message" && !document.hidden) refresh();
}

// A browser has six connections to a host for all its tabs: one tab listens, for all, and none while it is hidden.
function listen() {
  stopListening();
  if (document.hidden) return;
  const until = new Promise((resolve) => { stopListening = resolve; }), alone = { request: (_, work) => work() };
  (navigator.locks ?? alone).request("inbox", () => {
    const source = new EventSource("/inbox/events");
    source.onmessage = source.onerror = ({ type }) => { heard(type); channel.postMessage(type); };
    return until.then(() => source.close());
  });
  refresh();
}

channel.onmessage = (event) => heard(event.data);
document.addEventListener("visibilitychange", listen);
addEventListener("popstate", () => load(location.href, {}, ++visits));
addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/?'], a[href='/']"), code = event.target.closest("[data-copy]");
  if (code) copy(code);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const isOpened = !event.detail && link.matches("#list li a"); // with Enter: what is next is in what was opened
  visit(link.href).then(() => isOpened && at("pane").focus());
});
addEventListener("submit", (event) => {
  event.preventDefault();
  if (!event.target.dataset.confirm || confirm(event.target.dataset.confirm)) submit(event.target, event.submitter);
});
addEventListener("input", (event) => event.target.id === "q" && event.target.form.requestSubmit());
addEventListener("keydown", (event) => {
  const { key, target } = event, list = [...document.querySelectorAll("#list li a")];
  const isOther = event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea");
  const step = isOther ? 0 : { j: 1, k: -1 }[key], from = target.closest("#list li a") ?? list.find((one) => one.ariaCurrent);
  if (key === "Enter" && !event.shiftKey && !event.isComposing && target.name === "body") target.form.requestSubmit();
  else if (key === "/" && !isOther) at("q").focus();
  else if (step) list[Math.max(0, list.indexOf(from) + step)]?.focus();
  else return;
  event.preventDefault();
});
listen();
