// A ready-made reason is written into the field, where it can be changed before it is sent.
const ready = document.getElementById("ready");
const reason = document.getElementById("reason");

ready?.addEventListener("change", () => {
  if (!ready.value) return;
  reason.value = reason.value.trim() ? `${reason.value.trimEnd()}\n\n${ready.value}` : ready.value;
  ready.selectedIndex = 0;
  reason.focus();
});

// One key presses a button or follows a link, unless somebody types, holds another key, or turned keys off.
const keys = document.getElementById("keys");
const isOn = document.getElementById("keys-on");
const KEPT = "desk-keys-off";

if (keys) {
  let hasPressed = false;
  window.addEventListener("pageshow", () => {
    hasPressed = false;
  });
  keys.hidden = false;
  isOn.checked = !localStorage.getItem(KEPT);
  isOn.addEventListener("change", () => {
    if (isOn.checked) localStorage.removeItem(KEPT);
    else localStorage.setItem(KEPT, "1");
  });
  document.addEventListener("keydown", (event) => {
    if (hasPressed || !isOn.checked || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    if (event.key === "?") {
      keys.open = !keys.open;
      keys.querySelector("summary").focus();
    } else if (/^[a-z]$/.test(event.key)) {
      const target = document.querySelector(`.desk [data-key="${event.key}"]`);
      if (!target) return;
      hasPressed = true; // what is typed before the next page is there presses nothing more
      target.click();
    }
  });
}

// Times are read in the zone of whoever looks, unless one was chosen: then they come in that one already.
const hasZone = document.querySelector("meta[name=desk-zone]");
for (const time of hasZone ? [] : document.querySelectorAll(".desk time[datetime*=T]")) {
  const at = new Date(time.dateTime.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"));
  if (Number.isNaN(at.valueOf())) continue;
  const zone = { year: "numeric", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" };
  time.textContent = at.toLocaleString(document.documentElement.lang, zone);
}

// How long a decision can still be taken back.
for (const held of document.querySelectorAll(".held[data-seconds]")) {
  const ends = performance.now() + held.dataset.seconds * 1000;
  const tick = setInterval(() => {
    const left = Math.max(Math.ceil((ends - performance.now()) / 1000), 0);
    held.querySelector(".left").textContent = left;
    if (left) return;
    clearInterval(tick);
    held.hidden = true;
  }, 250);
}
