// After htmx has put in new results: what stood open stands open, and the number found is said aloud.
// Joined with places.js and results-map.js into one file (PIPELINE): no name may be used twice.

const status = document.getElementById("found-status");
let stoodOpen = [];

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "found") return;
  stoodOpen = [...detail.target.querySelectorAll("details[open][id]")].map((details) => details.id);
});

document.addEventListener("htmx:afterSettle", () => {
  for (const id of stoodOpen) document.getElementById(id)?.setAttribute("open", "");
  stoodOpen = [];
  status.textContent = document.querySelector("#found h1")?.textContent ?? "";
});
