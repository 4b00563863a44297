// A map of places over bundled outlines: circles sized by articles, each leading to its place.

let leaflet;

function script(url) {
  return new Promise((resolve, reject) => {
    const tag = Object.assign(document.createElement("script"), { src: url, onload: resolve, onerror: reject });
    document.head.append(tag);
  });
}

/** Leaflet with its style sheet and the outlines, fetched once. */
async function load({ leaflet: url, style, outlines }) {
  document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: style }));
  const [shapes] = await Promise.all([fetch(outlines).then((reply) => reply.json()), script(url)]);
  return { L: window.L, shapes };
}

/** [{name, count, url, at: [latitude, longitude], chosen}] of the list below the map. */
function listed(figure) {
  return [...figure.querySelectorAll("[data-lat]")].map((item) => ({
    name: item.querySelector("a").textContent,
    url: item.querySelector("a").href,
    count: Number(item.dataset.count),
    at: [Number(item.dataset.lat), Number(item.dataset.lon)],
  }));
}

/** The same of a search's GeoJSON; a place that is chosen already leads to the search without it. */
async function found(url) {
  const reply = await fetch(url);
  const { features = [] } = reply.ok ? await reply.json() : {};
  const chosen = new URL(location.href).searchParams.getAll("place");
  return features.map(({ id, geometry, properties: { name, count } }) => ({
    name,
    count,
    url: narrowed(id, chosen.includes(String(id))),
    at: [geometry.coordinates[1], geometry.coordinates[0]],
    chosen: chosen.includes(String(id)),
  }));
}

/** The search that the page shows, in one place only. */
function narrowed(place, chosen) {
  const url = new URL(location.href);
  url.searchParams.delete("next");
  url.searchParams.delete("place");
  if (!chosen) url.searchParams.set("place", place);
  return url.href;
}

/** Places that would lie on each other at this scale, together: the one with most articles stands for the others. */
function crowds(places, point, radius) {
  const drawn = [];
  for (const place of places) {
    const [at, size] = [point(place), radius(place)];
    const near = drawn.find((crowd) => crowd.at.distanceTo(at) < 0.75 * (crowd.size + size));
    if (near) near.places.push(place);
    else drawn.push({ at, size, places: [place] });
  }
  return drawn;
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
const color = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();

class PlacesMap {
  constructor(figure, L, shapes) {
    const canvas = figure.querySelector(".nw-canvas");
    const still = calm();
    const motion = { zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still };
    Object.assign(this, { figure, L, canvas });
    canvas.hidden = false;
    canvas.setAttribute("role", "region");
    canvas.setAttribute("aria-label", "Map of places; the same places are in the list beside it");
    this.map = L.map(canvas, { attributionControl: false, scrollWheelZoom: false, minZoom: 0, maxZoom: 9, zoomSnap: 0.25, ...motion });
    this.map.zoomControl.setPosition("bottomleft"); // fewest places are there
    this.map.setView([20, 0], 0);
    const land = { stroke: false, fillColor: color("--land"), fillOpacity: 1 };
    const border = { color: color("--border"), weight: 1 };
    L.geoJSON(shapes, { interactive: false, style: ({ properties }) => (properties.name === "land" ? land : border) }).addTo(this.map);
    this.circles = L.layerGroup().addTo(this.map);
    this.map.on("zoomend", () => this.draw());
    new ResizeObserver(() => this.map.invalidateSize({ animate: false })).observe(canvas);
  }

  /** Shows the places of the figure as it now stands, all of them in view. */
  async refresh() {
    const { geojson } = this.figure.dataset;
    const places = geojson ? await found(geojson) : listed(this.figure);
    if (geojson !== this.figure.dataset.geojson) return; // another search has been made
    this.places = places.sort((one, other) => other.count - one.count);
    this.fit(this.places, 5);
    this.draw();
  }

  fit(places, maxZoom) {
    if (places.length) this.map.fitBounds(this.L.latLngBounds(places.map((place) => place.at)).pad(0.12), { maxZoom, animate: !calm() });
  }

  draw() {
    if (!this.places) return;
    const most = this.places[0]?.count;
    const zoom = this.map.getZoom();
    const radius = ({ count }) => 5 + 11 * Math.sqrt(count / most);
    this.circles.clearLayers();
    for (const { places, size } of crowds(this.places, ({ at }) => this.map.project(at, zoom), radius)) this.circle(places, size);
  }

  /** One circle; a ring around it says that other places lie below. */
  circle(places, size) {
    const [{ name, count, at, url }, ...others] = places;
    const fill = color(places.some((place) => place.chosen) ? "--accent" : "--place");
    if (others.length) this.L.circleMarker(at, { radius: size + 3, weight: 1.5, color: fill, opacity: 0.6, fill: false, interactive: false }).addTo(this.circles);
    const circle = this.L.circleMarker(at, { radius: size, weight: 1, color: color("--paper"), fillColor: fill, fillOpacity: 0.8 });
    const more = others.length ? ` and ${others.length} near it: zoom in` : "";
    circle.bindTooltip(`${name} (${count.toLocaleString("en")})${more}`, { direction: "top" });
    circle.on("click", () => {
      if (others.length && this.map.getZoom() < this.map.getMaxZoom()) this.fit(places, this.map.getMaxZoom());
      else if (this.figure.dispatchEvent(new CustomEvent("newswire:go", { bubbles: true, cancelable: true, detail: url }))) location.href = url;
    });
    circle.addTo(this.circles);
  }
}

const drawn = new WeakMap(); // figure → the promise of its map

// A map is drawn, and all it needs fetched, when it comes into view
const seen = new IntersectionObserver((entries) => {
  for (const { target } of entries.filter((each) => each.isIntersecting)) {
    seen.unobserve(target);
    if (!drawn.has(target) && (target.dataset.geojson || listed(target).length)) drawn.set(target, draw(target));
  }
}, { rootMargin: "200px" });

async function draw(figure) {
  const { L, shapes } = await (leaflet ??= load(figure.dataset));
  const map = new PlacesMap(figure, L, shapes);
  map.refresh();
  return map;
}

/** Draws the maps in a part of the page once they come into view; one that is drawn shows what its figure now says. */
export function maps(part) {
  part.querySelectorAll("[data-map]").forEach((figure) => {
    if (drawn.has(figure)) drawn.get(figure).then((map) => map.refresh());
    else seen.observe(figure);
  });
}
