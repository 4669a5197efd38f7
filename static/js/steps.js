// A step of Get Listed that saves while it is written: says truly what is saved, and never sends two at once.

const form = document.getElementById("step");
const line = document.getElementById("saved");
let waiting = false; // a save is under way
let pressed = null; // the button that was pressed meanwhile
let retry = 0;

const say = (words) => {
  line.replaceChildren(words);
};

form.addEventListener("input", () => say(line.dataset.unsaved));
form.addEventListener("change", () => say(line.dataset.unsaved));

form.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (target !== form) return;
  waiting = true;
  clearTimeout(retry);
  say(line.dataset.saving);
});

form.addEventListener("htmx:afterRequest", ({ target, detail }) => {
  if (target !== form) return;
  waiting = false;
  const isSignIn = new URL(detail.xhr.responseURL || location).pathname.startsWith("/accounts/");
  if (detail.successful && isSignIn) say(line.dataset.ended);
  if (!detail.successful) {
    say(line.dataset.failed);
    retry = setTimeout(() => htmx.trigger(form, "again"), 10_000);
  }
});

// What is said at a field is said once: an unchanged sentence is left alone.
form.addEventListener("htmx:oobBeforeSwap", sameStays);
document.addEventListener("htmx:oobBeforeSwap", sameStays);
function sameStays(event) {
  const { target, fragment } = event.detail;
  if (target?.classList?.contains("says") && target.innerHTML === fragment.innerHTML) event.detail.shouldSwap = false;
}

// A photo takes a while to arrive: what is typed, or chosen next, meanwhile stays when its row comes.
let sentRoom = null;
const roomFile = (part) => part.querySelector("#premises input[type=file]");
form.addEventListener("htmx:beforeRequest", ({ target }) => {
  if (target === form) sentRoom = roomFile(form)?.files[0] ?? null;
});
document.addEventListener("htmx:oobBeforeSwap", ({ detail: { target, fragment } }) => {
  if (target?.id !== "premises") return;
  const captions = (part) => new Map(
    [...part.querySelectorAll(".room")].map((room) => [
      room.querySelector("input[type=hidden]").value,
      room.querySelector("input:not([type=hidden])"),
    ]),
  );
  const come = captions(fragment);
  for (const [photo, { value }] of captions(target)) if (come.has(photo)) come.get(photo).value = value;
  const next = roomFile(form);
  if (next?.files[0] && next.files[0] !== sentRoom && roomFile(fragment)) roomFile(fragment).files = next.files;
});

document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  const { target } = detail;
  if (!target?.classList?.contains("says")) return;
  const field = target.closest(".field");
  field.classList.toggle("has-error", Boolean(target.querySelector(".error")));
  const control = field.matches("fieldset") ? field : field.querySelector("input, select, textarea");
  const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => !/_(error|warning)$/.test(id));
  ids.push(...[...target.children].map((child) => child.id));
  control.setAttribute("aria-describedby", ids.filter(Boolean).join(" "));
  if (target.querySelector(".error")) control.setAttribute("aria-invalid", "true");
  else control.removeAttribute("aria-invalid");
});

// What follows from an answer (town and state from a ZIP code) is put where nothing was typed.
document.addEventListener("htmx:oobAfterSwap", ({ detail }) => {
  if (detail.target?.id !== "filled") return;
  for (const { textContent: name, value } of detail.target.querySelectorAll("data")) {
    const control = form.elements[name];
    const put = () => {
      if (!control.value) control.value = value;
    };
    if (control === document.activeElement) control.addEventListener("blur", put, { once: true });
    else put();
  }
});

// A folded group shows what is ticked in it, opens when something is said there, and is not offered in vain.
form.addEventListener("change", ({ target }) => {
  const group = target.closest(".fold");
  if (!group) return;
  const ticked = [...group.querySelectorAll("input:checked")].map((box) => box.closest("label").textContent.trim());
  const said = group.querySelector(".chosen");
  said.textContent = ticked.join(", ") || said.dataset.none;
});
document.addEventListener("htmx:oobAfterSwap", ({ detail: { target } }) => {
  if (target?.querySelector?.(".error")) for (const group of around(target)) group.open = true;
  if (target?.id !== "refused") return;
  const refused = [...target.querySelectorAll("data")].map(({ value }) => value);
  for (const group of form.querySelectorAll('.fold[data-name^="offers-"]')) {
    group.hidden = refused.includes(group.dataset.name) && !group.querySelector("input:checked");
    group.nextElementSibling.hidden = !group.hidden;
  }
});
function around(element) {
  const groups = [];
  for (let group = element.closest("details"); group; group = group.parentElement.closest("details")) groups.push(group);
  return groups;
}

// How much of a text fits: always beside a long one, beside a line once most of its room is taken.
countAll();
document.addEventListener("htmx:afterSettle", countAll); // what came with an answer too
function countAll() {
  for (const control of form.querySelectorAll("[data-most]")) {
    if (!document.getElementById(`${control.id}_count`)) count(control);
  }
}
function count(control) {
  const most = Number(control.dataset.most);
  const said = document.createElement("p");
  said.className = "hint count";
  said.id = `${control.id}_count`;
  control.after(said);
  const ids = [control.getAttribute("aria-describedby"), said.id];
  control.setAttribute("aria-describedby", ids.filter(Boolean).join(" "));
  const show = () => {
    const length = [...control.value.trim()].length;
    const { over, count: within } = form.dataset;
    said.textContent = length > most
      ? over.replace("{n}", length - most)
      : within.replace("{n}", length).replace("{most}", most);
    said.classList.toggle("is-over", length > most);
    said.hidden = control.type !== "textarea" && length < most * 0.75;
  };
  control.addEventListener("input", show);
  show();
}

// A press waits for the save that is under way: it would look like a second window.
form.addEventListener("submit", (event) => {
  if (!waiting) return;
  event.preventDefault();
  pressed = event.submitter;
});
document.addEventListener("htmx:afterSettle", go);
form.addEventListener("htmx:afterRequest", () => setTimeout(go, 50));
function go() {
  if (waiting || !pressed) return;
  const button = pressed;
  pressed = null;
  form.requestSubmit(button);
}

window.addEventListener("online", () => htmx.trigger(form, "again"));
