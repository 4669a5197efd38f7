// Completes half-typed places from this site's own list. Without script, or without an answer, a search
// works all the same: the server resolves what was typed.

const wait = 120; // milliseconds after the last key

for (const input of document.querySelectorAll('input[name="near"]')) complete(input);

function complete(input) {
  const options = document.createElement("datalist");
  options.id = `${input.id}_places`;
  input.after(options);
  input.setAttribute("list", options.id);
  let timer, asking;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    asking?.abort();
    const typed = input.value.trim();
    if (typed.length < 2 || [...options.options].some((option) => option.value === typed)) return;
    timer = setTimeout(async () => {
      asking = new AbortController();
      options.replaceChildren(...(await ask(typed, asking.signal)));
    }, wait);
  });
}

async function ask(typed, signal) {
  try {
    const answer = await fetch(`/providers/places?q=${encodeURIComponent(typed)}`, { signal });
    const { places } = await answer.json();
    return places.map(({ near, name }) => new Option(name, near));
  } catch {
    return []; // typed on, offline, or refused: nothing to offer
  }
}
