// Opens a reference beside its number. Without this file the number is a plain link to the list.

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

function open(event) {
  const link = event.target.closest(".cite a");
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const entry = document.querySelector(link.hash);
  if (!entry) return;
  event.preventDefault();
  const onward = document.createElement("p");
  const jump = document.createElement("a");
  jump.href = link.hash;
  jump.textContent = document.getElementById("refs").dataset.jump;
  jump.addEventListener("click", () => { opener = null; peek.hidePopover(); });
  onward.append(jump);
  peek.replaceChildren(
    ...[...entry.querySelectorAll(":scope > p:not(.backs)")].map((part) => part.cloneNode(true)), onward);
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
