// htmx notes the address of the page in the tab's storage: a search names a place and a condition. It has no
// setting against that, and does without what it does not find. This has to run before htmx does.

const store = Storage.prototype.setItem;
Storage.prototype.setItem = function setItem(key, value) {
  if (!String(key).startsWith("htmx-")) store.call(this, key, value);
};
