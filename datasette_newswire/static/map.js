// A map of places over bundled outlines: circles sized by articles, each leading to the search for its place.

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

/** [{name, count, url, at: [latitude, longitude]}] of a search's GeoJSON or of the list below the map. */
async function places(figure) {
  if (!figure.dataset.geojson) {
    return [...figure.querySelectorAll("[data-lat]")].map((item) => ({
      name: item.querySelector("a").textContent,
      url: item.querySelector("a").href,
      count: Number(item.dataset.count),
      at: [Number(item.dataset.lat), Number(item.dataset.lon)],
    }));
  }
  const reply = await fetch(figure.dataset.geojson);
  const { features = [] } = reply.ok ? await reply.json() : {};
  return features.map(({ id, geometry, properties }) => ({
    name: properties.name,
    url: narrowed(id),
    count: properties.count,
    at: [geometry.coordinates[1], geometry.coordinates[0]],
  }));
}

/** The search that the page shows, in one place only. */
function narrowed(place) {
  const url = new URL(location.href);
  url.searchParams.delete("next");
  url.searchParams.set("place", place);
  return url.href;
}

const color = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();

// A map is drawn, and all it needs fetched, when it comes into view
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries.filter((each) => each.isIntersecting)) {
    seen.unobserve(entry.target);
    draw(entry.target);
  }
}, { rootMargin: "200px" });

/** Draws the maps in a part of the page once they come into view. */
export function maps(part) {
  part.querySelectorAll("[data-map]").forEach((map) => seen.observe(map));
}

/** Draws the map of a figure; without places the figure keeps its list only. */
async function draw(figure) {
  const found = (await places(figure)).sort((one, other) => other.count - one.count);
  if (!found.length) return;
  const { L, shapes } = await (leaflet ??= load(figure.dataset));
  const canvas = figure.querySelector(".nw-canvas");
  canvas.hidden = false;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const calm = { zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still };
  const map = L.map(canvas, { attributionControl: false, scrollWheelZoom: false, minZoom: 0, maxZoom: 8, zoomSnap: 0.5, ...calm });
  map.fitBounds(L.latLngBounds(found.map((place) => place.at)).pad(0.25), { maxZoom: 4, animate: false });
  canvas.setAttribute("role", "region");
  canvas.setAttribute("aria-label", "Map of places; the same places are in the list beside it");
  L.geoJSON(shapes, {
    interactive: false,
    style: ({ properties }) => properties.name === "land"
      ? { stroke: false, fillColor: color("--land"), fillOpacity: 1 }
      : { color: color("--border"), weight: 1 },
  }).addTo(map);
  const most = found[0].count;
  for (const place of found) {
    const radius = 4 + 16 * Math.sqrt(place.count / most);
    const circle = L.circleMarker(place.at, { radius, weight: 1.5, color: color("--paper"), fillColor: color("--place"), fillOpacity: 0.75 });
    circle.bindTooltip(`${place.name} (${place.count.toLocaleString("en")})`, { direction: "top" });
    if (place.url) circle.on("click", () => { location.href = place.url; });
    circle.addTo(map);
  }
}
