"use strict";

const SHOWN_REQUESTS = 100;
const SHOWN_LINES = 500;
const KEPT_REQUESTS = 50000;
const SECONDS = 120;

const byId = (id) => document.getElementById(id);
const state = { apis: [], loads: {}, requests: [], lines: [], counts: new Map(), missed: 0 };
const stale = { apis: false, loads: false, requests: false, lines: false };

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function time(at) {
  const date = new Date(at);
  return date.toLocaleTimeString([], { hour12: false }) + "." + String(date.getMilliseconds()).padStart(3, "0");
}

function milliseconds(value) {
  if (value === undefined) return "";
  return value < 1000 ? value.toFixed(value < 10 ? 1 : 0) + " ms" : (value / 1000).toFixed(2) + " s";
}

// APIs

const GOOD = ["Ready", "Succeeded"];
const BUSY = ["Pending", "Creating", "NotReady", "Terminating"];

function mood(name) {
  return GOOD.includes(name) ? "good" : BUSY.includes(name) ? "busy" : "bad";
}

function ready(api) {
  return api.replicas.filter((replica) => replica.latest && replica.state === "Ready").length;
}

function summary(api) {
  if (api.kind !== "RealtimeAPI") return api.kind;
  const former = api.replicas.filter((replica) => !replica.latest).length;
  return `${ready(api)} of ${api.requested} Ready` + (former ? `, ${former} of an earlier version` : "");
}

function showApis() {
  byId("no-apis").hidden = state.apis.length > 0;
  const cards = state.apis.map((api) => {
    const card = element("li");
    card.append(element("h3", "name", api.name));
    const all = api.kind !== "RealtimeAPI" || ready(api) === api.requested;
    card.append(element("p", all ? "good" : "busy", summary(api)));
    const where = element("p");
    const link = element("a", "name", api.url);
    link.href = api.url;
    where.append(link);
    card.append(where);
    const replicas = element("ul");
    for (const replica of api.replicas) {
      const line = element("li");
      line.append(element("span", "name", replica.name), element("span", mood(replica.state), replica.state));
      if (replica.restarts) line.append(element("span", "bad", `restarts: ${replica.restarts}`));
      const load = element("span", "load");
      load.dataset.replica = replica.name;
      line.append(load);
      if (!replica.latest) line.append(element("span", "busy", "earlier version"));
      replicas.append(line);
    }
    if (api.replicas.length) card.append(replicas);
    return card;
  });
  byId("apis").replaceChildren(...cards);
  showLoads();
}

// In place, so that whoever is on a link stays there.
function showLoads() {
  for (const shown of document.querySelectorAll("[data-replica]")) {
    const load = state.loads[shown.dataset.replica];
    shown.textContent = load ? `${load.running} running, ${load.queued} queued` : "";
  }
}

function announce(before, now) {
  const said = [];
  for (const api of now) {
    const former = before.find((other) => other.name === api.name);
    if (!former || summary(former) !== summary(api)) said.push(`${api.name}: ${summary(api)}`);
  }
  for (const api of before) {
    if (!now.some((other) => other.name === api.name)) said.push(`${api.name} is gone`);
  }
  if (said.length) byId("changes").textContent = said.join(". ");
}

function offerApis(select) {
  const wanted = select.value;
  const options = [new Option("all", "")].concat(state.apis.map((api) => new Option(api.name, api.name)));
  select.replaceChildren(...options);
  select.value = state.apis.some((api) => api.name === wanted) ? wanted : "";
}

// Requests

function statusText(request) {
  if (request.status === 0) return "the caller left";
  return request.refused ? `${request.status} queue full` : String(request.status);
}

function showRequests() {
  const api = byId("requests-api").value;
  const shown = state.requests.filter((request) => !api || request.api === api);
  const rows = shown.slice(-SHOWN_REQUESTS).reverse().map((request) => {
    const row = element("tr");
    const mark = request.status >= 500 || request.status === 0 ? "bad" : request.status >= 400 ? "busy" : "good";
    row.append(
      element("td", "", time(request.at)),
      element("td", "", request.api),
      element("td", "", `${request.method} ${request.path}`),
      element("td", mark, statusText(request)),
      element("td", "number", milliseconds(request.queued)),
      element("td", "number", milliseconds(request.took)),
      element("td", "", request.replica));
    return row;
  });
  byId("requests").replaceChildren(...rows);
  const counts = [...state.counts].filter(([name]) => !api || name === api).map(([, count]) => count);
  const sum = (of) => counts.reduce((total, count) => total + of(count), 0);
  byId("counts").textContent = `${sum((count) => count.all)} seen here, `
    + `${sum((count) => count.failed)} answered with 500 or more, ${sum((count) => count.refused)} of them refused`
    + (state.missed ? `; ${state.missed} lines and requests came too fast to be shown` : "");
}

let chart;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function series(label, variable) {
  return { label, stroke: () => colour(variable), width: 2, points: { show: false } };
}

function axis() {
  return { stroke: () => colour("--faint"), grid: { stroke: () => colour("--line"), width: 1 } };
}

function showChart() {
  const api = byId("requests-api").value;
  const now = Math.floor(Date.now() / 1000);
  const from = now - SECONDS;
  const times = Array.from({ length: SECONDS + 1 }, (_, index) => from + index);
  const ended = times.map(() => 0);
  const atWork = times.map(() => 0);
  const queued = times.map(() => 0);
  for (const request of state.requests) {
    if (api && request.api !== api) continue;
    const end = (request.at + request.took) / 1000;
    if (end < from) continue;
    const start = request.at / 1000;
    const turn = request.queued === undefined ? end : start + request.queued / 1000;
    const index = Math.floor(end) - from;
    if (index >= 0 && index <= SECONDS) ended[index]++;
    for (let at = Math.max(Math.ceil(start), from); at < end && at <= now; at++) {
      if (at < turn) queued[at - from]++; else atWork[at - from]++;
    }
  }
  const data = [times, ended, atWork, queued];
  const place = byId("chart");
  const width = place.clientWidth;
  if (!chart) {
    chart = new uPlot({
      width,
      height: 180,
      cursor: { drag: { x: false, y: false } },
      series: [{}, series("ended per second", "--first"), series("in flight", "--second"), series("queued", "--third")],
      scales: { y: { range: (_, low, high) => [0, Math.max(high, 1)] } },
      axes: [axis(), axis()],
    }, data, place);
  } else {
    if (chart.width !== width) chart.setSize({ width, height: 180 });
    chart.setData(data);
  }
  const total = ended.reduce((sum, count) => sum + count, 0);
  place.setAttribute("aria-label", total === 0
    ? "No requests in the last two minutes"
    : `${total} requests ended in the last two minutes, at most ${Math.max(...ended)} in a second; `
      + `at most ${Math.max(...atWork)} in flight and ${Math.max(...queued)} queued`);
}

// Logs

function shownLine(line) {
  const api = byId("logs-api").value;
  const text = byId("logs-text").value;
  return (!api || line.api === api) && (!text || line.text.includes(text));
}

function showLines() {
  const logs = byId("logs");
  logs.replaceChildren(...state.lines.filter(shownLine).map((line) => {
    const shown = element("p");
    shown.append(element("span", "from", `${time(line.at)} ${line.replica} ${line.container}  `), line.text);
    return shown;
  }));
  if (byId("logs-follow").checked) logs.scrollTop = logs.scrollHeight;
}

// What is new is shown at most once a frame, however much there is.

let asked = false;

function show() {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    if (stale.apis) showApis();
    else if (stale.loads) showLoads();
    if (stale.requests) { showRequests(); showChart(); }
    if (stale.lines) showLines();
    stale.apis = stale.loads = stale.requests = stale.lines = false;
  });
}

function keep(list, most, item) {
  list.push(item);
  if (list.length > most) list.shift();
}

const events = new EventSource("events");

events.addEventListener("open", () => {
  // Whoever comes back is told anew what there is.
  state.requests = [];
  state.lines = [];
  state.counts.clear();
  state.missed = 0;
  stale.requests = stale.lines = true;
  byId("connection").textContent = "live";
  show();
});

events.addEventListener("error", () => {
  byId("connection").textContent = "the cluster does not answer; it may have ended";
});

events.addEventListener("apis", (event) => {
  const before = state.apis;
  state.apis = JSON.parse(event.data);
  announce(before, state.apis);
  offerApis(byId("requests-api"));
  offerApis(byId("logs-api"));
  stale.apis = stale.requests = true;
  show();
});

events.addEventListener("loads", (event) => {
  state.loads = JSON.parse(event.data);
  stale.loads = true;
  show();
});

events.addEventListener("request", (event) => {
  const request = JSON.parse(event.data);
  keep(state.requests, KEPT_REQUESTS, request);
  const oldest = Date.now() - (SECONDS + 10) * 1000;
  while (state.requests.length > SHOWN_REQUESTS && state.requests[0].at + state.requests[0].took < oldest) state.requests.shift();
  const count = state.counts.get(request.api) || { all: 0, failed: 0, refused: 0 };
  count.all++;
  if (request.status >= 500) count.failed++;
  if (request.refused) count.refused++;
  state.counts.set(request.api, count);
  stale.requests = true;
  show();
});

events.addEventListener("line", (event) => {
  keep(state.lines, SHOWN_LINES, JSON.parse(event.data));
  // Whoever reads is not disturbed by what comes.
  stale.lines = stale.lines || byId("logs-follow").checked;
  show();
});

events.addEventListener("missed", (event) => {
  state.missed += Number(event.data);
  stale.requests = true;
  show();
});

byId("requests-api").addEventListener("change", () => { stale.requests = true; show(); });
for (const [id, event] of [["logs-api", "change"], ["logs-text", "input"], ["logs-follow", "change"]]) {
  byId(id).addEventListener(event, () => { stale.lines = true; show(); });
}
addEventListener("resize", () => { stale.requests = true; show(); });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { if (chart) chart.redraw(); });
setInterval(() => { if (!document.hidden) showChart(); }, 1000);
showRequests();
showChart();
