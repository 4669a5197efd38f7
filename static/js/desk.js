// A ready-made reason is written into the field, where it can be changed before it is sent.
const ready = document.getElementById("ready");
const reason = document.getElementById("reason");

ready?.addEventListener("change", () => {
  if (!ready.value) return;
  reason.value = reason.value.trim() ? `${reason.value.trimEnd()}\n\n${ready.value}` : ready.value;
  ready.selectedIndex = 0;
  reason.focus();
});
