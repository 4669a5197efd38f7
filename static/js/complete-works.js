// Completes citation keys after `[@`: a list of works at the caret, chosen by arrow keys, Enter or Tab.

const ASKED = /\[(?:[^[\]\n]*[;\s])?-?@([\w:.-]*)$/;

export function completeWorks(text, lines, address, type) {
  const list = document.createElement("ul");
  const teller = document.createElement("p");
  let works = [];
  let at = -1;
  let pending = null;
  let timer = 0;

  list.className = "offers";
  list.id = "offers";
  list.role = "listbox";
  list.setAttribute("aria-label", "[@");
  list.hidden = true;
  teller.className = "vh";
  teller.role = "status";
  document.body.append(list, teller);
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", "offers");

  function asked() {
    if (text.selectionStart !== text.selectionEnd) return null;
    return ASKED.exec(text.value.slice(0, text.selectionStart))?.[1] ?? null;
  }

  function close() {
    pending?.abort();
    clearTimeout(timer);
    list.hidden = true;
    works = [];
    text.removeAttribute("aria-activedescendant");
  }

  function place() {
    const before = text.value.slice(0, text.selectionStart).split("\n");
    const row = lines.children[before.length - 1];
    const range = document.createRange();
    if (row.firstChild) {
      range.setStart(row.firstChild, Math.min(before.at(-1).length, row.firstChild.length));
    } else range.selectNodeContents(row);
    range.collapse(true);
    const box = range.getClientRects()[0] ?? row.getBoundingClientRect();
    const left = Math.min(box.left, document.documentElement.clientWidth - list.offsetWidth - 8);
    const below = box.bottom + 4;
    const fits = below + list.offsetHeight < window.innerHeight;
    list.style.left = `${Math.max(8, left) + window.scrollX}px`;
    list.style.top = `${(fits ? below : box.top - list.offsetHeight - 4) + window.scrollY}px`;
  }

  function select(index) {
    at = index;
    [...list.children].forEach((item, n) => item.setAttribute("aria-selected", String(n === at)));
    if (works.length) text.setAttribute("aria-activedescendant", `offer-${at}`);
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  function draw() {
    list.replaceChildren(...works.map((work, n) => {
      const item = document.createElement("li");
      const who = document.createElement("b");
      const title = document.createElement("span");
      item.id = `offer-${n}`;
      item.role = "option";
      who.textContent = `${work.who} · @${work.key}`;
      title.textContent = work.title;
      item.append(who, title);
      if (work.note) {
        const note = document.createElement("em");
        note.textContent = work.note;
        item.append(note);
      }
      item.addEventListener("mousedown", (event) => { event.preventDefault(); choose(n); });
      return item;
    }));
    list.hidden = !works.length;
    teller.textContent = works.length ? `${works.length}: ${works[0].who}` : "";
    if (works.length) { place(); select(0); }
  }

  async function ask(words) {
    pending?.abort();
    pending = new AbortController();
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(words)}`, { signal: pending.signal });
      if (!answer.ok) return;
      works = (await answer.json()).works;
      if (asked() === words) draw();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  }

  function choose(index) {
    const typed = asked();
    if (typed === null) return close();
    const rest = text.value.slice(text.selectionStart);
    const tail = /^[\w:.-]*(?=\s*[\];,])/.exec(rest)?.[0].length ?? 0; // the rest of a key inside a bracket
    text.setSelectionRange(text.selectionStart - typed.length, text.selectionStart + tail);
    const key = works[index].key;
    close();
    const isClosed = /^[^[\]\n]*\]/.test(rest.slice(tail));
    type(isClosed ? key : `${key}]`);
    close();
  }

  text.addEventListener("input", () => {
    const words = asked();
    if (words === null) return close();
    clearTimeout(timer);
    timer = setTimeout(() => ask(words), 100);
  });
  text.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      select((at + (event.key === "ArrowDown" ? 1 : works.length - 1)) % works.length);
    } else if (event.key === "Enter" || event.key === "Tab") choose(at);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  text.addEventListener("blur", close);
  text.closest(".sheet").addEventListener("scroll", () => { if (!list.hidden) place(); });
}
