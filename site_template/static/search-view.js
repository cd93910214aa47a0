// @ts-check
/* The search page: reads the address, fills the form, shows results and counts, and keeps the address shareable. Data
   enter the page as text, never as markup. */

/** What is asked. @typedef {{q: string, filters: Record<string, string[]>, since: number, until: number, sort: string,
 *   exact: boolean, offset: number}} Asking */
/**
 * One value of a facet on the page.
 * @typedef {{item: HTMLElement, input: HTMLInputElement, count: HTMLElement, label: string}} Choice
 */
/**
 * One facet on the page.
 * @typedef {{panel: HTMLDetailsElement, list: HTMLElement, choices: Map<string, Choice>,
 *   more: HTMLButtonElement}} Panel
 */

(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: WhatWorks}} */ (/** @type {unknown} */ (window));
  if (!whatworks.analysis || !whatworks.query || !whatworks.overview) return; // search-index.js says what is missing
  const { FACETS, QueryError } = whatworks.query;
  const { own, slice, surface } = whatworks.analysis;

  const PAGE = 10;
  const PAUSE = 150; // milliseconds without a key before a search
  const PATIENCE = 1000; // milliseconds before a half-typed query is said to be wrong
  const SHORT_LIST = 10; // values of a facet shown at first
  const YEARS = { least: 1600, most: 2100 };
  const SORTS = ["relevance", "year", "title"];
  const HEADINGS = [
    ["result", "What happened here"], ["known", "How we know"], ["comparison", "Comparison"],
    ["need", "Problem"], ["service", "Service"], ["country", "Country"], ["region", "Region"],
    ["at", "At home or abroad"], ["delivery", "Who runs it"], ["contract", "Contract"], ["ended-how", "How it ended"],
    ["kind", "Kind of case"],
    ["factor", "Success factor"], ["pitfall", "Pitfall"], ["cost", "Cost"], ["setting", "The authority at the start"],
  ];
  const OPEN_AT_FIRST = ["result", "known"];
  const GLANCED = ["result", "comparison", "known", "factor", "pitfall"]; // what static/glance.js shows
  // The icons of the badges, as in templates/_macros.html; a value without one gets a plain disc.
  const ICONS = {
    "result-improved": "M10 17V4M4.5 9.5 10 4l5.5 5.5",
    "result-mixed": "M6 16V5M2.5 8.5 6 5l3.5 3.5M14 4v11M10.5 11.5 14 15l3.5-3.5",
    "result-no-difference": "M3 7.5h14M3 12.5h14",
    "result-worse": "M10 3v13M4.5 10.5 10 16l5.5-5.5",
    "result-not-delivered": "M7 2.5h6L17.5 7v6L13 17.5H7L2.5 13V7zM7 7l6 6M13 7l-6 6",
    "result-not-known": "M7 7.2C7 5.3 8.3 4 10.2 4s3.1 1.2 3.1 2.9c0 2.5-3.2 2.6-3.2 5.3M10.1 15.5v.5",
    "result-not-applicable": "M4 10h3M9 10h2M13 10h3",
    "known-official": "m7 12.5-1 5.5 4-2 4 2-1-5.5M8 8l1.5 1.5L12.5 6.5M4.5 8a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0",
    "known-independent": "m12.7 12.7 4.8 4.8M3 8.5a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0-11 0",
    "known-commissioner": "M2.5 7.5 10 3l7.5 4.5zM4.5 8v7M10 8v7M15.5 8v7M2.5 16.5h15",
    "known-provider": "M3.5 17c.7-3.7 3.2-5.5 6.5-5.5s5.8 1.8 6.5 5.5zM6.5 6.5a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0",
    "known-press": "M4 3h9l3 3v11H4zM7 8h6M7 11h6M7 14h4",
  };
  const HELP = [["“words in quotation marks”", "for just these words in a row"], ["-word", "to leave a word out"],
    ["one OR other", "for either"], ["begin*", "for beginnings"], ["wrold~", "for near spellings"],
    ["title:word", "for a word in the title"], ["year:2010..2015", "for the first year"]];
  const DISC = "M6 10a4 4 0 1 0 8 0a4 4 0 1 0-8 0";

  // -- the page

  /** Return an element of the page, which search.html has. @param {string} id */
  function at(id) {
    return /** @type {HTMLElement} */ (document.getElementById(id));
  }
  const form = /** @type {HTMLFormElement} */ (at("search-form"));
  const box = /** @type {HTMLInputElement} */ (at("q"));
  const sort = /** @type {HTMLSelectElement} */ (at("sort"));

  /** Make an element. Children are elements or plain text.
   * @template {keyof HTMLElementTagNameMap} T @param {T} name @param {Record<string, string>} attributes
   * @param {...(Node | string)} children */
  function make(name, attributes, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  /** @param {string} path */
  function icon(path) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const drawn = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const [key, value] of [["class", "icon"], ["viewBox", "0 0 20 20"], ["width", "20"], ["height", "20"],
      ["aria-hidden", "true"], ["focusable", "false"]]) svg.setAttribute(key, value);
    drawn.setAttribute("d", path);
    svg.append(drawn);
    return svg;
  }

  /** Make a button that looks as plain as its words. @param {string} words @param {() => void} act */
  function button(words, act) {
    const made = make("button", { type: "button" }, words);
    made.addEventListener("click", act);
    return made;
  }

  /** Make a link to another question, which is answered in place. @param {string} words @param {Partial<Asking>} change
   * @param {Record<string, string>} [attributes] */
  function link(words, change, attributes = {}) {
    const other = { ...asking, offset: 0, ...change };
    const made = make("a", { href: "search.html?" + addressOf(other), ...attributes }, words);
    made.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      ask(other);
    });
    return made;
  }

  // -- the address

  /** What the page asks now. @type {Asking} */
  let asking = readAddress();

  /** Return what the address asks: #q=... before ?q=..., a hash without `=` being an anchor. @returns {Asking} */
  function readAddress() {
    const given = new URLSearchParams(location.hash.includes("=") ? location.hash.slice(1) : location.search);
    /** @type {Record<string, string[]>} */
    const filters = {};
    for (const name of FACETS) {
      const values = [...new Set(given.getAll(name))].filter(Boolean);
      if (values.length) filters[name] = values;
    }
    const chosen = given.get("sort") ?? "";
    return {
      q: given.get("q") ?? "", filters, since: year(given.get("since")), until: year(given.get("until")),
      sort: SORTS.includes(chosen) ? chosen : SORTS[0],
      exact: ["", "1", "true", "on"].includes(given.get("exact") ?? "no"),
      offset: /^\d{1,6}$/.test(given.get("offset") ?? "") ? Number(given.get("offset")) : 0,
    };
  }

  /** Return a year that a filter can have, or 0. @param {string | null} text */
  function year(text) {
    const number = /^\d{4}$/.test(text ?? "") ? Number(text) : 0;
    return number >= YEARS.least && number <= YEARS.most ? number : 0;
  }

  /** Return the address's words for a question. @param {Asking} asked */
  function addressOf(asked) {
    const words = new URLSearchParams();
    if (asked.q) words.append("q", asked.q);
    for (const [name, values] of Object.entries(asked.filters)) values.forEach((value) => words.append(name, value));
    if (asked.since) words.append("since", String(asked.since));
    if (asked.until) words.append("until", String(asked.until));
    if (asked.sort !== SORTS[0]) words.append("sort", asked.sort);
    if (asked.exact) words.append("exact", "1");
    if (asked.offset) words.append("offset", String(asked.offset));
    return words.toString();
  }

  function writeAddress() {
    const words = addressOf(asking);
    const anchor = location.hash.includes("=") ? "" : location.hash;
    try {
      history.replaceState(null, "", location.href.split(/[?#]/)[0] + (words && "?" + words) + anchor);
    } catch { // some browsers let a page opened from a folder change nothing but the hash
      history.replaceState(null, "", "#" + words);
    }
  }

  // -- asking

  let turn = 0; // the question whose answer is shown; answers to older ones are dropped
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  /** @type {Promise<Overview> | null} */
  let preparing = null;

  /** Ask what a link asked, and go on from its results. @param {Asking} other */
  async function ask(other) {
    asking = other;
    dropped = [];
    fillForm();
    await run();
    at("count").scrollIntoView({ block: "nearest" });
    (titles()[0] ?? box).focus();
  }

  /** Ask the same with something changed, from the first result on. @param {Partial<Asking>} change */
  function amend(change) {
    asking = { ...asking, offset: 0, ...change };
    dropped = [];
    return run();
  }

  function fillForm() {
    box.value = asking.q;
    fillFilters();
  }

  function fillFilters() {
    sort.value = asking.sort;
    for (const [name, panel] of panels)
      for (const [value, choice] of panel.choices) choice.input.checked = (asking.filters[name] ?? []).includes(value);
    for (const [name, choice] of yearChoices) chooseYear(choice, asking[name]);
  }

  /** Answer what is asked. typing: the last word may be unfinished. @param {boolean} [typing] */
  async function run(typing = false) {
    clearTimeout(waiting);
    turn += 1;
    const mine = turn;
    const slow = setTimeout(() => { if (mine === turn) count("Loading the search …"); }, 400);
    try {
      const ready = prepared();
      if (!typing && asking.q.trim()) warm();
      const known = await ready;
      if (mine !== turn) return;
      const text = typing ? await completed(asking.q) : asking.q;
      if (mine !== turn) return;
      asking.q = text; // pages, filters, address and trail go on from what is shown
      writeAddress();
      if (isEmpty(text)) return await showOverview(known);
      await answer(text, known, () => mine === turn, () => clearTimeout(slow));
    } catch (error) {
      if (mine !== turn) return;
      if (typing && error instanceof QueryError) waiting = setTimeout(() => amend({ q: box.value }), PATIENCE);
      else showError(error);
    } finally {
      clearTimeout(slow);
    }
  }

  /** Begin to load what an answer will need, beside what the page needs. Mistakes are said by the answer itself. */
  function warm() {
    whatworks.search(asking.q, options()).catch(() => {});
  }

  /** Return how the question is put: its filters and order, without passages, with the counts that are on the screen. */
  function options() {
    const { filters, since, until, sort: order, offset, exact } = asking;
    return { filters, since, until, sort: order, offset, exact, limit: PAGE, passages: false, facets: wanted() };
  }

  /** Show the answer to a text. current: whether it is still wanted. arrived: called once there is one.
   * @param {string} text @param {Overview} known @param {() => boolean} current @param {() => void} arrived */
  async function answer(text, known, current, arrived) {
    const results = await whatworks.search(text, options());
    if (!current()) return;
    arrived();
    if (asking.offset && asking.offset >= results.total) return amend({}); // an old address may point beyond the end
    asked = text;
    show(results, known);
    const complete = await whatworks.passages(results).catch((error) => {
      if (current()) at("messages").append(note(`${error.message} Until then results show their summaries.`));
      return true;
    });
    if (!current()) return;
    if (complete) showPassages(results);
    else { // the index was of an older build and has been loaded anew
      preparing = null;
      run();
    }
  }

  /** @param {string} text */
  function isEmpty(text) {
    const chosen = Object.values(asking.filters).some((values) => values.length);
    return !text.trim() && !asking.since && !asking.until && !chosen;
  }

  /** Return an unfinished query as it can be searched: quotation closed, no OR at its end, a word begun as a beginning.
   * @param {string} text */
  async function completed(text) {
    if ((text.match(/["“”„«»]/g) ?? []).length % 2) return text + '"';
    const closed = text.replace(/\s+OR\s*$/, "");
    const last = /(?:^|\s)([\p{L}\p{N}'’]{3,})$/u.exec(closed);
    const word = last ? surface(last[1]) : "";
    return word && await whatworks.begun(word) ? closed + "*" : closed;
  }

  /** Load what the page needs before an answer, once. */
  function prepared() {
    preparing = preparing ?? whatworks.overview(wanted()).then((known) => {
      buildFacets(known);
      fillFilters(); // not the box: somebody may be typing in it
      return known;
    }).catch((error) => {
      preparing = null;
      throw error;
    });
    return preparing;
  }

  // -- facets

  /** @type {Map<string, Panel>} */
  const panels = new Map();
  /** @type {Map<"since" | "until", HTMLSelectElement>} */
  const yearChoices = new Map();
  const filtersTitle = make("summary", {}, "Filters");
  const storeKey = `whatworks:${document.body.dataset.library ?? ""}:open-filters`;
  /** The text whose answer is shown, or nothing. */
  let asked = "";

  /** Return the facets whose counts are on the screen or narrow the question: only these are loaded. */
  function wanted() {
    const around = /** @type {HTMLDetailsElement | null} */ (filtersTitle.parentElement);
    const shut = around?.isConnected && !around.open; // on a wide window the filters stand without it
    const open = panels.size ? [...panels].filter(([, { panel: shell }]) => shell.open).map(([name]) => name) : readOpen();
    const seen = shut || (narrow() && !panels.size) ? [] : open;
    const glimpsed = /** @type {HTMLDetailsElement | null} */ (document.getElementById("glance"))?.open ? GLANCED : [];
    return FACETS.filter((name) => seen.includes(name) || name in asking.filters || glimpsed.includes(name));
  }

  function narrow() {
    return matchMedia("(max-width: 55.99rem)").matches;
  }

  /** Build the filters and drop what the address chose and the library does not know. @param {Overview} known */
  function buildFacets(known) {
    const opened = readOpen();
    panels.clear();
    const others = FACETS.filter((name) => !HEADINGS.some(([known]) => known === name));
    for (const [name, heading] of [...HEADINGS, ...others.map((name) => [name, name])])
      if (known.values[name]) panels.set(name, panel(name, heading, opened.includes(name) || name in asking.filters));
    const all = [...[...panels.values()].map((one) => one.panel), yearsPanel(known.years, opened.includes("years"))];
    const shell = make("details", { class: "facet" }, filtersTitle, ...all);
    at("facets").replaceChildren(...narrow() ? [shell] : all);
    shell.addEventListener("toggle", recount);
    fillPanels(known.facets);
    dropUnknown(known.facets);
    showCounts(known.facets);
  }

  /** Make a facet without its values, which come when it is opened.
   * @param {string} name @param {string} heading @param {boolean} open @returns {Panel} */
  function panel(name, heading, open) {
    const list = make("ul", {});
    const more = button("Show all", () => {
      list.dataset.whole = "";
      showCounts(lastFacets);
    });
    const shell = details(name, heading, open, list, more);
    shell.addEventListener("toggle", recount);
    return { panel: shell, list, choices: new Map(), more };
  }

  /** Give facets their values, once. @param {Record<string, FacetValue[]>} facets counted over all cases */
  function fillPanels(facets) {
    for (const [name, values] of Object.entries(facets)) {
      const { list, choices } = panels.get(name) ?? { list: null, choices: new Map() };
      if (!list || choices.size) continue;
      for (const { value, label } of values) {
        const input = make("input", { type: "checkbox", name, value });
        const count = make("span", { class: "count" });
        const item = make("li", {}, make("label", {}, input, make("span", {}, label), count));
        input.addEventListener("change", () => toggle(name, value, input.checked));
        choices.set(value, { item, input, count, label });
        list.append(item);
      }
    }
  }

  /** Count what has come onto the screen since the answer was shown. */
  async function recount() {
    const names = wanted().filter((name) => !(name in lastFacets));
    if (!preparing || !names.length) return;
    const mine = turn;
    try {
      const all = await whatworks.overview(names);
      fillPanels(all.facets);
      fillFilters();
      const found = isEmpty(asked) ? all : await whatworks.search(asked, options());
      if (mine !== turn) return;
      showCounts({ ...lastFacets, ...found.facets });
      if ("total" in found) whatworks.glance?.show(lastFacets, asking.filters, found.total);
    } catch (error) {
      if (mine === turn) showError(error);
    }
  }

  /** @param {string} name @param {string} heading @param {boolean} open @param {...Node} children */
  function details(name, heading, open, ...children) {
    const made = make("details", { class: "facet", "data-facet": name }, make("summary", {}, heading), ...children);
    made.open = open;
    made.addEventListener("toggle", writeOpen);
    return made;
  }

  /** @param {number[]} years the first and the last @param {boolean} open */
  function yearsPanel([first, last], open) {
    const labels = [["since", "From"], ["until", "To"]].map(([name, words]) => {
      const choice = make("select", { name }, make("option", { value: "" }, "any year"));
      for (let n = first; n <= last; n += 1) choice.append(make("option", {}, String(n)));
      const key = /** @type {"since" | "until"} */ (name);
      choice.addEventListener("change", () => amend({ [key]: year(choice.value) }));
      yearChoices.set(key, choice);
      return make("label", {}, make("span", {}, words), choice);
    });
    return details("years", "First year", open || Boolean(asking.since || asking.until), ...labels);
  }

  /** Choose a year, which an address may name though no case began in it.
   * @param {HTMLSelectElement} choice @param {number} wanted */
  function chooseYear(choice, wanted) {
    choice.value = String(wanted || "");
    if (choice.selectedIndex >= 0) return;
    choice.append(make("option", {}, String(wanted)));
    choice.value = String(wanted);
  }

  /** @param {string} name @param {string} value @param {boolean} on */
  function toggle(name, value, on) {
    const rest = (asking.filters[name] ?? []).filter((other) => other !== value);
    amend({ filters: withValues(name, on ? [...rest, value] : rest) });
  }

  /** Return the filters with other values of a facet. @param {string} name @param {string[]} values */
  function withValues(name, values) {
    const { [name]: _, ...others } = asking.filters;
    return values.length ? { ...others, [name]: values } : others;
  }

  /** Take values out of the question that the library does not have, and remember to say so.
   * @param {Record<string, FacetValue[]>} facets those loaded: of others nothing can be said */
  function dropUnknown(facets) {
    dropped = [];
    for (const [name, values] of Object.entries(asking.filters)) {
      if (!(name in facets)) continue;
      const good = values.filter((value) => panels.get(name)?.choices.has(value));
      dropped.push(...values.filter((value) => !good.includes(value))
        .map((value) => `No case has the value “${value}” of ${name}, so that filter was left out.`));
      asking.filters = withValues(name, good);
    }
  }
  /** @type {string[]} */
  let dropped = [];
  /** @type {Record<string, FacetValue[]>} */
  let lastFacets = {};

  /** Show how many results each value has. @param {Record<string, FacetValue[]>} facets */
  function showCounts(facets) {
    lastFacets = facets;
    const chosen = Object.values(asking.filters).flat().length + Number(asking.since > 0) + Number(asking.until > 0);
    filtersTitle.textContent = chosen ? `Filters (${chosen})` : "Filters";
    for (const [name, { list, choices, more }] of panels) {
      if (!(name in facets)) continue;
      const counts = new Map((facets[name] ?? []).map(({ value, count }) => [value, count]));
      const whole = list.dataset.whole !== undefined || counts.size <= SHORT_LIST + 2;
      const top = [...counts].sort((a, b) => b[1] - a[1]).slice(0, SHORT_LIST).map(([value]) => value);
      for (const [value, choice] of choices) {
        choice.count.textContent = String(counts.get(value) ?? 0);
        choice.item.hidden = !choice.input.checked && (!counts.has(value) || !(whole || top.includes(value)));
      }
      more.textContent = `Show all ${counts.size}`;
      more.hidden = whole;
    }
  }

  // Which filters are open is remembered for this tab. What is stored may be anything and is not trusted.

  function readOpen() {
    try {
      const stored = JSON.parse(sessionStorage.getItem(storeKey) ?? "null");
      return Array.isArray(stored) ? [...FACETS, "years"].filter((name) => stored.includes(name)) : OPEN_AT_FIRST;
    } catch {
      return OPEN_AT_FIRST;
    }
  }

  function writeOpen() {
    const open = [...document.querySelectorAll("#facets [data-facet][open]")]
      .map((element) => /** @type {HTMLElement} */ (element).dataset.facet);
    try {
      sessionStorage.setItem(storeKey, JSON.stringify(open));
    } catch { /* storage is closed: the filters begin as they do for everybody */ }
  }

  // -- showing

  /** Say how many there are; a change is read out. @param {string} words */
  function count(words) {
    if (at("count").textContent !== words) at("count").textContent = words;
  }

  /** @param {number} number */
  function cases(number) {
    return `${number} case${number === 1 ? "" : "s"}`;
  }

  /** @param {...(Node | string)} children */
  function note(...children) {
    return make("div", { class: "message" }, ...children);
  }

  /** Return a note that is read out at once. @param {Node | string} words */
  function alarm(words) {
    return make("div", { class: "message", role: "alert" }, words);
  }

  function clear() {
    for (const id of ["messages", "also", "results", "pager"]) at(id).replaceChildren();
    whatworks.glance?.hide();
  }

  /** Show the page before anything is asked. @param {Overview} known */
  async function showOverview(known) {
    const mine = turn;
    asked = "";
    const { facets } = await whatworks.overview(wanted());
    if (mine !== turn) return;
    clear();
    count(`${cases(known.size)} in the library. Write what you look for, or choose a filter.`);
    at("messages").append(...dropped.map(alarm));
    at("also").append(make("p", {}, "You can write ", ...HELP.flatMap(([sample, means], n) =>
      [n ? ", " : "", make("b", {}, sample), ` ${means}`]), "."));
    fillPanels(facets);
    showCounts(facets);
  }

  /** @param {Results} results @param {Overview} known */
  function show(results, known) {
    clear();
    count(cases(results.total));
    at("messages").append(...dropped.map(alarm), ...results.hints.map((words) => note(words)));
    if (!results.total) at("messages").append(nothing(results));
    at("also").append(...also(results));
    at("results").append(...results.results.map((hit) => card(hit, known)));
    /** @type {HTMLOListElement} */ (at("results")).start = asking.offset + 1;
    at("pager").append(...pager(results.total));
    showCounts(results.facets);
    whatworks.glance?.show(results.facets, asking.filters, results.total);
    whatworks.trail?.keep(asking.q, inWords(), results.total);
    whatworks.picks?.show();
  }

  /** Return what was searched besides the words, what was chosen, and a better spelling. @param {Results} results */
  function also(results) {
    const lines = [];
    if (results.suggestion !== null)
      lines.push(make("p", {}, "Did you mean: ", link(results.suggestion, { q: results.suggestion }), "?"));
    const chosen = chips();
    if (chosen.length) lines.push(make("p", {}, "Only: ", ...chosen));
    if (results.expanded.length) {
      const names = results.expanded.map(({ labels: [first, ...rest] }) => {
        const others = rest.filter((label) => label.toLowerCase() !== first.toLowerCase()).slice(0, 3);
        return first + (others.length ? ` (${others.join(", ")})` : "");
      });
      const only = link("search only my words", { exact: true });
      lines.push(make("p", {}, `Also searched: ${names.join("; ")} (`, only, ")"));
    }
    if (asking.exact && asking.q.trim())
      lines.push(make("p", {}, "Searched only your words (", link("search related words too", { exact: false }), ")"));
    return lines;
  }

  /** Return the chosen filters in words, for the search trail. */
  function inWords() {
    const said = Object.entries(asking.filters).map(([name, values]) => {
      const heading = HEADINGS.find(([known]) => known === name)?.[1] ?? name;
      return `${heading}: ${values.map((value) => labelOf(name, value)).join(" or ")}`;
    });
    if (asking.since) said.push(`from ${asking.since}`);
    if (asking.until) said.push(`to ${asking.until}`);
    return asking.exact ? [...said, "only these words"] : said;
  }

  /** @param {string} name @param {string} value */
  function labelOf(name, value) {
    return panels.get(name)?.choices.get(value)?.label ?? value;
  }

  /** Return a link for each chosen filter, which takes it out. */
  function chips() {
    const made = [];
    for (const [name, values] of Object.entries(asking.filters)) {
      for (const value of values) {
        const label = labelOf(name, value);
        made.push(chip(label, { filters: withValues(name, values.filter((other) => other !== value)) }));
      }
    }
    if (asking.since) made.push(chip(`from ${asking.since}`, { since: 0 }));
    if (asking.until) made.push(chip(`to ${asking.until}`, { until: 0 }));
    return made.flatMap((one, n) => n ? [", ", one] : [one]);
  }

  /** @param {string} label @param {Partial<Asking>} change */
  function chip(label, change) {
    return link(`${label} ×`, change, { class: "chip", "aria-label": `Take out the filter ${label}` });
  }

  /** Say what would give results. @param {Results} results */
  function nothing(results) {
    const ways = results.advice.map((one) => make("li", {}, link(adviceWords(one), adviceChange(one))));
    const made = note(results.suggestion === null ? "No case matches." : "No case matches this spelling.");
    if (ways.length) made.append(" There would be:", make("ul", {}, ...ways));
    else if (results.suggestion === null) {
      const browse = make("a", { href: "need/index.html" }, "browse by problem");
      made.append(" Try fewer or more general words, or ", browse, ".");
    }
    return made;
  }

  /** @param {Advice} one */
  function adviceWords(one) {
    const labels = one.values.map((value) => labelOf(one.drop, value)).join(", ");
    const without = one.drop === "words" ? `“${labels}”` : one.drop === "years" ? "the limit on years"
      : `the filter ${labels}`;
    return `${cases(one.count)} ${one.drop === "exact" ? "with related words" : `without ${without}`}`;
  }

  /** @param {Advice} one @returns {Partial<Asking>} */
  function adviceChange(one) {
    if (one.drop === "words") return { q: one.query };
    if (one.drop === "years") return { since: 0, until: 0 };
    return one.drop === "exact" ? { exact: false } : { filters: withValues(one.drop, []) };
  }

  /** Return a result as a card; its passage comes later, the summary stands in.
   * @param {Hit} hit @param {Overview} known */
  function card(hit, known) {
    const countries = hit.country.map((code) => own(known.labels.country ?? {}, code) ?? code).join(", ");
    const where = hit.place === countries ? countries : `${hit.place}, ${countries}`;
    const title = make("h3", {}, make("a", { href: `case/${encodeURIComponent(hit.slug)}.html` }, hit.title));
    const badges = make("div", { class: "badges" },
      badge("result", hit.result, known), badge("known", hit.known, known));
    for (const words of hit.shown) badges.append(make("span", { class: "private" }, words));
    const made = make("li", { class: "hit", "data-slug": hit.slug }, title, badges,
      make("p", { class: "where" }, `${where}${hit.year === null ? "" : ` · from ${hit.year}`}`),
      make("p", { class: "snippet" }, hit.summary), make("p", { class: "matched" }));
    const pick = { type: "button", class: "small", "data-pick": hit.slug, "data-title": hit.title, hidden: "" };
    if (whatworks.picks) made.append(make("button", pick)); // static/site.js gives it words and a deed
    return made;
  }

  /** @param {string} facet @param {string} key @param {Overview} known */
  function badge(facet, key, known) {
    const label = own(known.labels[facet] ?? {}, key) ?? key;
    return make("span", { class: `badge is-${key} ${facet}-${key}` },
      icon(own(/** @type {Record<string, string>} */ (ICONS), `${facet}-${key}`) ?? DISC), make("span", {}, label));
  }

  /** Put the passages into the cards. @param {Results} results */
  function showPassages(results) {
    const cards = at("results").children;
    results.results.forEach((hit, n) => {
      const snippet = cards[n].querySelector(".snippet"), matched = cards[n].querySelector(".matched");
      if (hit.snippet) snippet?.replaceChildren(...marked(hit.snippet, hit.marks));
      if (hit.matched.length && matched) matched.textContent = `Found in ${matchedWords(hit, results)}`;
    });
  }

  /** @param {string} text @param {number[][]} marks */
  function marked(text, marks) {
    const parts = [];
    let done = 0;
    for (const [start, end] of marks) {
      parts.push(slice(text, done, start), make("mark", {}, slice(text, start, end)));
      done = end;
    }
    return [...parts, slice(text, done)];
  }

  /** @param {Hit} hit @param {Results} results */
  function matchedWords(hit, results) {
    return hit.matched.map((name) => {
      const idea = results.expanded.find(({ concept }) => name === `concept:${concept}`);
      return idea ? `the idea “${idea.labels[0]}”` : name === "body" ? "text" : name === "asks" ? "questions" : name;
    }).join(", ");
  }

  /** @param {number} total */
  function pager(total) {
    const pages = Math.ceil(total / PAGE), now = Math.floor(asking.offset / PAGE);
    if (pages < 2) return [];
    const near = [...Array(pages).keys()].filter((n) => n === 0 || n === pages - 1 || Math.abs(n - now) < 3);
    const links = near.flatMap((n, place) => {
      const gap = place && n - near[place - 1] > 1 ? [make("span", {}, "…")] : [];
      const here = make("a", { "aria-current": "page", "aria-label": `Page ${n + 1}` }, make("b", {}, String(n + 1)));
      return [...gap, n === now ? here : link(String(n + 1), { offset: n * PAGE }, { "aria-label": `Page ${n + 1}` })];
    });
    if (now > 0) links.unshift(link("Previous", { offset: (now - 1) * PAGE }));
    if (now < pages - 1) links.push(link("Next", { offset: (now + 1) * PAGE }));
    return links;
  }

  /** Say what went wrong and what to do. @param {unknown} error */
  function showError(error) {
    clear();
    count("");
    if (error instanceof QueryError) at("messages").append(queryError(error));
    else if (error instanceof whatworks.DataError) whatworks.data.say(error.message);
    else whatworks.data.say(`The search stopped because of a mistake in it (${error}). Reload the page.`);
  }

  /** Show a query that cannot be read, with a caret under the place. @param {QueryProblem} error */
  function queryError(error) {
    const caret = " ".repeat(error.start) + "^".repeat(Math.max(1, error.end - error.start));
    const made = alarm(make("b", {}, error.reason));
    made.append(make("pre", {}, `${error.query}\n${caret}`), error.remedy);
    return made;
  }

  // -- keys and events

  /** @returns {HTMLElement[]} */
  function titles() {
    return [...document.querySelectorAll("#results h3 a")].map((element) => /** @type {HTMLElement} */ (element));
  }

  /** Move between the box and the titles with the arrow keys. @param {KeyboardEvent} event */
  function onArrow(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const all = titles(), here = event.target === box ? -1 : all.indexOf(/** @type {HTMLElement} */ (event.target));
    if (!step || (here < 0 && (event.target !== box || step < 0))) return;
    const next = here + step < 0 ? box : all[here + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  function onInput() {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      asking = { ...asking, q: box.value, offset: 0 };
      dropped = [];
      run(true);
    }, PAUSE);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    amend({ q: box.value });
  });
  box.addEventListener("input", (event) => { if (!(/** @type {InputEvent} */ (event).isComposing)) onInput(); });
  box.addEventListener("compositionend", onInput);
  document.getElementById("glance")?.addEventListener("toggle", recount);
  sort.addEventListener("change", () => amend({ sort: sort.value }));
  document.addEventListener("keydown", onArrow);
  addEventListener("hashchange", () => { if (location.hash.includes("=")) reread(); });
  addEventListener("popstate", () => { if (!location.hash.includes("=")) reread(); });

  /** Ask what the address asks, where it asks something else than the page. */
  function reread() {
    const other = readAddress();
    if (addressOf(other) === addressOf(asking)) return;
    asking = other;
    preparing = null; // the filters are made anew, with the values of those that the address names
    fillForm();
    run();
  }

  whatworks.view = true;
  fillForm();
  run();
})();
