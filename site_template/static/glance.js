// @ts-check
/* A list of search results at a glance, live with the filters: what happened, how sure, the factors and pitfalls most
   named. It shows counts that the search has made, in which for and against are one; other pages count them apart. */

/** @typedef {{value: string, label: string, count: number}} GlanceValue */

(function () {
  "use strict";

  const { whatworks } = /** @type {{whatworks: any}} */ (/** @type {unknown} */ (window));
  const FEWEST = 4; // a shorter list is seen at a glance as it is
  const SHOWN = 5;
  /** Facets with their headings, and whether only those most named are shown. @type {[string, string, boolean][]} */
  const GROUPS = [["result", "What happened", false], ["comparison", "How sure", false],
    ["known", "Who says so", false], ["factor", "Factors named, for or against", true],
    ["pitfall", "Pitfalls named, for or against", true]];
  const TOGETHER = "failed"; // a value of `result` that stands for several others
  const UNJUDGED = ["not-known", "not-applicable"];
  const SVG = "http://www.w3.org/2000/svg";

  const place = /** @type {HTMLDetailsElement | null} */ (document.getElementById("glance"));
  if (!place) return;

  /** @param {string} name @param {string} words @param {...Node} children */
  function make(name, words, ...children) {
    const made = document.createElement(name);
    made.append(words, ...children);
    return made;
  }

  /** @param {number} share @param {string} name a class */
  function meter(share, name) {
    const svg = document.createElementNS(SVG, "svg");
    for (const [key, value] of Object.entries({ class: "meter", viewBox: "0 0 100 4", preserveAspectRatio: "none",
      width: "100%", height: "4", "aria-hidden": "true", focusable: "false" })) svg.setAttribute(key, value);
    for (const [kind, width] of /** @type {[string, number][]} */ ([["ground", 100], [name, share]])) {
      const part = document.createElementNS(SVG, "rect");
      for (const [key, value] of Object.entries({ class: kind, width, height: 4 })) part.setAttribute(key, String(value));
      svg.append(part);
    }
    return svg;
  }

  /** Return what a facet says of the results themselves. A facet's counts ignore what is chosen in it, so that where
   * something is chosen only that is counted: it is in the results, and the rest is not known.
   * @param {string} facet @param {GlanceValue[]} values @param {string[]} chosen */
  function counted(facet, values, chosen) {
    const shown = facet === "result" && !chosen.includes(TOGETHER) ? values.filter(({ value }) => value !== TOGETHER)
      : values;
    return shown.filter(({ value, count }) => count && (!chosen.length || chosen.includes(value)));
  }

  /** @param {string} facet @param {string} heading @param {GlanceValue[]} values @param {number} total */
  function group(facet, heading, values, total) {
    const list = make("ul", "");
    const unjudged = values.find(({ value }) => facet === "result" && UNJUDGED.includes(value));
    for (const { value, label, count } of values) {
      const name = facet === "result" ? `part fill-${value}` : "part";
      const line = make("li", "", make("span", label), new Text(" "), make("b", String(count)),
        meter(Math.round(100 * count / total), name));
      if (value === unjudged?.value) line.className = "apart"; // what is not known never stands next to a finding
      list.append(line);
    }
    return make("div", "", make("h3", heading), list);
  }

  /** Show the counts of a list of results. @param {Record<string, GlanceValue[]>} facets
   * @param {Record<string, string[]>} chosen the filters @param {number} total */
  function show(facets, chosen, total) {
    const groups = make("div", "");
    groups.className = "glance-groups";
    for (const [facet, heading, most] of GROUPS) {
      const values = counted(facet, facets[facet] ?? [], chosen[facet] ?? []);
      const first = most ? [...values].sort((a, b) => b.count - a.count).slice(0, SHOWN) : values;
      if (first.length) groups.append(group(facet, heading, first, total));
    }
    const shell = /** @type {HTMLDetailsElement} */ (place);
    shell.hidden = total < FEWEST;
    shell.querySelector(".glance-groups")?.replaceWith(groups);
  }

  function hide() {
    /** @type {HTMLDetailsElement} */ (place).hidden = true;
  }

  whatworks.glance = { show, hide };
})();
