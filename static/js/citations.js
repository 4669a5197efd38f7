// Opens a reference or an explained word in place. Without this file each is a plain link further down the page.

const peek = document.createElement("div");
peek.className = "peek";
peek.popover = "auto";
peek.tabIndex = -1;
let opener = null;

function place(link) {
  const box = link.getBoundingClientRect();
  const width = peek.offsetWidth;
  const gap = 8;
  const left = Math.min(Math.max(gap, box.left - width / 2), document.documentElement.clientWidth - width - gap);
  const below = box.bottom + gap;
  const fits = below + peek.offsetHeight < window.innerHeight;
  peek.style.left = `${left + window.scrollX}px`;
  peek.style.top = `${(fits ? below : Math.max(gap, box.top - peek.offsetHeight - gap)) + window.scrollY}px`;
}

// What the entry says, without ids and lists of their own, which the page has already.
function said(entry) {
  if (entry.matches("li")) return [...entry.querySelectorAll(":scope > p:not(.backs)")].map((part) => part.cloneNode(true));
  const name = document.createElement("b");
  name.textContent = entry.querySelector("dt").textContent;
  return [[name], entry.querySelector("dd").cloneNode(true).childNodes].map((parts) => {
    const line = document.createElement("p");
    line.append(...parts);
    return line;
  });
}

function open(event) {
  const link = event.target.closest(".cite a, a.term");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const entry = document.querySelector(link.hash);
  if (!entry) return;
  event.preventDefault();
  const { jump: words, all } = entry.closest("section").dataset;
  const onward = document.createElement("p");
  const jump = document.createElement("a");
  jump.href = all ? all + link.hash : link.hash;
  jump.textContent = words;
  jump.addEventListener("click", () => { opener = null; peek.hidePopover(); });
  onward.append(jump);
  peek.replaceChildren(...said(entry), onward);
  peek.setAttribute("aria-label", link.textContent);
  opener = link;
  peek.showPopover();
  place(link);
  peek.focus({ preventScroll: true });
}

if ("popover" in peek) {
  peek.setAttribute("role", "dialog");
  document.querySelector(".paper").append(peek);
  document.querySelector(".prose").addEventListener("click", open);
  peek.addEventListener("toggle", (event) => {
    if (event.newState === "closed" && opener && (peek.contains(document.activeElement) || document.activeElement === document.body)) {
      opener.focus({ preventScroll: true });
    }
  });
}
