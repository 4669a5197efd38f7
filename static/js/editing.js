// The editing page: numbers and findings at the lines, the preview beside the text, tools that insert.
// Without this file there is a plain textarea and a Preview button that fills the same frame.

const writing = document.querySelector(".writing");
const form = writing.closest("form");
const sheet = writing.querySelector(".sheet");
const text = sheet.querySelector("textarea");
const lines = document.createElement("div");
const look = writing.querySelector(".look");
const frame = writing.querySelector("iframe[name=preview]");
const PARTS = [".paper-head", ".toc", ".prose", "#proof-refs"];
const PLACE = "editing-place"; // the newest save alone
let findings = [];
let pending = null;
let timer = 0;

/* --- Lines --------------------------------------------------------------- */

function drawLines() {
  const wanted = text.value.split("\n");
  const rows = lines.children;
  let start = 0;
  while (start < wanted.length && start < rows.length && rows[start].textContent === wanted[start]) start += 1;
  let end = 0;
  while (end < wanted.length - start && end < rows.length - start
    && rows[rows.length - 1 - end].textContent === wanted[wanted.length - 1 - end]) end += 1;
  const after = rows[rows.length - end] ?? null;
  while (rows.length > start + end) rows[start].remove();
  for (const line of wanted.slice(start, wanted.length - end)) {
    const row = document.createElement("div");
    row.textContent = line;
    lines.insertBefore(row, after);
  }
}

function lineOfCaret() {
  return text.value.slice(0, text.selectionStart).split("\n").length;
}

function markHere() {
  lines.querySelector(".is-here")?.classList.remove("is-here");
  lines.children[lineOfCaret() - 1]?.classList.add("is-here");
}

function markFindings() {
  for (const row of lines.querySelectorAll(".is-look, .is-stop")) row.classList.remove("is-look", "is-stop");
  for (const { line, stops } of findings) lines.children[line - 1]?.classList.add(stops ? "is-stop" : "is-look");
}

function goTo(line) {
  const offset = text.value.split("\n").slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  text.focus({ preventScroll: true });
  text.setSelectionRange(offset, offset);
  const row = lines.children[line - 1];
  if (row) sheet.scrollTop = Math.max(0, row.offsetTop - sheet.clientHeight / 3);
  markHere();
}

/* --- Preview and findings ------------------------------------------------ */

function show(page) {
  const shown = frame.contentDocument;
  for (const selector of PARTS) {
    const fresh = page.querySelector(selector);
    const old = shown?.querySelector(selector);
    if (fresh && old) old.replaceChildren(...fresh.childNodes);
  }
  shown?.querySelector("#findings")?.remove();
  followed = "";
  follow();
}

/* The preview stands where the caret is: at the block that says most of what its line says. */

let followed = "";

function wordsOf(line) {
  return new Set(line.toLowerCase().replace(/\[[^\]]*@[^\]]*\]/g, " ").match(/[\p{L}\p{N}]{3,}/gu) ?? []);
}

function follow() {
  const shown = frame.contentDocument;
  const before = text.value.split("\n").slice(0, lineOfCaret());
  const line = before.findLast((row) => wordsOf(row).size);
  if (!shown || !line || line === followed) return;
  followed = line;
  const wanted = wordsOf(line);
  let best = null;
  let most = 0;
  for (const block of shown.querySelectorAll(".prose :is(p, h2, h3, h4, li, tr, figure, blockquote)")) {
    const there = wordsOf(block.textContent);
    const count = [...wanted].filter((word) => there.has(word)).length / Math.sqrt(wanted.size + there.size);
    if (count > most) { most = count; best = block; }
  }
  const view = shown.defaultView;
  if (best) view.scrollTo({ top: view.scrollY + best.getBoundingClientRect().top - view.innerHeight / 3 });
}

function tell(page) {
  const list = [...page.querySelectorAll("#findings li")];
  findings = list.map((item) => ({ line: Number(item.dataset.line), stops: "stops" in item.dataset }));
  look.hidden = false;
  look.querySelector("h2 span").textContent = page.querySelector("#findings-h").textContent;
  look.querySelector("ol").replaceChildren(...list.map((item) => {
    const row = document.createElement("li");
    if ("stops" in item.dataset) row.dataset.stops = "";
    const place = document.createElement(item.dataset.line === "0" ? "b" : "button");
    place.textContent = item.querySelector("b")?.textContent ?? "";
    if (place.localName === "button") {
      place.type = "button";
      place.addEventListener("click", () => goTo(Number(item.dataset.line)));
    }
    row.append(place, item.querySelector("span").cloneNode(true));
    return row;
  }));
  markFindings();
}

async function refresh() {
  pending?.abort();
  pending = new AbortController();
  const sent = new FormData(form);
  for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
  try {
    const answer = await fetch(writing.dataset.preview, { method: "POST", body: sent, signal: pending.signal });
    if (!answer.ok || answer.redirected) return; // signed out: saving asks for it
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    tell(page);
    show(page);
  } catch (error) {
    if (error.name !== "AbortError") look.hidden = true; // offline: the next change asks again
  }
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(refresh, 400);
}

function count() {
  const shown = writing.querySelector(".counted");
  shown.textContent = `${text.value.match(/[\p{L}\p{N}’'-]+/gu)?.length ?? 0} ${shown.dataset.words}`;
}

/* --- Inserting ----------------------------------------------------------- */

function insert(words, { block = false, line = false } = {}) {
  const before = text.value.slice(0, text.selectionStart);
  let start = text.selectionStart;
  if (line) start = before.lastIndexOf("\n") + 1;
  if (block) {
    words = `${/(^|\n\n)$/.test(before) ? "" : before.endsWith("\n") ? "\n" : "\n\n"}${words}\n\n`;
  }
  text.focus();
  text.setSelectionRange(start, block || line ? start : text.selectionEnd);
  type(words);
}

// A citation right behind another joins its bracket: two brackets in a row would be none.
function joins(words) {
  const before = text.value.slice(0, text.selectionStart);
  if (!words.startsWith("[@") || !/\[[^[\]\n]*@[^[\]\n]*\]$/.test(before)) return false;
  text.focus();
  text.setSelectionRange(before.length - 1, text.selectionEnd);
  type(`; ${words.slice(1)}`);
  return true;
}

function wrap(mark) {
  const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
  const start = text.selectionStart;
  text.focus();
  type(`${mark}${chosen}${mark}`);
  text.setSelectionRange(start + mark.length, start + mark.length + chosen.length);
}

// execCommand keeps the browser's own undo; it is the only way to do so in a textarea.
function type(words) {
  if (!document.execCommand("insertText", false, words)) {
    text.setRangeText(words, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function useTool(event) {
  const tool = event.target.closest("button");
  if (!tool) return;
  if (tool.dataset.wrap) wrap(tool.dataset.wrap);
  else if ("link" in tool.dataset) {
    const chosen = text.value.slice(text.selectionStart, text.selectionEnd);
    const start = text.selectionStart;
    insert(`[${chosen}](/)`);
    text.setSelectionRange(start + 1, start + 1 + chosen.length);
  } else if ("cite" in tool.dataset) insert("[@");
  else insert(tool.dataset.insert, { block: "block" in tool.dataset, line: "line" in tool.dataset });
}

function wireTool(tool) {
  const page = tool.contentDocument;
  for (const button of page?.querySelectorAll("[data-insert]") ?? []) {
    button.hidden = false;
    button.addEventListener("click", () => {
      if (!joins(button.dataset.insert)) insert(button.dataset.insert, { block: "block" in button.dataset });
      refresh();
    });
  }
}

function wirePreview() {
  frame.contentDocument?.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    window.open(link.href, "_blank", "noopener");
  });
  refresh();
}

/* --- Begin --------------------------------------------------------------- */

lines.className = "lines";
lines.setAttribute("aria-hidden", "true");
sheet.classList.add("is-live");
writing.classList.add("is-live");
sheet.prepend(lines);
writing.querySelector(".tools").hidden = false;
drawLines();
count();

let isChanged = false;
form.addEventListener("input", () => { isChanged = true; });
form.addEventListener("submit", (event) => {
  if (event.submitter?.formTarget || event.defaultPrevented) return;
  isChanged = false;
  sessionStorage.setItem(PLACE, JSON.stringify({ y: window.scrollY, top: sheet.scrollTop, at: text.selectionStart }));
});

// Saving comes back to the same place in the text.
function comeBack() {
  const place = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (!place) return;
  const { y, top, at } = JSON.parse(place);
  text.focus({ preventScroll: true });
  text.setSelectionRange(at, at);
  sheet.scrollTop = top;
  window.scrollTo(0, y);
  markHere();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
  event.preventDefault();
  form.requestSubmit(form.querySelector("[name=_continue]"));
});
window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });

text.addEventListener("input", () => { drawLines(); markFindings(); markHere(); count(); soon(); });
document.addEventListener("selectionchange", () => {
  if (document.activeElement === text) { markHere(); follow(); }
});
for (const name of ["id_title", "id_deck"]) document.getElementById(name)?.addEventListener("input", soon);
writing.querySelector(".tools").addEventListener("click", useTool);
for (const tool of writing.querySelectorAll("iframe.tool")) {
  tool.addEventListener("load", () => wireTool(tool));
  wireTool(tool);
}
frame.addEventListener("load", wirePreview);
if (frame.contentDocument?.querySelector("#findings")) wirePreview();
// Its address carries a hash, so the page names it.
const { completeWorks } = await import(writing.dataset.completion);
completeWorks(text, lines, writing.dataset.works, type);
comeBack();
