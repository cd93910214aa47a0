// @ts-check
/* Loading the data scripts, and reading the index that they register. Written in the JavaScript of 2009 on purpose:
   this is the file that must still run, and say so, where the browser is too old for the others. */

/**
 * The compiled index, as indexer/browser_data.py writes it.
 * @typedef {{generation: string, format: number, ranking: Record<string, number>, blocks: Record<string, number>,
 *   size: number, slugs: string[], years: (number | null)[], words: Record<string, number[]>,
 *   pairs: Record<string, number[]>, concepts: Record<string, number[]>, places: Record<string, number[][]>,
 *   surfaces: Record<string, string>,
 *   facets: Record<string, Record<string, number[]>>, cards: Card[], library: {id: string, title: string},
 *   labels: Record<string, Record<string, string>>, concept_labels: Record<string, string[]>,
 *   tags: Record<string, string[]>,
 *   phrases: [string[], string[], [string, string][]][], singles: [string, string[], [string, string][]][],
 *   analysis: Spec, titles: number[]}} IndexData
 */
/**
 * What a result list needs of a case: keys, never labels.
 * @typedef {{slug: string, title: string, summary: string, country: string[], place: string, kind: string,
 *   result: string, comparison: string, known: string, year: number | null, private: boolean}} Card
 */
/**
 * The texts of the cases, [field, text] pairs each.
 * @typedef {{generation: string, texts: [string, string][][]}} TextData
 */
/** What went wrong with a data script. @typedef {{kind: string, file: string}} Trouble */
/**
 * An opened index.
 * @typedef {{index: IndexData, texts: [string, string][][] | null, size: number, word: (stem: string) => number[],
 *   pair: (one: string, other: string) => number[], concept: (key: string) => number[],
 *   places: (stem: string) => number[][],
 *   facet: (name: string) => Record<string, number[]>, labels: (name: string) => Record<string, string>}} Source
 */
/**
 * What a page shows before anything is asked.
 * @typedef {{size: number, library: {id: string, title: string}, labels: Record<string, Record<string, string>>,
 *   surfaces: Record<string, string>, years: number[], facets: Record<string, FacetValue[]>}} Overview
 */
/**
 * The one namespace of the scripts; each file fills its part.
 * @typedef {{
 *   given: Record<string, any>,
 *   register: (name: string, value: unknown) => void,
 *   analysis: {SPACES: string, WORD: RegExp, use: (spec: Spec) => void, normal: (text: string) => string,
 *     surface: (word: string) => string, unified: (form: string) => string, stem: (form: string) => string,
 *     snowball: (word: string) => string, tokens: (text: string) => Token[], strip: (text: string) => string,
 *     size: (text: string) => number, slice: (text: string, start: number, end?: number) => string,
 *     byCodePoint: (one: string, other: string) => number,
 *     own: <T>(table: Record<string, T>, key: string) => T | undefined},
 *   data: {load: (name: string, generation: string, done: (trouble: Trouble | null, value: any) => void) => void,
 *     wrong: (index: IndexData) => Trouble | null, sentence: (trouble: Trouble) => string, say: (text: string) => void,
 *     source: (index: IndexData, texts: [string, string][][] | null) => Source},
 *   query: {parse: (text: string) => Query, FACETS: string[],
 *     QueryError: new (query: string, start: number, end: number, reason: string, remedy: string) => QueryProblem},
 *   search: (text: string, options?: Options) => Promise<Results>,
 *   passages: (results: Results) => Promise<boolean>,
 *   overview: () => Promise<Overview>,
 *   DataError: new (trouble: Trouble) => Error,
 *   picks?: {show: () => void},
 *   glance?: {show: (facets: Record<string, any[]>, chosen: Record<string, string[]>, total: number) => void,
 *     hide: () => void},
 *   trail?: {keep: (q: string, filters: string[], total: number) => void},
 *   view: boolean
 * }} WhatWorks
 */

(function () {
  "use strict";

  /** The format of data/index.js that these scripts read. */
  var FORMAT = 1;
  /** How long a data script may take, in milliseconds, before we say that it does not come. */
  var PATIENCE = 60000;
  var page = /** @type {{whatworks: WhatWorks}} */ (/** @type {unknown} */ (window));
  var whatworks = page.whatworks = page.whatworks || /** @type {WhatWorks} */ ({});
  whatworks.given = whatworks.given || {};
  whatworks.register = whatworks.register || function (/** @type {string} */ name, /** @type {unknown} */ value) {
    whatworks.given[name] = value;
  };

  var SAID = {
    missing: "could not be loaded. Reload the page; if you opened it from a folder, check that the folder is complete.",
    broken: "was loaded but cannot be read. Reload the page. If that does not help, the site must be built anew.",
    foreign: "is of another build than the rest of the search. Reload the page. If that does not help, the site was " +
      "copied in part and must be copied or built anew.",
    format: "is of another version of the program than these pages. Reload the page. If that does not help, the site " +
      "must be built anew.",
    library: "belongs to another library than these pages. The site must be built anew."
  };

  /**
   * Add a data script to the page and hand over what it registers.
   * @param {string} name its name, which is also that of its file
   * @param {string} generation the build that is wanted, so that no cache answers with another; may be empty
   * @param {(trouble: Trouble | null, value: any) => void} done
   */
  function load(name, generation, done) {
    var script = document.createElement("script");
    var file = "data/" + name + ".js";
    var over = false;
    function end(/** @type {Trouble | null} */ trouble, /** @type {unknown} */ value) {
      if (over) return;
      over = true;
      clearTimeout(timer);
      if (script.parentNode) script.parentNode.removeChild(script);
      done(trouble, value);
    }
    var timer = setTimeout(function () { end({ kind: "missing", file: file }, null); }, PATIENCE);
    delete whatworks.given[name];
    script.onload = function () {
      var value = whatworks.given[name];
      delete whatworks.given[name];
      if (value && typeof value === "object") end(null, value);
      else end({ kind: "broken", file: file }, null);
    };
    script.onerror = function () { end({ kind: "missing", file: file }, null); };
    script.src = (document.body.getAttribute("data-root") || "") + file +
      (generation ? "?v=" + encodeURIComponent(generation) : "");
    document.body.appendChild(script);
  }

  /** Return what is wrong with a registered index, or null. @param {IndexData} index @returns {Trouble | null} */
  function wrong(index) {
    var library = document.body.getAttribute("data-library");
    var kind = index.format !== FORMAT ? "format"
      : !index.generation || !index.words || !index.cards || index.cards.length !== index.size ? "broken"
      : library && library !== index.library.id ? "library" : "";
    return kind ? { kind: kind, file: "data/index.js" } : null;
  }

  /** Return the sentences on a trouble: what happened and what to do. @param {Trouble} trouble */
  function sentence(trouble) {
    return "The search data (" + trouble.file + ") " + SAID[/** @type {keyof SAID} */ (trouble.kind)];
  }

  /** Say in #messages that search does not work, with ways round it.
   * @param {string} text */
  function say(text) {
    var place = document.getElementById("messages");
    if (!place) return;
    var note = document.createElement("div");
    note.className = "message trouble";
    note.setAttribute("role", "alert");
    var first = document.createElement("p");
    first.appendChild(document.createTextNode(text + " Without search you can browse: "));
    var ways = [["need/index.html", "by problem"], ["country/index.html", "by country"], ["cases.html", "all cases"]];
    for (var n = 0; n < ways.length; n++) {
      var link = document.createElement("a");
      link.href = (document.body.getAttribute("data-root") || "") + ways[n][0];
      link.appendChild(document.createTextNode(ways[n][1]));
      first.appendChild(link);
      first.appendChild(document.createTextNode(n < ways.length - 1 ? ", " : "."));
    }
    note.appendChild(first);
    while (place.firstChild) place.removeChild(place.firstChild);
    place.appendChild(note);
  }

  /**
   * Return an index as the search reads it, like search/source_compiled.py.
   * @param {IndexData} index @param {[string, string][][] | null} texts
   */
  function source(index, texts) {
    /** @param {any} table @param {string} key @param {any} otherwise */
    function own(table, key, otherwise) {
      return Object.prototype.hasOwnProperty.call(table, key) ? table[key] : otherwise;
    }
    return {
      index: index,
      texts: texts,
      size: index.size,
      /** Return document, impact, document, impact ... of a stem. @param {string} stem @returns {number[]} */
      word: function (stem) { return own(index.words, stem, []); },
      /** Return document, impact, document, impact ... of two stems side by side.
       * @param {string} one @param {string} other @returns {number[]} */
      pair: function (one, other) { return own(index.pairs, one + " " + other, []); },
      /** Return document, impact, document, impact ... of a concept. @param {string} key @returns {number[]} */
      concept: function (key) { return own(index.concepts, key, []); },
      /** Return rows of a stem: a document, then its places. @param {string} stem @returns {number[][]} */
      places: function (stem) { return own(index.places, stem, []); },
      /** Return value -> documents of a facet. @param {string} name @returns {Record<string, number[]>} */
      facet: function (name) { return own(index.facets, name, {}); },
      /** Return value -> label of a facet. @param {string} name @returns {Record<string, string>} */
      labels: function (name) { return own(index.labels, name, {}); }
    };
  }

  whatworks.data = { load: load, wrong: wrong, sentence: sentence, say: say, source: source };

  // The other scripts end with the view: where it is missing, one of them was not loaded or not understood.
  window.addEventListener("load", function () {
    if (!whatworks.view) {
      say("Search does not work here: this browser is too old for it, or a script of the site is missing. Use a " +
        "newer browser, or check that the folder of the site is complete.");
    }
  });
})();
