// @ts-check
/* Loading the data scripts, and reading the index that they register. Written in the JavaScript of 2009 on purpose:
   this is the file that must still run, and say so, where the browser is too old for the others. */

/**
 * What a search knows from the start, as indexer/browser_data.py writes it. kinds: the first key of each shard, or how
 * many shards there are. unused: values of a facet that no case has.
 * @typedef {{generation: string, format: number, size: number, cards: number, years: [number, number],
 *   facets: Record<string, number>,
 *   ranking: Record<string, number>, blocks: Record<string, number>, kinds: Record<string, string[] | number>,
 *   library: {id: string, title: string}, labels: Record<string, Record<string, string>>,
 *   unused: Record<string, string>, analysis: Spec}} Head
 */
/**
 * What a result list needs of a case: keys, never labels.
 * @typedef {{slug: string, title: string, summary: string, country: string[], place: string, kind: string,
 *   result: string, comparison: string, known: string, year: number | null, private: boolean, shelf: string,
 *   review?: string, stamp: string}} Card
 */
/** What went wrong with a data script. @typedef {{kind: string, file: string}} Trouble */
/**
 * What a page shows before anything is asked.
 * @typedef {{size: number, library: {id: string, title: string}, labels: Record<string, Record<string, string>>,
 *   years: [number, number], values: Record<string, number>, facets: Record<string, FacetValue[]>}} Overview
 */
/**
 * The one namespace of the scripts; each file fills its part.
 * @typedef {{
 *   head?: [number, string, any],
 *   take: (kind: string, number: number | string, format: number, generation: string, value: unknown) => void,
 *   analysis: {SPACES: string, WORD: RegExp, use: (spec: Spec) => void, normal: (text: string) => string,
 *     surface: (word: string) => string, unified: (form: string) => string, stem: (form: string) => string,
 *     snowball: (word: string) => string, tokens: (text: string) => Token[], strip: (text: string) => string,
 *     size: (text: string) => number, slice: (text: string, start: number, end?: number) => string,
 *     byCodePoint: (one: string, other: string) => number,
 *     own: <T>(table: Record<string, T>, key: string) => T | undefined},
 *   data: {head: (fresh: boolean) => Promise<Head>,
 *     load: (kind: string, number: number | string, generation: string) => Promise<any>,
 *     sentence: (trouble: Trouble) => string, say: (text: string) => void},
 *   source: {Source: any, PLACE_BITS: number, QUESTION_BITS: number, labelsOf: (rows: any[]) => any},
 *   query: {parse: (text: string) => Query, FACETS: string[],
 *     QueryError: new (query: string, start: number, end: number, reason: string, remedy: string) => QueryProblem},
 *   find: any,
 *   search: (text: string, options?: Options) => Promise<Results>,
 *   passages: (results: Results) => Promise<boolean>,
 *   begun: (word: string) => Promise<boolean>,
 *   overview: (facets: string[]) => Promise<Overview>,
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

  /** The format of the data that these scripts read. */
  var FORMAT = 4;
  /** How long a data script may take, in milliseconds, before we say that it does not come. */
  var PATIENCE = 60000;
  var page = /** @type {{whatworks: WhatWorks}} */ (/** @type {unknown} */ (window));
  var whatworks = page.whatworks = page.whatworks || /** @type {WhatWorks} */ ({});

  /** What data scripts have brought, until it is fetched: by kind and number.
   * @type {Record<string, {format: number, generation: string, value: any}>} */
  var brought = {};
  /** The head may come before these scripts, so it lies where it is found. */
  var HEAD = "head/0";
  function given() {
    return whatworks.head && { format: whatworks.head[0], generation: whatworks.head[1], value: whatworks.head[2] };
  }
  whatworks.take = function (kind, number, format, generation, value) {
    brought[kind + "/" + number] = { format: format, generation: generation, value: value };
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

  /** What is on its way, so that nothing is asked for twice. @type {Record<string, Promise<any>>} */
  var coming = {};

  /**
   * Load a shard of a build, or the text of a case.
   * @param {string} kind @param {number | string} number the name of the case where it is a text
   * @param {string} generation the build that is wanted; of a text, the stamp on its card
   * @returns {Promise<any>} what it holds; rejects with a trouble
   */
  function load(kind, number, generation) {
    var name = kind + "/" + number;
    var wanted = name + " " + generation; // one still on its way for an older build must not answer for this one
    if (!coming[wanted]) {
      coming[wanted] = fetched(name, "data/" + name + ".js", generation, generation).then(function (value) {
        delete coming[wanted];
        return value;
      }, function (trouble) {
        delete coming[wanted];
        throw trouble;
      });
    }
    return coming[wanted];
  }

  /**
   * Add a data script to the page and return what it brings.
   * @param {string} name @param {string} file @param {string} stamp put behind its address, so that no cache answers
   *   with an older one @param {string} generation the build that is wanted; empty takes any
   * @returns {Promise<any>}
   */
  function fetched(name, file, stamp, generation) {
    return new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      function end(/** @type {string} */ kind) {
        clearTimeout(timer);
        if (script.parentNode) script.parentNode.removeChild(script);
        var part = name === HEAD ? given() : brought[name];
        delete brought[name];
        var trouble = kind || (!part ? "broken" : part.format !== FORMAT ? "format"
          : generation && part.generation !== generation ? "foreign" : "");
        if (trouble || !part) reject({ kind: trouble, file: file });
        else resolve(part.value);
      }
      var timer = setTimeout(function () { end("missing"); }, PATIENCE);
      script.onload = function () { end(""); };
      script.onerror = function () { end("missing"); };
      script.src = (document.body.getAttribute("data-root") || "") + file +
        (stamp ? "?v=" + encodeURIComponent(stamp) : "");
      document.body.appendChild(script);
    });
  }

  /**
   * Return the head of the index: the one that came with the page, or a fresh one.
   * @param {boolean} fresh @returns {Promise<Head>} rejects with a trouble
   */
  function head(fresh) {
    var part = given();
    var found = part && !fresh && part.format === FORMAT ? Promise.resolve(part.value)
      : fetched(HEAD, "data/head.js", fresh ? String(Date.now()) : "", "");
    return found.then(function (/** @type {Head} */ value) {
      var library = document.body.getAttribute("data-library");
      var kind = !value || !value.generation || !value.kinds || !value.analysis ? "broken"
        : library && (!value.library || library !== value.library.id) ? "library" : "";
      if (kind) throw { kind: kind, file: "data/head.js" };
      return value;
    });
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

  whatworks.data = { head: head, load: load, sentence: sentence, say: say };

  // The other scripts end with the view: where it is missing, one of them was not loaded or not understood.
  window.addEventListener("load", function () {
    if (!whatworks.view) {
      say("Search does not work here: this browser is too old for it, or a script of the site is missing. Use a " +
        "newer browser, or check that the folder of the site is complete.");
    }
  });
})();
