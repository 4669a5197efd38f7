// Nothing typed at the desk is lost: a form marked `data-keeps` is kept every ten seconds, here and at the
// site; what was kept and not saved is offered again; and a press after the session has ended waits for the
// sign-in, with the form still there.

const box = document.getElementById("unsent");
const KEEP_EVERY = 10_000;
const SKIPPED = new Set(["csrfmiddlewaretoken"]);

function valuesOf(form) {
  const said = {};
  for (const [name, value] of new FormData(form)) {
    if (SKIPPED.has(name) || name.startsWith("_") || typeof value !== "string") continue;
    (said[name] ??= []).push(value.replace(/\r\n?/g, "\n"));
  }
  return said;
}

// The form on this page that has most of the fields.
function formOf(said) {
  const names = Object.keys(said);
  const fits = [...document.forms].filter((form) => form.method === "post" && form.id !== "logout-form");
  const count = (form) => names.filter((name) => form.elements.namedItem(name)).length;
  return fits.sort((a, b) => count(b) - count(a)).find(count) ?? null;
}

function put(form, said) {
  for (const field of form.elements) {
    const { name } = field;
    if (!name || SKIPPED.has(name) || name.startsWith("_") || ["file", "submit", "button"].includes(field.type)) continue;
    const values = said[name] ?? [];
    if (["checkbox", "radio"].includes(field.type)) field.checked = values.includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
    else if (name in said) [field.value] = values;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

function differs(form, said) {
  const now = valuesOf(form);
  const filled = (all) => JSON.stringify(
    Object.entries(all).filter(([, values]) => values.some(Boolean)).map(([name, values]) => [name, [...values].sort()]).sort(),
  );
  const tidy = Object.fromEntries(Object.entries(said).map(([n, v]) => [n, v.map((t) => t.replace(/\r\n?/g, "\n"))]));
  return filled(now) !== filled(tidy);
}

// A page that says so was saved: what this browser kept of it is no longer wanted. The page that says it may be
// a list, which keeps nothing itself.
const saved = sessionStorage.getItem("unsent-saving");
sessionStorage.removeItem("unsent-saving");
if (saved && document.querySelector(".messagelist .success")) localStorage.removeItem(saved);

if (box) {
  const { door, here } = box.dataset;
  const place = `unsent:${here}`;
  const status = box.querySelector(".unsent-status");
  const dialog = box.querySelector("dialog");
  const offer = box.querySelector(".unsent-offer");
  const kept = document.getElementById("unsent-values");
  const form = document.querySelector(".writing")?.closest("form");
  let last = "";

  const read = () => { try { return JSON.parse(localStorage.getItem(place)); } catch { return null; } };
  const write = (said) => {
    try { localStorage.setItem(place, JSON.stringify({ said, at: new Date().toISOString() })); } catch { /* full */ }
  };
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";

  // Answers with what the door says, null when signed out; throws when the site cannot be reached.
  async function ask(said) {
    const body = said && new URLSearchParams({ address: here, csrfmiddlewaretoken: token(), ...said });
    const answer = await fetch(door, { method: body ? "POST" : "GET", body, redirect: "follow" });
    if (answer.redirected || answer.status === 403) return null;
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  async function renew() {
    const said = await ask();
    if (!said) return false;
    for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = said.token;
    return true;
  }

  const drop = () => {
    localStorage.removeItem(place);
    offer.hidden = true;
    ask({ forget: "1" }).catch(() => {});
  };

  /* --- What was kept before ---------------------------------------------- */

  const local = read();
  const remote = kept ? { said: JSON.parse(kept.textContent), at: box.dataset.at } : null;
  const newest = [local, remote].filter(Boolean).sort((a, b) => new Date(b.at) - new Date(a.at))[0];
  const target = newest && formOf(newest.said);
  const isWanted = target && !document.querySelector(".errornote") && differs(target, newest.said);
  offer.hidden = !isWanted;
  if (target && !isWanted && !document.querySelector(".errornote")) drop();
  for (const button of offer.querySelectorAll("button")) button.hidden = false;
  offer.querySelector("[data-put]").addEventListener("click", () => {
    put(target, newest.said);
    offer.hidden = true;
  });
  offer.querySelector("[data-drop]").addEventListener("click", drop);

  /* --- While somebody types ----------------------------------------------- */

  async function keep() {
    if (offer.hidden === false) return; // what was kept before is not written over unseen
    const said = valuesOf(form);
    const text = JSON.stringify(said);
    if (text === last) return;
    write(said);
    try {
      const answer = await renew() && await ask({ values: text });
      if (!answer) {
        if (!dialog.open) dialog.showModal();
        return;
      }
      last = text;
      const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
      const others = answer.others.length ? ` ${box.dataset.others} ${answer.others.join(", ")}.` : "";
      status.textContent = `${box.dataset.kept} ${time}.${others}`;
    } catch {
      status.textContent = box.dataset.local;
    }
  }

  if (form) {
    last = JSON.stringify(valuesOf(form));
    let timer = 0;
    let passes = false;
    form.addEventListener("input", () => { timer ||= setTimeout(() => { timer = 0; keep(); }, KEEP_EVERY); });
    form.addEventListener("submit", async (event) => {
      if (event.submitter?.formTarget) return;
      if (passes) {
        sessionStorage.setItem("unsent-saving", place);
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      const button = event.submitter;
      write(valuesOf(form));
      let mayPass = false;
      try {
        mayPass = await renew();
        if (!mayPass && !dialog.open) dialog.showModal();
      } catch {
        status.textContent = box.dataset.local;
      }
      passes = mayPass;
      if (mayPass) form.requestSubmit(button);
      passes = false;
    }, true);
  }

  const goOn = async () => { if (dialog.open && await renew().catch(() => false)) dialog.close(); };
  dialog.querySelector("[data-back]").addEventListener("click", goOn);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) goOn(); });
  window.addEventListener("focus", goOn);
}
