// Photos of large cameras are made smaller before they are sent: our server keeps no more than this anyway.

const photoForm = document.getElementById("step");
const KEPT_SIDE = 2400; // pixels, as providers/photos/cost.py keeps
const WORTH_IT = 3_000_000; // bytes: what is smaller is sent as it is
const TYPES = ["image/jpeg", "image/png", "image/webp"];
let shrinking = null; // the field whose photo is being made smaller
let heldBack = null; // the button that was pressed meanwhile

// Before others hear of the choice: what saves while one writes would send the large file.
photoForm.addEventListener("change", takeOver, true);
photoForm.addEventListener("input", takeOver, true);

photoForm.addEventListener("submit", (event) => {
  if (!shrinking) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  heldBack = event.submitter;
}, true);

async function takeOver(event) {
  const input = event.target;
  if (shrinking) {
    if (input === shrinking) event.stopImmediatePropagation();
    return;
  }
  const file = input.type === "file" && input.files[0];
  if (!file || file.size < WORTH_IT || !TYPES.includes(file.type) || input.shrunk === file) return;
  event.stopImmediatePropagation();
  shrinking = input;
  const small = await shrink(file).catch(() => null); // what the browser cannot read, the server looks at
  if (input.files[0] === file && small && small.size < file.size) {
    const list = new DataTransfer();
    list.items.add(new File([small], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
    input.files = list.files;
  }
  shrinking = null;
  input.shrunk = input.files[0];
  input.dispatchEvent(new Event("change", { bubbles: true }));
  if (heldBack) photoForm.requestSubmit(heldBack);
  heldBack = null;
}

async function shrink(file) {
  const picture = await createImageBitmap(file); // upright, as the camera says
  const scale = Math.min(1, KEPT_SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff"; // behind what can be seen through, as on the server
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.imageSmoothingQuality = "high";
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  picture.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
}
