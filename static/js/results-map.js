// The map that can be moved: loads only when asked for, draws outlines and towns from this site's own
// files, and ties each pin to its card in the list. Without script the drawn map stays.

const reach = { x: 48, y: 26 }; // pixels: pins nearer than this stand together
const mile = 1609.344; // meters

start();
document.addEventListener("htmx:afterSettle", start); // new results bring a map of their own

function start() {
  const side = document.querySelector("[data-map]");
  if (side?.querySelector("[data-map-open][hidden]")) offer(side);
}

function offer(side) {
  const button = side.querySelector("[data-map-open]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await open(side);
      button.remove();
    } catch {
      button.disabled = false;
      button.textContent = side.dataset.failed;
    }
  });
}

async function open(side) {
  const [outlines, cities] = await Promise.all([
    fetchJson(side.dataset.outlines), fetchJson(side.dataset.cities),
    load("link", { href: side.dataset.leafletCss, rel: "stylesheet" }), load("script", { src: side.dataset.leaflet }),
  ]);
  const canvas = document.createElement("div");
  canvas.className = "map-live";
  canvas.setAttribute("role", "region");
  canvas.setAttribute("aria-label", side.dataset.label);
  side.querySelector("picture").replaceWith(canvas);
  const map = L.map(canvas, { attributionControl: false, minZoom: 2, maxZoom: 14, zoomSnap: 0.5 });
  const places = readCards();
  fit(map, places, side);
  if (side.dataset.tiles) L.tileLayer(side.dataset.tiles).addTo(map);
  else drawOutlines(map, outlines);
  drawRings(map, side);
  drawTowns(map, cities, places);
  drawPins(map, places, side);
  canvas.addEventListener("keydown", ({ key }) => key === "Escape" && map.closePopup());
  canvas.focus({ preventScroll: true });
}

async function fetchJson(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
}

function load(tag, attributes) {
  return new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement(tag), attributes);
    element.addEventListener("load", resolve);
    element.addEventListener("error", reject);
    document.head.append(element);
  });
}

function element(tag, text) {
  return Object.assign(document.createElement(tag), { textContent: text });
}

function readCards() {
  return [...document.querySelectorAll("[data-lat][data-lng]")].map((card) => {
    const link = card.querySelector("h2 a, h3 a");
    const point = L.latLng(+card.dataset.lat, +card.dataset.lng);
    return { card, link, point, name: link.textContent.trim(), number: card.dataset.number };
  });
}

function fit(map, places, side) {
  const points = places.map((place) => place.point);
  if (side.dataset.startLat) points.push(L.latLng(+side.dataset.startLat, +side.dataset.startLng));
  if (points.length) map.fitBounds(L.latLngBounds(points).pad(0.15), { maxZoom: 10.5 });
  else map.setView([39.5, -98.35], 4); // the middle of the contiguous states
}

// A ring is a list of differences in thousandths of a degree: longitude, latitude, longitude, …
function drawOutlines(map, outlines) {
  for (const flat of Object.values(outlines).flat()) {
    const points = [];
    for (let i = 0, x = 0, y = 0; i < flat.length; i += 2) {
      x += flat[i];
      y += flat[i + 1];
      points.push([y / 1000, x / 1000]);
    }
    L.polygon(points, { className: "map-land", smoothFactor: 0.6, interactive: false }).addTo(map);
  }
}

// The two widest circles of equal distance around the start that fit, as on the drawn map.
function drawRings(map, side) {
  if (!side.dataset.startLat) return;
  const start = L.latLng(+side.dataset.startLat, +side.dataset.startLng);
  const layer = L.layerGroup().addTo(map);
  const redraw = () => {
    layer.clearLayers();
    L.circleMarker(start, { radius: 3, className: "map-start", interactive: false }).addTo(layer);
    const { x, y } = map.getSize();
    const edge = map.containerPointToLatLng([x / 2, y / 2 - Math.min(x, y) / 2]);
    const reached = map.distance(map.getCenter(), edge) / mile;
    for (const miles of [1, 2, 5, 10, 25, 50, 100, 250, 500].filter((n) => n < reached).slice(-2)) {
      const ring = L.circle(start, { radius: miles * mile, className: "map-ring", interactive: false });
      ring.addTo(layer);
      const text = element("span", side.dataset.miles.replace("0", miles));
      const icon = L.divIcon({ className: "map-town is-ring", html: text, iconSize: null });
      const low = [ring.getBounds().getSouth(), start.lng];
      L.marker(low, { icon, interactive: false, keyboard: false }).addTo(layer);
    }
  };
  map.on("zoomend", redraw);
  redraw();
}

// Larger towns first; a name that would cover a pin or another waits until the map is nearer.
function drawTowns(map, cities, places) {
  const layer = L.layerGroup().addTo(map);
  const redraw = () => {
    layer.clearLayers();
    const seen = map.getBounds();
    const taken = places.map(({ point }) => {
      const { x, y } = map.latLngToContainerPoint(point);
      return [x - 32, y - 14, x + 32, y + 14]; // as wide as a mark for several
    });
    const most = taken.length + 24;
    for (const [name, lat, lng] of cities) {
      if (taken.length === most) break;
      if (!seen.contains([lat, lng])) continue;
      const { x, y } = map.latLngToContainerPoint([lat, lng]);
      const half = name.length * 3.6 + 6;
      const box = [x - half, y - 14, x + half, y + 14];
      if (box[0] < 0 || box[2] > map.getSize().x) continue;
      if (taken.some((t) => box[0] < t[2] && t[0] < box[2] && box[1] < t[3] && t[1] < box[3])) continue;
      taken.push(box);
      const icon = L.divIcon({ className: "map-town", html: element("span", name), iconSize: null });
      L.marker([lat, lng], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(layer);
    }
  };
  map.on("moveend", redraw);
  redraw();
}

// Pins that would overlap stand together under one mark that lists them all.
function drawPins(map, places, side) {
  const layer = L.layerGroup().addTo(map);
  const redraw = () => {
    layer.clearLayers();
    for (const group of together(map, places)) addPin(layer, group, side);
  };
  map.on("zoomend", redraw);
  redraw();
  for (const place of places) {
    const tie = (on) => () => place.icon.classList.toggle("is-here", on);
    for (const name of ["mouseenter", "focusin"]) place.card.addEventListener(name, tie(true));
    for (const name of ["mouseleave", "focusout"]) place.card.addEventListener(name, tie(false));
  }
}

function together(map, places) {
  const groups = [];
  for (const place of places) {
    const at = map.latLngToLayerPoint(place.point);
    const isNear = (group) => Math.abs(group.at.x - at.x) < reach.x && Math.abs(group.at.y - at.y) < reach.y;
    const near = groups.find(isNear);
    if (near) near.places.push(place);
    else groups.push({ at, places: [place] });
  }
  return groups;
}

function addPin(layer, { places }, side) {
  const names = places.map((place) => `${place.number}. ${place.name}`).join(", ");
  const text = places.length === 1 ? places[0].number : side.dataset.together.replace("0", places.length);
  const className = places.length === 1 ? "map-pin" : "map-pin is-group";
  const icon = L.divIcon({ className, html: element("span", text), iconSize: null });
  const marker = L.marker(places[0].point, { icon, title: names, alt: names, riseOnHover: true });
  marker.bindPopup(list(places), { minWidth: 200, maxWidth: 240, maxHeight: 220 }).addTo(layer);
  const pin = marker.getElement();
  pin.setAttribute("aria-label", names);
  // The names take the focus, and give it back to the pin.
  marker.on("popupopen", ({ popup }) => popup.getElement().querySelector("a[href]:not([role])").focus());
  marker.on("popupclose", ({ popup }) => popup.getElement().contains(document.activeElement) && pin.focus());
  for (const place of places) place.icon = marker.getElement();
}

function list(places) {
  const items = document.createElement("ul");
  for (const place of places) {
    const link = element("a", `${place.number}. ${place.name}`);
    link.href = place.link.href;
    const item = document.createElement("li");
    item.append(link);
    items.append(item);
  }
  return items;
}
