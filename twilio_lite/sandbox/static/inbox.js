// The page works without this script. With it links and forms change the page in place, and what is new shows by itself.
"use strict";

const channel = new BroadcastChannel("inbox");
let visits = 0, shown = "", isWaiting = false, turn = Promise.resolve(), talking = 0, stopListening = () => {};

function say(words) {
  document.getElementById("say").textContent = words;
  clearTimeout(talking);
  if (words) talking = setTimeout(say, 4000, "");
}

// Times are shown as the reader's clock has them.
function localize(root) {
  const minutes = { hour: "2-digit", minute: "2-digit" }, exact = { ...minutes, second: "2-digit", fractionalSecondDigits: 1 };
  for (const time of root.querySelectorAll("time")) {
    const date = new Date(time.dateTime), isToday = date.toDateString() === new Date().toDateString();
    time.title = date.toLocaleString();
    time.textContent = isToday || "exact" in time.dataset
      ? date.toLocaleTimeString([], "exact" in time.dataset ? exact : minutes)
      : date.toLocaleDateString([], { day: "numeric", month: "short" });
  }
}

// Makes what is there like what came, and leaves alone what is the same: focus, selections and typed text stay.
function morph(old, fresh) {
  if (old.nodeType !== Node.ELEMENT_NODE) return old.data === fresh.data || (old.data = fresh.data);
  if ("keep" in old.dataset) return;
  for (const { name } of [...old.attributes]) if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  let at = old.firstChild;
  for (const child of [...fresh.childNodes]) {
    const same = child.id ? document.getElementById(child.id) : at;
    if (same?.parentNode === old && same.nodeName === child.nodeName && (same.id ?? "") === (child.id ?? "")) {
      if (same === at) at = at.nextSibling;
      else old.insertBefore(same, at);
      morph(same, child);
    } else old.insertBefore(child, at);
  }
  while (at) [at] = [at.nextSibling, at.remove()];
}

function show(text) {
  const fresh = new DOMParser().parseFromString(text, "text/html"), focused = document.activeElement;
  localize(fresh);
  document.title = fresh.title;
  morph(document.body, fresh.body);
  if (focused !== document.activeElement && focused.isConnected) focused.focus();
}

// Gives the answer, unless something else was asked for meanwhile.
async function load(url, options, mine = visits) {
  const response = await fetch(url, options).catch(() => null);
  const text = response ? await response.text() : "The sandbox does not answer.";
  if (mine !== visits) return null;
  if (!response?.ok) return say(text);
  if (text !== shown) show(shown = text);
  return response;
}

function refresh() {
  if (!isWaiting) turn = turn.then(() => { isWaiting = false; return load(location.href); });
  isWaiting = true;
}

async function visit(url, options) {
  const response = await load(url, options, ++visits);
  if (!response) return false;
  if (response.url !== location.href) history.pushState(null, "", response.url);
  document.getElementById(new URL(response.url).searchParams.get("sid"))?.scrollIntoView({ block: "nearest" });
  if (!document.activeElement.checkVisibility()) document.getElementById("pane").focus();
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

// A browser has six connections to a host for all its tabs: one tab listens, for all, and none while it is hidden.
function listen() {
  stopListening();
  if (document.hidden) return;
  const until = new Promise((resolve) => { stopListening = resolve; });
  const work = () => {
    const source = new EventSource("/inbox/events");
    for (const [name, state] of [["message", "on"], ["error", "off"]])
      source.addEventListener(name, () => { heard(state); channel.postMessage(state); });
    return until.then(() => source.close());
  };
  if (navigator.locks) navigator.locks.request("inbox", work);
  else work();
  refresh();
}

function heard(state) {
  document.documentElement.dataset.live = state;
  if (state === "on" && !document.hidden) refresh();
}

channel.onmessage = (event) => heard(event.data);
document.addEventListener("visibilitychange", listen);
addEventListener("popstate", () => load(location.href, {}, ++visits));
addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='/?'], a[href='/']"), code = event.target.closest("[data-copy]");
  if (code) copy(code);
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  visit(link.href);
});
addEventListener("submit", (event) => {
  event.preventDefault();
  const words = event.target.dataset.confirm;
  if (!words || confirm(words)) submit(event.target, event.submitter);
});
addEventListener("input", (event) => event.target.id === "q" && event.target.form.requestSubmit());
addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea"), list = [...document.querySelectorAll("#list li a")];
  if (event.key === "Enter" && !event.shiftKey && event.target.name === "body") event.target.form.requestSubmit();
  else if (event.key === "/" && !isTyping) document.getElementById("q").focus();
  else if ("jk".includes(event.key) && !isTyping && list.length) {
    const at = list.indexOf(document.activeElement) + (event.key === "j" ? 1 : -1);
    list[Math.max(0, Math.min(at, list.length - 1))].focus();
  } else return;
  event.preventDefault();
});
localize(document);
listen();
