/* Small enhancements; every page works without them. Also the register that data scripts call. */
"use strict";
window.whatworks = window.whatworks || {};
whatworks.given = whatworks.given || {};
whatworks.register = whatworks.register || function (name, value) { whatworks.given[name] = value; };

whatworks.picks = (function () {
  const key = "whatworks:" + document.body.dataset.library + ":compare";
  const most = 4;
  let held = [];
  const sound = (slug) => typeof slug === "string" && /^[a-z0-9-]{1,60}$/.test(slug);
  const kept = (slugs) => [...new Set(slugs.filter(sound))].slice(0, most);
  function read() {
    try {
      const found = JSON.parse(localStorage.getItem(key) || "[]");
      held = Array.isArray(found) ? kept(found) : [];
    } catch { /* storage is closed or spoilt: what was chosen on this page still counts */ }
    return held.slice();
  }
  function write(slugs) {
    held = kept(slugs);
    try { localStorage.setItem(key, JSON.stringify(held)); } catch { /* as above */ }
    show();
  }
  function show() {
    const now = read();
    for (const place of document.querySelectorAll("[data-picked]")) place.textContent = now.length ? now.length : "";
    for (const button of document.querySelectorAll("[data-pick]")) {
      const chosen = now.includes(button.dataset.pick);
      button.hidden = false;
      button.setAttribute("aria-pressed", String(chosen));
      button.textContent = chosen ? "In compare" : now.length >= most ? "Compare is full" : "Add to compare";
      button.disabled = !chosen && now.length >= most;
      button.setAttribute("aria-label", button.textContent + ": " + (button.dataset.title || button.dataset.pick));
    }
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-pick]");
    if (!button) return;
    const now = read(), slug = button.dataset.pick;
    write(now.includes(slug) ? now.filter((one) => one !== slug) : [...now, slug]);
  });
  addEventListener("storage", show);
  addEventListener("pageshow", show);
  return { most, read, write, show };
})();

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

/* On small screens the list of contents and what is at a glance begin closed. */
if (matchMedia("(max-width: 77.99rem)").matches)
  for (const list of document.querySelectorAll(".contents details")) list.open = false;
if (matchMedia("(max-width: 40rem)").matches)
  for (const item of document.querySelectorAll(".glance")) item.open = false;
addEventListener("beforeprint", () => { // all but the filters of the search, which are not printed
  for (const item of document.querySelectorAll("details:not([open]):not(.facet)")) {
    item.open = true;
    item.dataset.printed = "";
  }
});
addEventListener("afterprint", () => {
  for (const item of document.querySelectorAll("details[data-printed]")) { item.open = false; delete item.dataset.printed; }
});

/* Tables that sort by a click on a heading, or, where a small screen shows no headings, by a choice above the table. */
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const heads = [...table.tHead.rows[0].cells];
  const said = (row, at) => row.cells[at].dataset.sort || row.cells[at].textContent.trim();
  const casesOf = (body) => [...body.rows].filter((row) => !row.classList.contains("shelf"));
  const sort = (at, up) => {
    for (const other of heads) other.removeAttribute("aria-sort");
    heads[at].setAttribute("aria-sort", up ? "ascending" : "descending");
    for (const body of table.tBodies) { // each shelf by itself
      const rows = casesOf(body).sort((a, b) => said(a, at).localeCompare(said(b, at), "en", { numeric: true }));
      body.append(...(up ? rows : rows.reverse()));
    }
  };
  const listed = [...table.tBodies].map((body) => ({ body, rows: casesOf(body) }));
  const choice = document.createElement("select");
  choice.append(new Option("as listed", ""));
  heads.forEach((head, at) => {
    if ("unsorted" in head.dataset) return; // sums of several kinds and currencies have no order
    for (const [words, up] of [["", "1"], [", backwards", ""]])
      choice.append(new Option(head.textContent.trim() + words, at + ":" + up));
    const button = document.createElement("button");
    button.type = "button";
    button.className = "by";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(at, head.getAttribute("aria-sort") !== "ascending"));
  });
  choice.addEventListener("change", () => {
    const [at, up] = choice.value.split(":");
    if (at) sort(Number(at), Boolean(up));
    else for (const { body, rows } of listed) body.append(...rows);
  });
  const label = document.createElement("label");
  label.className = "sorter";
  label.append("Sort by ", choice);
  (table.closest(".scroll") || table).before(label);
}
