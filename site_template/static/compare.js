/* Two to four cases side by side, and the decision pack: the same with caveats, costs, references and the search trail,
   as print view, CSV and RIS. The choice comes from whatworks.picks, or from the address (#cases=a,b), which always names
   it, so that a comparison can be passed on. */
"use strict";
(function () {
  const at = (id) => document.getElementById(id);
  const LINES = [
    ["What happened here", "result"], ["How we know", "known"], ["Comparison", "comparison"],
    ["Best compared outcome", "effect"], ["Read with care", "caveats"],
    ["Costs and savings", "costs"], ["Where", "place"], ["Began", "year"], ["Now", "now"],
    ["Kind", "kind"], ["Problems", "needs"], ["Services", "services"], ["Ages", "ages"], ["Tested on", "tested"],
    ["Who ran it", "delivery"], ["Contract", "contract"], ["What made the difference", "factors"],
    ["What to avoid", "pitfalls"], ["What you would need", "need_to_run"], ["Context facts known", "context"],
    ["Checked", "checked"], ["Sources", "sources"],
  ];
  const CARE = "Cases we found, not all that exist. A stronger comparison is not a larger effect. Costs are in the money "
    + "of their own year and country and are not converted. Nothing here is a recommendation.";
  const CHOICE = /^#cases=([a-z0-9,-]+)$/;
  const SAME = ["sources", "caveats"]; // lines in which a difference says nothing
  let cases = {}, order = [], asOf = "";

  function make(name, text, attributes) {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) element.setAttribute(key, value);
    return element;
  }
  const own = (slug) => Object.prototype.hasOwnProperty.call(cases, slug);
  const chosen = () => whatworks.picks.read().filter(own);
  const said = (value) => Array.isArray(value) ? value.join("; ") : String(value);

  function cell(value, title, name) {
    const made = make("td", undefined, { "data-label": title, ...name ? { class: name } : {} });
    if (!Array.isArray(value)) made.textContent = value;
    else if (!value.length) made.append(make("span", "Not recorded", { class: "quiet" }));
    else { const list = make("ul"); list.append(...value.map((one) => make("li", one))); made.append(list); }
    return made;
  }

  function table(slugs) {
    const made = make("table", undefined, { class: "compared" });
    made.append(make("caption", "Lines that differ between the cases say so.", {}));
    const head = make("tr");
    head.append(make("td", ""));
    for (const slug of slugs) {
      const column = make("th", undefined, { scope: "col" });
      column.append(make("a", cases[slug].title, { href: "case/" + slug + ".html" }));
      const remove = make("button", "Remove", { type: "button", class: "remove", "aria-label": "Remove " + cases[slug].title });
      remove.addEventListener("click", () => set(chosen().filter((one) => one !== slug)));
      column.append(remove);
      head.append(column);
    }
    const top = make("thead");
    top.append(head);
    const body = make("tbody");
    for (const [words, key] of LINES) {
      const values = slugs.map((slug) => cases[slug][key]);
      const line = make("tr");
      if (slugs.length > 1 && !SAME.includes(key) && new Set(values.map(said)).size > 1) line.className = "differs";
      line.append(make("th", words, { scope: "row" }), ...values.map((value, n) =>
        cell(value, cases[slugs[n]].title, key === "result" && "word is-" + cases[slugs[n]].resultKey)));
      body.append(line);
    }
    made.append(top, body);
    return made;
  }

  function draw() {
    const slugs = chosen();
    const place = at("compare-table");
    place.replaceChildren();
    if (slugs.length) {
      const region = make("div", undefined, { class: "scroll", role: "region", "aria-label": "Comparison", tabindex: "0" });
      region.append(table(slugs));
      place.append(region);
    }
    at("compare-state").textContent = slugs.length === 0 ? "Nothing chosen yet. Choose two to four cases."
      : slugs.length === 1 ? "One case chosen. Choose at least one more." : slugs.length + " cases chosen.";
    at("compare-actions").hidden = at("compare-caveats").hidden = slugs.length < 2;
    at("compare-start").hidden = slugs.length > 0;
    at("compare-trail").textContent = trail();
    history.replaceState(null, "", slugs.length ? "#cases=" + slugs.join(",") : location.href.split("#")[0]);
    const pick = at("compare-pick");
    pick.replaceChildren(...order.filter((slug) => !slugs.includes(slug)).map((slug) =>
      make("option", cases[slug].title, { value: slug })));
    at("compare-add").hidden = slugs.length >= whatworks.picks.most;
  }

  /* What was pressed may be gone now, so the focus goes to what changed. */
  function set(slugs) { whatworks.picks.write(slugs); draw(); at("compare-state").focus(); }

  function save(name, type, text) {
    const link = make("a", "", { download: name, href: URL.createObjectURL(new Blob([text], { type })) });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  const trail = () => whatworks.trail ? whatworks.trail.line() : "";

  function csv() {
    const slugs = chosen();
    const quoted = (value) => {
      const text = said(value);
      return '"' + (/^[\s\x00-\x1f]*[=@+\-＝＋－＠]/.test(text) ? "'" : "") + text.replaceAll('"', '""') + '"';
    };
    const lines = [["", ...slugs.map((slug) => cases[slug].title)], ...LINES.map(([words, key]) =>
      [words, ...slugs.map((slug) => cases[slug][key])]), ["As of", ...slugs.map(() => asOf)],
      ...location.protocol === "file:" ? [] // a path on somebody's computer is nobody else's business
        : [["Pages", ...slugs.map((slug) => new URL("case/" + slug + ".html", location.href.split(/[?#]/)[0]).href)]],
      ["Read with care", CARE], ...trail() ? [["Search trail", trail()]] : []];
    return "\ufeff" + lines.map((line) => line.map(quoted).join(",")).join("\r\n") + "\r\n";
  }

  function ris(slug) {
    const one = cases[slug], by = document.querySelector(".brand span").textContent;
    const lines = [["TY", "RPRT"], ["TI", one.title], ["AU", by + ","], ["PB", by], ["PY", one.added.slice(0, 4)],
      ["AB", one.summary], ["CY", one.place], ["LA", "en"], ["ID", slug],
      ...one.caveats.map((caveat) => ["N1", "Caveat: " + caveat]), ...one.costs.map((cost) => ["N1", "Cost: " + cost]),
      ...one.sources.map((source) => ["N1", "Source: " + source]), ["N1", CARE + " As of " + asOf + "."],
      ...trail() ? [["N1", trail()]] : [], ["ER", ""]];
    return lines.map(([tag, text]) => tag + "  - " + text.replace(/\s+/g, " ") + "\r\n").join("");
  }

  /* Reloaded or come back to, the address is older than what was chosen since. */
  const arrived = () => (performance.getEntriesByType("navigation")[0] || {}).type === "navigate";

  /* Choose what the address names, or leave the choice; either way without what this library lacks. */
  function take(address) {
    const asked = address && CHOICE.exec(location.hash);
    whatworks.picks.write(asked ? asked[1].split(",").filter(own) : chosen());
  }

  function begin() {
    const given = whatworks.given.cases;
    if (!given) { at("compare-state").textContent = "The cases could not be loaded."; at("compare").hidden = false; return; }
    cases = given.cases;
    asOf = given.as_of;
    order = Object.keys(cases).sort((a, b) => cases[a].title.localeCompare(cases[b].title, "en"));
    take(arrived() || !chosen().length);
    at("compare").hidden = false;
    at("compare-add").addEventListener("submit", (event) => {
      event.preventDefault();
      if (own(at("compare-pick").value)) set([...chosen(), at("compare-pick").value]);
    });
    at("compare-print").addEventListener("click", () => print());
    at("compare-csv").addEventListener("click", () => save("comparison.csv", "text/csv", csv()));
    at("compare-ris").addEventListener("click", () => save("comparison.ris", "application/x-research-info-systems",
      chosen().map(ris).join("")));
    at("compare-clear").addEventListener("click", () => set([]));
    addEventListener("hashchange", () => { if (CHOICE.test(location.hash)) { take(true); draw(); } });
    addEventListener("storage", draw);
    addEventListener("pageshow", draw); // coming back, the choice may be another
    draw();
  }

  const script = make("script", undefined, { src: "data/cases.js" });
  script.addEventListener("load", begin);
  script.addEventListener("error", begin);
  document.body.append(script);
})();
