// After htmx has put in new results: what stood open stands open, and the number found is said aloud.
// Joined with places.js and results-map.js into one file (PIPELINE): no name may be used twice.

const status = document.getElementById("found-status");
let stoodOpen = [];
let focused = "";
let scrolled = 0; // pixels

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "found") return;
  stoodOpen = [...detail.target.querySelectorAll("details[open][id]")].map((details) => details.id);
  focused = document.activeElement.id;
  scrolled = scrollY;
});

// Filters come closed: what has the focus is lost in them, and the page grows short under the reader.
document.addEventListener("htmx:afterSettle", () => {
  for (const id of stoodOpen) document.getElementById(id)?.setAttribute("open", "");
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  if (stoodOpen.length) scrollTo(0, scrolled);
  stoodOpen = [];
  focused = "";
  status.textContent = document.querySelector("#found h1")?.textContent ?? "";
});
