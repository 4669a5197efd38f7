// After htmx has put in new results: what stood open stands open, and the number found is said aloud.

const status = document.getElementById("found-status");
let open = [];

document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.target.id !== "found") return;
  open = [...detail.target.querySelectorAll("details[open][id]")].map((details) => details.id);
});

document.addEventListener("htmx:afterSettle", () => {
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  open = [];
  status.textContent = document.querySelector("#found h1")?.textContent ?? "";
});
