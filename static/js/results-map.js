// The map that can be moved: loads only when asked for, draws outlines and towns from this site's own
// files, and ties each pin to its card in the list. Without script the drawn map stays.

const reach = { x: 48, y: 26 }; // pixels: pins nearer than this stand together
const mile = 1609.344; // meters
const nearest = 11; // zoom: about 15 miles across

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
  const places = readCards();
  const map = L.map(canvas, { attributionControl: false, zoomControl: false, minZoom: 2, zoomSnap: 0 });
  fit(map, places, side);
  L.control.zoom({ position: emptiestCorner(map, places) }).addTo(map);
  limit(map, places, side);
  if (side.dataset.tiles) L.tileLayer(side.dataset.tiles).addTo(map);
  else drawOutlines(map, outlines);
  drawRings(map, places, side);
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

// The same view as the drawn map: its middle, and as far as its farthest pin (providers/maps/drawing.py).
function fit(map, places, side) {
  const points = places.map((place) => place.point);
  const bounds = L.latLngBounds(points);
  const start = side.dataset.startLat && L.latLng(+side.dataset.startLat, +side.dataset.startLng);
  if (side.dataset.nation) return map.fitBounds([[22, -130], [52, -62]], { animate: false });
  const middle = start || (points.length ? bounds.getCenter() : L.latLng(39.5, -98.35));
  const least = 8 / 69; // degrees of latitude
  const shrink = Math.cos(middle.lat * Math.PI / 180);
  const off = (way) => points.map((point) => Math.abs(point[way] - middle[way]));
  const far = (way, scale) => Math.max(least / scale, ...off(way)) * 1.18;
  const [tall, wide] = [far("lat", 1), far("lng", shrink)];
  map.fitBounds([[middle.lat - tall, middle.lng - wide], [middle.lat + tall, middle.lng + wide]], { animate: false });
}

// There are no streets to come nearer to: zooming ends where the pins stand apart, and never in an empty field.
function limit(map, places, side) {
  if (side.dataset.tiles) return map.setMaxZoom(16);
  const apart = (a, b, zoom) => {
    const gap = map.project(a.point, zoom).subtract(map.project(b.point, zoom));
    return a.point.equals(b.point) || Math.abs(gap.x) >= reach.x || Math.abs(gap.y) >= reach.y;
  };
  let most = Math.max(nearest, Math.ceil(map.getZoom()));
  while (most < 13 && places.some((a) => places.some((b) => !apart(a, b, most)))) most += 1;
  map.setMaxZoom(most);
  map.on("zoomend", () => {
    const seen = map.getBounds();
    if (!places.length || places.some(({ point }) => seen.contains(point))) return;
    const middle = map.getCenter();
    const [near] = [...places].sort((a, b) => map.distance(a.point, middle) - map.distance(b.point, middle));
    map.panTo(near.point);
  });
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
function drawRings(map, places, side) {
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
      L.marker(freeSpot(ring.getBounds(), start), { icon, interactive: false, keyboard: false }).addTo(layer);
    }
  };
  // A ring's label stands at its bottom, top, or beside, where no pin covers it.
  const freeSpot = (bounds, { lat, lng }) => {
    const [south, north, west, east] = [bounds.getSouth(), bounds.getNorth(), bounds.getWest(), bounds.getEast()];
    const spots = [[south, lng], [north, lng], [lat, west], [lat, east]];
    const boxes = [...pinBoxes(map, places), controlBox(map)];
    const isFree = (spot) => {
      const { x, y } = map.latLngToContainerPoint(spot);
      const box = [x - 20, y - 8, x + 20, y + 8];
      return fits(box, map.getSize()) && !boxes.some((other) => overlap(box, other));
    };
    return spots.find(isFree) || spots[0];
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
    const taken = [...pinBoxes(map, places), ...labelBoxes(map), controlBox(map)];
    const most = taken.length + 24;
    const size = map.getSize();
    const considered = [];
    const inSight = cities.filter(([, lat, lng]) => seen.contains([lat, lng]));
    const last = ([name]) => inSight.some(([other]) => isCalledAfter(name, other));
    for (const [name, lat, lng] of [...inSight.filter((city) => !last(city)), ...inSight.filter(last)]) {
      if (taken.length === most) break;
      const { x, y } = map.latLngToContainerPoint([lat, lng]);
      // A part of a larger one, or called after it: "New South Memphis" is as large to the source as Memphis.
      const isPart = ([other, a, b]) => Math.hypot(a - x, b - y) < (isCalledAfter(name, other) ? 60 : 20);
      if (considered.some(isPart)) continue;
      considered.push([name, x, y]);
      const half = name.length * 3.6 + 6;
      const far = [[0, -26], [0, 26], [half + 34, 0], [-half - 34, 0], [0, -46], [0, 46]]; // for the largest
      const beside = [[0, 0], ...(considered.length <= 5 ? far : [])];
      const boxes = beside.map(([right, down]) => [x + right - half, y + down - 12, x + right + half, y + down + 12]);
      const box = boxes.find((one) => fits(one, size) && !taken.some((other) => overlap(one, other)));
      if (!box) continue;
      taken.push(box);
      const at = map.containerPointToLatLng([(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]);
      const icon = L.divIcon({ className: "map-town", html: element("span", name), iconSize: null });
      L.marker(at, { icon, interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(layer);
    }
  };
  map.on("moveend", redraw);
  redraw();
}

function isCalledAfter(name, other) {
  return name !== other && ` ${name.replace("-", " ")} `.includes(` ${other} `);
}

function fits([left, top, right, bottom], size) {
  return left > 0 && top > 0 && right < size.x && bottom < size.y;
}

function pinBoxes(map, places) {
  return places.map(({ point }) => {
    const { x, y } = map.latLngToContainerPoint(point);
    return [x - 32, y - 14, x + 32, y + 14]; // as wide as a mark for several
  });
}

function labelBoxes(map) {
  const frame = map.getContainer().getBoundingClientRect();
  return [...map.getContainer().querySelectorAll(".is-ring span")].map((label) => {
    const { left, top, right, bottom } = label.getBoundingClientRect();
    return [left - frame.left, top - frame.top, right - frame.left, bottom - frame.top];
  });
}

// The two buttons stand where they cover no pin when the map opens.
function emptiestCorner(map, places) {
  const boxes = pinBoxes(map, places);
  const corners = ["bottomleft", "bottomright", "topright", "topleft"];
  const covered = corners.map((corner) => boxes.filter((box) => overlap(box, cornerBox(map, corner))).length);
  return corners[covered.indexOf(Math.min(...covered))];
}

function controlBox(map) {
  const corner = map.getContainer().querySelector(".leaflet-control-zoom")?.parentElement.classList;
  return corner ? cornerBox(map, [...corner].map((name) => name.replace("leaflet-", "")).join("")) : [0, 0, 0, 0];
}

function cornerBox(map, corner) {
  const { x, y } = map.getSize();
  const [left, top] = [corner.includes("left") ? 0 : x - 56, corner.includes("top") ? 0 : y - 96];
  return [left, top, left + 56, top + 96];
}

function overlap(a, b) {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
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
  const tie = (on) => () => places.forEach(({ card }) => card.classList.toggle("is-here", on));
  for (const name of ["mouseenter", "focus"]) pin.addEventListener(name, tie(true));
  for (const name of ["mouseleave", "blur"]) pin.addEventListener(name, tie(false));
  for (const place of places) place.icon = pin;
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
